"""督促: who is to be reminded on a day, frozen as a plan; each reminder once, whoever is killed in between."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from yakuba.areas.collection import parameter_definitions as settings
from yakuba.areas.collection.actions import debits, planning
from yakuba.areas.collection.models import PaymentLine
from yakuba.areas.collection.reminder_models import Reminder, ReminderRun
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, NewClaim, Posting, Source
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards import business_days

REMIND, RUN = "collection.remind", "collection.send_reminders"
SOURCE = "collection.reminder"
_MANY = 2_000


def due_until(day: date, days: int) -> date:
    """The last due date whose reminder may go on a day: so many days after it, a closed one moved.

    >>> due_until(date(2026, 11, 24), 20)
    datetime.date(2026, 11, 4)
    """
    last = day - timedelta(days=days)
    while business_days.on_or_after(last) + timedelta(days=days) > day:
        last -= timedelta(days=1)
    return last


def to_remind(day: date) -> tuple[int, int]:
    """How many reminders a run today would plan at most, and their yen."""
    found = _open(due_until(day, int(parameters.get(settings.REMINDER_DAYS.key, day))))
    return len(found), sum(amount for _, amount in found)


def _open(until: date) -> list[tuple[Claim, int]]:
    """Open principal claims due until a day that have no reminder and are in no plan that is kept."""
    found: list[tuple[Claim, int]] = []
    start = 0
    while True:
        some = ledger.arrears(until, "", start, _MANY)
        ids = [claim.id for claim, _ in some]
        had = set(Reminder.objects.filter(claim_id__in=ids).exclude(state="dropped").values_list("claim_id", flat=True))
        had |= planning.held(ids)
        found += [one for one in some if one[0].part == Claim.Part.PRINCIPAL and one[0].id not in had]
        if len(some) < _MANY:
            return found
        start += _MANY


def start(day: date) -> ReminderRun:
    """The run of today: the one that is there when it was started before."""
    access.require(REMIND)
    known = ReminderRun.objects.filter(day=day).first()
    if known is not None:
        return known
    context = current_context()
    run = ReminderRun.objects.create(
        day=day,
        due_until=due_until(day, int(parameters.get(settings.REMINDER_DAYS.key, day))),
        fee=int(parameters.get(settings.REMINDER_FEE.key, day)),
        started_at=context.instant,
        started_by=context.actor.name[:64],
    )
    register.record("run_batch", note=register.Note(duty=REMIND, detail={"reminders": f"{day}"}))
    run.job_id = jobs.start(RUN, {"run": str(run.id)}, key=str(run.id)).id
    run.save(update_fields=["job_id"])
    return run


def plan(run: ReminderRun) -> int:
    """Freeze who is reminded, with the numbers of the letters. Gives how many."""
    if not Reminder.objects.filter(run_id=run.id).exists():
        found = _open(run.due_until)
        serials = numbers.take(f"reminder-{run.day.year}", len(found)) if found else range(0)
        Reminder.objects.bulk_create(
            Reminder(
                municipality_id=current(),
                run_id=run.id,
                number=place,
                document_number=f"D{run.day.year}-{serial:07d}",
                claim_id=claim.id,
                amount=amount,
            )
            for place, (serial, (claim, amount)) in enumerate(zip(serials, found, strict=True), 1)
        )
    return Reminder.objects.filter(run_id=run.id).count()


def remind(run: ReminderRun, first: int, last: int) -> dict[str, int]:
    """Reminders of places first to last of the plan that are not decided yet. Counts by state."""
    rows = Reminder.objects.filter(run_id=run.id, number__gte=first, number__lte=last, state=Reminder.State.PLANNED)
    planned = list(rows.order_by("number"))
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[one.claim_id for one in planned])}
    standings = ledger.balances(claims)
    told = _told([one.claim_id for one in planned])
    drawn, agreed = debits.waiting_for(list(claims)), planning.held(list(claims))
    counts: dict[str, int] = {}
    for one in planned:
        claim = claims[one.claim_id]
        one.amount = standings[claim.id].open
        if not one.amount:
            one.state, one.reason = Reminder.State.DROPPED, "納付された"
        elif claim.id in told:
            one.state, one.reason = Reminder.State.DROPPED, "コンビニの速報が届いている"
        elif claim.id in drawn:
            one.state, one.reason = Reminder.State.DROPPED, "口座振替の結果を待っている"
        elif claim.id in agreed:
            one.state, one.reason = Reminder.State.DROPPED, "分割納付の約束が守られている"
        else:
            one.state = Reminder.State.SENT
            one.fee_claim_id = _fee(run, one, claim)
        one.save()
        counts[one.state] = counts.get(one.state, 0) + 1
    payers = sorted({claims[one.claim_id].addressee_number for one in planned if one.state == Reminder.State.SENT})
    if payers:
        register.record("run_batch", payers, note=register.Note(duty=REMIND, detail={"reminders": f"{run.day}"}))
    return counts


def _told(claim_ids: list[UUID]) -> set[UUID]:
    """Claims whose payment a store has told, but not confirmed nor taken back yet."""
    rows = PaymentLine.objects.filter(Q(told__区分="速報") | Q(told__区分="速報取消"), claim_id__in=claim_ids)
    balance: dict[UUID, int] = {}
    for row in rows.filter(state=PaymentLine.State.NOTED):
        if row.claim_id:
            balance[row.claim_id] = balance.get(row.claim_id, 0) + (1 if row.told["区分"] == "速報" else -1)
    return {claim_id for claim_id, count in balance.items() if count > 0}


def _fee(run: ReminderRun, one: Reminder, claim: Claim) -> UUID | None:
    if not run.fee:
        return None
    new = NewClaim(
        claim.addressee_number,
        claim.scheme,
        f"督促手数料　{claim.title}"[:100],
        claim.fiscal_year,
        claim.levy_year,
        run.day,
        claim.notice_number,
        claim.instalment,
        item="reminder_fee",
        part=Claim.Part.REMINDER_FEE,
        about_id=claim.id,
    )
    how = Posting(f"{SOURCE}:{one.id}", run.day, Source(SOURCE, one.document_number), "督促状の発付")
    return ledger.raise_claim(new, run.fee, how).id
