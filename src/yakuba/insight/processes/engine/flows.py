"""Which step follows which, and the variants: the orders of steps that cases go through."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from yakuba.insight.processes.engine.spans import in_days, median
from yakuba.insight.processes.event_log import ACTIVITY, CASE, DAY, TIME, EventLog, local_day

BEFORE, AFTER, COUNT, WAIT = "before", "after", "count", "wait_days"
VARIANT = "variant"
_CODE = "code"


def steps_of(log: EventLog) -> pl.Series:
    """The names of the steps that occur, in order."""
    return log.events[ACTIVITY].unique().sort()


def directly_follows(log: EventLog) -> pl.DataFrame:
    """`BEFORE`, `AFTER`, `COUNT`, median `WAIT` in days; the most frequent first.

    Events of one moment follow each other as the file has them: among events of the same day that order means little.
    """
    same_case = pl.col(CASE) == pl.col(CASE).shift(-1)
    pairs = (
        log.events.select(
            pl.col(ACTIVITY).alias(BEFORE),
            pl.col(ACTIVITY).shift(-1).alias(AFTER),
            in_days(pl.col(TIME).shift(-1) - pl.col(TIME)).alias(WAIT),
            same_case.alias("same"),
        )
        .filter(pl.col("same"))
        .group_by(BEFORE, AFTER)
        .agg(pl.len().alias(COUNT), median(pl.col(WAIT)))
    )
    return pairs.select(BEFORE, AFTER, COUNT, WAIT).sort(COUNT, BEFORE, AFTER, descending=[True, False, False])


def variants(log: EventLog) -> pl.DataFrame:
    """`VARIANT` (list of steps), `COUNT` of cases; the most frequent first."""
    table, names = _sequences(log)
    counted = table.group_by(VARIANT, maintain_order=True).agg(pl.len().alias(COUNT))
    counted = counted.sort(COUNT, descending=True, maintain_order=True)
    spelled = (
        counted.with_row_index("rank")
        .with_columns(pl.col(VARIANT).str.split(" ").cast(pl.List(pl.UInt32)))
        .explode(VARIANT)
    )
    step = pl.DataFrame({"step": names}).with_row_index(VARIANT)
    listed = spelled.join(step, on=VARIANT, how="left", maintain_order="left")
    return (
        listed.group_by("rank", maintain_order=True)
        .agg(pl.col("step").alias(VARIANT), pl.col(COUNT).first())
        .drop("rank")
    )


def number_of_variants(log: EventLog) -> int:
    """How many different orders of steps the cases have."""
    return _sequences(log)[0][VARIANT].n_unique()


def _sequences(log: EventLog) -> tuple[pl.DataFrame, pl.Series]:
    """`CASE` and its order of steps as codes in one text; and the names that the codes stand for."""
    names = steps_of(log)
    coded = log.events.select(CASE, pl.col(ACTIVITY).cast(pl.Enum(names)).to_physical().cast(pl.String).alias(_CODE))
    return coded.group_by(CASE, maintain_order=True).agg(pl.col(_CODE).str.join(" ").alias(VARIANT)), names


def day_by_day(log: EventLog) -> pl.DataFrame:
    """The same columns as `directly_follows`, between days: each step of a case's day and each of its next active day.

    Within one local day the order of a log is mostly that of typing, so it is not looked at; a step counts once a day.
    """
    dated = log.events.select(CASE, ACTIVITY, TIME, local_day()).group_by(CASE, DAY, ACTIVITY, maintain_order=True)
    steps = dated.agg(pl.col(TIME).first().alias("first"), pl.col(TIME).last().alias("last"))
    fresh = (pl.col(CASE) != pl.col(CASE).shift(1)) | (pl.col(DAY) != pl.col(DAY).shift(1))
    numbered = steps.sort(CASE, DAY, maintain_order=True).with_columns(
        fresh.fill_null(value=True).cum_sum().alias("day")
    )
    before = numbered.select(CASE, (pl.col("day") + 1).alias("day"), pl.col(ACTIVITY).alias(BEFORE), pl.col("last"))
    after = numbered.select(CASE, "day", pl.col(ACTIVITY).alias(AFTER), pl.col("first"))
    waited = in_days(pl.col("first") - pl.col("last")).alias(WAIT)
    pairs = before.join(after, on=[CASE, "day"], how="inner").select(BEFORE, AFTER, waited)
    counted = pairs.group_by(BEFORE, AFTER).agg(pl.len().alias(COUNT), median(pl.col(WAIT)))
    return counted.select(BEFORE, AFTER, COUNT, WAIT).sort(COUNT, BEFORE, AFTER, descending=[True, False, False])


def number_of_variants_by_day(log: EventLog) -> int:
    """How many variants are left when the order within a local day does not count."""
    coded = log.events.select(CASE, local_day(), ACTIVITY).sort(CASE, DAY, ACTIVITY, maintain_order=True)
    return number_of_variants(replace(log, events=coded))
