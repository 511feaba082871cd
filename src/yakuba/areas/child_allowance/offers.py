"""What may be offered to whom: a parent of a child for whom nobody receives the allowance yet.

After a birth or a move-in is registered the parents are told by themselves; at the counter it is told when they come.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import school_end
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases.models import Case
from yakuba.platform.tenancy.context import current_context

EVENTS = ("resident_registry.birth", "resident_registry.move_in")
CLAIM, AMOUNT = "child_allowance_claim", "child_allowance_amount"


@dataclass(frozen=True)
class Offer:
    """Somebody may file a procedure for children; ``until`` is the last of the 15 days, where they still run."""

    number: int
    procedure: str
    children: tuple[int, ...]
    until: date | None = None


def offers_after(case: Case) -> list[Offer]:
    """Offers that follow from a registered change; none from other changes."""
    if case.action not in EVENTS or case.state != Case.State.REGISTERED:
        return []
    numbers = list(case.subjects.values_list("addressee_number", flat=True))
    said = (case.input.get("filing") or {}).get("change_date") or {}
    happened = date.fromisoformat(said["date"]) if said.get("date") else None
    return _offers(registry.parents_of(numbers), happened)


def offers_for(number: int) -> list[Offer]:
    """What may be offered to somebody who has come; the day of the event is not asked here."""
    return [one for one in _offers(registry.children_with(number), None) if one.number == number]


def _offers(kin: Iterable[registry.Kin], happened: date | None) -> list[Offer]:
    """To the parent who receives already (額改定), or else to each parent (認定請求): who claims is their affair."""
    today = current_context().business_date
    open_kin = [
        one
        for one in kin
        if one.parents and months.of(today) <= school_end(one.birth_date, 18) and not _is_counted(one.child)
    ]
    found: dict[tuple[int, str], list[int]] = {}
    for one in open_kin:
        receiving = [parent for parent in one.parents if rights.open_of(parent) is not None]
        for parent in receiving or one.parents:
            found.setdefault((parent, AMOUNT if receiving else CLAIM), []).append(one.child)
    until = months.last_day_to_claim(happened) if happened else None
    return [
        Offer(number, procedure, tuple(children), until if until and until >= today else None)
        for (number, procedure), children in found.items()
    ]


def _is_counted(child: int) -> bool:
    return any(
        one.number == child and not one.last for row in rights.naming([child]) for one in rights.value_of(row).children
    )
