"""What another system of this town hall is told of residents (庁内の連携): as ``disclosure`` decides, registered."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester, State
from yakuba.platform.register import service as register

_SYSTEM = Requester(Kind.OTHER_SYSTEM, Channel.LINE)
_ITEMS = {
    "name": ("name",),
    "kana": ("name_kana",),
    "birth_date": ("birth_date", "birth_date_text"),
    "sex": ("sex",),
    "address": ("postcode", "address"),
    "protection_mark": ("protection",),
}
"""Disclosure item → what of ``FedFacts`` it decides about."""


@dataclass(frozen=True)
class Feed:
    """Who is told, in a message of which kind, in which case: what the register keeps of it."""

    receiver: str
    kind: str
    case_id: Any


@dataclass(frozen=True)
class FedFacts:
    """A person as another system reads it; empty text where something is unknown or withheld.

    ``birth_date`` is YYYY-MM-DD, ``sex`` the standard's code, ``protection`` the words of a support measure or
    suppression that the receiver has to heed.
    """

    name: str = ""
    name_kana: str = ""
    birth_date: str = ""
    birth_date_text: str = ""
    sex: str = ""
    postcode: str = ""
    address: str = ""
    protection: str = ""

    def columns(self) -> dict[str, str]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def are_known(numbers: Collection[int]) -> bool:
    """Whether all of these persons are on the record, removed ones included."""
    wanted = set(numbers)
    return ResidentRecord.objects.filter(is_latest=True, addressee_number__in=wanted).count() == len(wanted)


def facts_for_system(numbers: Collection[int], feed: Feed) -> dict[int, FedFacts]:
    """Addressee number → what the system is told. No individual number, no resident code; the telling is registered."""
    records = storage.latest(numbers)
    numbered = [one for one in records if one.household_number.isdigit()]
    households = {int(one.addressee_number): int(one.household_number) for one in numbered}
    states = disclosure.subject_state(numbers, households=households)
    found = {int(one.addressee_number): _told(one, states[int(one.addressee_number)]) for one in records}
    detail = {"kind": feed.kind, "receiver": feed.receiver}
    register.record("send", sorted(found), note=register.Note(tuple(_ITEMS), case_id=feed.case_id, detail=detail))
    return found


def _told(record: Record, state: State) -> FedFacts:
    known = FedFacts(
        name=record.name,
        name_kana=record.name_kana,
        birth_date=record.birth_date.isoformat() if record.birth_date else "",
        birth_date_text=record.birth_date_text,
        sex=record.sex,
        postcode=record.address_postal_code,
        address=words.address_text(record),
        protection=state.mark,
    ).columns()
    shown = [item for item in _ITEMS if _may(state, item)]
    return FedFacts(**{name: known[name] for item in shown for name in _ITEMS[item]})


def _may(state: State, item: str) -> bool:
    return disclosure.decide(_SYSTEM, Purpose.FEED, state.subject, item) is Decision.SHOW
