"""Figures of a month: recipients, children by class and order, yen entitled and paid by month. No person is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment

CLASSES = ("3歳未満", "3歳から年度末まで", "数えるだけ（支給なし）")
ORDERS = ("第1子", "第2子", "第3子以降")
MONTHS = 12


@dataclass(frozen=True)
class Figures:
    """``children``: class → counts by order; those in institutions and foster homes are apart (``in_bodies``).

    ``yen``: month → entitled, paid; returned payments do not count.
    """

    month: str
    recipients: int
    held: int
    in_bodies: int
    children: Mapping[str, tuple[int, int, int]]
    yen: Sequence[tuple[str, int, int]]

    @property
    def paid_for(self) -> int:
        """Children of the month for whom something is paid."""
        return self.in_bodies + sum(sum(self.children[name]) for name in CLASSES[:2])


def of_month(month: str) -> Figures:
    """The figures of a month and the eleven before it, as known now."""
    rows = list(AllowanceVersion.objects.filter(is_latest=True))
    values = [rights.value_of(row) for row in rows]
    there = [(row, right) for row, right in zip(rows, values, strict=True) if right.covers(month)]
    children: dict[str, list[int]] = {name: [0, 0, 0] for name in CLASSES}
    in_bodies = 0
    for found in entitlement.explained_all([right for _, right in there], month):
        for child in found.children:
            if child.order:
                children[_class_of(child)][min(child.order, 3) - 1] += 1
            elif child.yen:
                in_bodies += 1
    return Figures(
        month,
        len(there),
        sum(1 for row, _ in there if row.state == AllowanceVersion.State.HELD),
        in_bodies,
        {name: (counts[0], counts[1], counts[2]) for name, counts in children.items()},
        _yen(values, month),
    )


def _class_of(child: entitlement.ChildMonth) -> str:
    if not child.yen:
        return CLASSES[2]
    return CLASSES[0] if child.note.startswith(CLASSES[0]) else CLASSES[1]


def _yen(values: Sequence[Right], month: str) -> list[tuple[str, int, int]]:
    wanted = months.between(months.add(month, 1 - MONTHS), month)
    paid = dict.fromkeys(wanted, 0)
    for lines in Payment.objects.filter(state__in=Payment.COUNTED).values_list("lines", flat=True).iterator():
        for one, yen in lines.items():
            if one in paid:
                paid[one] += yen
    return [(one, sum(entitlement.totals(values, one)) if values else 0, paid[one]) for one in wanted]
