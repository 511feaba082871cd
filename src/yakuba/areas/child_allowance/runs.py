"""A payment run: frozen plan → approved with its bank file → sent → returns. Worked out by a job, chunk by chunk.

Killed anywhere, it goes on and gives the same: chunks are fixed by number, what is known by ``known_at``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Sum

from yakuba.areas.child_allowance import money_ledger, parameter_definitions, rights, transfer_file
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.domain import entitlement, months, paying, yearly
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.models import AllowanceRight, AllowanceVersion, Payment, PaymentRun
from yakuba.platform.access import service as access
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.errors import JobFailure
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.registry import ChunkResult, JobKind, job_kind
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7
from yakuba.standards import business_days

PLAN = "child_allowance.plan_run"
POST, SETTLE = "child_allowance.post_run", "child_allowance.settle_run"
CHUNK = 500
FILE = "transfer"
Kind, State = PaymentRun.Kind, PaymentRun.State
OPEN = (State.PLANNING, State.PLANNED, State.APPROVED)


class CannotNow(Exception):
    """A step that cannot be taken now. The text says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Paying:
    """Which run."""

    run: UUID


def pay_day(month: str) -> date:
    """The day of payment in a month: that of the parameter, or the open day before it."""
    day = date(int(month[:4]), int(month[5:]), 1)
    wanted = parameters.get(parameter_definitions.PAY_DAY, day)
    return business_days.on_or_before(day + timedelta(days=wanted - 1))


def begin(kind: PaymentRun.Kind, pay_on: date) -> PaymentRun:
    """Start a run for the month of a day of payment; a job works it out. Raises CannotNow, access.Refused."""
    actor = access.require(names.ENTER)
    month = months.of(pay_on)
    context = current_context()
    if kind == Kind.REGULAR and not months.is_payment_month(month):
        raise CannotNow("定期払は偶数の月だけです。偶数の月の日を選ぶか、随時払にしてください")
    if pay_on < context.business_date:
        raise CannotNow("支払日が過ぎています。今日以後の日を選んでください")
    if not business_days.is_business_day(pay_on):
        raise CannotNow("支払日が休みの日です。金融機関の開いている日を選んでください")
    try:
        transfer_file.header(pay_on)
    except transfer_file.NotReady as refusal:
        raise CannotNow(str(refusal)) from None
    through = months.paid_through(month, kind == Kind.REGULAR)
    first = months.add(through, 1 - months.PAID_FOR) if kind == Kind.REGULAR else months.add(through, 1)
    try:
        with transaction.atomic():
            run = PaymentRun.objects.create(
                id=new_uuid7(),
                kind=kind,
                month=month,
                through=through,
                regular_from=first,
                pay_on=pay_on,
                known_at=context.instant,
                planned_by_name=actor.name,
            )
    except IntegrityError:
        raise CannotNow(
            "終わっていない支払か、同じ月の定期払があります。支払の一覧で、それを送付済みにするか取りやめてください"
        ) from None
    run.job_id = jobs.start(PLAN, {"run": run.id}, key=str(run.id)).id
    run.save(update_fields=["job_id"])
    return run


@job_kind(PLAN)
class PlanRun(JobKind):
    """Works out what each right is owed. A chunk is a range of numbers."""

    title = "児童手当の支払の計算"

    def plan(self, job: Job) -> int:
        run = _of(job)
        rows = AllowanceRight.objects.filter(opened_at__lte=run.known_at).order_by("number")
        found = list(rows.values_list("number", flat=True))
        run.plan = [found[min(end, len(found)) - 1] for end in range(CHUNK, len(found) + CHUNK, CHUNK)]
        run.save(update_fields=["plan"])
        return len(run.plan)

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        run = _of(job)
        after, last = (run.plan[position - 1] if position else ""), run.plan[position]
        rows = AllowanceRight.objects.filter(opened_at__lte=run.known_at, number__gt=after, number__lte=last)
        made = work_out(run, list(rows.order_by("number").values_list("id", flat=True)))
        Payment.objects.bulk_create(made)
        return ChunkResult({"rights": len(rows), "payments": sum(one.state == Payment.State.PLANNED for one in made)})

    def finish(self, job: Job) -> str:
        """The totals, and the case that somebody else decides."""
        run = _of(job)
        count_up(run)
        run.state = State.PLANNED
        run.save()
        draft = cases.Draft(names.PAY, Paying(run=run.id), uuid5(run.id, "pay"), {}, channel="batch")
        try:
            run.case_id = cases.enter(cases.draft(draft).id).id
        except cases.Blocked as stop:
            raise JobFailure("".join(f"{one.message}。{one.remedy}。" for one in stop.findings)) from None
        run.save(update_fields=["case_id"])
        return f"{run.payments:,}件、{run.total:,}円を計算しました。別の担当者の決裁を待っています"


