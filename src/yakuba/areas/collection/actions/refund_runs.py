"""Refunds by transfer file: planned by one person, decided by another, sent, paid, and what came back.

Everything is done again without change: numbers are taken once, each entry of the ledger has a key of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Sum

from yakuba.areas.collection.actions.refunding import GROUNDLESS, REFUND
from yakuba.areas.collection.models import PayeeAccount, Refund, RefundRun
from yakuba.areas.collection.parameter_definitions import REFUND_SENDER
from yakuba.platform.access import service as access
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs import queries as job_queries
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.bank_files import NotReady
from yakuba.platform.ledger.service import Posting, Source
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days
from yakuba.standards.money import accounts, transfers
from yakuba.standards.money.accounts import Account
from yakuba.standards.money.errors import FileRefused
from yakuba.standards.money.forms import Group

APPROVE = "collection.approve"
PLAN, POST, SETTLE = "collection.plan_refunds", "collection.post_refunds", "collection.settle_refunds"
SOURCE = "collection.refund_transfer"
FILE = "transfer"
RunState, State = RefundRun.State, Refund.State
OPEN = (RunState.PLANNED, RunState.APPROVED)
LOST = "この振込を取りやめて始め直し、還付の決定を取り消してください"


class CannotNow(Exception):
    """A step that cannot be taken now. The text says why and what to do."""


def begin(pay_on: date) -> RefundRun:
    """Start a run for a day; a job works it out. Raises CannotNow, access.Refused."""
    actor = access.require(REFUND)
    context = current_context()
    if pay_on < context.business_date:
        raise CannotNow("振込日が過ぎています。今日以後の日を選んでください")
    if not business_days.is_business_day(pay_on):
        raise CannotNow("振込日が休みの日です。金融機関の開いている日を選んでください")
    try:
        REFUND_SENDER.header(pay_on)
    except NotReady as refusal:
        raise CannotNow(str(refusal)) from None
    if not ledger.refunds_due():
        raise CannotNow("還付未済金がありません。過誤納金の画面で還付を決定してから始めてください")
    try:
        with transaction.atomic():
            run = RefundRun.objects.create(
                id=new_uuid7(), pay_on=pay_on, started_at=context.instant, started_by=actor.name[:64]
            )
    except IntegrityError:
        raise CannotNow("終わっていない還付の振込があります。一覧で、送付済みにするか取りやめてください") from None
    run.job_id = jobs.start(PLAN, {"run": str(run.id)}, key=str(run.id)).id
    run.save(update_fields=["job_id"])
    return run


def plan(run: RefundRun) -> int:
    """Freeze what is given back, with the numbers the bank will name. Gives how many."""
    if not Refund.objects.filter(run_id=run.id).exists():
        unposted = _unposted()
        due = [(claim, amount - unposted.get(claim.id, 0)) for claim, amount in ledger.refunds_due()]
        found = [one for one in due if one[1] > 0]
        serials = numbers.take(f"refund-{run.pay_on.year}", len(found)) if found else range(0)
        Refund.objects.bulk_create(
            Refund(
                municipality_id=current(),
                id=uuid5(run.id, claim.number),
                run_id=run.id,
                place=place,
                number=f"還{run.pay_on.year}-{serial:06d}",
                claim_id=claim.id,
                addressee_number=claim.addressee_number,
                amount=amount,
            )
            for place, (serial, (claim, amount)) in enumerate(zip(serials, found, strict=True), 1)
        )
    return Refund.objects.filter(run_id=run.id).count()


def _unposted() -> dict[UUID, int]:
    """What the bank has been sent of claims and the ledger does not say yet."""
    rows = Refund.objects.filter(state=State.SENT, sent_entry_id=None).values_list("claim_id")
    return {claim: int(amount) for claim, amount in rows.annotate(Sum("amount"))}


def work_out(run: RefundRun, first: int, last: int) -> dict[str, int]:
    """Where the refunds of places first to last go: the account that was told, unless no bank would pay into it."""
    rows = list(Refund.objects.filter(run_id=run.id, place__gte=first, place__lte=last).order_by("place"))
    people = {row.addressee_number for row in rows}
    latest = {
        one.addressee_number: one for one in PayeeAccount.objects.filter(addressee_number__in=people, is_latest=True)
    }
    failed = set(
        Refund.objects.filter(payee_id__in=[one.id for one in latest.values()], state=State.RETURNED).values_list(
            "payee_id", flat=True
        )
    )
    counts: dict[str, int] = {}
    groundless = without_ground(rows)
    for row in rows:
        payee = latest.get(row.addressee_number)
        row.state, row.account, row.payee_id, row.reason = State.NO_ACCOUNT, None, None, "口座の届出がない"
        if row.claim_id in groundless:
            row.state, row.reason = State.HELD, GROUNDLESS
        elif payee is not None:
            row.reason = (
                "この口座は振込不能だった。口座を聞き直す" if payee.id in failed else accounts.fault(payee.value)
            )
            if not row.reason:
                row.state, row.payee_id, row.account = State.PLANNED, payee.id, _data(payee.value)
        row.reason = row.reason[:200]
        counts[row.state] = counts.get(row.state, 0) + 1
    Refund.objects.bulk_update(rows, ["state", "account", "payee_id", "reason"])
    return counts


def without_ground(rows: Sequence[Refund]) -> set[UUID]:
    """Claims of these refunds that are not paid any more: nothing is given back of them before that is cleared."""
    standings = ledger.balances(row.claim_id for row in rows)
    return {claim for claim, standing in standings.items() if standing.open}


def lost(run: RefundRun) -> bool:
    """Whether a payment of a run has lost its ground since it was worked out."""
    return bool(without_ground(_payments(run, State.PLANNED)))


def _data(account: Account) -> dict[str, str]:
    return {name: getattr(account, name) for name in ("bank", "branch", "kind", "number", "holder")}


def _payments(run: RefundRun, state: str) -> list[Refund]:
    return list(Refund.objects.filter(run_id=run.id, state=state).order_by("place"))


def file_of(run: RefundRun) -> bytes:
    """The bytes of the bank's file as the refunds stand; the same refunds give the same. NotReady, FileRefused."""
    records = tuple(
        accounts.transfer(Account(**row.account or {}), row.amount, row.number) for row in _payments(run, State.PLANNED)
    )
    return transfers.write([Group(REFUND_SENDER.header(run.pay_on), records)])


