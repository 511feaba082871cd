"""Messages from other municipalities (juki-1.0:4.1.3.1.1, 4.1.3.0.4).

The move-in notice (転入通知) of somebody who left becomes a provisional case; who is announced by the data
of a move-out certificate (転出証明書情報) is expected from then on, so that nothing is asked again at the counter.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction

from yakuba.areas.resident_registry import arrivals, arrivals_waiting, storage, travelling
from yakuba.areas.resident_registry.domain.event_inputs import (
    Filing,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.events import ConfirmMoveOut
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import MOVED_OUT, Record
from yakuba.areas.resident_registry.domain.record_status import ConfirmedDestinationItems
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.findings import blocking
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.folding import fold_name

ACTION = "resident_registry.move_out_confirmed"
REASON = "転入通知の自動受信。決裁で確かめる"


@handler("move_in_notice")
def move_in_notice(message: Incoming) -> None:
    """A provisional case (仮登録) for a person to approve; a draft where something has to be looked at first.

    Raises Refused when nobody of the notice is known here.
    """
    told: Sequence[Mapping[str, Any]] = message.payload["records"]
    people = [person for person in (_known(one) for one in told) if person is not None]
    if not people:
        raise Refused(
            "転入通知：該当する人が見つからない（氏名・生年月日・性別が一致しない）。住民検索で確かめ、転入通知の受理を入力する"
        )
    event = _event(told[0], people)
    findings = cases.check(ACTION, event)
    alerts = {found.code: REASON for found in findings if found.level == "alert"}
    key = uuid5(NAMESPACE_OID, f"{current_context().municipality}/{message.sender}/{message.message_id}")
    case = cases.draft(cases.Draft(action=ACTION, input=event, key=key, alerts=alerts, channel="exchange"))
    numbers = [int(person.addressee_number) for person in people]
    note = register.Note(case_id=case.id, detail={"kind": message.kind, "sender": message.sender})
    register.record("receive", numbers, note=note)
    if not blocking(findings):
        _enter(case.id)


@handler("move_out_information")
def move_out_information(message: Incoming) -> None:
    """The family is expected from now on (転入予定); told again, the newer words count."""
    told: Sequence[Mapping[str, Any]] = message.payload["records"]
    if not told:
        raise Refused("転出証明書情報：だれの情報か書かれていない")
    for number, one in enumerate(told, 1):
        try:
            travelling.require_readable(one)
        except travelling.UnreadableColumn as bad:
            text = f"転出証明書情報：{number}人目の {bad.column} が読めない（{bad.text}）。転出元に電話で確かめる"
            raise Refused(text) from bad
    row = arrivals.announce(message.from_municipality, message.subject, told)
    numbers = [one.addressee_number for one in arrivals.persons_of(row.id)]
    register.record("receive", numbers, note=register.Note(detail={"kind": message.kind, "sender": message.sender}))


@handler("move_out_cancelled")
def move_out_cancelled(message: Incoming) -> None:
    """The move was called off there, for all or for some. Raises Refused where one of them is on the record here."""
    told: Sequence[Mapping[str, Any]] = message.payload["records"]
    theirs = [str(one["addressee_number"]) for one in told if one.get("addressee_number")]
    try:
        numbers = arrivals.call_off(message.from_municipality, message.subject, theirs)
    except arrivals.AlreadyHere as here:
        raise Refused("転出の取消し：転入の届出が済んでいる。転出元に電話で確かめる") from here
    if numbers:
        note = register.Note(detail={"kind": message.kind, "sender": message.sender})
        register.record("receive", numbers, note=note)


@handler(arrivals_waiting.GOES_ON, area=arrivals_waiting.AREA)
def filing_goes_on(message: Incoming) -> None:
    """A filing that waited for the move-in of its people."""
    filings.go_on(UUID(str(message.payload["filing"])))


def _enter(case_id: Any) -> None:
    """To provisional entry, unless another case holds one of the persons: then it stays a draft on the list."""
    try:
        with transaction.atomic():
            cases.enter(case_id)
    except cases.CaseError:
        return


def _event(told: Mapping[str, Any], people: Sequence[Record]) -> ConfirmMoveOut:
    moved = date.fromisoformat(told["moved_in_on"])
    return ConfirmMoveOut(
        filing=Filing(
            change_date=RecordedDate(moved),
            kind=FilingKind.EX_OFFICIO,
            notice_on=current_context().business_date,
            input_place="自動受信",
        ),
        persons=tuple(person.addressee_number for person in people),
        destination=ConfirmedDestinationItems(
            move_out_confirmed_municipality_code=told["from_lg_code"],
            move_out_confirmed_prefecture=told.get("prefecture", ""),
            move_out_confirmed_municipality=told.get("municipality", ""),
            move_out_confirmed_town=told.get("town", ""),
            move_out_confirmed_lot=told.get("lot", ""),
            move_out_confirmed_building=told.get("building", ""),
            move_out_confirmed_postal_code=told.get("postal_code", ""),
        ),
    )


def _known(told: Mapping[str, Any]) -> Record | None:
    """The one person of that name, birth date and sex; who left or said so comes before who is still here."""
    if not told.get("birth_date"):
        return None
    entries = SearchEntry.objects.filter(birth_date=date.fromisoformat(told["birth_date"]), sex=told["sex"])
    found = storage.latest(entries.values_list("addressee_number", flat=True))
    same = [person for person in found if fold_name(person.name) == fold_name(told["name"])]
    leaving = [
        p for p in same if p.move_in_notice_on is None and (p.move_out_planned_on or p.resident_state == MOVED_OUT)
    ]
    wanted = leaving or [person for person in same if person.is_current_resident]
    return wanted[0] if len(wanted) == 1 else None
