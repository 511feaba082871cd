"""The rights of a month as columns of the law, for trials of a bill or a law change. Nothing is decided or written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.domain import entitlement
from yakuba.areas.child_allowance.models import AllowanceVersion
from yakuba.law import child_allowance as law
from yakuba.law.columns import Ints, column, zeros


@dataclass(frozen=True)
class TrialRights:
    """Whose rights they are (addressee numbers), and the right of each row of ``claimants``: a row a right, and behind
    them one a child, for the children of a body, of whom each is the first of its own.
    """

    numbers: Ints
    rows: Ints
    children: law.Children
    claimants: law.Claimants


def trial_rights(month: str, claimants: Collection[int] | None = None) -> TrialRights:
    """The rights there are in a month, as known now; ``claimants``: of these only."""
    rows = AllowanceVersion.objects.filter(is_latest=True).order_by("claimant_number", "id")
    if claimants is not None:
        rows = rows.filter(claimant_number__in=list(claimants))
    values = [right for row in rows.iterator() if (right := rights.value_of(row)).covers(month)]
    of_children = [row for row, right in enumerate(values) for _ in right.children]
    nobody = zeros(len(values) + len(of_children))
    return TrialRights(
        column([right.claimant for right in values]),
        column([*range(len(values)), *of_children]),
        entitlement.children_of(values, month),
        law.Claimants(nobody, nobody),
    )
