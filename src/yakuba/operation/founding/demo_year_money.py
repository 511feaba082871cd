"""Collection in the demo's filling: payments as a file, and what follows where somebody paid too little or too much."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from yakuba.areas.collection.actions import debits, mandates, payees, planning, refund_runs, refunding, reminding, slips
from yakuba.areas.collection.actions.receiving import APPLY, receive
from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.domain.lines import COMMON_HEADER, Received, Way
from yakuba.areas.collection.models import DebitRequest, PaymentFile, RefundRun
from yakuba.areas.resident_tax.models import Collector
from yakuba.operation.founding.demo_desk import CHIEF, Desk
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Claim
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.scope import tenant
from yakuba.standards import business_days
from yakuba.standards.money.accounts import Account

OPENED: Final = date(2026, 4, 1)
SENDER: Final = {
    "sender_code": "1234567890",
    "sender_name": "キタミシ",
    "bank": "9999",
    "branch": "001",
    "account": "7000001",
}
CODES: Final = {"slip_company": "999999", "el_body": "01208", "el_items": "resident_tax=001"}
LATE: Final = 5
"""Of the persons with bills this year, one of so many pays the first only, and the next one pays the second twice."""


def pay(desk: Desk, year: int) -> None:
    """What was due of a levy year until today is paid, but for some, by one file of common tax payment."""
    name = f"共通納税_{year}年度.csv"
    with tenant(desk.place.id):
        if PaymentFile.objects.filter(file_name=name).exists():
            return
    with desk.open():
        data = _file(list(_payments(desk.today, year)))
        receive(Way.COMMON, name, data, Received(desk.today))
    desk.work(APPLY)


def _payments(today: date, year: int) -> Iterator[tuple[str, str, date, int]]:
    """Number, claim, day and yen of each payment; employers pay all, some persons not."""
    employers = set(Collector.objects.values_list("addressee_number", flat=True))
    due = Claim.objects.filter(levy_year=year, direction=ledger.Direction.RECEIVABLE, due_on__lt=today)
    claims = list(due.order_by("number"))
    people = sorted({one.addressee_number for one in claims} - employers)
    rank = {one: at % LATE for at, one in enumerate(people)} if year == OPENED.year else {}
    standings = ledger.balances(one.id for one in claims)
    last = None
    for at, claim in enumerate(claims):
        owed, habit = standings[claim.id].open, rank.get(claim.addressee_number)
        if not owed or (habit == 0 and claim.instalment > 1):
            continue
        paid_on = min(claim.due_on, today) - timedelta(days=at % 9)
        last = (f"{year}{at:07}", claim.number, paid_on, owed)
        yield last
        if habit == 1 and claim.instalment == 2:
            yield (f"{year}{at:07}B", claim.number, paid_on + timedelta(days=3), owed)
    if last is not None and year == OPENED.year:
        yield (f"{year}X1", "9" * 13, last[2], 12_000)
        yield (f"{year}X2", "", last[2], 8_500)
        yield (f"{year}X3", last[1][:-1] + "0", last[2], last[3])


def _file(rows: list[tuple[str, str, date, int]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COMMON_HEADER)
    for number, claim, day, yen in rows:
        writer.writerow((number, claim, day.isoformat(), yen, ("ｱﾌﾟﾘ", "ｸﾚｼﾞｯﾄ", "ｲﾝﾀｰﾈｯﾄﾊﾞﾝｷﾝｸﾞ")[yen % 3]))
    return out.getvalue().encode()


def follow(desk: Desk) -> None:
    """Reminders, a refund on its way, a plan, slips, and what banks are to draw."""
    with tenant(desk.place.id):
        if DebitRequest.objects.exists():
            return
    _codes(desk)
    with desk.open(CHIEF):
        reminding.start(desk.today)
    _work(desk)
    with desk.open():
        _refunds(desk)
        _plan_and_slips(desk)
        _debits(desk)
    _work(desk)


def _work(desk: Desk) -> None:
    with tenant(desk.place.id):
        kinds = set(Job.objects.filter(kind__startswith="collection.", finished_at=None).values_list("kind", flat=True))
    desk.work(*sorted(kinds))


def _codes(desk: Desk) -> None:
    wanted = {f"collection.{key}": value for key, value in CODES.items()}
    wanted |= {f"collection.{use}_{key}": value for use in ("refund", "debit") for key, value in SENDER.items()}
    with desk.open(CHIEF):
        for key, value in wanted.items():
            if parameters.get(key, OPENED) != value:
                parameters.set(key, OPENED, value, "体験用の役場の開設")


def _press(desk: Desk, what: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{desk.place.id}/{what}")


def _account(number: int, holder: str = "ミホン タロウ") -> Account:
    return Account(bank="9999", branch="991", kind="ordinary", number=f"{number % 10**7:07}", holder=holder)


def _refunds(desk: Desk) -> None:
    """What was paid twice: decided for all but one, which waits for a clerk; the account of all but one is known."""
    twice = [claim for claim in _person_claims() if ledger.balances([claim.id])[claim.id].overpaid]
    for claim in twice[1:]:
        amount = ledger.balances([claim.id])[claim.id].overpaid
        refunding.decide(claim, amount, None, refunding.Press(_press(desk, claim.number), "二重納付"))
    for claim in twice[2:]:
        payees.enter(claim.addressee_number, _account(claim.addressee_number), payees.Told("paper", desk.today))
    if len(twice) > 1 and not RefundRun.objects.exists():
        refund_runs.begin(business_days.add(desk.today, 5))


def _person_claims() -> list[Claim]:
    employers = Collector.objects.values_list("addressee_number", flat=True)
    rows = Claim.objects.filter(direction=ledger.Direction.RECEIVABLE, part=Claim.Part.PRINCIPAL)
    return list(rows.exclude(addressee_number__in=list(employers)).order_by("number"))


def _plan_and_slips(desk: Desk) -> None:
    """Two who are late: one promises to pay in parts, one gets slips anew."""
    late = [claim for claim in _person_claims() if claim.due_on < desk.today]
    owing = list(dict.fromkeys(one.addressee_number for one in late if ledger.balances([one.id])[one.id].open))
    if len(owing) < 2:
        return
    until = business_days.add(desk.today, 20)
    debts = [debt for debt in planning.debts(owing[0]) if debt.claim.due_on < desk.today]
    parts = plans.spread(sum(debt.sum for debt in debts), until, 3)
    words = (_press(desk, "plan"), "収入が減ったため")
    planning.agree(owing[0], [debt.claim.id for debt in debts], parts, words)
    open_ones = [claim.id for claim, _ in ledger.open_claims(owing[1])]
    slips.make_for(owing[1], open_ones, until, _press(desk, "slips"))


def _debits(desk: Desk) -> None:
    """Some whose next bill a bank draws."""
    coming = [claim for claim in _person_claims() if claim.due_on > desk.today]
    if not coming:
        return
    for number in list(dict.fromkeys(claim.addressee_number for claim in coming))[:6]:
        told = mandates.Told("paper", desk.today, "", desk.today)
        mandates.enter(number, _account(number), told)
    debits.begin(coming[0].due_on, coming[0].due_on)
