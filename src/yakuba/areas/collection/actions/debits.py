"""口座振替: a request for the claims due on a day, and the bank's answer to each of them.

A job freezes what is requested, so that the file is the same whenever it is read; the answer comes with the file of
results, which enters what was paid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from yakuba.areas.collection.actions import mandates
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.models import Debit, DebitMandate, DebitRequest, PaymentLine
from yakuba.areas.collection.parameter_definitions import DEBIT_SENDER
from yakuba.platform.access import service as access
from yakuba.platform.jobs import queries as job_queries
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.bank_files import NotReady
from yakuba.platform.ledger.service import Claim, Direction
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days
from yakuba.standards.money import accounts, direct_debit, transfers
from yakuba.standards.money.accounts import Account
from yakuba.standards.money.direct_debit import Result
from yakuba.standards.money.forms import Group

PLAN = "collection.plan_debits"
FILE = "debits"
RequestState, State = DebitRequest.State, Debit.State
_MANY = 2_000
_ASKED = (State.REQUESTED, State.PAID, State.FAILED)
_LABELS = {result.label: result for result in Result}


class CannotNow(Exception):
    """A step that cannot be taken now. The text says why and what to do."""


def begin(due_on: date, debit_on: date) -> DebitRequest:
    """Start a request; a job works it out. Raises CannotNow, access.Refused."""
    actor = access.require(BILL)
    context = current_context()
    if debit_on <= context.business_date:
        raise CannotNow("引落日が今日以前です。金融機関に間に合う日を選んでください")
    if not business_days.is_business_day(debit_on):
        raise CannotNow("引落日が休みの日です。金融機関の開いている日を選んでください")
    try:
        DEBIT_SENDER.header(debit_on)
    except NotReady as refusal:
        raise CannotNow(str(refusal)) from None
    try:
        with transaction.atomic():
            found = DebitRequest.objects.create(
                id=new_uuid7(),
                due_on=due_on,
                debit_on=debit_on,
                started_at=context.instant,
                started_by=actor.name[:64],
            )
    except IntegrityError:
        raise CannotNow("この納期限の依頼が送付前です。一覧で、送付済みにするか取りやめてください") from None
    found.job_id = jobs.start(PLAN, {"request": str(found.id)}, key=str(found.id)).id
    found.save(update_fields=["job_id"])
    return found


def plan(request: DebitRequest) -> int:
    """Freeze what is drawn: open claims of the day whose person has a registration. Gives how many."""
    if not Debit.objects.filter(request_id=request.id).exists():
        place = 0
        for some in _due(request.due_on):
            rows = _items(request, some, place)
            Debit.objects.bulk_create(rows)
            place += len(rows)
    return Debit.objects.filter(request_id=request.id).count()


def _due(day: date) -> Iterator[list[tuple[Claim, DebitMandate]]]:
    """Principal claims due on a day with their registrations, some thousand at a time."""
    held = mandates.of_day(day)
    rows = Claim.objects.filter(due_on=day, direction=Direction.RECEIVABLE, part=Claim.Part.PRINCIPAL)
    last = ""
    while some := list(rows.filter(number__gt=last).order_by("number")[:_MANY]):
        last = some[-1].number
        found = [(claim, mandates.for_claim(claim, held.get(claim.addressee_number, ()))) for claim in some]
        yield [(claim, mandate) for claim, mandate in found if mandate is not None]


def _items(request: DebitRequest, some: Sequence[tuple[Claim, DebitMandate]], place: int) -> list[Debit]:
    standings = ledger.balances(claim.id for claim, _ in some)
    ids = [claim.id for claim, _ in some]
    running = set(
        Debit.objects.filter(claim_id__in=ids, state__in=(State.PLANNED, State.REQUESTED)).values_list(
            "claim_id", flat=True
        )
    )
    asked = set(
        Debit.objects.filter(mandate_id__in={one.id for _, one in some}, state__in=_ASKED).values_list(
            "mandate_id", flat=True
        )
    )
    rows: list[Debit] = []
    for claim, mandate in some:
        amount = standings[claim.id].open
        if not amount or claim.id in running:
            continue
        account = mandate.value
        fault = f"金融機関の回答（{mandate.doubt}）を確かめていない" if mandate.doubt else accounts.debit_fault(account)
        rows.append(
            Debit(
                municipality_id=current(),
                request_id=request.id,
                place=place + len(rows) + 1,
                claim_id=claim.id,
                claim_number=claim.number,
                addressee_number=claim.addressee_number,
                mandate_id=mandate.id,
                amount=amount,
                account={name: getattr(account, name) for name in ("bank", "branch", "kind", "number", "holder")},
                is_first=mandate.id not in asked,
                state=State.LEFT_OUT if fault else State.PLANNED,
                result=fault[:100],
            )
        )
    return rows


def file_of(request: DebitRequest) -> bytes:
    """The bytes of the file; the same debits give the same. NotReady, FileRefused."""
    rows = Debit.objects.filter(request_id=request.id, state=State.PLANNED).order_by("place")
    lines = tuple(
        accounts.debit(
            Account(**row.account),
            row.amount,
            row.claim_number,
            transfers.FIRST_TIME if row.is_first else transfers.UNCHANGED,
        )
        for row in rows
    )
    return direct_debit.write([Group(DEBIT_SENDER.header(request.debit_on), lines)])


def made(request: DebitRequest) -> None:
    """Counts, total, and the file in the safe; without a debit the request ends here. NotReady, FileRefused."""
    amounts = list(Debit.objects.filter(request_id=request.id, state=State.PLANNED).values_list("amount", flat=True))
    request.debits, request.total = len(amounts), sum(amounts)
    request.left_out = Debit.objects.filter(request_id=request.id, state=State.LEFT_OUT).count()
    request.state = RequestState.MADE if amounts else RequestState.CANCELLED
    if amounts:
        content = file_of(request)
        safe.put(request.id, {FILE: content})
        request.file_hash, request.file_size = hashlib.sha256(content).hexdigest(), len(content)
    request.save()


def content_of(request: DebitRequest) -> bytes:
    """The kept file, the same each time; each reading is registered. Raises CannotNow."""
    access.require(BILL)
    content = safe.get(request.id, FILE)
    if not content or hashlib.sha256(content).hexdigest() != request.file_hash:
        raise CannotNow("依頼データがありません。準備が終わってから取り出してください")
    people = Debit.objects.filter(request_id=request.id).exclude(state=State.LEFT_OUT)
    detail = {"list": "口座振替の依頼データ", "sha256": request.file_hash}
    numbers = sorted(set(people.values_list("addressee_number", flat=True)))
    register.record("print_list", numbers, note=register.Note(duty=BILL, detail=detail))
    return content


def sent(request_id: UUID) -> DebitRequest:
    """The bank has the file. Raises CannotNow, also where a claim was paid or changed since the file was made."""
    actor = access.require(BILL)
    request = _locked(request_id, RequestState.MADE)
    rows = list(Debit.objects.filter(request_id=request.id, state=State.PLANNED).order_by("place"))
    standings = ledger.balances(row.claim_id for row in rows)
    other = [row.claim_number for row in rows if standings[row.claim_id].open != row.amount]
    if other:
        raise CannotNow(
            f"依頼データを作った後に未収額が変わった債権があります（{'、'.join(other[:5])}）。取りやめて、作り直してください"
        )
    Debit.objects.filter(request_id=request.id, state=State.PLANNED).update(state=State.REQUESTED)
    request.state, request.sent_at, request.sent_by = RequestState.SENT, current_context().instant, actor.name[:64]
    request.save()
    return request


def cancel(request_id: UUID) -> DebitRequest:
    """Give a request up before the bank has it. Raises CannotNow."""
    access.require(BILL)
    request = _locked(request_id, RequestState.PLANNING, RequestState.MADE)
    if request.state == RequestState.PLANNING and is_at_work(request.job_id):
        raise CannotNow("準備が終わるまで待ってください")
    Debit.objects.filter(request_id=request.id, state=State.PLANNED).update(state=State.VOID)
    request.state = RequestState.CANCELLED
    request.save(update_fields=["state"])
    return request


def answer(lines: Sequence[PaymentLine]) -> int:
    """What the lines of a file of results say of the debits that were requested, by number, amount and day.

    Lines are as they stand after they were entered; the same again changes nothing. Gives how many were answered.
    """
    told = [line for line in lines if "結果" in line.told and line.state != PaymentLine.State.REJECTED]
    rows = Debit.objects.filter(claim_number__in={line.claim_number for line in told}, state=State.REQUESTED)
    waiting = {(row.claim_number, row.amount, row.request.debit_on): row for row in rows.select_related("request")}
    answered = []
    for line in told:
        row = waiting.pop((line.claim_number, line.amount or 0, line.paid_on or date.min), None)
        if row is not None:
            row.result = str(line.told["結果"])[:100]
            row.state = State.PAID if row.result == Result.PAID.label else State.FAILED
            answered.append(row)
    Debit.objects.bulk_update(answered, ["state", "result"])
    for row in answered:
        if row.state == State.FAILED and _LABELS[row.result].needs_clerk:
            DebitMandate.objects.filter(id=row.mandate_id).update(doubt=row.result)
    for request_id in {row.request_id for row in answered}:
        if not Debit.objects.filter(request_id=request_id, state=State.REQUESTED).exists():
            DebitRequest.objects.filter(id=request_id).update(state=RequestState.ANSWERED)
    return len(answered)


def waiting_for(claim_ids: Sequence[UUID]) -> set[UUID]:
    """Claims that a bank was asked to draw and has not answered."""
    rows = Debit.objects.filter(claim_id__in=list(claim_ids), state=State.REQUESTED)
    return set(rows.values_list("claim_id", flat=True))


def is_at_work(job_id: UUID | None) -> bool:
    """Whether a job is still to come or under way."""
    progress = job_queries.progress(job_id) if job_id else None
    return progress is not None and progress.is_open


def _locked(request_id: UUID, *states: str) -> DebitRequest:
    request = DebitRequest.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise CannotNow("口座振替の依頼が見つかりません。一覧から選び直してください")
    if request.state not in states:
        raise CannotNow(f"この依頼は「{request.get_state_display()}」です。一覧を開き直してください")
    return request
