"""A child is born: the parents are told, claim through the portal, and are paid by the bank file for three years on.

No browser is needed: pages are read and sent as a browser would, without script.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.areas.child_allowance.paying import run_jobs, say_who_pays
from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.frontyard.portal.conftest import town as town  # the town hall with its home, spool and portal
from tests.frontyard.portal.test_filing_online import key_of, refs, with_card
from tests.frontyard.portal.zone import Resident, rounds
from tests.residents import COUPLE, move_in, person
from tests.world import Town
from yakuba.areas.child_allowance import rights, runs
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.models import Payment, PaymentRun
from yakuba.areas.resident_registry.domain.event_inputs import Filing as Recorded
from yakuba.areas.resident_registry.domain.event_inputs import RecordedDate
from yakuba.areas.resident_registry.domain.events import Birth
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.reception import catalogues
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing
from yakuba.platform.tenancy.context import JST, now
from yakuba.standards.money import transfers

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]


def born(town: Town, family: list[Record], day: date) -> None:
    """The birth is registered as the family register told it."""
    baby = person(("佐藤", "光", "サトウ", "ヒカル", day, "1", "子"))
    filing = Recorded(change_date=RecordedDate(day), kind=FilingKind.EX_OFFICIO, notified_on=day)
    event = Birth(filing=filing, persons=(baby,), household_number=family[0].household_number)
    with town.open(instant=now()):
        alerts = {one.code: "試験" for one in cases.check("resident_registry.birth", event)}
        case = cases.draft(cases.Draft("resident_registry.birth", event, uuid4(), alerts))
        cases.enter(case.id)
        cases.approve(case.id)


def day_fields(day: date) -> dict[str, Any]:
    return {"q-era": "seireki", "q-year": day.year, "q-month": day.month, "q-day": day.day}


def claimed(parent: Resident, day: date) -> int:
    """Through the questions and sent; how many pages that were."""
    answers: dict[str, dict[str, Any]] = {
        "why": {"q": "birth"},
        "since": day_fields(day),
        "care": {"q": "parent"},
        "apart": {"q": "no"},
        "older": {"q": "none"},
        "spouse": {"q": "household"},
        "main_earner": {"q": "yes"},
        "pension": {"q": "employee"},
        "public_servant": {"q": "no"},
        "pay_to": {"q": "other"},
        "account": {
            "q-bank": "0001",
            "q-branch": "002",
            "q-kind": "ordinary",
            "q-number": "0123456",
            "q-holder": "サトウ タロウ",
        },
        "phone": {"q": "0901234567"},
        "note": {},
    }
    where, pages = parent.post_to_first("child_allowance_claim"), 0
    while not where.rstrip("/").endswith("check"):
        name, path = where.rstrip("/").rsplit("/", 1)[-1], where.split("/", 2)[2]
        if name == "children":
            page = parent.get(path)
            answers[name] = {"q": refs(page.partition("佐藤　光")[0])[-1:]}
        where = parent.post(path, answers[name])
        pages += 1
        assert pages < 20, where
    page = parent.get(where.split("/", 2)[2])
    assert "佐藤　光" in page
    parent.post("file/child_allowance_claim/send/", {"key": key_of(page)})
    return pages


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)


def paid(town: Town, month: str) -> PaymentRun:
    """A regular run in a month: begun by one, decided by another, sent."""
    first = date(int(month[:4]), int(month[5:]), 1)
    with town.open("chief", instant=noon(first)):
        run_id = runs.begin(PaymentRun.Kind.REGULAR, runs.pay_day(month)).id
    run_jobs(town, runs.PLAN)
    with town.open(instant=noon(first)):
        run = PaymentRun.objects.get(id=run_id)
        assert run.case_id is not None
        cases.approve(run.case_id)
    with town.open("chief", instant=noon(first)):
        runs.sent(run_id)
    run_jobs(town, runs.POST)
    return run


def even_after(month: str) -> str:
    """The first payment month in which a month is paid."""
    following = months.add(month, 1)
    return following if months.is_payment_month(following) else months.add(month, 2)


def test_told_claimed_decided_paid_and_the_third_birthday(town: Town) -> None:
    say_who_pays(town)
    with town.open("chief"):
        name_the_mayor()
    with town.open():
        family = move_in(COUPLE)
    catalogues.publish()
    rounds(town)
    father, mother = with_card(town, family[0]), with_card(town, family[1], serial="78")
    assert "児童手当" not in father.get("inbox/")
    day = now().astimezone(JST).date() - timedelta(days=2)
    born(town, family, day)
    rounds(town)
    for parent in (father, mother):
        told = parent.get("inbox/")
        assert "児童手当の請求ができます" in told and "procedures/child_allowance_claim/" in told
    renewed = with_card(town, family[0])  # the household as it is now
    pages = claimed(renewed, day)
    assert pages <= 14, "one question a page, and nothing that the record knows"
    rounds(town)
    with town.open("chief", instant=now()):
        filing = Filing.objects.get()
        assert (filing.state, filing.findings) == (Filing.State.ENTERED, [])
        assert filing.case_id is not None
        cases.approve(filing.case_id)
        row = rights.open_of(int(family[0].addressee_number))
        assert row is not None
        first = rights.value_of(row).first
        assert first == months.add(months.of(day), 1), "the month after the birth"
    month = even_after(first)
    run = paid(town, month)
    with town.open():
        (one,) = transfers.read(runs.content_of(PaymentRun.objects.get(id=run.id))).accepted
        due = len(months.between(first, months.add(month, -1)))
        assert (one.account_number, one.amount) == ("0123456", 15_000 * due)
    third = months.of(date(day.year + 3, day.month, min(day.day, 28)))
    run = paid(town, even_after(months.add(third, 1)))
    with town.open():
        lines = Payment.objects.get(run_id=run.id).lines
        assert (lines[third], lines[months.add(third, 1)]) == (15_000, 10_000), "it changed by itself"
    assert re.fullmatch(r"児\d{4}-00001", row.number)
