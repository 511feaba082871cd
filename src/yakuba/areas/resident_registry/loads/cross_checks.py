"""Checks across lines: versions of a person, members of a household; and which lines belong together.

A *unit* is what is loaded or held as one: everybody whose latest line names the same household, with all their lines.
"""

from __future__ import annotations

import polars as pl

from yakuba.areas.resident_registry.domain.record import ITEMS, RESIDENT
from yakuba.areas.resident_registry.domain.relationships import HEAD
from yakuba.areas.resident_registry.loads.values import FINDING

KEYS = (
    *("line", "addressee_number", "history_number", "is_latest", "household_number", "resident_state"),
    *("is_removed", "relationship_code_1"),
)


def units(keys: pl.LazyFrame) -> pl.DataFrame:
    """``line``, ``unit`` of every line. A person without household stands alone, a line without person too."""
    named = keys.with_columns(
        pl.when(pl.col("addressee_number") == "")
        .then(pl.format("line {}", "line"))
        .otherwise("addressee_number")
        .alias("person")
    )
    newest = (
        named.filter(pl.col("household_number") != "")
        .sort("person", "is_latest", "history_number", "line", nulls_last=False)
        .group_by("person", maintain_order=True)
        .agg(pl.col("household_number").last().alias("unit"))
    )
    alone = pl.format("#{}", "person")
    return (
        named.join(newest, on="person", how="left")
        .select("line", pl.col("unit").fill_null(alone).alias("unit"))
        .collect()
    )


def check(keys: pl.LazyFrame) -> pl.DataFrame:
    """Findings (line, column, value, code) across the lines of the whole file."""
    persons = keys.filter(pl.col("addressee_number") != "")
    found = [_duplicates(persons), *_latest(persons), _heads(persons)]
    return pl.concat([part.collect() for part in found]) if found else pl.DataFrame(schema=FINDING)


def _found(rows: pl.LazyFrame, name: str, code: str) -> pl.LazyFrame:
    return rows.select(
        "line",
        pl.lit(ITEMS[name]["ja"]).alias("column"),
        pl.col(name).cast(pl.String).fill_null("").alias("value"),
        pl.lit(code).alias("code"),
    )


def _duplicates(persons: pl.LazyFrame) -> pl.LazyFrame:
    number = pl.col("addressee_number").cast(pl.Int64)
    twice = persons.filter(pl.len().over(number, "history_number") > 1)
    return _found(twice, "history_number", "duplicate")


def _latest(persons: pl.LazyFrame) -> list[pl.LazyFrame]:
    counted = persons.with_columns(
        pl.col("is_latest").sum().over("addressee_number").alias("latest_count"),
        (pl.col("history_number") == pl.col("history_number").max().over("addressee_number")).alias("is_newest"),
    )
    none = counted.filter((pl.col("latest_count") == 0) & pl.col("is_newest"))
    many = counted.filter((pl.col("latest_count") > 1) & pl.col("is_latest"))
    early = counted.filter((pl.col("latest_count") == 1) & pl.col("is_latest") & ~pl.col("is_newest"))
    return [
        _found(none, "is_latest", "latest_none"),
        _found(many, "is_latest", "latest_many"),
        _found(early, "is_latest", "latest_order"),
    ]


def _heads(persons: pl.LazyFrame) -> pl.LazyFrame:
    """One head or none (juki-1.0:1.1.10) among those who live in the household now."""
    here = persons.filter(
        pl.col("is_latest")
        & (pl.col("resident_state") == RESIDENT)
        & ~pl.col("is_removed")
        & (pl.col("household_number") != "")
        & (pl.col("relationship_code_1") == HEAD)
    )
    return _found(here.filter(pl.len().over("household_number") > 1), "relationship_code_1", "heads")
