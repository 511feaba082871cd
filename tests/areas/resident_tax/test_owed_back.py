"""What a decision makes owed to the taxpayer: 控除不足額, and wages' months that are too much after they have ended."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

import pytest

from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, town
from tests.areas.resident_tax.test_collectors import books_hold, notice
from tests.areas.resident_tax.test_documents import TARO
from tests.areas.resident_tax.test_odd_orders import corrected_to, decided
from tests.world import MORNING, TODAY, Town, signed_in
from yakuba.areas.collection.actions import refunding
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import claiming, collectors, notices, tax_letters
from yakuba.areas.resident_tax.actions import moving
from yakuba.areas.resident_tax.domain.collecting import Rest
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Collector
from yakuba.platform.documents import posts
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy import numbers

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OWED_BACK = ledger.Claim.Part.OWED_BACK


def owed_back(number: int) -> dict[int, int]:
    """What is owed back to a person by claims of their own: yen by instalment."""
    claims = ledger.Claim.objects.filter(addressee_number=number, part=OWED_BACK)
    return {one.instalment: ledger.balance(one.id).overpaid for one in claims}


def balanced() -> None:
    trial = ledger.trial_balance(date(2027, 5, 31))
    assert sum(one.debit for one in trial) == sum(one.credit for one in trial)


def correction(before: Assessment, withheld: int) -> AssessmentRun:
    """A decided correction of one person's row with another amount withheld."""
    (serial,) = numbers.take("tax_assessment_run")
    run = AssessmentRun.objects.create(
        number=serial, fiscal_year=2026, initial=False, state=AssessmentRun.State.COMPUTED, created_at=MORNING
    )
    values = {field.attname: getattr(before, field.attname) for field in Assessment._meta.concrete_fields}
    change = before.taken_in - withheld
    values |= {"run_id": run.id, "annual_tax": before.annual_tax + change}
    Assessment.objects.create(**values)
    run.state, run.approved_at = AssessmentRun.State.APPROVED, MORNING
    run.save(update_fields=["state", "approved_at"])
    return run


def test_the_excess_reaches_the_ledger_and_is_offset_and_given_back(town: Town, people: list[Record]) -> None:
    number, other = (int(one.addressee_number) for one in people[:2])
    with town.open("chief"):
        run, rows = decide_taxes({number: Wages(1_200_000, withheld=60_000), other: Wages(3_000_000)})
        row = rows[number]
        assert row.excess == row.taken_in - 5_000 == -row.annual_tax > 40_000, "均等割 and 森林環境税 are taken by it"
        for _ in range(2):
            claiming.claim(run, 0)  # done again, it is what is there
        assert owed_back(number) == {0: row.excess} and owed_back(other) == {}
        claim = ledger.Claim.objects.get(part=OWED_BACK)
        assert claim.notice_number == str(row.notice_number) and "控除不足額" in claim.title
        standing = ledger.balance(claim.id)
        assert (standing.charged, standing.open, standing.received) == (0, 0, row.excess)
        addressed = ledger.NewClaim(number, "resident_tax", "滞納", 2025, 2025, date(2025, 6, 30))
        owed = ledger.raise_claim(addressed, 10_000, ledger.Posting("old", TODAY, ledger.Source("test", "old")))
        refunding.use_for(claim, owed, 10_000, refunding.Press(uuid4(), "控除不足額"))
        refunding.decide(claim, row.excess - 10_000, None, refunding.Press(uuid4(), "控除不足額"))
        refunding.paid(claim, row.excess - 10_000, refunding.Press(uuid4(), "窓口"))
        assert ledger.balance(owed.id).open == 0 and owed_back(number) == {0: 0}
        balanced()


def test_a_correction_gives_more_or_asks_back(town: Town, people: list[Record]) -> None:
    number = int(people[0].addressee_number)
    with town.open("chief"):
        run, rows = decide_taxes({number: Wages(1_200_000, withheld=60_000)})
        claiming.claim(run, 0)
        first = rows[number].excess
        more = correction(rows[number], 80_000)
        for _ in range(2):
            claiming.claim(more, 0)
        assert owed_back(number) == {0: first + 20_000}
        claim = ledger.Claim.objects.get(part=OWED_BACK)
        refunding.decide(claim, first + 20_000, None, refunding.Press(uuid4(), "控除不足額"))
        refunding.paid(claim, first + 20_000, refunding.Press(uuid4(), "窓口"))
        row = Assessment.objects.get(run_id=more.id)
        claiming.claim(correction(row, 50_000), 0)
        assert ledger.balance(claim.id).open == 30_000, "given back too much: owed again"
        balanced()


