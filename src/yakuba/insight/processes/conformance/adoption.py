"""Whether a flow is kept to: the share of fitting cases by month of their start, and before and after it was adopted.

The same definition on both sides. Cases of the last months may still be open and then do not fit: judge closed cases
only (`Options.end`) to compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from yakuba.insight.processes.conformance.judging import FITS, Judged
from yakuba.insight.processes.engine.statistics import Difference, shares, wilson
from yakuba.insight.processes.engine.throughput import FIRST_DAY


@dataclass(frozen=True)
class Share:
    """Fitting cases among those that are decided, with the 95% interval; `undecided` are left aside."""

    cases: int
    fitting: int
    undecided: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Adoption:
    """`months`: of the local month (YYYY-MM) of the first event. `change`: after less before, None if too few cases."""

    months: dict[str, Share]
    adopted_on: date | None = None
    before: Share | None = None
    after: Share | None = None
    change: Difference | None = None


def adoption(found: Judged, adopted_on: date | None = None) -> Adoption:
    """Month by month; with ``adopted_on`` the cases begun before that day against those from it on."""
    month = pl.col(FIRST_DAY).dt.strftime("%Y-%m").alias("month")
    months = {
        str(name): share_of(part)
        for (name,), part in sorted(found.cases.with_columns(month).partition_by("month", as_dict=True).items())
    }
    if adopted_on is None:
        return Adoption(months)
    late = pl.col(FIRST_DAY) >= adopted_on
    before, after = share_of(found.cases.filter(~late)), share_of(found.cases.filter(late))
    change = shares(after.fitting, after.cases, before.fitting, before.cases)
    return Adoption(months, adopted_on, before, after, change)


def share_of(cases: pl.DataFrame) -> Share:
    """Of a table with `FITS`."""
    undecided = cases[FITS].null_count()
    decided = cases.height - undecided
    fitting = int(cases[FITS].sum())
    if not decided:
        return Share(0, 0, undecided, None, None, None)
    low, high = wilson(fitting, decided)
    return Share(decided, fitting, undecided, fitting / decided, low, high)
