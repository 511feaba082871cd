"""What a picture is: a drawing, the sentence that says what it shows, its figures as a table, and its cases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from yakuba.insight.processes.event_log import CASE, CASE_NAME, EventLog

_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
Cell = str | int | float | None


class Line(str):
    """Words of a table that were put together here: not a name from a log, and never shortened."""


@dataclass(frozen=True)
class Table:
    """Figures beside a picture: what each column says, and the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """One picture in one language.

    ``name`` is its file name without ending, ``sentence`` what it shows, ``notes`` how to read it, ``cases`` the cases
    behind it (column `case` is the name in one's own raw log), ``steps`` the figures of a map's boxes beside those of
    its arrows.
    """

    name: str
    title: str
    sentence: str
    svg: str
    table: Table
    notes: tuple[str, ...] = ()
    cases: pl.DataFrame = field(default_factory=pl.DataFrame)
    steps: Table | None = None

    @property
    def width(self) -> float:
        """Px of the drawing."""
        return self._size()[0]

    @property
    def height(self) -> float:
        """Px of the drawing."""
        return self._size()[1]

    def _size(self) -> tuple[float, float]:
        found = _SIZE.search(self.svg)
        assert found is not None
        return float(found[1]), float(found[2])


def with_names(log: EventLog, table: pl.DataFrame) -> pl.DataFrame:
    """A table by `CASE` with the `body` and the `case` as the source names it, instead of the row number."""
    names = log.cases.select(pl.col(CASE_NAME).alias("case")).with_row_index(CASE)
    joined = table.join(names, on=CASE, how="left", maintain_order="left")
    others = [one for one in table.columns if one != CASE]
    return joined.select(pl.lit(log.body).alias("body"), "case", *others)
