"""Case mix: which kinds of cases each body has, and what is left of a difference when all have the same (direct
standardisation).

Each body's figure of each kind is weighted by the share of the kind among the cases of all bodies together, over the
kinds that the body and the others both have often enough. What is left of the difference is how they work; the rest is
what comes in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from yakuba.insight.processes.engine.statistics import Z95, Difference, two_sided
from yakuba.insight.processes.engine.throughput import DAYS, by_case
from yakuba.insight.processes.event_log import ACTIVITY, CASE, EventLog

BODY, KIND, VALUE = "body", "kind", "value"
FEWEST = 5  # cases of a kind on either side
RARE = 20  # cases of a kind in all; rarer kinds count as one
OTHER, NONE = "(other)", "(none)"


@dataclass(frozen=True)
class SameMix:
    """One body against the others on the same mix.

    `own`, `others`: standardised means; `raw_own`, `raw_others`: as they are, over the same cases; `covered`: share of
    the body's cases whose kind the others have; `difference`: of the standardised means, normal interval.
    """

    body: str
    own: float
    others: float
    raw_own: float
    raw_others: float
    covered: float
    cases: int
    difference: Difference

    def share_of_mix(self) -> float | None:
        """How much of the unadjusted difference comes of the mix: 1 all, 0 none, below 0 the mix hides a part of it."""
        raw = self.raw_own - self.raw_others
        return None if math.isclose(raw, 0.0, abs_tol=1e-12) else 1 - (self.own - self.others) / raw


def kinds(logs: Mapping[str, EventLog], attribute: str) -> pl.DataFrame:
    """`BODY`, `CASE`, `KIND` of each case that has events. Several values parted by commas are one kind, in order.

    Cases without a value are the kind `NONE`, kinds with fewer than `RARE` cases in all together `OTHER`.
    """
    tables = []
    for body, log in logs.items():
        there = attribute in log.cases.columns
        values = log.cases[attribute] if there else pl.Series([None] * log.cases.height, dtype=pl.String)
        parts = (
            values.cast(pl.String).str.split(",").list.eval(pl.element().str.strip_chars()).list.sort().list.join(", ")
        )
        kind = parts.replace("", None).fill_null(NONE).alias(KIND)
        seen = log.events.select(pl.col(CASE).unique())
        named = pl.DataFrame([kind]).with_row_index(CASE).join(seen, on=CASE, how="semi")
        tables.append(named.select(pl.lit(body).alias(BODY), CASE, KIND))
    every = pl.concat(tables)
    often = pl.len().over(KIND) >= RARE
    return every.with_columns(pl.when(often).then(pl.col(KIND)).otherwise(pl.lit(OTHER)))


def distribution(table: pl.DataFrame) -> dict[str, dict[str, float]]:
    """For each body the share of its cases of each kind."""
    counted = table.group_by(BODY, KIND).agg(pl.len().alias("n")).sort(BODY, KIND)
    shares = counted.with_columns(pl.col("n") / pl.col("n").sum().over(BODY))
    found: dict[str, dict[str, float]] = {}
    for body, kind, share in shares.iter_rows():
        found.setdefault(body, {})[kind] = share
    return found


def of_throughput(logs: Mapping[str, EventLog], table: pl.DataFrame) -> list[SameMix]:
    """Mean days from the first to the last event."""
    days = [
        by_case(log).select(pl.lit(body).alias(BODY), CASE, pl.col(DAYS).alias(VALUE)) for body, log in logs.items()
    ]
    return same_mix(table.join(pl.concat(days), on=[BODY, CASE], how="inner"))


def of_step(logs: Mapping[str, EventLog], table: pl.DataFrame, step: str) -> list[SameMix]:
    """Share of cases with a step."""
    has = [
        log.events.filter(pl.col(ACTIVITY) == step).select(pl.lit(body).alias(BODY), pl.col(CASE).unique())
        for body, log in logs.items()
    ]
    marked = pl.concat(has).with_columns(pl.lit(1.0).alias(VALUE))
    return same_mix(table.join(marked, on=[BODY, CASE], how="left").with_columns(pl.col(VALUE).fill_null(0.0)))


def same_mix(values: pl.DataFrame) -> list[SameMix]:
    """`BODY`, `KIND`, `VALUE` of each case: each body against all others, as far as they have kinds in common."""
    found = []
    for body in values[BODY].unique(maintain_order=True):
        one = _of_body(values, str(body))
        if one is not None:
            found.append(one)
    return found


def _of_body(values: pl.DataFrame, body: str) -> SameMix | None:
    own = pl.col(BODY) == body
    sides = {"own": pl.col(VALUE).filter(own), "others": pl.col(VALUE).filter(~own)}
    figures = [
        expression.alias(f"{name}_{what}")
        for name, side in sides.items()
        for what, expression in (("n", side.len()), ("mean", side.mean()), ("var", side.var()))
    ]
    each = values.group_by(KIND).agg(figures).sort(KIND)
    common = each.filter((pl.col("own_n") >= FEWEST) & (pl.col("others_n") >= FEWEST))
    if common.is_empty():
        return None
    count = {name: common[f"{name}_n"].to_numpy().astype(float) for name in sides}
    mean = {name: common[f"{name}_mean"].to_numpy() for name in sides}
    weights = (count["own"] + count["others"]) / (count["own"] + count["others"]).sum()
    spread = sum(weights**2 * common[f"{name}_var"].to_numpy() / count[name] for name in sides)
    standard = {name: float((weights * mean[name]).sum()) for name in sides}
    raw = {name: float((count[name] * mean[name]).sum() / count[name].sum()) for name in sides}
    effect, error = standard["own"] - standard["others"], math.sqrt(float(np.sum(spread)))
    p = two_sided(effect / error) if error > 0 else float(effect == 0)
    difference = Difference(effect, effect - Z95 * error, effect + Z95 * error, p)
    every = float(each["own_n"].sum())
    covered = float(count["own"].sum()) / every
    figures_of = (standard["own"], standard["others"], raw["own"], raw["others"])
    return SameMix(body, *figures_of, covered, int(count["own"].sum()), difference)