def planned(run: RefundRun) -> None:
    """Counts and total; without a payable refund the run ends here."""
    rows = _payments(run, State.PLANNED)
    run.payments, run.total = len(rows), sum(row.amount for row in rows)
    run.without_account = Refund.objects.filter(run_id=run.id, state__in=(State.NO_ACCOUNT, State.HELD)).count()
    run.state = RunState.PLANNED if rows else RunState.CANCELLED
    run.save()


def approve(run_id: UUID) -> RefundRun:
    """The decision: the file is made and kept in the safe with its hash. In the approval's transaction."""
    run = _locked(run_id, RunState.PLANNED)
    content = file_of(run)
    safe.put(run.id, {FILE: content})
    run.state, run.approved_at = RunState.APPROVED, current_context().instant
    run.file_hash, run.file_size = hashlib.sha256(content).hexdigest(), len(content)
    run.save()
    return run


def content_of(run: RefundRun) -> bytes:
    """The kept file, the same each time; each reading is registered. Raises CannotNow."""
    access.require(REFUND)
    content = safe.get(run.id, FILE)
    if not content or hashlib.sha256(content).hexdigest() != run.file_hash:
        raise CannotNow("振込データがありません。決裁のあとで取り出してください")
    people = Refund.objects.filter(run_id=run.id).exclude(account=None).values_list("addressee_number", flat=True)
    detail = {"list": "還付の振込データ", "sha256": run.file_hash}
    register.record("print_list", sorted(set(people)), note=register.Note(duty=REFUND, detail=detail))
    return content


def sent(run_id: UUID) -> RefundRun:
    """The bank has the file; a job puts it into the ledger. Raises CannotNow."""
    actor = access.require(REFUND)
    run = _locked(run_id, RunState.APPROVED)
    if lost(run):
        raise CannotNow(f"決裁のあとで納付が取り消された還付があります（{LOST}）")
    Refund.objects.filter(run_id=run.id, state=State.PLANNED).update(state=State.SENT)
    run.state, run.sent_at, run.sent_by = RunState.SENT, current_context().instant, actor.name[:64]
    run.save()
    jobs.start(POST, {"run": str(run.id)}, key=str(run.id))
    return run


def post(run: RefundRun, first: int, last: int) -> int:
    """What was sent goes into the ledger: 還付未済金 becomes 振込中. Done again, it is what is there."""
    rows = _of_places(run, first, last)
    for row in rows:
        row.sent_entry_id = ledger.refund_sent(row.claim_id, row.amount, _how(row, "sent", run.pay_on)).id
    Refund.objects.bulk_update(rows, ["sent_entry_id"])
    _told(rows, "還付の振込依頼")
    return len(rows)


def settle(run: RefundRun, first: int, last: int) -> int:
    """The bank paid what did not come back."""
    rows = _of_places(run, first, last)
    for row in rows:
        entry = ledger.payout_settled(row.claim_id, row.amount, _how(row, "settled", run.pay_on))
        row.settled_entry_id, row.state = entry.id, State.PAID
    Refund.objects.bulk_update(rows, ["settled_entry_id", "state"])
    _told(rows, "還付の支払い")
    return len(rows)


