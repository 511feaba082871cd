"""Between reading and writing: checks across lines, what is held back, and the plan of what is written when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection

from yakuba.areas.resident_registry.load_models import LoadDifference, LoadLine, ResidentLoad
from yakuba.areas.resident_registry.loads import cross_checks, differences, numbering, reading, stage
from yakuba.areas.resident_registry.loads.scanning import Source
from yakuba.areas.resident_registry.loads.values import FINDING
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.tenancy.scope import current

CHUNK_LINES = 10_000
"""Lines written in one transaction, at least; a household is never divided."""


@dataclass(frozen=True)
class Scanned:
    """What the blocks of a load left behind."""

    keys: pl.DataFrame
    findings: pl.DataFrame
    unread: list[reading.Unread]
    conversions: Counter[str]
    examples: dict[str, list[str]]


def scanned(load: ResidentLoad, source: Source) -> Scanned:
    """Gather the kept blocks."""
    names = [f"{position:05}" for position in range(source.blocks)]
    abouts = [stage.read_json(load.id, f"about-{name}") for name in names]
    conversions: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for about in abouts:
        conversions.update(about["conversions"])
        examples = {**about["examples"], **examples}
    return Scanned(
        keys=pl.concat([stage.read(load.id, f"keys-{name}") for name in names]),
        findings=pl.concat([stage.read(load.id, f"findings-{name}") for name in names]),
        unread=[reading.Unread(**one) for about in abouts for one in about["unread"]],
        conversions=conversions,
        examples=examples,
    )


def settle(load: ResidentLoad, source: Source) -> None:
    """Decide about every line, keep the plan and the held lines, and write the counts of the load."""
    found = scanned(load, source)
    keys = found.keys
    units = cross_checks.units(keys.lazy())
    findings = pl.concat(
        [found.findings, cross_checks.check(keys.lazy()), _taken(keys), _lost(found, keys, units, source)]
    )
    held_units = units.join(findings.select("line").unique(), on="line", how="semi").select("unit").unique()
    held = units.join(held_units, on="unit", how="semi")
    free = units.join(held_units, on="unit", how="anti").join(keys.select("line", "block", "row"), on="line")
    plan = _plan(free)
    _keep_lines(load, source, _Held(held.sort("line"), findings, found.unread))
    compared = differences.compare(load, plan, keys)
    plan = plan.filter(~pl.col("line").is_in(compared.lines))
    stage.write(load.id, "plan", plan)
    _keep_secrets(load, held, keys)
    load.chunks = int(plan["chunk"].max() or 0) + 1 if len(plan) else 0  # type: ignore[arg-type]
    load.conversions = {"counts": dict(found.conversions), "examples": found.examples}
    load.columns = {
        "unknown": [source.columns.headings[place] for place in source.columns.unknown],
        "missing": list(source.columns.missing),
    }
    load.counts = {
        "given": len(keys) + len(found.unread),
        "accepted": len(plan),
        "held": len(held),
        "same": compared.same,
        "different": compared.different,
        "rejected": len(found.unread),
        "persons": keys.filter(pl.col("addressee_number") != "")["addressee_number"].n_unique(),
        "households": keys.filter(pl.col("is_latest") & (pl.col("household_number") != ""))[
            "household_number"
        ].n_unique(),
        "held_households": len(held_units),
        "series": numbering.series_of(keys),
        "reasons": _reasons(findings, found.unread),
    }


def _reasons(findings: pl.DataFrame, unread: list[reading.Unread]) -> dict[str, int]:
    """How often each reason was found, the commonest first, by code among equals."""
    counted = Counter(findings["code"].to_list())
    counted.update(one.code for one in unread)
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _taken(keys: pl.DataFrame) -> pl.DataFrame:
    """Lines of numbers that stand for somebody who is no resident here."""
    others = Addressee.objects.exclude(kind=Addressee.Kind.RESIDENT).values_list("addressee_number", flat=True)
    numbers = pl.Series(list(others), dtype=pl.Int64)
    rows = keys.filter(pl.col("addressee_number").cast(pl.Int64, strict=False).is_in(numbers.to_list()))
    return rows.select(
        "line",
        pl.lit("宛名番号").alias("column"),
        pl.col("addressee_number").alias("value"),
        pl.lit("taken").alias("code"),
    )


def _lost(found: Scanned, keys: pl.DataFrame, units: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Lines of households of which another line could not be read, as far as it tells its numbers."""
    household, person = source.columns.place("household_number"), source.columns.place("addressee_number")
    hints = set()
    for one in found.unread:
        cells = one.raw.split(",")
        hints |= {cells[place].strip() for place in (household, person) if place is not None and place < len(cells)}
    hints -= {""}
    if not hints:
        return pl.DataFrame(schema=FINDING)
    hinted = keys.filter(
        pl.col("household_number").is_in(list(hints)) | pl.col("addressee_number").is_in(list(hints))
    ).join(units, on="line")
    mates = units.join(hinted.select("unit").unique(), on="unit", how="semi")
    return (
        mates.group_by("unit")
        .agg(pl.col("line").min())
        .select(
            "line",
            pl.lit("世帯番号").alias("column"),
            pl.col("unit").alias("value"),
            pl.lit("lines_lost").alias("code"),
        )
    )


