"""What follows a change: messages go to the outbox, papers and errands are listed in the case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.domain.changes import (
    FOLLOW_UPS,
    PRINTED,
    SENT,
    Changes,
    FollowUp,
    FollowUpKind,
    RegisterView,
)
from yakuba.areas.resident_registry.domain.events import Cancellation
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord
from yakuba.areas.resident_registry.travelling import columns_of
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import service as exchange
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import municipalities

MESSAGES = {
    FollowUpKind.MOVE_IN_NOTICE: "move_in_notice",
    FollowUpKind.MOVE_OUT_DATA: "move_out_information",
    FollowUpKind.SUPPLEMENT_NOTICE: "attached_register_notice",
    FollowUpKind.CS_ENTRY: "identification_update",
    FollowUpKind.CS_REMOVAL: "identification_update",
    FollowUpKind.CS_CORRECTION: "identification_update",
}
"""Kinds of messages, as docs/exchange.md lists them."""
TOGETHER = frozenset({FollowUpKind.MOVE_IN_NOTICE, FollowUpKind.MOVE_OUT_DATA})
"""One message for the whole family, so that the other side handles it as one change."""


def announce(event: ChangeEvent, changes: Changes) -> list[dict[str, Any]]:
    """Send what is to be sent, in the transaction of the change; the follow-ups as the case keeps them."""
    for item in changes.follow_ups:
        if item.kind in SENT:
            _send(event, item, [changes.row(number) for number in item.persons])
    return [_planned(item) for item in changes.follow_ups]


def _send(event: ChangeEvent, item: FollowUp, rows: Sequence[Record]) -> None:
    receiver = _receiver(item, rows[0])
    if (receiver.kind, receiver.name) == ("municipality", directory.by_id(current()).address):
        return  # back from an unreported stay, or from a ward of this city: a town does not write to itself
    parts = [list(rows)] if item.kind in TOGETHER else [[row] for row in rows]
    for people in parts:
        first = people[0].addressee_number
        exchange.post(
            exchange.Message(
                receiver=receiver,
                kind=MESSAGES[item.kind],
                subject=_about_leaving(first) if item.kind == FollowUpKind.MOVE_OUT_DATA else first,
                payload={"records": [_record(event, item, row) for row in people]},
                origin="resident_registry",
                key=f"{event.id}/{item.kind}/{item.receiver}/{first}",
            )
        )
    note = register.Note(detail={"kind": MESSAGES[item.kind], "receiver": receiver.name, "event": str(event.id)})
    register.record("send", [int(number) for number in item.persons], note=note)


def _receiver(item: FollowUp, row: Record) -> exchange.Receiver:
    """A municipality that lives here is reached directly, every other one through the network."""
    if item.kind == FollowUpKind.SUPPLEMENT_NOTICE:
        return exchange.to_party("family-register")
    if item.kind in TOGETHER:
        return exchange.to_other_municipality(_municipality(item, row))
    return exchange.to_party("juki-net")


def _of_city(code: str) -> str:
    return (municipalities.get(code).parent or code) if municipalities.exists(code) else code


def _municipality(item: FollowUp, row: Record) -> str:
    """The municipality a message is for: the former one, or where the family goes; for a ward its city."""
    code = item.receiver or (row.move_out_planned_municipality_code if item.kind in TOGETHER else "")
    return _of_city(code)


def _record(event: ChangeEvent, item: FollowUp, row: Record) -> dict[str, str]:
    """One person as told to another party: flat text, no individual number, no resident code."""
    planned = _planned_move(event, row) if item.kind == FollowUpKind.MOVE_OUT_DATA else {}
    return {
        "from_lg_code": directory.by_id(current()).lg_code,
        "to_lg_code": _municipality(item, row),
        "update": item.kind.value.removeprefix("cs_"),
        "addressee_number": row.addressee_number,
        "name": row.name,
        "name_kana": row.name_kana,
        "birth_date": row.birth_date.isoformat() if row.birth_date else "",
        "birth_date_text": row.birth_date_text,
        "sex": row.sex,
        "resident_type": row.resident_type,
        "relationship": row.relationship,
        "reason": row.reason,
        "changed_on": event.change_date.isoformat() if event.change_date else "",
        "moved_in_on": row.became_resident_date.isoformat() if row.became_resident_date else "",
        "prefecture": row.address_prefecture,
        "municipality": row.address_municipality,
        "town": row.address_town,
        "lot": row.address_lot,
        "building": row.address_building,
        "postal_code": row.address_postal_code,
        "former_address": "".join(
            (row.previous_address_prefecture, row.previous_address_municipality, row.previous_address_town)
        ),
        "origin_domicile": row.origin_domicile,
        "family_register_head": row.family_register_head,
        **planned,
    }


def _planned_move(event: ChangeEvent, row: Record) -> dict[str, str]:
    """What goes along, where to and when, whether notified with the card, and whether the other town has to protect."""
    protected = disclosure.subject_state([int(row.addressee_number)])[int(row.addressee_number)].protection_ids
    return {
        **columns_of(row),
        "planned_on": event.change_date.isoformat() if event.change_date else "",
        "planned_prefecture": row.move_out_planned_prefecture,
        "planned_municipality": row.move_out_planned_municipality,
        "planned_town": row.move_out_planned_town,
        "planned_lot": row.move_out_planned_lot,
        "planned_building": row.move_out_planned_building,
        "planned_postal_code": row.move_out_planned_postal_code,
        "special": "1" if event.input.get("special") else "",
        "protected": "1" if protected else "",
    }


def call_off(event: ChangeEvent, taken_back: Cancellation, before: RegisterView) -> None:
    """Tell the other town that a move-out was taken back, for all or for who stays, after what it was told before."""
    stay = taken_back.persons or taken_back.cancels.subjects
    rows = [row for row in map(before.person, taken_back.cancels.subjects) if row is not None]
    if not rows or not rows[0].move_out_planned_municipality_code:
        return
    code = _of_city(rows[0].move_out_planned_municipality_code)
    own = directory.by_id(current()).lg_code
    numbers = [row.addressee_number for row in rows if row.addressee_number in stay]
    if not numbers:
        return
    exchange.post(
        exchange.Message(
            receiver=exchange.to_other_municipality(code),
            kind="move_out_cancelled",
            subject=_subject_told(taken_back),
            payload={
                "records": [{"from_lg_code": own, "to_lg_code": code, "addressee_number": one} for one in numbers]
            },
            origin="resident_registry",
            key=f"{event.id}/move_out_cancelled",
        )
    )
    note = register.Note(detail={"kind": "move_out_cancelled", "receiver": code, "event": str(event.id)})
    register.record("send", [int(number) for number in numbers], note=note)


def _subject_told(taken_back: Cancellation) -> str:
    """The subject of the message about the move: its first person."""
    key = taken_back.cancels.rows[0]
    versions = ResidentRecord.objects.filter(
        addressee_number=int(key.addressee_number), history_number=key.history_number
    )
    told = ChangeEvent.objects.filter(id__in=versions.values("event_id")).values_list("input", flat=True).first() or {}
    return _about_leaving(str(next(iter(told.get("persons", ())), taken_back.cancels.subjects[0])))


def move_out_subject(case_id: UUID | None) -> str:
    """The subject under which the other municipality was told of this case's move-out; blank where it is none."""
    told = ChangeEvent.objects.filter(case_id=case_id, kind="move_out").values_list("input", flat=True).first()
    return _about_leaving(str(told["persons"][0])) if told else ""


def _about_leaving(number: str) -> str:
    """A line of its own: a notice of an earlier move-in that got stuck there must not hold this one back."""
    return f"move-out:{number}"


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