def _of_places(run: RefundRun, first: int, last: int) -> list[Refund]:
    rows = Refund.objects.select_for_update().filter(run_id=run.id, state=State.SENT)
    return list(rows.filter(place__gte=first, place__lte=last).order_by("place"))


def _how(row: Refund, act: str, day: date, reason: str = "") -> Posting:
    return Posting(f"{SOURCE}:{row.id}:{act}", day, Source(SOURCE, row.number), reason)


def _told(rows: Sequence[Refund], what: str) -> None:
    people = sorted({row.addressee_number for row in rows})
    if people:
        register.record("collect", people, note=register.Note(duty=REFUND, detail={"step": what, "refunds": len(rows)}))


def paid(run_id: UUID) -> RefundRun:
    """The day has come and the bank paid all that did not come back; a job books it. Raises CannotNow."""
    access.require(REFUND)
    run = _locked(run_id, RunState.SENT)
    if current_context().business_date < run.pay_on:
        raise CannotNow("振込日より前です。振込日になり、振込不能の連絡を確かめてから押してください")
    if Refund.objects.filter(run_id=run.id, state=State.SENT, sent_entry_id=None).exists():
        raise CannotNow("台帳への記帳が終わるまで待ってください")
    jobs.start(SETTLE, {"run": str(run.id)}, key=str(run.id))
    return run


def all_settled(run: RefundRun) -> None:
    """The run is over."""
    run.state, run.paid_at = RunState.PAID, current_context().instant
    run.save(update_fields=["state", "paid_at"])


def cancel(run_id: UUID) -> RefundRun:
    """Give a run up before the bank has its file; the refunds are open as before. Raises CannotNow."""
    access.require(REFUND)
    run = _locked(run_id, RunState.PLANNING, *OPEN)
    progress = job_queries.progress(run.job_id) if run.job_id else None
    if run.state == RunState.PLANNING and progress is not None and progress.is_open:
        raise CannotNow("準備が終わるまで待ってください")
    if run.state == RunState.PLANNED and run.case_id:
        cases.withdraw(run.case_id)
    Refund.objects.filter(run_id=run.id).update(state=State.VOID)
    run.state = RunState.CANCELLED
    run.save(update_fields=["state"])
    return run


def returned(refund_id: UUID, day: date, reason: str) -> Refund:
    """A refund came back: decided and unpaid again, its account not used again. Raises CannotNow."""
    access.require(REFUND)
    row = Refund.objects.select_for_update().filter(id=refund_id).first()
    if row is None or row.state not in (State.SENT, State.PAID):
        raise CannotNow("振り込んだ還付だけが振込不能になります。一覧を開き直してください")
    if not reason.strip():
        raise CannotNow("振込不能の理由を選んでください")
    if row.sent_entry_id is None:
        raise CannotNow("台帳への記帳が終わるまで待ってください")
    if row.settled_entry_id is not None:
        ledger.reverse(row.settled_entry_id, _how(row, "unsettled", day, reason))
    ledger.refund_returned(row.claim_id, row.amount, _how(row, "back", day, reason))
    row.state, row.returned_on, row.reason = State.RETURNED, day, reason.strip()[:200]
    row.save(update_fields=["state", "returned_on", "reason"])
    _told([row], "振込不能")
    return row


def import_returns(run_id: UUID, content: bytes, day: date) -> tuple[int, list[str]]:
    """A list of what came back: how many were recorded, and each line that was not, with place and reason.

    What was recorded before is not taken twice: recorded + others = lines. Raises CannotNow for what is no list.
    """
    try:
        told = accounts.returned_in(content)
    except FileRefused as refusal:
        raise CannotNow(str(refusal)) from None
    rows = {accounts.customer_code(row.number): row for row in Refund.objects.filter(run_id=run_id)}
    taken, held = 0, []
    for place, (number, reason) in enumerate(told, 1):
        row = rows.get(number.lstrip("0"))
        if row is None:
            held.append(f"{place}行目：この振込にない番号（{number[:20]}）")
            continue
        try:
            returned(row.id, day, reason)
            taken += 1
        except CannotNow as refusal:
            held.append(f"{place}行目（{row.number}）：{refusal}")
    return taken, held


def _locked(run_id: UUID, *states: str) -> RefundRun:
    run = RefundRun.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise CannotNow("還付の振込が見つかりません。一覧から選び直してください")
    if run.state not in states:
        raise CannotNow(f"この振込は「{run.get_state_display()}」です。一覧を開き直してください")
    return run