def _of(job: Job) -> PaymentRun:
    return PaymentRun.objects.get(id=UUID(job.arguments["run"]))


@dataclass(frozen=True)
class Past:
    """What was paid for a right so far, by month, and the account a payment came back from last."""

    lines: dict[str, int]
    returned: object = None


def past_of(right_ids: Sequence[UUID], without: UUID | None = None) -> dict[UUID, Past]:
    """Per right, all payments but those of one run."""
    found: dict[UUID, Past] = {}
    rows = Payment.objects.filter(right_id__in=list(right_ids)).exclude(run_id=without) if without else None
    rows = Payment.objects.filter(right_id__in=list(right_ids)) if rows is None else rows
    for one in rows.order_by("made_at", "id"):
        past = found.get(one.right_id, Past({}))
        if one.state in Payment.COUNTED:
            lines = dict(past.lines)
            for month, yen in one.lines.items():
                lines[month] = lines.get(month, 0) + yen
            past = Past(lines, past.returned)
        elif one.state == Payment.State.RETURNED:
            past = Past(past.lines, one.account)
        found[one.right_id] = past
    return found


def work_out(run: PaymentRun, right_ids: Sequence[UUID]) -> list[Payment]:
    """The payments of these rights, not saved; a right that is owed nothing has none."""
    known = rights.known_at(right_ids, run.known_at)
    values = {str(key): rights.value_of(row) for key, row in known.items()}
    entitled = entitlement.many(values, run.through)
    past = past_of(right_ids, run.id)
    made = []
    for key in right_ids:
        if key in known:
            before = past.get(key, Past({}))
            paid_so_far = {month: yen for month, yen in before.lines.items() if month <= run.through}
            owed = paying.due(entitled[str(key)], paid_so_far, run.regular_from)
            if owed.lines:
                made.append(_payment(run, known[key], (values[str(key)], owed, before)))
    return made


def _payment(run: PaymentRun, row: AllowanceVersion, worked: tuple[Right, paying.Due, Past]) -> Payment:
    right, owed, before = worked
    account = row.content.get("account")
    if owed.pay == 0:
        state = Payment.State.DEBT if owed.debt else Payment.State.PLANNED
    elif right.held or yearly.missing(right, run.through):
        state = Payment.State.HELD
    elif right.account is None or account == before.returned or transfer_file.account_fault(right.account):
        state = Payment.State.NO_ACCOUNT
    else:
        state = Payment.State.PLANNED
    return Payment(
        municipality_id=run.municipality_id,
        id=uuid5(run.id, row.number),
        run_id=run.id,
        right_id=row.right_id,
        number=row.number,
        claimant_number=row.claimant_number,
        state=state,
        amount=owed.pay,
        supplement=owed.supplement,
        offset=owed.offset,
        debt=owed.debt,
        lines=dict(owed.lines),
        account=account,
        made_at=run.known_at,
    )


def count_up(run: PaymentRun) -> None:
    """Counts and total of a run, from its payments."""
    rows = Payment.objects.filter(run_id=run.id)
    states = Payment.State
    paid = rows.filter(state=states.PLANNED, amount__gt=0)
    run.payments = paid.count()
    run.total = paid.aggregate(sum=Sum("amount"))["sum"] or 0
    run.held = rows.filter(state=states.HELD).count()
    run.without_account = rows.filter(state=states.NO_ACCOUNT).count()
    run.with_debt = rows.filter(state=states.DEBT).count()


def file_of(run: PaymentRun) -> bytes:
    """The bytes of the bank's file as the payments stand. Raises transfer_file.NotReady, FileRefused."""
    rows = Payment.objects.filter(run_id=run.id, state=Payment.State.PLANNED, amount__gt=0).order_by("number")
    lines = [transfer_file.Line(one.number, one.account, one.amount) for one in rows]
    return transfer_file.write(run.pay_on, lines) if lines else b""


def approve(run_id: UUID) -> PaymentRun:
    """The decision: the file is made and kept in the safe with its hash. In the approval's transaction."""
    run = _locked(run_id, State.PLANNED)
    content = file_of(run)
    safe.put(run.id, {FILE: content})
    run.state, run.approved_at = State.APPROVED, current_context().instant
    run.file_hash, run.file_size = hashlib.sha256(content).hexdigest(), len(content)
    run.save()
    return run


