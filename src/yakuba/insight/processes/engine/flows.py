"""Which step follows which, and the variants: the orders of steps that cases go through."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, TIME, EventLog

BEFORE, AFTER, COUNT, WAIT = "before", "after", "count", "wait_days"
VARIANT = "variant"
_MICROSECONDS = 86_400_000_000
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
            ((pl.col(TIME).shift(-1) - pl.col(TIME)).dt.total_microseconds() / _MICROSECONDS).alias(WAIT),
            same_case.alias("same"),
        )
        .filter(pl.col("same"))
        .group_by(BEFORE, AFTER)
        .agg(pl.len().alias(COUNT), pl.col(WAIT).median())
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
