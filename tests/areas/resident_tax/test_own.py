"""What a taxpayer is told of his own decided tax: amounts, bills with what was paid, corrections, the reasons."""

from __future__ import annotations

import doctest

import pytest

from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import claimed, computed, documents, people, rows, town
from tests.areas.resident_tax.test_documents import HANAKO, TARO
from tests.world import TODAY, Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments, explaining
from yakuba.areas.resident_tax.service import own_tax
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Posting, Source

__all__ = ["people", "town"]


def test_the_steps_fall_into_the_parts_of_the_law() -> None:
    assert doctest.testmod(explaining).failed == 0


def pay(number: int, part: int, yen: int) -> None:
    claim = ledger.Claim.objects.get(addressee_number=number, instalment=part)
    ledger.receive_payment(claim.id, yen, Posting(f"paid-{part}", TODAY, Source("test", f"paid-{part}")))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_own_tax_with_bills_a_correction_and_its_reasons(town: Town, people: list[Record]) -> None:
    taro, hanako = (int(one.addressee_number) for one in people[:2])
    wages = {**TARO, "payment": "6000000", "ordinary": "1"}
    documents(town, line(98, **wages), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    first = computed(town)
    with town.open():
        assert own_tax(taro, workplace=True) == [], "computed is not decided"
        assessments.approve(first.id)
        row = rows(first)[taro]
    claimed(town)
    with town.open():
        pay(taro, 1, row.ordinary[0])
        pay(taro, 2, 1000)
        (year,) = own_tax(taro, workplace=True)
        assert year["amounts"]["annual_tax"] == row.annual_tax and year["changes"] == []
        told = [(one["state"], one["open"]) for one in year["instalments"]]
        left = (row.ordinary[1] - 1000, *row.ordinary[2:])
        assert told == [("paid", 0), ("late", left[0]), ("late", left[1]), ("open", left[2])]
        steps = [step for reason in year["reasons"] for step in reason["steps"]]
        assert [reason["part"] for reason in year["reasons"]] == list(explaining.PARTS)
        assert f"{row.annual_tax:,}円" in steps[-1]["text"] and "給与から差し引くときは" not in str(steps)
        (hers,) = own_tax(hanako, workplace=True)
        assert hers["employer"] == "北見建設株式会社" and {one["state"] for one in hers["instalments"]} == {"withheld"}
        assert [one["month"] for one in hers["instalments"]][0::11] == ["2026-06", "2027-05"]
        assert own_tax(hanako, workplace=False)[0]["employer"] == ""
    documents(town, line(98, **{**wages, "payment": "9000000", "correction": "2"}), name="訂正.csv")
    second = computed(town)
    with town.open():
        assessments.approve(second.id)
        changed = rows(second)[taro]
        (year,) = own_tax(taro, workplace=True)
        (change,) = year["changes"]
        assert ["annual_tax", row.annual_tax, changed.annual_tax] in change["lines"]
        changed.annual_tax += 100
        assert explaining.steps_of(changed) == [], "a reason for another amount is none"
    with found_town("122041").open():
        assert own_tax(taro, workplace=True) == [], "another municipality has nothing of it"
