"""Measures of other rooms on the page of filings' figures: a room says once, at start, what it can tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Column:
    """One figure by month. ``unit`` is 件, 人 or 分; ``plot`` names the figures that are drawn as well."""

    title: str
    unit: str
    plot: bool = False


@dataclass(frozen=True)
class Section:
    """Figures of one room: a row a month (2026-11), the oldest first; None where nothing was measured.

    ``id`` names its plots in the page; ``notes`` say how it is counted.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, Sequence[int | None]]]
    notes: tuple[str, ...] = ()


_rooms: list[Callable[[date], Section]] = []


def offer(build: Callable[[date], Section]) -> None:
    """``build`` gives the figures since a day; called inside the tenant, for staff who may see filings."""
    if build not in _rooms:
        _rooms.append(build)


def sections(since: date) -> list[Section]:
    return [build(since) for build in _rooms]
