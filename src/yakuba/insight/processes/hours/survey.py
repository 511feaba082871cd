"""The hand survey of work hours (業務量調査) of one municipality, from CSV or Excel.

Every row ends in one of three ways: accepted; held, because a value in it has to be mended (row, column and remedy are
told); rejected, because it is no row of this survey (a total, another body, more cells than headings).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours import layout
from yakuba.insight.processes.hours.layout import Column, Staff
from yakuba.insight.processes.hours.lines import Lines, read_lines
from yakuba.insight.processes.hours.values import Wrong, number, positive, words, year
from yakuba.insight.processes.reading.files import body_of

MOST_HOURS = 3_000  # a year and person; a year has 8,760, full time is below 2,000
MAY_DIFFER = 0.05  # of the hours that cases and minutes give, or an hour, when both are written
TOTALS = ("合計", "小計", "総計", "計", "総合計")


@dataclass(frozen=True)
class Work:
    """What one kind of staff does in one step in a year: hours, cases of the step, people, yen an hour if told."""

    task: str
    subtask: str
    step: str
    staff: Staff
    cases: float
    hours: float
    minutes_per_case: float | None = None  # as written; None where hours a year were
    people: float | None = None
    rate: float | None = None
    line: int = 0

    @property
    def place(self) -> tuple[str, str, str]:
        """Which step: task, sub-task, step."""
        return self.task, self.subtask, self.step


@dataclass(frozen=True)
class Aside:
    """A row that is not in the figures: its line in the file, the column at fault, what is wrong, how to mend it."""

    line: int
    column: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Survey:
    """The survey of one body and year; `given` = rows accepted + held + rejected."""

    body: str
    year: int | None
    rows: tuple[Work, ...]
    given: int
    held: tuple[Aside, ...] = ()
    rejected: tuple[Aside, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.given != len(self.rows) + len(self.held) + len(self.rejected):
            raise AssertionError(f"{self.given} rows given, {len(self.rows)} taken")


def read_survey(path: Path, body: str | None = None) -> Survey:
    """The survey in a file. ``body``: its name, when neither the column nor the file's name is it.

    Unreadable (no heading, a column missing, not CSV nor .xlsx), OSError.
    """
    return survey_of(read_lines(path), body_of(path), body)


def survey_of(lines: Lines, file: str, body: str | None = None) -> Survey:
    """The survey of these lines; ``file`` is the body's name where nothing else tells. Unreadable."""
    at, headings = _headings(lines)
    return _Reader(headings, body, file).read(lines[at + 1 :])


def _headings(lines: Lines) -> tuple[int, dict[str, int]]:
    """The first line that has the required columns, and where each column is. Unreadable."""
    known = {words(name).lower(): one.name for one in layout.COLUMNS for name in (one.name, *one.also)}
    needed = [one.name for one in layout.COLUMNS if one.required]
    nearest: dict[str, int] = {}
    for at, (_, cells) in enumerate(lines):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = known.get(words(cell).lower())
            if name and name in found:
                raise Unreadable(f"見出し「{name}」が二度あります。1つにしてください。")
            if name:
                found[name] = place
        if all(name in found for name in needed):
            if layout.MINUTES.name not in found and layout.HOURS.name not in found:
                raise Unreadable("列「1件あたり分」か「年間時間」が要ります。見出しを確かめてください。")
            return at, {"": len(cells), **found}
        nearest = max(nearest, found, key=len)
    missing = "、".join(name for name in needed if name not in nearest)
    raise Unreadable(f"列「{missing}」がありません。`yakuba processes template` の様式の見出しを使ってください。")


