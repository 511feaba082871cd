"""A decided refund or offset taken back where it has no ground: asked for by one person, decided by another.

The payment it rested on was taken back, or it was decided wrongly. What is not paid out is owed no more, with its
interest; what was paid out is claimed back; what an offset had paid is open again. A decision is withdrawn whole: what
of it stays right is decided anew, with its own interest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.areas.collection import decisions
from yakuba.areas.collection.actions import late, refund_runs
from yakuba.areas.collection.actions.refunding import REFUND, is_in_a_file
from yakuba.areas.collection.decisions import Decided
from yakuba.platform.access import service as access
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Posting, Refused, Source, Standing
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

WITHDRAW = "collection.withdraw_refund"
SOURCE = "collection.refund_withdrawal"


@dataclass(frozen=True, kw_only=True)
class Withdrawing:
    """Which decision (its entry of the ledger), why, and by when what was paid out is to be given back."""

    entry: UUID
    reason: str
    due_on: date


def ask(given: Withdrawing, press: UUID) -> Case:
    """Enter the case that somebody else decides. The same press is the case that is there.

    Raises Refused (in words what stands in the way), access.Refused.
    """
    access.require(REFUND)
    if not given.reason.strip():
        raise Refused("取消しの理由がありません。理由を入力してください。")
    if given.due_on < current_context().business_date:
        raise Refused("返還の期限が今日より前です。日付を確かめてください。")
    known = cases.find_submission(press)
    if known is not None:
        return known
    if waiting(given.entry):
        raise Refused("この決定の取消しは、決裁を待っています。決裁か取下げが終わってから入力してください。")
    case = cases.draft(cases.Draft(WITHDRAW, given, press, {}))
    try:
        return cases.enter(case.id)
    except cases.Blocked as stop:
        raise Refused("".join(f"{one.message}。{one.remedy}。" for one in stop.findings)) from None


def waiting(entry_id: UUID) -> list[Case]:
    """Cases about the decision that nobody has decided yet."""
    rows = Case.objects.filter(action=WITHDRAW, state=Case.State.PROVISIONAL, input__entry=str(entry_id))
    return list(rows.order_by("receipt_number"))


def paid_out(found: Decided, standing: Standing) -> int:
    """Yen of a decision that have left and would be claimed back; what is not paid out is used first."""
    return 0 if found.target else max(found.whole - standing.refund_payable, 0)


def _error(code: str, message: str, remedy: str) -> Finding:
    return Finding("error", code, "", message, remedy, "background")


def check(given: Withdrawing) -> list[Finding]:
    """The decision is there and stands, and nothing of it is on its way to the bank."""
    found = decisions.one(given.entry)
    if found is None:
        return [_error("W-01", "還付・充当の決定が見つからない", "取り下げて、収納状況から選び直す")]
    if found.withdrawn is not None:
        return [_error("W-02", "この決定は取り消されている", "取り下げる")]
    standing = ledger.balance(found.claim.id)
    gone = paid_out(found, standing)
    if found.target is None and is_in_a_file(found.claim.id):
        return [
            _error("W-03", "この還付は振込データに入っている", "還付の振込を取りやめるか、結果を記録してから取り消す")
        ]
    if gone and standing.in_transit:
        return [_error("W-04", "この還付は振込中", "振込済か振込不能を記録してから取り消す")]
    told = []
    if not standing.open:
        words = "この債権に未収はない（納付は取り消されていない）"
        told.append(Finding("notice", "W-11", "", words, "決定そのものが誤りだったか、理由を確かめる", "background"))
    if gone:
        words = f"{gone:,}円は支払済み。返還金として請求する"
        told.append(Finding("notice", "W-12", "", words, "返還の期限を確かめる", "background"))
    return told


def execute(given: Withdrawing, doing: Doing) -> Outcome:
    """The postings, late charges anew, and the claim on what was paid out. Written once: a decision turns once."""
    found = decisions.one(given.entry)
    assert found is not None  # the checks, in the same transaction
    day = current_context().business_date
    source = Source(SOURCE, f"{found.claim.number} {doing.receipt_number}")
    how = Posting(f"{SOURCE}:{found.entry.id}", day, source, given.reason)
    facts = {"claim": found.claim.number, "decision": found.words, "amount": str(found.whole)}
    if found.target is not None:
        entry = ledger.reverse(found.entry.id, how)
        late.settle(found.target, f"充当の取消 {found.entry.id}")
    else:
        withdrawn = ledger.withdraw_refund(found.entry.id, given.due_on, how)
        entry = withdrawn.entry
        if withdrawn.back is not None:
            facts |= {"claimed_back": withdrawn.back.number}
    late.settle(found.claim, f"還付の取消 {found.entry.id}")
    people = [found.claim.addressee_number]
    register.record("collect", people, note=register.Note(duty=refund_runs.APPROVE, detail=facts))
    return Outcome(str(entry.id), (), facts)


def _subjects(given: Withdrawing) -> list[int]:
    found = decisions.one(given.entry)
    return [found.claim.addressee_number] if found is not None else []


def register_action() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=WITHDRAW,
            version=1,
            title="還付・充当の決定の取消し",
            input_type=Withdrawing,
            enter_duty=REFUND,
            approve_duty=refund_runs.APPROVE,
            subjects=_subjects,
            checks=check,
            execute=execute,
            locks=False,
        )
    )
