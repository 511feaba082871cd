"""Taxpayers under two laws beside each other: what changes, and the steps of one of them that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yakuba.law.parameters import Law
from yakuba.law.resident_tax.engine import assess
from yakuba.law.resident_tax.explanation import explained
from yakuba.law.resident_tax.tables import Assessment, Dependants, OrdinanceColumns, Taxpayers

Report = dict[str, Any]


@dataclass(frozen=True)
class Side:
    """Taxpayers under one law."""

    law: Law
    ordinances: OrdinanceColumns
    taxpayers: Taxpayers
    found: Assessment

    def steps(self, row: int) -> dict[str, Report]:
        """The explanation of one row by the name of the step; of steps of one name the last."""
        steps = explained(self.law, self.ordinances, self.taxpayers, self.found, row)
        return {step["rule"]: step for step in steps}


def side_of(law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, dependants: Dependants) -> Side:
    """The taxpayers assessed under a law."""
    return Side(law, ordinances, taxpayers, assess(law, ordinances, taxpayers, dependants))


def changed_steps(before: Side, after: Side, row: int) -> list[Report]:
    """The steps of a row that one law says otherwise than the other: rule, article, sentence before and after."""
    old, new = before.steps(row), after.steps(row)
    return [
        {
            "rule": rule,
            "law": (new.get(rule) or old[rule])["law"],
            "before": old[rule]["text_ja"] if rule in old else "",
            "after": new[rule]["text_ja"] if rule in new else "",
        }
        for rule in dict.fromkeys([*old, *new])
        if rule not in old or rule not in new or old[rule]["text_ja"] != new[rule]["text_ja"]
    ]
