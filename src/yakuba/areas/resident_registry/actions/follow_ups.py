"""What follows a change: messages go to the outbox, papers and errands are listed in the case."""

from typing import Any

from yakuba.areas.resident_registry.domain.changes import FOLLOW_UPS, PRINTED, Changes, FollowUp
from yakuba.areas.resident_registry.models import ChangeEvent


def announce(event: ChangeEvent, changes: Changes) -> list[dict[str, Any]]:
    """The follow-ups as the case keeps them."""
    return [_planned(item) for item in changes.follow_ups]


def _planned(item: FollowUp) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "title": FOLLOW_UPS[item.kind],
        "persons": list(item.persons),
        "household_number": item.household_number,
        "addressee": item.addressee,
        "receiver": item.receiver,
        "printed": item.kind in PRINTED,
        "optional": item.optional,
    }
