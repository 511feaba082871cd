"""The hand-over's door for other floors: how each hand-over stands, what is stuck, sending again, taking back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yakuba.areas.handover.models import Handover
from yakuba.areas.handover.systems import SYSTEMS
from yakuba.platform.access import service as access
from yakuba.platform.cases import filings
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.models import Filing
from yakuba.platform.exchange import queries, service
from yakuba.platform.exchange.errors import MessageStateConflict
from yakuba.platform.exchange.models import OutState
from yakuba.platform.register import service as register
from yakuba.platform.screens.chips import Chip
from yakuba.platform.tenancy.context import current_context

RECEIPT_WITHIN = timedelta(days=3)
"""A system that has read the file but not said what becomes of it is asked after this time."""
NO_RECEIPT = "ファイルは読み取られたが、受領の返事が来ていない。引渡し先に問い合わせる"
MOST = 500
State = Handover.State
_ANSWERED = {
    State.TAKEN: Chip("受領", "check", "success"),
    State.REFUSED: Chip("差戻し", "back", "warning"),
    State.RECALLED: Chip("取りやめ", "archive", "plain"),
}
_ON_ITS_WAY = {
    OutState.QUEUED: Chip("送信待ち", "clock", "neutral"),
    OutState.SENT: Chip("送信済み（読取り待ち）", "send", "info"),
    OutState.SETTLED: Chip("読取り済み（受領待ち）", "hourglass", "info"),
}
_STUCK, _STOPPED = Chip("滞り", "triangle", "warning"), Chip("停止", "octagon", "error")


class CannotNow(Exception):
    """A step that cannot be taken now. The text says why and what to do."""


@dataclass(frozen=True)
class HandedOver:
    """One hand-over as staff see it. ``trouble``: why it is stuck, or why the system sent it back."""

    id: UUID
    filing_number: str
    system: str
    handed_at: datetime
    chip: Chip
    reference: str = ""
    trouble: str = ""
    may_send_again: bool = False
    may_recall: bool = False


@dataclass(frozen=True)
class Stuck:
    """A hand-over that does not go on by itself, or later than it should."""

    filing_id: UUID
    filing_number: str
    system: str
    trouble: str


def is_handed(action: str) -> bool:
    """Whether what ends in this action is handed over."""
    return action.startswith("handover.")


def of_filing(filing_number: str) -> list[HandedOver]:
    """All hand-overs of a filing, the newest first."""
    rows = list(Handover.objects.filter(filing_number=filing_number).order_by("-handed_at", "-id"))
    sendings = queries.sendings([row.message_id for row in rows])
    duties = current_context().actor.duties
    return [_shown(row, sendings, SYSTEMS[row.system].duty in duties) for row in rows]


def _shown(row: Handover, sendings: Mapping[UUID, queries.Sending], may: bool) -> HandedOver:
    label = SYSTEMS[row.system].label
    if row.state != State.WAITING:
        chip = _ANSWERED[State(row.state)]
        return HandedOver(row.id, row.filing_number, label, row.handed_at, chip, row.reference, row.reason)
    sending, trouble = sendings[row.message_id], _trouble(row, sendings)
    dead = sending.state == OutState.DEAD
    return HandedOver(
        id=row.id,
        filing_number=row.filing_number,
        system=label,
        handed_at=row.handed_at,
        chip=_STOPPED if dead else _STUCK if trouble else _ON_ITS_WAY[OutState(sending.state)],
        trouble=trouble,
        may_send_again=may and bool(trouble) and sending.state != OutState.SETTLED,
        may_recall=may and _is_over(sending, trouble),
    )


def _trouble(row: Handover, sendings: Mapping[UUID, queries.Sending]) -> str:
    sending = sendings[row.message_id]
    overdue = row.handed_at < current_context().instant - RECEIPT_WITHIN
    return NO_RECEIPT if sending.state == OutState.SETTLED and overdue else sending.trouble


def _is_over(sending: queries.Sending, trouble: str) -> bool:
    """Whether nothing more is to be expected by itself: it stopped, or was read and never answered."""
    return sending.state == OutState.DEAD or (sending.state == OutState.SETTLED and bool(trouble))


def stuck() -> list[Stuck]:
    """What is stuck of the systems the actor looks after, the oldest first. Seen as soon as a try failed."""
    duties = current_context().actor.duties
    mine = [system.code for system in SYSTEMS.values() if system.duty in duties]
    if not mine:
        return []
    waiting = Handover.objects.filter(state=State.WAITING, system__in=mine)
    rows = list(waiting.order_by("handed_at", "id")[:MOST])
    sendings = queries.sendings([row.message_id for row in rows])
    troubles = [(row, trouble) for row in rows if (trouble := _trouble(row, sendings))]
    ids = _filings([row.filing_number for row, _ in troubles])
    return [
        Stuck(ids[row.filing_number], row.filing_number, SYSTEMS[row.system].label, trouble)
        for row, trouble in troubles
        if row.filing_number in ids
    ]


def _filings(numbers: list[str]) -> dict[str, UUID]:
    found = Filing.objects.filter(receipt_number__in=numbers) if numbers else Filing.objects.none()
    return dict(found.values_list("receipt_number", "id"))


def send_again(handover_id: UUID) -> None:
    """Send the same file again now; the system that has it already takes it once. Raises CannotNow, access.Refused."""
    row = _waiting(handover_id)
    try:
        service.retry(row.message_id)
    except MessageStateConflict as conflict:
        raise CannotNow(str(conflict)) from None
    _note(row, "retry")


def recall(handover_id: UUID) -> None:
    """Give up one that goes no further: its filing goes back to the clerk. Raises CannotNow, access.Refused."""
    row = _waiting(handover_id)
    sendings = queries.sendings([row.message_id])
    trouble = _trouble(row, sendings)
    if not _is_over(sendings[row.message_id], trouble):
        raise CannotNow("停止していない引渡しは取りやめられません。引渡し先の返事を待つか、もう一度送ってください")
    if sendings[row.message_id].state == OutState.DEAD:
        service.settle(row.message_id, "引渡しの取りやめ")
    row.state, row.reason, row.answered_at = State.RECALLED, trouble[:400], current_context().instant
    row.save(update_fields=["state", "reason", "answered_at"])
    _note(row, "recall")
    label = SYSTEMS[row.system].label
    message = f"{label}への引渡しの取りやめ：{row.reason}"
    filings.bounced(row.case_id, Finding("error", "H-04", "", message, "直して［もう一度確認する］", "background"))


def _waiting(handover_id: UUID) -> Handover:
    row = Handover.objects.select_for_update().filter(id=handover_id).first()
    if row is None:
        raise CannotNow("引渡しが見つかりません。申請を開き直してください")
    access.require(SYSTEMS[row.system].duty)
    if row.state != State.WAITING:
        raise CannotNow(f"この引渡しは「{row.get_state_display()}」です。申請を開き直してください")
    return row


def _note(row: Handover, step: str) -> None:
    system = SYSTEMS[row.system]
    detail = {"kind": "handover", "receiver": system.party, "handover": str(row.id), "step": step}
    note = register.Note(duty=system.duty, case_id=row.case_id, detail=detail)
    register.record("send", [row.applicant_number], note=note)
