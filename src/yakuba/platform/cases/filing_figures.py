"""The figures of filings, summed by the database from one narrow row a filing (see docs/decisions/0036)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from yakuba.platform.cases import filing_queries, shelf
from yakuba.platform.cases.filing_measures import ONLINE, Measure, Offered, Period, Spread
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.platform.tenancy.statements import Read, Row

SPANS = ("to_finish", "to_decision", "waiting", "office")
MINUTE = 60_000_000
"""Microseconds. Both ways of summing work on whole ones, so that they agree to the last digit."""
CHOSEN = """
FROM (SELECT *, to_char(filed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM') AS month FROM filing_figures
    WHERE municipality_id = %(municipality)s AND filed_at >= %(first)s AND filed_at < %(end)s
    AND procedure || ' ' || version = ANY(%(kinds)s::text[])) chosen
"""
SPREADS = ", ".join(
    f"count({name}), percentile_cont(0.5) WITHIN GROUP (ORDER BY {name}::float8),"
    f" percentile_disc(0.9) WITHIN GROUP (ORDER BY {name}::float8)"
    for name in SPANS
)
FIGURES = Read(f"""
SELECT month, procedure, count(*), count(*) FILTER (WHERE without_handwriting), coalesce(sum(answers), 0),
    coalesce(sum(retyped), 0), count(*) FILTER (WHERE retyped > 0), count(*) FILTER (WHERE by_nobody),
    coalesce(sum(asked), 0), coalesce(sum(sent_back), 0), count(*) FILTER (WHERE state = 'declined'),
    count(*) FILTER (WHERE state = 'withdrawn'), {SPREADS} {CHOSEN}
GROUP BY GROUPING SETS ((month, procedure), (month), (procedure), ())
""")
CHANNELS = Read(f"SELECT month, procedure, channel, count(*) {CHOSEN} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")
Key = tuple[str, str]


@dataclass(frozen=True)
class Figures:
    """Everything together, by month (the oldest first), by procedure (by title), by both (the newest month first)."""

    whole: Measure
    months: tuple[Measure, ...]
    procedures: tuple[Measure, ...]
    lines: tuple[Measure, ...]


def of(period: Period, code: str = "") -> Figures:
    """The figures of filings the actor may see, of one procedure or of all."""
    visible = [one for one in filing_queries.procedures() if code in ("", one.code)]
    titles = {one.code: one.title.ja for one in sorted(visible, key=lambda one: one.version)}
    values = _values(period, visible)
    channels = _channels(CHANNELS.rows(**values))
    found = [_measure(row, titles, channels) for row in FIGURES.rows(**values)]
    found.sort(key=lambda one: (one.title, one.procedure, one.month))
    lines = [one for one in found if one.month and one.procedure]
    return Figures(
        whole=next(one for one in found if not one.month and not one.procedure),
        months=tuple(sorted((one for one in found if one.month and not one.procedure), key=lambda one: one.month)),
        procedures=tuple(one for one in found if one.procedure and not one.month),
        lines=tuple(sorted(lines, key=lambda one: one.month, reverse=True)),
    )


def offered(figures: Figures, code: str = "") -> Offered:
    """What can be filed today of what the actor may see, and what of it was filed online in these figures."""
    mine = {one.code for one in filing_queries.procedures() if code in ("", one.code)}
    open_now = [one for one in shelf.open_on(current_context().business_date) if one.code in mine]
    online = {one.code for one in open_now if ONLINE in one.channels}
    used = {one.procedure for one in figures.procedures if one.online}
    return Offered(len(open_now), len(online), len(online & used))


def _values(period: Period, wanted: Iterable[Procedure]) -> dict[str, Any]:
    return {
        "first": datetime.combine(period.first, time(), JST),
        "end": datetime.combine(period.end, time(), JST),
        "kinds": [f"{one.code} {one.version}" for one in wanted],
    }


def _channels(rows: Iterable[Row]) -> dict[Key, dict[str, int]]:
    """Filings by channel under (month, procedure), and under "" for all of them."""
    found: dict[Key, dict[str, int]] = {}
    for month, procedure, channel, count in rows:
        for key in ((month, procedure), (month, ""), ("", procedure), ("", "")):
            kept = found.setdefault(key, {})
            kept[channel] = kept.get(channel, 0) + count
    return found


def _measure(row: Row, titles: Mapping[str, str], channels: Mapping[Key, Mapping[str, int]]) -> Measure:
    month, procedure, *counts = row[:12]
    filings, without_handwriting, answers, retyped, retyped_filings, by_nobody, *ends = map(int, counts)
    finish, decision, waiting, office = (_spread(*row[place : place + 3]) for place in range(12, 24, 3))
    return Measure(
        procedure=procedure or "",
        title=titles[procedure] if procedure else "",
        month=month or "",
        filings=filings,
        by_channel=channels.get((month or "", procedure or ""), {}),
        without_handwriting=without_handwriting,
        answers=answers,
        retyped_answers=retyped,
        retyped_filings=retyped_filings,
        finish=finish,
        decision=decision,
        waiting=waiting,
        office=office,
        by_nobody=by_nobody,
        **dict(zip(("asked", "sent_back", "declined", "withdrawn"), ends, strict=True)),
    )


def _spread(count: int, middle: float | None, p90: float | None) -> Spread:
    if middle is None or p90 is None:
        return Spread(0, None, None)
    return Spread(count, middle / MINUTE, p90 / MINUTE)
