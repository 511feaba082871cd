"""Persons of a file who are here already: what is the same, what differs, and adding what differs when that is wished.

Versions are only added, so a difference never changes a row: with ``replace`` the file's current content becomes a new
version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from yakuba.areas.resident_registry import search_index, storage
from yakuba.areas.resident_registry.domain.record import ITEMS, Record, values
from yakuba.areas.resident_registry.domain.record_values import to_text
from yakuba.areas.resident_registry.load_models import LoadDifference, ResidentLoad
from yakuba.areas.resident_registry.loads import stage, writing
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.scope import current

PORTION = 2000
"""Persons compared at once."""


@dataclass
class Compared:
    """Lines of persons who are here already, by what the comparison found."""

    same: int = 0
    different: int = 0
    lines: tuple[int, ...] = ()


def compare(load: ResidentLoad, plan: pl.DataFrame, keys: pl.DataFrame) -> Compared:
    """Compare the planned lines of known persons with their records and keep the differences."""
    numbered = plan.join(keys.select("line", "addressee_number"), on="line").with_columns(
        pl.col("addressee_number").cast(pl.Int64).alias("number")
    )
    known = _known(numbered["number"].unique().sort().to_list())
    lines = numbered.filter(pl.col("number").is_in(known))
    stage.write(load.id, "known", lines.select("line", "block", "row"))
    found = Compared(lines=tuple(lines["line"]))
    if not known:
        return found
    for portion in range(0, len(known), PORTION):
        numbers = known[portion : portion + PORTION]
        frame = writing.typed_rows(load, lines.filter(pl.col("number").is_in(numbers)))
        rows = list(_differences(load, frame, numbers))
        LoadDifference.objects.bulk_create(rows, batch_size=1000)
        different = len({row.line for row in rows})
        found.different += different
        found.same += len(frame) - different
    return found


def _known(numbers: Sequence[int]) -> list[int]:
    found: list[int] = []
    for portion in range(0, len(numbers), 20_000):
        found += writing.known(numbers[portion : portion + 20_000])
    return sorted(found)


def _differences(load: ResidentLoad, frame: pl.DataFrame, numbers: list[int]) -> Iterator[LoadDifference]:
    here = {(record.addressee_number, record.history_number): record for record in storage.versions(numbers)}
    by_number = {(int(number), history): record for (number, history), record in here.items()}
    given = [name for name in frame.columns if name in ITEMS]
    for row in frame.iter_rows(named=True):
        record = by_number.get((row["number"], row["history_number"]))
        for item, before, after in _items(record, row, given):
            yield LoadDifference(
                municipality_id=current(),
                load_id=load.id,
                line=row["line"],
                item=item,
                addressee_number=row["number"],
                history_number=row["history_number"],
                before=before,
                after=after,
            )


def _items(record: Record | None, row: dict[str, Any], given: list[str]) -> Iterator[tuple[str, str, str]]:
    if record is None:
        yield "history_number", "", str(row["history_number"])
        return
    for name in given:
        before, after = getattr(record, name), row[name]
        if before != after:
            yield name, to_text(name, before), to_text(name, after)


def apply(load: ResidentLoad) -> dict[str, int]:
    """Add the file's current content as a new version of each person whose current record differs from it."""
    lines = stage.read(load.id, "known")
    different = LoadDifference.objects.filter(load_id=load.id)
    persons = set(different.values_list("addressee_number", flat=True))
    added: list[Record] = []
    if persons:
        frame = writing.typed_rows(load, lines).filter(pl.col("number").is_in(list(persons)) & pl.col("is_latest"))
        newest = {int(record.addressee_number): record for record in storage.latest(persons)}
        added = [made for row in frame.iter_rows(named=True) if (made := _next(newest[row["number"]], row)) is not None]
    storage.add(added, None, load.known_from)
    numbers = [int(record.addressee_number) for record in added]
    search_index.refresh(numbers)
    different.filter(addressee_number__in=numbers).update(applied=True)
    register.record(
        register.Act.IMPORT,
        note=register.Note(duty="resident_registry.load", detail={"load": str(load.id), "replaced": len(added)}),
    )
    return {"replaced": len(added)}


_COUNTED = ("addressee_number", "history_number", "is_latest")


def _next(newest: Record, row: dict[str, Any]) -> Record | None:
    """The version that follows, None when the current one says the same."""
    given = {name: row[name] for name in ITEMS if name in row and name not in _COUNTED}
    if values(newest, given) == given:
        return None
    number = max(newest.history_number + 1, row["history_number"])
    return replace(newest, history_number=number, is_latest=True, **given)
