"""What another body, or a manager, may see of figures, by the rule of `processes.suppression`. Pure.

Where a figure is left out, what would give it back by subtraction is left out with it: of a share the cases that do
not have it, of parts of a whole the smallest of the others; of steps that no case has both of (granted, withdrawn,
still open), those that would tell how many cases are none of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

from yakuba.insight.processes.suppression import (
    ANYBODY,
    FEWEST_CASES,
    Cell,
    Sum,
    few_cases,
    few_people,
    left_out,
    suppress,
)
from yakuba.insight.work_comparison.figures import OPEN, Figures

HIDDEN: Final = "hidden"
PARTS: Final = ("q1", "median", "q3")


def published(found: Figures) -> Figures:
    """The figures of one procedure as others may see them; `hidden` where a part of them is left out.

    Without `variants`, `waits`, `p90`, `mean`, which few cases decide; days to a tenth.

    >>> published({"cases": 9, "staff": 12})
    {'hidden': True}
    """
    if few_cases(found["cases"]) or few_people(found["staff"]):
        return {HIDDEN: True}
    whole = found["cases"]
    told: Figures = {HIDDEN: False, "cases": whole, "staff": found["staff"], "days": days(found["days"])}
    for name in ("rework", "open", "same_day"):
        told[name] = _part(found[name], whole)
    told["median_with_open"] = None if told["open"] is None else _tenth(found["median_with_open"])
    told["months"] = _months(found["months"])
    told["sizes"] = [
        one | ({"cases": None} if gone else {})
        for one, gone in zip(found["sizes"], left_out([one["cases"] for one in found["sizes"]]), strict=True)
    ]
    told["steps"] = _steps(found["steps"], whole, found["open"])
    return told


def days(found: dict[str, float | None]) -> dict[str, float | None]:
    """Quartiles and median to a tenth of a day."""
    return {name: _tenth(found[name]) for name in PARTS}


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _part(count: int, whole: int) -> int | None:
    """A part of the cases, unless it or the rest is few."""
    return None if few_cases(count) or few_cases(whole - count) else count


def _months(months: Sequence[Figures]) -> list[Figures]:
    """A month in which few people worked is left out as one of few cases is: its days are their speed."""
    staff = [ANYBODY if one.get("staff") == 0 else one.get("staff", 0) for one in months]
    gone = left_out([one["cases"] for one in months], staff)
    return [
        {"month": one["month"], "cases": None, "median": None}
        if out
        else {"month": one["month"], "cases": one["cases"], "median": _tenth(one["median"])}
        for one, out in zip(months, gone, strict=True)
    ]


def _steps(steps: Sequence[Figures], whole: int, still_open: int) -> list[Figures]:
    """Steps that exclude each other (granted, refused) and what is open add up to the cases: one would come back."""
    cells: dict[Hashable, Cell] = {
        one["step"]: Cell(one["cases"], one["staff"] or ANYBODY, one["cases"]) for one in steps
    }
    cells |= {OPEN: Cell(still_open, ANYBODY, still_open)} if still_open else {}
    cells["whole"] = Cell(whole, ANYBODY, whole)
    apart = {one["step"]: _apart(one, cells, whole) for one in steps}
    sums = []
    for number, group in enumerate(_groups(apart)):
        rest = whole - sum(int(cells[name].cases) for name in group)
        if rest:
            cells["rest", number] = Cell(rest, ANYBODY, rest)
        parts = (*group, ("rest", number)) if rest else group
        sums.append(Sum("whole", parts, disjoint=True, same_people=True))
    hidden = suppress(cells, sums, [name for name in cells if isinstance(name, tuple)])
    return [_step(one, whole, gone=one["step"] in hidden) for one in steps]


def _apart(one: Figures, cells: Mapping[Hashable, Cell], whole: int) -> set[str]:
    """What no case has beside a step; of figures that do not tell: whatever could be so by its number."""
    others = {name for name in cells if name not in ("whole", one["step"]) and isinstance(name, str)}
    if "apart" in one:
        return others & set(one["apart"])
    return {name for name in others if one["cases"] + cells[name].cases <= whole}


def _groups(apart: Mapping[str, set[str]]) -> list[tuple[str, ...]]:
    """The largest sets of two and more steps of which no case has two (Bron and Kerbosch 1973)."""
    near: dict[str, set[str]] = {name: set(others) for name, others in apart.items()}
    for name, others in apart.items():
        for other in others:
            near.setdefault(other, set()).add(name)
    found: list[tuple[str, ...]] = []

    def extend(chosen: tuple[str, ...], left: set[str], done: set[str]) -> None:
        if not left and not done:
            found.extend([chosen] if len(chosen) > 1 else [])
            return
        pivot = max(sorted(left | done), key=lambda name: len(near[name] & left))
        for name in sorted(left - near[pivot]):
            extend((*chosen, name), left & near[name], done & near[name])
            left, done = left - {name}, done | {name}

    extend((), set(near), set())
    return found


def _step(one: Figures, whole: int, *, gone: bool) -> Figures:
    if gone:
        return {"step": one["step"], HIDDEN: True, "cases": None, "repeated": None, "staff": None, "wait": None}
    wait: Any = None if one["wait"] is None or one["waits"] < FEWEST_CASES else days(one["wait"])
    cases = _part(one["cases"], whole)
    repeated = None if cases is None else _part(one["repeated"], one["cases"])
    return {
        "step": one["step"], HIDDEN: cases is None, "cases": cases, "repeated": repeated,
        "staff": one["staff"], "wait": wait,
    }  # fmt: skip
