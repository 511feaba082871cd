"""Why a decided tax is what it is: computed anew from what the row rests on, and told only if it comes to the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from yakuba.areas.resident_tax.models import Assessment
from yakuba.law import calculate

Step = Mapping[str, Any]

PARTS: Final = ("income", "deductions", "taxable", "exempt", "levy", "total")
"""The parts of a trail in the order of the law."""
_CLOSES: Final = {"total_deductions": 2}  # a rule after which a part of this place begins
_OPENS: Final = {
    "taxable": 2,
    "exempt_person": 3,
    "per_capita_limit": 3,
    "city_levy_before_credit": 4,
    "per_capita": 5,
    "forest_tax": 5,
    "annual_tax": 5,
}
_OF_INCOME: Final = ("total_income", "carried_over", "total_income_after_carryover")


def answer_of(row: Assessment) -> dict[str, Any]:
    """The law's whole answer to what a row rests on; empty where nothing is left, or where it comes to another tax.

    The second happens when the law's data were mended since: a reason for another amount would be none.
    """
    return answers_of([row], explain=True)[0]


def answers_of(rows: Sequence[Assessment], *, explain: bool = False) -> list[dict[str, Any]]:
    """The same of many rows at once, in their order; ``explain``: with the steps."""
    cases = [json.loads(row.basis) for row in rows]
    told = [place for place, basis in enumerate(cases) if basis]
    answers: list[dict[str, Any]] = [{} for _ in rows]
    for place, answer in zip(
        told, calculate("resident-tax", [cases[place] for place in told], explain=explain), strict=True
    ):
        if answer.get("annual_tax") == rows[place].annual_tax:
            answers[place] = answer
    return answers


def steps_of(row: Assessment) -> list[Step]:
    """The steps of the tax. How it is collected is not among them: that was decided, and stands in the row."""
    steps: Sequence[Step] = answer_of(row).get("explanation", [])
    return [step for step in steps if not str(step["rule"]).startswith("collection_")]


def in_parts(steps: Sequence[Step]) -> list[tuple[str, list[Step]]]:
    """The steps by part of the trail, in their order; a part without a step is left out.

    >>> rules = ["employment_income", "total_income", "basic", "total_deductions", "taxable", "per_capita_limit"]
    >>> [(name, len(part)) for name, part in in_parts([{"rule": rule} for rule in [*rules, "annual_tax"]])]
    [('income', 2), ('deductions', 2), ('taxable', 1), ('exempt', 1), ('total', 1)]
    """
    last_income = max((at for at, step in enumerate(steps) if step["rule"] in _OF_INCOME), default=-1)
    found: dict[str, list[Step]] = {name: [] for name in PARTS}
    place = 0
    for at, step in enumerate(steps):
        place = max(place, _OPENS.get(str(step["rule"]), 0))
        found[PARTS[place]].append(step)
        place = max(place, _CLOSES.get(str(step["rule"]), 0), 1 if at == last_income else 0)
    return [(name, part) for name, part in found.items() if part]
