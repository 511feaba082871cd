"""Reads of collection for staff. Who shows a person's account keeps it in the register (``view_account``)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from yakuba.areas.collection.actions import late
from yakuba.areas.collection.domain.lines import WAYS, Way
from yakuba.areas.collection.models import Debit, PaymentFile, PaymentLine
from yakuba.areas.collection.reminder_models import Reminder, ReminderRun
from yakuba.law.late_charges import Charge
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.cases import panels
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Entry, Standing, StatementRow
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.standards import business_days

State = PaymentLine.State
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """What was entered on one day by one way: count and yen."""

    way: str
    count: int
    amount: int


def taken_on(day: date) -> list[Taken]:
    """What was entered on a day (Japan's), by way."""
    start = datetime.combine(day, time.min, JST)
    rows = PaymentLine.objects.filter(state=State.APPLIED, settled_at__gte=start, settled_at__lt=start + _DAY)
    sums = rows.values_list("file_id").annotate(Count("id"), Sum("amount"))
    ways = dict(PaymentFile.objects.filter(id__in=[row[0] for row in sums]).values_list("id", "way"))
    found: dict[str, tuple[int, int]] = {}
    for file_id, count, amount in sums:
        before = found.get(ways[file_id], (0, 0))
        found[ways[file_id]] = (before[0] + count, before[1] + amount)
    return [Taken(WAYS[Way(way)], *figures) for way, figures in sorted(found.items())]


def counts(file_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Lines of files by state; what is not there is 0."""
    found = {one: dict.fromkeys(State.values, 0) for one in file_ids}
    rows = PaymentLine.objects.filter(file_id__in=list(file_ids)).values_list("file_id", "state").annotate(Count("id"))
    for file_id, state, count in rows:
        found[file_id][state] = count
    return found


def held() -> tuple[int, int]:
    """How many lines wait for a clerk, and their yen."""
    found = PaymentLine.objects.filter(state=State.HELD).aggregate(count=Count("id"), amount=Sum("amount"))
    return int(found["count"]), int(found["amount"] or 0)


def find_claim(text: str) -> list[Claim]:
    """Claims by their number, or by a notice's number (all its instalments)."""
    if not text:
        return []
    rows = Claim.objects.filter(Q(number=text) | Q(notice_number=text))
    return list(rows.order_by("addressee_number", "due_on", "number")[:200])


def payers_of(text: str) -> list[int]:
    """Addressee numbers to which a claim number, a notice number or an addressee number leads."""
    found = {claim.addressee_number for claim in find_claim(text)}
    if not found and text.isdigit() and len(text) <= 15:
        found = set(Addressee.objects.filter(addressee_number=int(text)).values_list("addressee_number", flat=True))
    return sorted(found)


@dataclass(frozen=True)
class Held:
    """A claim on a person's account, and how it stands."""

    claim: Claim
    standing: Standing
    overdue: bool
    late: Charge | None = None
    late_unknown: str = ""
    reminded: date | None = None
    decided: bool = False

    @property
    def may_refund(self) -> bool:
        """Whether something of it is to be used otherwise, given back, or was decided to be."""
        return bool(self.standing.overpaid or self.standing.refund_payable or self.decided)

    @property
    def late_heading(self) -> str:
        """Of which claim the late charge is told."""
        return f"延滞金の計算　{self.claim.title}（{self.claim.number}）"


@dataclass(frozen=True)
class Account:
    """Everything of one payer."""

    number: int
    claims: Sequence[Held]
    rows: Sequence[StatementRow]

    @property
    def open(self) -> int:
        """What the person owes in all."""
        return sum(one.standing.open for one in self.claims if one.claim.direction == "receivable")

    @property
    def overpaid(self) -> int:
        """What was received above that."""
        return sum(one.standing.overpaid for one in self.claims)


def account(number: int) -> Account | None:
    """The account of an addressee; None for a number that is none."""
    if not Addressee.objects.filter(addressee_number=number).exists():
        return None
    claims = list(Claim.objects.filter(addressee_number=number).order_by("due_on", "number"))
    standings = ledger.balances(claim.id for claim in claims)
    last = last_overdue(current_context().business_date)
    rows = ledger.statement(number)
    charges = late.charges_of(claims, rows, standings)
    reminded = _reminded(claims)
    decided = {
        row.claim.id
        for row in rows
        if row.entry.kind in (Entry.Kind.REFUND_DUE, Entry.Kind.OFFSET)
        and any(line.account == "overpaid" and line.signed > 0 and line.claim == row.claim.id for line in row.lines)
    }
    listed = []
    for one in claims:
        charge = charges.get(one.id)
        listed.append(
            Held(
                one,
                standings[one.id],
                bool(standings[one.id].open) and one.due_on <= last,
                None if isinstance(charge, str) else charge,
                charge if isinstance(charge, str) else "",
                reminded.get(one.id),
                one.id in decided,
            )
        )
    return Account(number, listed, rows)


def _reminded(claims: Sequence[Claim]) -> dict[UUID, date]:
    """The days on which claims were reminded of."""
    rows = Reminder.objects.filter(claim_id__in=[one.id for one in claims], state=Reminder.State.SENT)
    found = dict(rows.values_list("claim_id", "run_id"))
    days = dict(ReminderRun.objects.filter(id__in=set(found.values())).values_list("id", "day"))
    return {claim: days[run] for claim, run in found.items()}


def reminder_counts(run_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Reminders of runs by state; what is not there is 0."""
    found = {one: dict.fromkeys(Reminder.State.values, 0) for one in run_ids}
    rows = Reminder.objects.filter(run_id__in=list(run_ids)).values_list("run_id", "state").annotate(Count("id"))
    for run_id, state, count in rows:
        found[run_id][state] = count
    return found


def debit_counts(request_id: UUID) -> dict[str, int]:
    """Debits of a request by state; what is not there is 0."""
    rows = Debit.objects.filter(request_id=request_id).values_list("state").annotate(Count("id"))
    return {**dict.fromkeys(Debit.State.values, 0), **{str(state): int(count) for state, count in rows}}


def today() -> date:
    """The business day of the open context."""
    return current_context().business_date


def last_overdue(today: date) -> date:
    """The last due date that has passed: one on a closed day ends on the next open one.

    >>> last_overdue(date(2026, 11, 24)), last_overdue(date(2026, 11, 25))
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 24))
    """
    day = today - _DAY
    while business_days.on_or_after(day) >= today:
        day -= _DAY
    return day


def names_of(numbers: Collection[int]) -> dict[int, panels.Named]:
    """Names and marks; of who is no resident what stands on the letters, else the number."""
    found = panels.people_of(numbers)
    rest = [one for one in numbers if one not in found]
    rows = Addressee.objects.filter(addressee_number__in=rest).values_list("addressee_number", "mailing_name")
    return {**{number: panels.Named(name or f"宛名番号 {number}") for number, name in rows}, **found}
