"""Allowances paid, payments taken in and claims that are late, for the pages of staff."""

from datetime import date
from uuid import uuid4

from tests.accessibility.filling import Filled
from tests.areas.child_allowance.families import CLAIM as ALLOWANCE_CLAIM
from tests.areas.child_allowance.families import YOUNG
from tests.areas.child_allowance.paying import FEBRUARY, run_jobs, say_who_pays
from tests.areas.child_allowance.paying import begin as begin_run
from tests.areas.collection import asking, payments
from tests.areas.own_ledgers.test_entries import approve
from tests.filings import arrival
from tests.residents import address, move_in
from tests.world import MORNING, TODAY
from yakuba.areas.child_allowance import bodies
from yakuba.areas.child_allowance.actions import placing
from yakuba.areas.child_allowance.actions.claim import NamedChild
from yakuba.areas.child_allowance.actions.names import PLACE
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter, Payment
from yakuba.areas.child_allowance.runs import PLAN
from yakuba.areas.collection.actions import cash, reminding
from yakuba.areas.collection.actions.receiving import receive
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.models import PaymentLine
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.ledger import service as ledger


def allowance(full: Filled) -> None:
    """A recipient of the child allowance, and a run of payments that is worked out."""
    with full.town.open():
        young = move_in(YOUNG, address(lot="２２番地"))
        claim = filings.receive(arrival("child_allowance_claim", young, ALLOWANCE_CLAIM))
    with full.town.open("chief"):
        approve(claim)
        full.names["allowance"] = AllowanceVersion.objects.get(claimant_number=young[0].addressee_number).right_id
    say_who_pays(full.town)
    full.names["allowance_run"] = begin_run(full.town, FEBRUARY, date(2027, 2, 10))
    run_jobs(full.town, PLAN)
    with full.town.open():
        full.names["allowance_payment"] = Payment.objects.get().id
    _of_a_home(full)


def _of_a_home(full: Filled) -> None:
    """A home with a child, and letters of which one could not be sent."""
    with full.town.open("chief"):
        body = bodies.add(bodies.Details(kind="home", name="見本学園", postcode="0900024", address="北見市見本１丁目"))
    number = body.addressee_number
    child = NamedChild(name="見本　一郎", birth_date=date(2012, 5, 5))
    given = placing.Placing(claimant=number, child=child, entered_on=TODAY, claimed_on=TODAY)
    with full.town.open():
        case = cases.enter(cases.draft(cases.Draft(PLACE, given, uuid4(), {})).id)
    with full.town.open("chief"):
        cases.approve(case.id)
        right = AllowanceVersion.objects.get(claimant_number=number)
        mailing = Mailing.objects.create(
            kind="asked", key="2026", year=2026, held=1, state="made", started_at=MORNING, started_by_name="係長 一郎"
        )
        MailingLetter.objects.create(
            mailing_id=mailing.id,
            place=1,
            number="児手2026-90001",
            right_id=right.right_id,
            right_number=right.number,
            claimant_number=number,
            state="held",
            why="通知書の宛先：住民票がない。宛先を確かめる",
        )
    full.names |= {"allowance_body": number, "allowance_home": right.right_id, "allowance_mailing": mailing.id}


def payments_and_claims(full: Filled) -> None:
    """A file of payments with one entered and one that waits; something that is late."""
    with full.town.open("chief"):
        one, two = payments.levy(12_000, 8_000)
        taken = cash.take(two, 1_000, uuid4())
        payments.levy(9_000, due=date(2026, 11, 2), notice="7000002")
        (twice,) = payments.levy(7_000, due=TODAY, notice="7000003")
        ledger.receive_payment(twice.id, 14_000, payments.how("twice"))
        run = reminding.start(TODAY)
        data = payments.common(("A1", one.number, "2026-11-20", "12000"), ("A2", "9" * 13, "2026-11-20", "3000"))
        file, _ = receive(Way.COMMON, "納付.csv", data, Received(TODAY))
    payments.work(full.town)
    with full.town.open():
        lines = {line.state: line.id for line in PaymentLine.objects.filter(file_id=file.id)}
    full.names |= {"payment_file": file.id, "payer": payments.PAYER, "reminder_run": run.id, "too_much": twice.id}
    full.names |= {"claim_open": two.id, "cash_entry": taken.id}
    full.names |= {f"payment_{state}": line for state, line in lines.items()}
    full.names |= asking.build(full.town)
