"""What a manager may see of a check: nothing of fewer than 10 cases or 5 members of staff. Pure.

The same rule as of the yearly figures (`suppression`): what would give a hidden figure back by subtraction is hidden
with it. How often a step was done again in a case is left out, as few cases decide that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yakuba.insight.processes.suppression import few_cases, few_people, left_out
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.suppression import HIDDEN


def shown(body: Mapping[str, Any], staff: Mapping[str, int]) -> Figures:
    """A body of `conformance.result.told` as a manager may see it; `hidden` where all or a part is left out.

    ``staff``: people by step, "" any.

    >>> shown({"cases": 9, "undecided": 0}, {"": 12})
    {'hidden': True}
    """
    if few_cases(body["cases"]) or few_people(staff.get("", 0)):
        return {HIDDEN: True}
    decided = body["cases"] - body["undecided"]
    adoption = _adoption(body["adoption"])
    fitting = part(body["fitting"], decided)
    if adoption["gives_back"]:
        fitting = None
    deviations = _deviations(body["deviations"], body["cases"], staff)
    told: Figures = {
        HIDDEN: fitting is None or any(one[HIDDEN] for one in deviations),
        "body": body["body"],
        "cases": body["cases"],
        "undecided": part(body["undecided"], body["cases"]),
        "fitting": fitting,
        "fitting_share": None if fitting is None or not decided else fitting / decided,
        "interval": body["interval"] if fitting is not None else [None, None],
        "deviations_per_case": None,
        "deviations": deviations,
        "days": _days(body["days"]) if fitting is not None else None,
        "adoption": {name: value for name, value in adoption.items() if name != "gives_back"},
    }
    for name in ("open_cases", "only_end_missing", "not_aligned"):
        told[name] = part(body[name], body["cases"] + (body[name] if name == "open_cases" else 0))
    return told


def part(count: int, whole: int) -> int | None:
    """A part of the cases, unless it or the rest is few.

    >>> part(3, 60), part(55, 60), part(0, 60), part(30, 60)
    (None, None, 0, 30)
    """
    return None if few_cases(count) or few_cases(whole - count) else count


def _deviations(rows: Sequence[Mapping[str, Any]], whole: int, staff: Mapping[str, int]) -> list[Figures]:
    gone = [part(one["cases"], whole) is None or few_people(staff.get(one["step"], 0)) for one in rows]
    if sum(gone) == 1:
        others = [place for place, out in enumerate(gone) if not out]
        if others:
            gone[min(others, key=lambda place: (int(rows[place]["cases"]), place))] = True
    found = []
    for one, out in zip(rows, gone, strict=True):
        told: Figures = {"kind": one["kind"], "step": one["step"], HIDDEN: out, "times": None}
        told |= {"cases": None, "share": None, "days": None} if out else {
            "cases": one["cases"], "share": one["share"], "days": _days(one["days"]),
        }  # fmt: skip
        found.append(told)
    return found


def _days(found: Mapping[str, Any] | None) -> Figures | None:
    """Medians and their difference to a tenth of a day; they stand on 20 cases a side or are none at all."""
    if found is None:
        return None
    return {name: round(found[name], 1) for name in ("with_it", "without", "difference", "low", "high")}


def _adoption(found: Mapping[str, Any]) -> Figures:
    """Months, before and after. ``gives_back``: the whole less what is told would be what is not."""
    gone = left_out([one["cases"] for one in found["months"]])
    months = [_month(one, out=out) for one, out in zip(found["months"], gone, strict=True)]
    unknown = [one for one in months if one["fitting"] is None]
    sides = [_side(found[name]) for name in ("before", "after")]
    if any(one is not None and one["fitting"] is None for one in sides):
        sides = [None, None]
    return {
        "months": months,
        "adopted_on": found["adopted_on"],
        "before": sides[0],
        "after": sides[1],
        "change": found["change"] if None not in sides else None,
        "gives_back": len(unknown) == 1,
    }


def _month(one: Mapping[str, Any], *, out: bool) -> Figures:
    fitting = None if out else part(one["fitting"], one["cases"])
    nothing: Figures = {"share": None, "interval": [None, None]}
    told = nothing if fitting is None else {"share": one["share"], "interval": one["interval"]}
    return {"month": one["month"], "cases": None if out else one["cases"], "fitting": fitting, **told}


def _side(one: Mapping[str, Any] | None) -> Figures | None:
    if one is None:
        return None
    fitting = None if few_cases(one["cases"]) else part(one["fitting"], one["cases"])
    return {"cases": one["cases"], "fitting": fitting, "share": one["share"], "interval": one["interval"]}
