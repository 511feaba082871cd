"""The holding area: households with a line that cannot be taken, mended by a clerk and released into the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl
from django.db.models import Count

from yakuba.areas.resident_registry.domain.record import RESIDENT
from yakuba.areas.resident_registry.domain.relationships import HEAD
from yakuba.areas.resident_registry.load_models import LoadLine, ResidentLoad
from yakuba.areas.resident_registry.loads import (
    cross_checks,
    numbering,
    reading,
    scanning,
    stage,
    tidying,
    values,
    writing,
)
from yakuba.areas.resident_registry.loads.messages import MESSAGES
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.access import service as access
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

LOAD = "resident_registry.load"


@dataclass(frozen=True)
class HeldUnit:
    """A household in the holding area, for lists."""

    unit: str
    lines: int
    name: str
    reasons: tuple[str, ...]


def units(load_id: UUID) -> list[HeldUnit]:
    """Households still held, in the order of the file."""
    held = LoadLine.objects.filter(load_id=load_id, state=LoadLine.State.HELD)
    by_unit: dict[str, list[LoadLine]] = {}
    for line in held.order_by("line"):
        by_unit.setdefault(line.unit, []).append(line)
    return [_held_unit(unit, lines) for unit, lines in by_unit.items()]


def _held_unit(unit: str, lines: list[LoadLine]) -> HeldUnit:
    codes = dict.fromkeys(found["code"] for line in lines for found in line.findings if found["code"] != "together")
    names = [str(line.cells.get("氏名", "")) for line in lines]
    return HeldUnit(unit, len(lines), next(filter(None, names), ""), tuple(MESSAGES[code].reason for code in codes))


def count(load_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lines still held, by load."""
    rows = LoadLine.objects.filter(load_id__in=load_ids, state=LoadLine.State.HELD).values_list("load_id")
    return dict(rows.annotate(lines=Count("line")))


def lines_of(load_id: UUID, unit: str) -> list[LoadLine]:
    """The lines of one held household. Registers that they were looked at. Raises access.Refused."""
    access.require(LOAD)
    found = list(LoadLine.objects.filter(load_id=load_id, unit=unit, state=LoadLine.State.HELD).order_by("line"))
    detail = {"load": str(load_id), "held_household": unit, "lines": [line.line for line in found]}
    register.record(register.Act.VIEW_HOUSEHOLD, note=register.Note(duty=LOAD, detail=detail))
    return found


@dataclass(frozen=True)
class Mending:
    """What mending a household came to: ``released`` lines are in the registry; else each line's findings are new."""

    released: int
    open: int


def mend(load_id: UUID, unit: str, cells: Mapping[int, Mapping[str, str]]) -> Mending:
    """Put values (line → heading → value) in place of those of the file, check again, and release what is right.

    All in the open transaction. Raises access.Refused.
    """
    access.require(LOAD)
    load = ResidentLoad.objects.select_for_update().get(id=load_id)
    lines = list(LoadLine.objects.filter(load_id=load_id, unit=unit, state=LoadLine.State.HELD).order_by("line"))
    if not lines:  # released before
        return Mending(0, 0)
    for line in lines:
        mended = {heading: value for heading, value in cells.get(line.line, {}).items() if heading in line.cells}
        line.mended = {**line.mended, **mended}
    made = _typed(load, lines)
    findings = _findings(made)
    told: dict[int, list[dict[str, str]]] = {}
    for number, column, value, code in findings.unique(maintain_order=True).iter_rows():
        told.setdefault(number, []).append({"column": column, "value": value, "code": code})
    for line in lines:
        line.findings = told.get(line.line, [{"column": "", "value": "", "code": "together"}])
    if not told:
        _release(load, lines, made.frame)
    LoadLine.objects.bulk_update(
        lines, ["mended", "findings", "state", "released_at", "released_by_name"], batch_size=200
    )
    tidying.tidy(load)
    detail = {"load": str(load_id), "lines": [line.line for line in lines], "released": not told}
    numbers = [int(number) for number in made.frame["addressee_number"].unique() if number]
    register.record(register.Act.MEND, numbers, note=register.Note(duty=LOAD, detail=detail))
    return Mending(0 if told else len(lines), len(told))


