"""Measures of other rooms on the page of filings' figures: a room says once, at start, what it can tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yakuba.platform.cases.filing_measures import Period

Figure = int | float | None


@dataclass(frozen=True)
class Column:
    """One figure. ``unit`` is 件, 課 or 分; ``how`` says how it is counted; ``plot`` names those that are drawn."""

    title: str
    unit: str
    how: str
    plot: bool = False


@dataclass(frozen=True)
class Section:
    """Figures of one room: a row a month (2026-11), the oldest first; None where nothing was measured.

    ``id`` names its plots in the page; ``whole`` has the same figures of the whole period.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, Sequence[Figure]]]
    whole: Sequence[Figure]


_rooms: list[Callable[[Period], Section]] = []


def offer(build: Callable[[Period], Section]) -> None:
    """``build`` gives the figures of a period; called inside the tenant, for staff who may see filings."""
    if build not in _rooms:
        _rooms.append(build)


def sections(period: Period) -> list[Section]:
    return [build(period) for build in _rooms]
