"""The volume zone of waiting: what logs alone can say of it, before anybody has counted hours of work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from yakuba.insight.processes.engine import features
from yakuba.insight.processes.engine.features import STEP, WAIT
from yakuba.insight.processes.event_log import CASE, EventLog
from yakuba.insight.processes.pictures.picture import with_names
from yakuba.insight.processes.pictures.wording import Words
from yakuba.insight.processes.pictures.zone import ZoneFigures, ZoneRow, ranked

FEWEST = 10  # cases with the step in a body, for its mean to count
MEASURE = Words("作業の前に待った日数の合計", "days waited before the step in all")


def figures(logs: Sequence[EventLog], own: int) -> ZoneFigures:
    """Steps of the body at place ``own``: days waited before their first time, against the best quartile of the means.

    A step counts where two bodies or more have it often enough.
    """
    means: dict[str, list[float]] = {}
    rows: dict[str, tuple[int, float]] = {}
    for place, log in enumerate(logs):
        waited = features.steps_by_case(log).drop_nulls(WAIT).group_by(STEP).agg(pl.len(), pl.col(WAIT).sort().sum())
        for step, cases, total in waited.sort(STEP).iter_rows():
            if cases >= FEWEST:
                means.setdefault(step, []).append(total / cases)
                if place == own:
                    rows[step] = (cases, total)
    found = []
    for step, (cases, total) in rows.items():
        if len(means[step]) > 1 and total > 0:
            best = float(np.quantile(means[step], 0.25))
            found.append(ZoneRow(step, total, max(0.0, 1 - best / (total / cases)), cases))
    return ranked(ZoneFigures(logs[own].body, tuple(found), MEASURE))


def cases_of(log: EventLog, figures: ZoneFigures, steps: int) -> pl.DataFrame:
    """The cases that waited for the first ``steps`` of the figures, the longest wait first."""
    order = pl.DataFrame({STEP: [one.name for one in figures.rows[:steps]]}, {STEP: pl.String}).with_row_index("rank")
    waited = features.steps_by_case(log).drop_nulls(WAIT).join(order, on=STEP, how="inner")
    ordered = waited.sort("rank", WAIT, CASE, descending=[False, True, False])
    return with_names(log, ordered.select(CASE, STEP, pl.col(WAIT).round(4).alias("days")))
