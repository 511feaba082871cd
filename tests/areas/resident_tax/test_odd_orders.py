"""Actions in an order nobody planned: corrections after payments, refunds and late charges, moves before the claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, rows, town
from tests.areas.resident_tax.test_collectors import books_hold, decide, notice
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import HANAKO, TARO
from tests.areas.resident_tax.test_own import pay
from tests.world import TODAY, Town, signed_in
from yakuba.areas.collection import service as collection
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments, claiming
from yakuba.areas.resident_tax.actions import keeping_collectors, moving, relieving
from yakuba.areas.resident_tax.assessments import CannotAssess
from yakuba.areas.resident_tax.domain.collecting import Rest
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger

__all__ = ["people", "town"]
PRESS = uuid4()
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def corrected_to(town: Town, payment: int, **report: Any) -> Assessment:
    """The report is corrected to other wages, computed and decided, with its claims: the one row it brings."""
    told = {**TARO, **report, "payment": str(payment), "correction": "2"}
    documents(town, line(98, **told), name=f"訂正{payment}.csv")
    return decided(town, computed(town))


def decided(town: Town, run: AssessmentRun) -> Assessment:
    """Approved with its claims: its only row."""
    decide(town, run)
    with town.open():
        (row,) = rows(run).values()
    return row


def overpaid(year: int = 2026) -> int:
    claims = ledger.Claim.objects.filter(levy_year=year)
    return sum(one.overpaid for one in ledger.balances(claims.values_list("id", flat=True)).values())


def test_what_a_correction_gives_back_stands_in_the_ledger_and_is_asked_for_once(
    town: Town, people: list[Record]
) -> None:
    bills = {"ordinary": "1"}
    documents(town, line(98, **{**TARO, **bills, "payment": "9000000"}))
    row = decided(town, computed(town))
    with town.open():
        for part in (1, 2, 3):
            pay(row.addressee_number, part, row.ordinary[part - 1])
    lower = corrected_to(town, 4_000_000, **bills)
    assert lower.refund == sum(row.ordinary[:3]) - lower.annual_tax > 0
    assert lower.ordinary[0] == row.ordinary[0] and lower.ordinary[3] == 0, "the last bills are lowered first"
    books_hold(town)
    with town.open():
        assert overpaid() == lower.refund and ledger.open_claims(row.addressee_number) == []
        claims = ledger.Claim.objects.filter(levy_year=2026)
        given = [(one, ledger.balance(one.id).overpaid) for one in claims if ledger.balance(one.id).overpaid]
        for claim, amount in given:
            how = ledger.Posting(f"back-{claim.number}", TODAY, ledger.Source("test", claim.number))
            ledger.refund_due(claim.id, amount, how)
    higher = corrected_to(town, 6_000_000, **bills)
    assert sum(higher.ordinary) == higher.annual_tax and higher.refund == 0
    books_hold(town)
    with town.open():
        owed = sum(standing.open for _, standing in ledger.open_claims(row.addressee_number))
        assert owed == higher.annual_tax - lower.annual_tax, "what was given back is owed again, and nothing twice"
    nothing = corrected_to(town, 0, **bills)
    assert (nothing.annual_tax, sum(nothing.ordinary)) == (0, 0)
    books_hold(town)
    with town.open():
        assert overpaid() == lower.annual_tax, "of what was paid the rest, which was not given back before"


def test_the_late_charge_follows_a_correction(town: Town, people: list[Record]) -> None:
    bills = {"ordinary": "1"}
    documents(town, line(98, **{**TARO, **bills, "payment": "60000000"}))
    row = decided(town, computed(town))
    with town.open():
        first = ledger.Claim.objects.get(addressee_number=row.addressee_number, instalment=1)
        assert first.due_on == date(2026, 6, 30)
        pay(row.addressee_number, 1, row.ordinary[0])
        before = collection.settle_late_charge(first, "paid")
        assert before > 0
    changed = corrected_to(town, 30_000_000, **bills)
    assert changed.ordinary[0] == row.ordinary[0] and changed.ordinary[2] < row.ordinary[2], "unpaid bills first"
    with town.open():
        charge = ledger.Claim.objects.get(about_id=first.id, part=ledger.Claim.Part.LATE_CHARGE)
        assert ledger.balance(charge.id).charged == before and overpaid() == 0
    nothing = corrected_to(town, 0, **bills)
    assert sum(nothing.ordinary) == 0
    with town.open():
        assert ledger.balance(charge.id).charged == 0, "of a tax that is no more, no late charge"
    books_hold(town)


def test_nothing_follows_a_decision_before_its_claims_are_raised(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    run = computed(town)
    with town.open():
        assessments.approve(run.id)
        taro, hanako = sorted(rows(run))
    wanted = relieving.Application(2026, hanako, "public_assistance", TODAY, "保護決定通知書", uuid4())
    with town.open("chief"):
        with pytest.raises(moving.CannotMove, match="調定"):
            moving.enter(notice(taro, Rest.BILLS))
        with pytest.raises(relieving.CannotRelieve, match="調定"):
            relieving.apply(wanted)
    documents(town, line(98, **{**TARO, "payment": "9000000", "correction": "2"}), name="訂正.csv")
    early = computed(town)
    with town.open(), pytest.raises(CannotAssess, match="調定"):
        assessments.approve(early.id)
    with town.open():
        (job,) = Job.objects.filter(kind=claiming.CLAIM).values_list("id", flat=True)
    assert jobs.run_here(town.id, job).state == "succeeded"
    books_hold(town)
    decide(town, early)
    books_hold(town)
    with town.open("chief"):
        moving.enter(notice(taro, Rest.BILLS))
        with pytest.raises(moving.CannotMove, match="給与特別徴収ではない"):
            moving.enter(notice(taro, Rest.BILLS))
        relieving.apply(wanted)
        with pytest.raises(relieving.CannotRelieve, match="決裁待ち"):
            relieving.apply(relieving.Application(2026, hanako, "public_assistance", TODAY, "もう一度", uuid4()))
    books_hold(town)


def test_a_relief_then_a_correction_below_it_and_to_nothing(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **{**TARO, "payment": "9000000"}))
    number = decided(town, computed(town)).addressee_number
    with town.open("chief"):
        applied = relieving.apply(
            relieving.Application(2026, number, "public_assistance", TODAY, "保護決定通知書", uuid4())
        )
    with town.open():
        relieving.grant(applied.id)
        granted = assessments.newest(2026, number)
        assert granted is not None and granted.relief > 0
    for payment in (3_000_000, 0, 5_000_000):
        row = corrected_to(town, payment)
        assert 0 <= row.relief <= granted.relief
        books_hold(town)
    with town.open():
        causes = AssessmentRun.objects.filter(state="approved").order_by("number").values_list("cause", flat=True)
        assert list(causes) == ["computed", "relieved", "computed", "computed", "computed"]


def test_hired_and_left_and_hired_and_left_again(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **{**TARO, "payment": "9000000", "ordinary": "1"}))
    row = decided(town, computed(town))
    number = row.addressee_number
    with town.open("chief"):
        one, two = (
            keeping_collectors.register_employer(name, designated).addressee_number
            for name, designated in (("網走水産", "2000002"), ("紋別商店", "3000003"))
        )
        with pytest.raises(moving.CannotMove, match="過ぎた月"):
            moving.begin(moving.Beginning(2026, number, TODAY, 1, one, uuid4()))
        moving.begin(moving.Beginning(2026, number, TODAY, 6, one, uuid4()))
        with pytest.raises(moving.CannotMove, match="給与のない月"):
            moving.enter(notice(number, Rest.BILLS, last=8))
        for _ in range(2):
            moving.enter(replace(notice(number, Rest.BILLS, last=6), press=PRESS))
        with pytest.raises(moving.CannotMove, match="給与特別徴収ではない"):
            moving.enter(notice(number, Rest.BILLS, last=6))
    books_hold(town)
    with town.open("chief"):
        moving.begin(moving.Beginning(2026, number, TODAY, 7, two, uuid4()))
    owed = books_hold(town)
    assert {at for key, at in owed if key.endswith("3000003")} == {8, 9, 10, 11, 12}, owed
    with town.open("chief"):
        lump = notice(number, Rest.LUMP, last=6, wished=True)
        with pytest.raises(moving.CannotMove, match="前の事業所が徴収した月"):
            moving.enter(lump)
        moving.enter(notice(number, Rest.BILLS, last=6))
    corrected_to(town, 7_000_000, ordinary="1")
    owed = books_hold(town)
    assert {at for _, at in owed} <= {7}, "nobody takes anything from wages after December"
    with town.open():
        last = assessments.newest(2026, number)
        assert last is not None and last.method == "ordinary"
        assert sum(last.special) + sum(last.ordinary) == last.annual_tax


def test_a_notice_about_the_year_before_when_the_next_one_is_decided(town: Town, people: list[Record]) -> None:
    taro = int(people[0].addressee_number)
    with town.open():
        for year in (2026, 2027):
            decide_taxes({taro: Wages(6_000_000, "北見建設株式会社")}, year)
    chief = signed_in(town, "kakaricho")
    page = text(chief.get(f"{AT}taxpayers/{taro}/").content)
    assert "令和9年度の税額" in page and "令和8年度の異動届" in page
    assert "令和9年度" in text(chief.get(f"{AT}taxpayers/{taro}/move/").content)
    assert "令和8年度" in text(chief.get(f"{AT}taxpayers/{taro}/move/?year=2026").content)
    for odd in ("2025", "x", "2026; "):
        assert chief.get(f"{AT}taxpayers/{taro}/move/", {"year": odd}).status_code == 404, odd
