"""What another body, or a manager, may see of figures: nothing of fewer than 10 cases or 5 members of staff. Pure.

Where a figure is left out, what would give it back by subtraction is left out with it: of a share the cases that do
not have it, of parts of a whole the smallest of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from yakuba.insight.work_comparison.figures import Figures

FEWEST_CASES: Final = 10
FEWEST_STAFF: Final = 5
HIDDEN: Final = "hidden"
PARTS: Final = ("q1", "median", "q3")


def published(found: Figures) -> Figures:
    """The figures of one procedure as others may see them; `hidden` where a part of them is left out.

    Without `variants`, `waits`, `p90`, `mean`, which few cases decide; days to a tenth.

    >>> published({"cases": 9, "staff": 12})
    {'hidden': True}
    """
    if few_cases(found["cases"]) or few_staff(found["staff"]):
        return {HIDDEN: True}
    whole = found["cases"]
    told: Figures = {HIDDEN: False, "cases": whole, "staff": found["staff"], "days": days(found["days"])}
    for name in ("rework", "open", "same_day"):
        told[name] = _part(found[name], whole)
    told["median_with_open"] = None if told["open"] is None else _tenth(found["median_with_open"])
    told["months"] = [
        one | ({"cases": None, "median": None} if gone else {"median": _tenth(one["median"])})
        for one, gone in zip(found["months"], left_out([one["cases"] for one in found["months"]]), strict=True)
    ]
    told["sizes"] = [
        one | ({"cases": None} if gone else {})
        for one, gone in zip(found["sizes"], left_out([one["cases"] for one in found["sizes"]]), strict=True)
    ]
    told["steps"] = _steps(found["steps"], whole)
    return told


def few_cases(count: int) -> bool:
    """Whether so many cases are too few to be told, as none or ten would not be."""
    return 0 < count < FEWEST_CASES


def few_staff(count: int) -> bool:
    """Whether a figure would tell of so few people; what nobody did tells of nobody."""
    return 0 < count < FEWEST_STAFF


def left_out(counts: Sequence[int]) -> list[bool]:
    """Which parts of a known whole are left out: the small, and the next smallest until those left out are ten.

    >>> left_out([40, 3, 0, 12, 30])
    [False, True, False, True, False]
    >>> left_out([40, 6, 5, 12])
    [False, True, True, False]
    """
    gone = [few_cases(count) for count in counts]
    while any(gone):
        hidden = [count for count, out in zip(counts, gone, strict=True) if out]
        others = [row for row, count in enumerate(counts) if count and not gone[row]]
        if (len(hidden) > 1 and sum(hidden) >= FEWEST_CASES) or not others:
            break
        gone[min(others, key=lambda row: counts[row])] = True
    return gone


def days(found: dict[str, float | None]) -> dict[str, float | None]:
    """Quartiles and median to a tenth of a day."""
    return {name: _tenth(found[name]) for name in PARTS}


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _part(count: int, whole: int) -> int | None:
    """A part of the cases, unless it or the rest is few."""
    return None if few_cases(count) or few_cases(whole - count) else count


def _steps(steps: Sequence[Figures], whole: int) -> list[Figures]:
    """Steps that exclude each other (granted, refused) add up to the cases: one left out alone would come back."""
    gone = [few_cases(one["cases"]) or few_staff(one["staff"]) for one in steps]
    if sum(gone) == 1:
        others = [row for row, out in enumerate(gone) if not out and steps[row]["cases"] < whole]
        if others:
            gone[min(others, key=lambda row: int(steps[row]["cases"]))] = True
    return [_step(one, whole, gone=out) for one, out in zip(steps, gone, strict=True)]


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