@dataclass
class _Reader:
    """Rows under one heading, one after the other."""

    headings: Mapping[str, int]
    told: str | None
    file: str
    body: str | None = None
    year: int | None = None
    taken: list[Work] = field(default_factory=list)
    held: list[Aside] = field(default_factory=list)
    rejected: list[Aside] = field(default_factory=list)
    cases: dict[tuple[str, str, str], tuple[float, int]] = field(default_factory=dict)
    seen: dict[tuple[tuple[str, str, str], Staff], int] = field(default_factory=dict)

    def read(self, lines: Lines) -> Survey:
        for line, cells in lines:
            try:
                self._row(line, cells)
            except _NoRow as problem:
                self.rejected.append(Aside(line, problem.column, str(problem), problem.remedy))
            except Wrong as problem:
                self.held.append(Aside(line, problem.column, str(problem), problem.remedy))
        people = sum(1 for one in self.taken if one.people is None)
        remarks = (f"従事人数のない行が {people} 行あり、他の団体に見せるときは伏せます。",) if people else ()
        aside = (tuple(self.held), tuple(self.rejected))
        given = len(lines)
        return Survey(self.told or self.body or self.file, self.year, tuple(self.taken), given, *aside, remarks)

    def _row(self, line: int, cells: Sequence[str]) -> None:
        if len(cells) > self.headings[""] and any(cell.strip() for cell in cells[self.headings[""] :]):
            raise _NoRow("", "見出しより多くの列があります", "値の中のカンマを「,」でなく引用符で囲むか除きます")
        if any(words(self._of(cells, one)) in TOTALS for one in (layout.TASK, layout.SUBTASK, layout.STEP)):
            raise _NoRow(layout.STEP.name, "合計の行です", "そのままでよい（合計は計算し直します）")
        self._require_same(layout.BODY, self.body, body := words(self._of(cells, layout.BODY)) or self.body)
        self._require_same(layout.YEAR, self.year, told := year(self._of(cells, layout.YEAR)) or self.year)
        work = self._work(line, cells)
        self._require_consistent(work)
        self.body, self.year = body, told
        self.cases.setdefault(work.place, (work.cases, line))
        self.seen[work.place, work.staff] = line
        self.taken.append(work)

    @staticmethod
    def _require_same(column: Column, first: object, found: object) -> None:
        if first is not None and found != first:
            raise _NoRow(
                column.name, f"「{found}」で、前の行の「{first}」と違います", f"{column.name}ごとにファイルを分けます"
            )

    def _work(self, line: int, cells: Sequence[str]) -> Work:
        task, step = (self._named(cells, one) for one in (layout.TASK, layout.STEP))
        kind = layout.KINDS.get(words(self._of(cells, layout.STAFF)))
        if kind is None:
            choices = "、".join(layout.Staff)
            raise Wrong(
                layout.STAFF.name, f"「{self._of(cells, layout.STAFF)}」は選択肢にありません", f"{choices} から選びます"
            )
        cases = positive(self._of(cells, layout.CASES), layout.CASES.name)
        if cases is None:
            raise Wrong(layout.CASES.name, "空です", "その作業の1年の件数を書きます")
        minutes = positive(self._of(cells, layout.MINUTES), layout.MINUTES.name)
        hours = positive(self._of(cells, layout.HOURS), layout.HOURS.name)
        work = Work(
            task, words(self._of(cells, layout.SUBTASK)), step, kind, cases, _hours(cases, minutes, hours), minutes
        )
        people = positive(self._of(cells, layout.PEOPLE), layout.PEOPLE.name)
        return replace(work, people=people, rate=number(self._of(cells, layout.RATE), layout.RATE.name), line=line)

    def _require_consistent(self, work: Work) -> None:
        if before := self.seen.get((work.place, work.staff)):
            raise Wrong(
                layout.STAFF.name,
                f"同じ作業・同じ種別の行が {before} 行目にもあります",
                "1行にまとめるか、作業の名前を分けます",
            )
        cases, line = self.cases.get(work.place, (work.cases, 0))
        if cases != work.cases:
            raise Wrong(
                layout.CASES.name,
                f"同じ作業の {line} 行目では {cases:,g} 件です",
                "作業全体の件数に揃えます。担当した件数が違うなら年間時間で書きます",
            )
        if work.hours > MOST_HOURS * (work.people or 10_000):
            raise Wrong(
                layout.HOURS.name if work.minutes_per_case is None else layout.MINUTES.name,
                f"1人あたり年 {work.hours / (work.people or 10_000):,.0f} 時間になります",
                "分と時間、件数、従事人数を取り違えていないか確かめます",
            )

    def _named(self, cells: Sequence[str], column: Column) -> str:
        found = words(self._of(cells, column))
        if not found:
            raise Wrong(column.name, "空です", f"{column.name}の名前を書きます（上と同じでも書きます）")
        return found

    def _of(self, cells: Sequence[str], column: Column) -> str:
        place = self.headings.get(column.name)
        return unicodedata.normalize("NFKC", cells[place]).strip() if place is not None and place < len(cells) else ""


class _NoRow(Wrong):
    """Not a row of this survey."""


def _hours(cases: float, minutes: float | None, hours: float | None) -> float:
    """Hours a year, from minutes a case or as written. Wrong when neither is there or they disagree."""
    if minutes is None and hours is None:
        raise Wrong(layout.MINUTES.name, "1件あたり分も年間時間も空です", "どちらか一方を書きます")
    if minutes is None or hours is None:
        return hours if hours is not None else cases * (minutes or 0) / 60
    reckoned = cases * minutes / 60
    if abs(reckoned - hours) > max(1.0, MAY_DIFFER * reckoned):
        raise Wrong(
            layout.HOURS.name,
            f"{hours:,g} 時間で、件数×分÷60 の {reckoned:,.1f} 時間と合いません",
            "どちらか一方を消すか、合うように直します",
        )
    return hours


def total_hours(rows: Iterable[Work]) -> float:
    """Hours a year of all rows."""
    return sum(one.hours for one in rows)
