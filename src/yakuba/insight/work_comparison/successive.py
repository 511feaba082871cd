"""Figures that take the place of earlier ones: what came in between must not be a figure of few either. Pure.

Every count that was ever told is kept with the figures (`EARLIER`; it tells nothing that was not told), as one that is
left out now may come back later.
"""

from __future__ import annotations

from typing import Any, Final

from yakuba.insight.processes.suppression import few_cases, left_out
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.suppression import HIDDEN

EARLIER: Final = "earlier"
SHARES: Final = ("rework", "open", "same_day")
Counts = dict[str, list[int]]


def told(figures: Figures) -> Counts:
    """Each count that figures and those before them told, with the whole it was part of, as it was told last."""
    if "cases" not in figures:
        return dict(figures.get(EARLIER, {}))
    whole = figures["cases"]
    found: dict[str, tuple[int | None, int]] = {name: (figures[name], whole) for name in ("cases", *SHARES)}
    found |= {f"month {one['month']}": (one["cases"], whole) for one in figures["months"]}
    found |= {f"size {one['from']}": (one["cases"], whole) for one in figures["sizes"]}
    for one in figures["steps"]:
        found[f"step {one['step']}"] = (one["cases"], whole)
        found[f"again {one['step']}"] = (one["repeated"], one["cases"] or 0)
    kept = {name: [count, of] for name, (count, of) in found.items() if count is not None}
    return dict(figures.get(EARLIER, {})) | kept


def after(figures: Figures, earlier: Counts) -> Figures:
    """Published figures without the counts that, with those told earlier, give a change of few cases."""
    if not earlier:
        return figures
    if "cases" not in figures:
        return figures | {EARLIER: earlier}
    new: dict[str, Any] = dict(figures)
    for name in SHARES:
        if _few_came(earlier.get(name), figures[name], figures["cases"]):
            new[name] = None
    if new["open"] is None:
        new["median_with_open"] = None
    new["months"] = _parts(figures["months"], earlier, ("month", "month"))
    new["sizes"] = _parts(figures["sizes"], earlier, ("size", "from"))
    new["steps"] = [_step(one, earlier, figures["cases"]) for one in figures["steps"]]
    return new | {EARLIER: earlier}


def _few_came(before: list[int] | None, count: int | None, whole: int) -> bool:
    """Whether a part, or the rest of its whole, has changed by few since it was told."""
    if before is None or count is None:
        return False
    more = count - before[0]
    return few_cases(abs(more)) or few_cases(abs(whole - before[1] - more))


def _parts(parts: list[Figures], earlier: Counts, named: tuple[str, str]) -> list[Figures]:
    """Months or sizes: what changed by few, and others until what came to them together is not few."""
    kind, key = named
    changes = [
        0 if one["cases"] is None else abs(one["cases"] - earlier.get(f"{kind} {one[key]}", [0])[0]) for one in parts
    ]
    gone = left_out(changes)
    return [
        one | {name: None for name in ("cases", "median") if name in one} if out else one
        for one, out in zip(parts, gone, strict=True)
    ]


def _step(one: Figures, earlier: Counts, whole: int) -> Figures:
    if _few_came(earlier.get(f"step {one['step']}"), one["cases"], whole):
        return one | {"cases": None, "repeated": None, HIDDEN: True}
    if _few_came(earlier.get(f"again {one['step']}"), one["repeated"], one["cases"] or 0):
        return one | {"repeated": None}
    return one
