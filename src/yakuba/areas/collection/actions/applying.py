"""Payments into the ledger: those the job believes, and those a clerk decides."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from yakuba.areas.collection.actions import debits, late
from yakuba.areas.collection.actions.receiving import ENTER
from yakuba.areas.collection.domain.lines import Way
from yakuba.areas.collection.domain.matching import Doubt, Facts, Target, judge
from yakuba.areas.collection.models import PaymentFile, PaymentLine
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Direction, Posting, Source
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context

State = PaymentLine.State
SOURCE = "collection.payment_line"


class CannotSettle(Exception):
    """A step with a line that cannot be taken now; the message says why and what to do."""


def apply(file: PaymentFile, lines: Sequence[PaymentLine]) -> dict[str, int]:
    """Enter waiting lines that bear the number of a claim and agree with it; hold the others. Counts by state."""
    waiting = [line for line in lines if line.state == State.WAITING]
    found = Claim.objects.filter(number__in={line.claim_number for line in waiting if line.claim_number})
    claims = {claim.number: claim for claim in found}
    counts: dict[str, int] = {}
    payers = set()
    for line in waiting:
        claim = claims.get(line.claim_number)
        doubt = _doubt(line, claim, Way(file.way).typed)
        if doubt is None and claim is not None:
            _enter(file, line, claim)
            payers.add(claim.addressee_number)
        elif doubt is not None:
            line.state, line.reason, line.remedy = State.HELD, doubt.reason[:400], doubt.remedy[:400]
        line.save()
        counts[line.state] = counts.get(line.state, 0) + 1
    if file.way == Way.DEBIT:
        debits.answer(lines)
    if payers:
        register.record("collect", sorted(payers), note=register.Note(duty=ENTER, detail={"file": file.number}))
    return counts


def _doubt(line: PaymentLine, claim: Claim | None, typed: bool) -> Doubt | None:
    assert line.amount is not None and line.paid_on is not None  # waiting lines are payments
    target = None
    if claim is not None:
        target = Target(ledger.balance(claim.id).open, claim.direction == Direction.RECEIVABLE)
    facts = Facts(line.claim_number, line.amount, line.paid_on, typed)
    return judge(facts, target, current_context().business_date)


def _enter(file: PaymentFile, line: PaymentLine, claim: Claim, reason: str = "") -> None:
    """The entry of the ledger; the line is the caller's to save."""
    assert line.amount is not None and line.paid_on is not None  # lines without are never entered
    line.attempts += 1
    how = Posting(
        f"{SOURCE}:{line.id}:{line.attempts}", line.paid_on, Source(SOURCE, f"{file.number}-{line.number}"), reason
    )
    entry = ledger.receive_payment(claim.id, line.amount, how)
    context = current_context()
    line.state, line.claim_id, line.entry_id = State.APPLIED, claim.id, entry.id
    line.reason, line.remedy = reason[:400], ""
    line.settled_at, line.settled_by = context.instant, context.actor.name[:64]
    late.settle(claim, f"{file.number}-{line.number}/{line.attempts}")


def _locked(line_id: UUID, *states: str) -> PaymentLine:
    access.require(ENTER)
    line = PaymentLine.objects.select_for_update().filter(id=line_id).first()
    if line is None:
        raise CannotSettle("行が見つかりません。一覧から選び直してください")
    if line.state not in states:
        raise CannotSettle(f"この行は「{line.get_state_display()}」です。画面を開き直して確かめてください")
    return line


def assign(line_id: UUID, claim: Claim, reason: str) -> PaymentLine:
    """A held payment belongs to this claim, a clerk says. What is above its open amount is 過誤納金. CannotSettle."""
    line = _locked(line_id, State.HELD)
    if line.amount is None or line.paid_on is None:
        raise CannotSettle(
            "金額か収納日が読めない行は消し込めません。直したファイルを取り込み、この行は除外してください"
        )
    if claim.direction != Direction.RECEIVABLE:
        raise CannotSettle("支払う債務には消し込めません。債権番号を確かめてください")
    if line.paid_on > current_context().business_date:
        raise CannotSettle("収納日が今日より後です。送り元に確かめてください")
    _enter(PaymentFile.objects.get(id=line.file_id), line, claim, reason)
    line.save()
    _told("mend", line, [claim.addressee_number], reason)
    return line


def exclude(line_id: UUID, reason: str) -> PaymentLine:
    """A held line is no payment, or was entered otherwise. CannotSettle without a reason."""
    line = _locked(line_id, State.HELD)
    if not reason.strip():
        raise CannotSettle("除外の理由がありません。理由を入力してください")
    context = current_context()
    line.state, line.reason, line.remedy = State.REJECTED, reason.strip()[:400], ""
    line.settled_at, line.settled_by = context.instant, context.actor.name[:64]
    line.save()
    _told("mend", line, [], reason)
    return line


def undo(line_id: UUID, reason: str) -> PaymentLine:
    """An entered payment is taken back, and held again for the right claim. CannotSettle, ledger.Refused."""
    line = _locked(line_id, State.APPLIED)
    if not reason.strip():
        raise CannotSettle("取消しの理由がありません。理由を入力してください")
    assert line.entry_id is not None and line.claim_id is not None  # applied lines have both
    file = PaymentFile.objects.get(id=line.file_id)
    day = current_context().business_date
    source = Source(SOURCE, f"{file.number}-{line.number}")
    ledger.reverse(line.entry_id, Posting(f"{SOURCE}:{line.id}:undo-{line.attempts}", day, source, reason))
    claim = Claim.objects.get(id=line.claim_id)
    late.settle(claim, f"{file.number}-{line.number}/{line.attempts} 取消")
    line.state, line.entry_id, line.claim_id = State.HELD, None, None
    line.reason, line.remedy = (
        f"消込みを取り消した：{reason.strip()}"[:400],
        "正しい債権番号を入れるか、除外してください",
    )
    line.settled_at, line.settled_by = None, ""
    line.save()
    _told("mend", line, [claim.addressee_number], reason)
    return line


def _told(act: str, line: PaymentLine, payers: list[int], reason: str) -> None:
    detail = {"line": str(line.id), "state": line.state, "reason": reason[:200]}
    register.record(act, payers, note=register.Note(duty=ENTER, detail=detail))