def _plan(free: pl.DataFrame) -> pl.DataFrame:
    """``line``, ``block``, ``row`` in it, ``chunk``: units in the order of their first line, never divided."""
    order = free.group_by("unit").agg(pl.col("line").min().alias("first"), pl.len().alias("size")).sort("first")
    before = order["size"].cum_sum() - order["size"]
    chunked = order.with_columns((before // CHUNK_LINES).cast(pl.Int32).alias("chunk"))
    planned = free.join(chunked.select("unit", "chunk"), on="unit")
    return planned.select("line", "block", "row", "chunk").sort("chunk", "line")


@dataclass(frozen=True)
class _Held:
    """``lines`` (line, unit) held back, why, and what could not be read."""

    lines: pl.DataFrame
    findings: pl.DataFrame
    unread: list[reading.Unread]

    def reasons(self) -> dict[int, list[dict[str, str]]]:
        told: dict[int, list[dict[str, str]]] = {}
        for line, column, value, code in self.findings.unique(maintain_order=True).sort("line").iter_rows():
            told.setdefault(line, []).append({"column": column, "value": value.replace("\0", "\ufffd"), "code": code})
        return told


def _keep_lines(load: ResidentLoad, source: Source, held: _Held) -> None:
    """The held lines with the cells of the file, and the unread ones. Doing it again replaces them."""
    LoadDifference.objects.filter(load_id=load.id).delete()
    LoadLine.objects.filter(load_id=load.id).delete()
    reasons = held.reasons()
    units = dict(held.lines.select("line", "unit").iter_rows())
    _create(
        load,
        LoadLine.State.HELD,
        (
            {
                "line": line,
                "unit": units[line][:80],
                "cells": cells,
                "findings": reasons.get(line, [{"column": "", "value": "", "code": "together"}]),
            }
            for line, cells in _cells(source, units)
        ),
    )
    _create(
        load,
        LoadLine.State.REJECTED,
        (
            {
                "line": one.line,
                "unit": "",
                "cells": {"": one.raw},
                "findings": [{"column": "", "value": one.raw[:60], "code": one.code}],
            }
            for one in held.unread
        ),
    )


def _keep_secrets(load: ResidentLoad, held: pl.DataFrame, keys: pl.DataFrame) -> None:
    """Resident codes of held lines, which are not shown to anybody, until the lines are released."""
    blocks = keys.join(held, on="line", how="semi")["block"].unique().sort()
    parts = [stage.read(load.id, f"rows-{block:05}").join(held, on="line", how="semi") for block in blocks]
    if parts and any(name.startswith("secret_") for name in parts[0].columns):
        stage.keep_held_secrets(load.id, pl.concat([part.select("line", cs.starts_with("secret_")) for part in parts]))


# One JSON text for many lines: bulk_create makes an array of them and escapes each quote in Python, 4 ms a line.
_CREATE = """
INSERT INTO resident_load_line
  (municipality_id, load_id, state, line, unit, cells, mended, findings, released_by_name)
SELECT %s::int, %s::uuid, %s, r.line, r.unit, r.cells, '{}', r.findings, ''
FROM jsonb_to_recordset(%s::jsonb) AS r(line int, unit text, cells jsonb, findings jsonb)
"""


def _create(load: ResidentLoad, state: LoadLine.State, rows: Iterator[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        while batch := list(islice(rows, 1000)):
            cursor.execute(_CREATE, [current(), load.id, state.value, json.dumps(batch, ensure_ascii=False)])


def _cells(source: Source, wanted: Mapping[int, Any]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, heading → cell) of the wanted lines, read from the file again; secret numbers stay in the file."""
    if not wanted:
        return
    headings = [heading for place, heading in enumerate(source.columns.headings) if place not in source.columns.secrets]
    open_ = [f"c{place}" for place in range(source.columns.count) if place not in source.columns.secrets]
    for piece in reading.blocks(source.path, source.start, source.columns.count):
        places = [place for place, line in enumerate(piece.lines) if line in wanted]
        for place, row in zip(places, piece.cells[places].select(open_).iter_rows() if places else (), strict=True):
            yield piece.lines[place], dict(zip(headings, row, strict=True))