def test_it_is_told_on_the_page_and_in_the_notice(town: Town, people: list[Record]) -> None:
    number = int(people[0].addressee_number)
    with town.open("chief"):
        name_the_mayor()
        run, rows = decide_taxes({number: Wages(1_200_000, withheld=60_000)})
        claiming.claim(run, 0)
        excess = rows[number].excess
        told = tax_letters._told(run, [number])
        post = posts.reached([number])[number]
        assert isinstance(post, posts.Correspondent)
        settled = dict(tax_letters.content_of(told, number, post, posts.Senders("税務課")).settled)
        assert settled["所得割から引ききれない配当割額・株式等譲渡所得割額"] == f"{excess + 5_000:,}円"
        assert settled["年税額"] == "0円"
        assert settled["控除不足額（還付するか未納の税に充て、別にお知らせします）"] == f"{excess:,}円"
        (csv,) = notices.notices(run.id)
        assert dict(zip(notices.NOTICE_COLUMNS, csv, strict=True))["控除不足額"] == excess
    page = signed_in(town, "kakaricho").get(f"/012084/resident-tax/taxpayers/{number}/").content.decode()
    assert f"<b>{excess:,}</b>控除不足額" in page and f"{excess:,}円 を還付するか、未納の税に充てます" in page


def paid_in(town: Town, row: Assessment, months: int) -> dict[int, int]:
    """The employer hands over the first months; what was paid by month."""
    with town.open():
        party = Collector.objects.get(key=row.employer_key).addressee_number
        claims = collectors.claims_of(2026, [party])
        for place in range(1, months + 1):
            how = ledger.Posting(f"handed-{place}", TODAY, ledger.Source("test", f"handed-{place}"))
            ledger.receive_payment(claims[party, place], row.special[place - 1], how)
    return {place: row.special[place - 1] for place in range(1, months + 1)}


def too_much(row: Assessment) -> int:
    """What stands as paid too much on the employer."""
    party = Collector.objects.get(key=row.employer_key).addressee_number
    claims = ledger.Claim.objects.filter(addressee_number=party)
    return sum(one.overpaid for one in ledger.balances(claims.values_list("id", flat=True)).values())


def test_while_wages_go_on_what_is_too_much_is_the_employers(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **{**TARO, "payment": "9000000"}))
    row = decided(town, computed(town))
    paid = paid_in(town, row, 3)
    corrected_to(town, 0)
    books_hold(town)
    with town.open():
        assert too_much(row) == sum(paid.values()) and owed_back(row.addressee_number) == {}
        balanced()


def test_after_wages_have_ended_it_is_the_taxpayers(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **{**TARO, "payment": "9000000"}))
    row = decided(town, computed(town))
    paid = paid_in(town, row, 3)
    with town.open("chief"):
        moving.enter(notice(row.addressee_number, Rest.BILLS))
    lower = corrected_to(town, 0)
    books_hold(town)
    with town.open("chief"):
        assert owed_back(row.addressee_number) == paid, "of the months that were handed over, and of no other"
        assert too_much(row) == 0
        claim = ledger.Claim.objects.get(addressee_number=row.addressee_number, part=OWED_BACK, instalment=1)
        assert claim.title.endswith("給与特別徴収 6月分の納め過ぎ")
        refunding.decide(claim, paid[1], None, refunding.Press(uuid4(), "退職後の更正"))
        for position in range(claiming.slices(lower.run)):
            claiming.claim(lower.run, position)  # done again, it is what is there
        assert ledger.balance(claim.id).refund_payable == paid[1]
        employer = Collector.objects.get(key=row.employer_key).addressee_number
        months = collectors.claims_of(2026, [employer])
        late = ledger.Posting("late", TODAY, ledger.Source("test", "late"))
        ledger.receive_payment(months[employer, 4], 1_000, late)
        assert too_much(row) == 1_000, "what the employer pays in too much itself goes back to it"
        balanced()


def test_the_row_keeps_what_it_rests_on(town: Town, people: list[Record]) -> None:
    """A row without a tax to take from is no row of wages, and its parts stay nothing."""
    with town.open("chief"):
        _, rows = decide_taxes({int(people[0].addressee_number): Wages(1_200_000, withheld=60_000)})
    (row,) = rows.values()
    assert json.loads(row.basis)["credits"]["dividend_levy_withheld"] == 60_000
    assert (row.method, row.special, row.ordinary, row.pension) == ("none", [], [], [])