def _typed(load: ResidentLoad, lines: Sequence[LoadLine]) -> values.Typed:
    """The household's lines as mended, converted and checked as any others; numbers kept apart are added again."""
    source = scanning.source_of(load)
    secrets = _secrets(load.id, [line.line for line in lines])
    columns: dict[str, list[str]] = {}
    for place, heading in enumerate(source.columns.headings):
        if place in source.columns.secrets:
            kept = secrets.get(source.columns.secrets[place], {})
            columns[f"c{place}"] = [kept.get(line.line, "") for line in lines]
        else:
            columns[f"c{place}"] = [str({**line.cells, **line.mended}.get(heading, "")) for line in lines]
    start = reading.Position(0, 0)
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return scanning.converted(reading.Block(start, start, [line.line for line in lines], cells), source)


def _secrets(load_id: UUID, lines: Sequence[int]) -> dict[str, dict[int, str]]:
    kept = stage.held_secrets(load_id)
    if kept is None:
        return {}
    found = kept.filter(pl.col("line").is_in(list(lines)))
    return {name: dict(found.select("line", f"secret_{name}").iter_rows()) for name in _kinds(kept)}


def _kinds(kept: pl.DataFrame) -> list[str]:
    return [name.removeprefix("secret_") for name in kept.columns if name.startswith("secret_")]


def _findings(made: values.Typed) -> pl.DataFrame:
    keys = made.frame.select(cross_checks.KEYS)
    found = [pl.DataFrame(schema=values.FINDING), *made.findings, cross_checks.check(keys.lazy())]
    return pl.concat([*found, *_against_registry(keys)])


def _against_registry(keys: pl.DataFrame) -> list[pl.DataFrame]:
    """A second head of a household that is in the registry; a number that is taken there."""
    heads = keys.filter("is_latest", pl.col("relationship_code_1") == HEAD, pl.col("resident_state") == RESIDENT)
    here = ResidentRecord.objects.filter(
        is_latest=True,
        household_number__in=heads["household_number"].to_list(),
        relationship_code_1=HEAD,
        resident_state=RESIDENT,
        is_removed=False,
    )
    second = heads.filter(pl.col("household_number").is_in(list(here.values_list("household_number", flat=True))))
    numbers = [int(number) for number in keys["addressee_number"].unique() if number]
    registered = ResidentRecord.objects.filter(is_latest=True, addressee_number__in=numbers)
    others = Addressee.objects.filter(addressee_number__in=numbers).exclude(kind=Addressee.Kind.RESIDENT)
    taken = {*registered.values_list("addressee_number", flat=True), *others.values_list("addressee_number", flat=True)}
    doubled = keys.filter(pl.col("addressee_number").cast(pl.Int64, strict=False).is_in(list(taken)))
    return [
        _told(second, "relationship_code_1", "続柄コード1", "heads"),
        _told(doubled, "addressee_number", "宛名番号", "taken"),
    ]


def _told(rows: pl.DataFrame, name: str, column: str, code: str) -> pl.DataFrame:
    return rows.select("line", pl.lit(column).alias("column"), pl.col(name).alias("value"), pl.lit(code).alias("code"))


def _release(load: ResidentLoad, lines: Sequence[LoadLine], frame: pl.DataFrame) -> None:
    context = current_context()
    numbering.reserve(numbering.series_of(frame))
    writing.insert(load, writing.filled(frame), context.instant)
    for line in lines:
        line.state = LoadLine.State.RELEASED
        line.released_at, line.released_by_name = context.instant, context.actor.name
        line.findings = []
