"""The receipt (引渡しの返事) of a system: it has the filing under its own number, or it sends it back with a reason."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yakuba.areas.handover.models import Handover
from yakuba.areas.handover.systems import SYSTEMS
from yakuba.platform.cases import filings
from yakuba.platform.cases.findings import Finding
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

State = Handover.State
RESULTS = {"accepted": State.TAKEN, "refused": State.REFUSED}


@handler("handover_receipt")
def handover_receipt(message: Incoming) -> None:
    """Takes all records of the message or none. The same answer again changes nothing.

    Raises Refused for an answer nobody waits for, one that contradicts the first, or one without its items.
    """
    for record in message.payload["records"]:
        _take(message.sender, record)


def _take(sender: str, record: Mapping[str, Any]) -> None:
    row = _asked(sender, record)
    told = _told(record)
    if row.state == State.RECALLED:
        raise Refused(f"引渡しの返事：取りやめた引渡し（{row.id}）。引渡し先で取り消してもらう")
    if row.state != State.WAITING:
        if (row.state, row.reference, row.reason) == told:
            return
        raise Refused(f"引渡しの返事：先の返事（{row.get_state_display()}）と違う（{row.id}）。引渡し先に確かめる")
    row.state, row.reference, row.reason = told
    row.answered_at = current_context().instant
    row.save(update_fields=["state", "reference", "reason", "answered_at"])
    detail = {"kind": "handover_receipt", "sender": sender, "handover": str(row.id), "result": row.state}
    register.record("receive", [row.applicant_number], note=register.Note(case_id=row.case_id, detail=detail))
    label = SYSTEMS[row.system].label
    if row.state == State.TAKEN:
        filings.handed_over(row.case_id, {"reference": row.reference, "system": label})
    else:
        remedy = "補正するか、本人に返答を求めて［もう一度確認する］。受け付けられないときは理由を付けて受け付けない"
        filings.bounced(
            row.case_id, Finding("error", "H-03", "", f"{label}の差戻し：{row.reason}", remedy, "background")
        )


def _told(record: Mapping[str, Any]) -> tuple[str, str, str]:
    """State, reference and reason of an answer. Raises Refused for one without its items."""
    state = RESULTS.get(str(record.get("result")))
    if state is None:
        raise Refused("引渡しの返事：result は accepted か refused")
    name, longest = ("reference", 80) if state == State.TAKEN else ("reason", 400)
    text = str(record.get(name) or "").strip()
    if not text or len(text) > longest:
        raise Refused(f"引渡しの返事：{name} がないか、{longest}文字より長い")
    return (state, text, "") if state == State.TAKEN else (state, "", text)


def _asked(sender: str, record: Mapping[str, Any]) -> Handover:
    given = str(record.get("handover_id") or "")
    try:
        handover_id = UUID(given)
    except ValueError:
        raise Refused("引渡しの返事：handover_id が読み取れない") from None
    row = Handover.objects.select_for_update().filter(id=handover_id).first()
    if row is None or sender != f"party:{SYSTEMS[row.system].party}":
        raise Refused(f"引渡しの返事：この連携先に引き渡していない（{handover_id}）。宛先と番号を確かめる")
    return row