def content_of(run: PaymentRun) -> bytes:
    """The kept file, the same each time; each reading is registered. Raises CannotNow."""
    access.require(names.ENTER)
    content = safe.get(run.id, FILE)
    if not content or hashlib.sha256(content).hexdigest() != run.file_hash:
        raise CannotNow("振込データがありません。決裁のあとで取り出してください")
    numbers = Payment.objects.filter(run_id=run.id).values_list("claimant_number", flat=True)
    note = register.Note(case_id=run.case_id, detail={"list": "児童手当の振込データ", "sha256": run.file_hash})
    register.record("print_list", sorted(set(numbers)), note=note)
    return content


def sent(run_id: UUID) -> PaymentRun:
    """The bank has the file: the payments count as made; a job puts them into the ledger. Raises CannotNow."""
    actor = access.require(names.ENTER)
    run = _locked(run_id, State.APPROVED)
    Payment.objects.filter(run_id=run.id, state=Payment.State.PLANNED).update(state=Payment.State.SENT)
    run.state, run.sent_at, run.sent_by_name = State.SENT, current_context().instant, actor.name
    run.post_job_id = jobs.start(POST, {"run": run.id}, key=str(run.id)).id
    run.save()
    return run


class _OfSent(JobKind):
    """Works through the sent payments of a run in the order of numbers, the chunks of its plan."""

    def plan(self, job: Job) -> int:
        return len(_of(job).plan)

    def sent(self, run: PaymentRun, position: int) -> list[Payment]:
        """The payments of a chunk that the bank has and that did not come back."""
        after, last = (run.plan[position - 1] if position else ""), run.plan[position]
        rows = Payment.objects.filter(run_id=run.id, state=Payment.State.SENT, amount__gt=0)
        return list(rows.filter(number__gt=after, number__lte=last).order_by("number"))


@job_kind(POST)
class PostRun(_OfSent):
    """Puts what was sent into the ledger; each posting has a key of its own."""

    title = "児童手当の支払の記帳"

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        run = _of(job)
        found = self.sent(run, position)
        money_ledger.post(run, found)
        return ChunkResult({"payments": len(found)})

    def finish(self, job: Job) -> str:
        return "支払を台帳に記帳しました"


@job_kind(SETTLE)
class SettleRun(_OfSent):
    """The bank paid: what was on its way is paid."""

    title = "児童手当の支払済みの記帳"

    def run_chunk(self, job: Job, position: int) -> ChunkResult:
        run = _of(job)
        found = self.sent(run, position)
        money_ledger.settle(found, run.pay_on)
        return ChunkResult({"payments": len(found)})

    def finish(self, job: Job) -> str:
        """The run is over."""
        run = _of(job)
        run.state, run.paid_at = State.PAID, current_context().instant
        run.save(update_fields=["state", "paid_at"])
        return "支払済みを台帳に記帳しました"


def paid(run_id: UUID) -> PaymentRun:
    """The day of payment has come and the bank paid all that did not come back; a job books it. Raises CannotNow."""
    access.require(names.ENTER)
    run = _locked(run_id, State.SENT)
    if current_context().business_date < run.pay_on:
        raise CannotNow("支払日より前です。支払日になり、振込不能の連絡を確かめてから押してください")
    rows = Payment.objects.filter(run_id=run.id, state=Payment.State.SENT, amount__gt=0)
    if rows.filter(ledger_claim=None).exists():
        raise CannotNow("台帳への記帳が終わるまで待ってください")
    jobs.start(SETTLE, {"run": run.id}, key=str(run.id))
    return run


def cancel(run_id: UUID) -> PaymentRun:
    """Give a run up before the bank has its file; the months are owed as before. Raises CannotNow."""
    access.require(names.ENTER)
    run = _locked(run_id, *OPEN)
    if run.state == State.PLANNING:
        raise CannotNow("計算が終わるまで待ってください")
    if run.state == State.PLANNED and run.case_id:
        cases.withdraw(run.case_id)
    Payment.objects.filter(run_id=run.id).update(state=Payment.State.VOID)
    run.state = State.CANCELLED
    run.save(update_fields=["state"])
    return run


def _locked(run_id: UUID, *states: PaymentRun.State) -> PaymentRun:
    run = PaymentRun.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise CannotNow("支払が見つかりません。一覧から選び直してください")
    if run.state not in states:
        raise CannotNow(f"この支払は「{run.get_state_display()}」です。一覧を開き直してください")
    return run
