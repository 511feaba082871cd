"""A study's result as plots and tables, on pages and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yakuba.insight.law_changes import drawing
from yakuba.insight.law_changes.drawing import Plot, Words, few, signed
from yakuba.insight.law_changes.models import LawStudy
from yakuba.law.parameters import ParameterMissing, in_force
from yakuba.law.what_if import SUBJECTS, day_of, typed
from yakuba.law.what_if.words import GROUPS, label

Part = dict[str, Any]
FIGURES = ("count", "before", "after", "change", "average", "gaining", "gained", "losing", "lost")
SIGNED = ("change", "average")


@dataclass(frozen=True)
class Line:
    """A class of people with its figures in words, in the order of FIGURES."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The classes of one group."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Changed:
    """One thing a bill changes: what it is called, its value before and after, and the article."""

    label: str
    before: str
    after: str
    law: str


def counted_of(study: LawStudy) -> str:
    """What a case of the scheme is: 人 or 世帯."""
    return SUBJECTS[study.scheme].counted


def heads(study: LawStudy) -> tuple[str, ...]:
    """What the figures are called."""
    who = counted_of(study)
    people = (f"{who}数", "前（円）", "後（円）", "差（円）", f"差の平均（円/{who}）")
    return (*people, f"得（{who}）", "得の計（円）", f"損（{who}）", "損の計（円）")


def tables(study: LawStudy) -> list[Table]:
    """The classes of every group that has any."""
    who = counted_of(study)
    return [
        Table(
            group.replace("_", "-"),
            title,
            tuple(Line(label(group, part), cells(part, who)) for part in study.result[group]),
        )
        for group, title in GROUPS.items()
        if study.result.get(group)
    ]


def cells(part: Part, counted: str) -> tuple[str, ...]:
    """The figures of a class in words."""
    return tuple(_cell(name, part[name], counted) for name in FIGURES)


def _cell(name: str, value: int | None, counted: str) -> str:
    if value is None:
        return few(counted) if name in ("count", "gaining", "losing") else "―"
    return signed(value) if name in SIGNED else f"{value:,}"


def plots(study: LawStudy) -> list[Plot]:
    """People by size of change, and the average change of each class."""
    who = counted_of(study)
    sizes = [(label("by_size", part), part["count"]) for part in study.result["by_size"]]
    drawn = [drawing.plot("sizes", Words(f"差の大きさごとの{who}数", "差", who, who), sizes)]
    average = f"1{who}の差の平均"
    for group in ("by_income", "by_age", "by_kind"):
        parts = [part for part in study.result.get(group, []) if part["count"] != 0]
        if parts:
            title = GROUPS[group]
            values = [(label(group, part), part["average"]) for part in parts]
            words = Words(f"{title}ごとの{average}", title, "円", who, signed=True)
            drawn.append(drawing.plot(group.replace("_", "-"), words, values))
    return drawn


def rows(study: LawStudy) -> Iterator[Sequence[object]]:
    """Everything as rows of one table: group, class, figures; numbers stay numbers."""
    who = counted_of(study)
    yield ("全体", "", *_values(study.result["total"], who))
    for group, title in GROUPS.items():
        for part in study.result.get(group, []):
            yield (title, label(group, part), *_values(part, who))
    for part in study.result["by_size"]:
        count = few(who) if part["count"] is None else part["count"]
        yield ("差の大きさ", label("by_size", part), count, *[""] * (len(FIGURES) - 1))


def _values(part: Part, counted: str) -> list[object]:
    return [few(counted) if part[name] is None else part[name] for name in FIGURES]


def changes(study: LawStudy, ordinance: dict[str, str]) -> list[Changed]:
    """What a trial changes. `ordinance` has the names of what an ordinance may fix."""
    law = in_force(study.scheme, day_of(study.scheme, study.period))
    found = []
    for name, value in study.bill.get("parameters", {}).items():
        try:
            parameter = law.parameter(name)
            before = typed.shown(law.value(name))
        except ParameterMissing:  # a later release calls it otherwise
            found.append(Changed(name, "―", typed.shown(value), ""))
            continue
        found.append(Changed(parameter.label, before, typed.shown(value), parameter.law))
    for name, value in flat(study.bill.get("ordinance", {})).items():
        found.append(Changed(f"条例：{ordinance.get(name, name)}", "いまの条例", str(value), "条例"))
    return found


def flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested keys as dotted ones.

    >>> flat({"medical": {"rate": "0.08"}, "round": 100})
    {'medical.rate': '0.08', 'round': 100}
    """
    found: dict[str, Any] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found
