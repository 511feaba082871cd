"""減免 asked for by filing: what it would take off is shown, another one grants it, and the resident reads it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, town
from tests.areas.resident_tax.test_collectors import books_hold
from tests.areas.resident_tax.test_document_pages import text
from tests.areas.resident_tax.test_documents import TARO
from tests.areas.resident_tax.test_odd_orders import decided
from tests.areas.resident_tax.test_own import pay
from tests.filings import arrival
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import assessments
from yakuba.areas.resident_tax.actions import relieving
from yakuba.areas.resident_tax.models import Relief
from yakuba.areas.resident_tax.procedures.relieving import CODE
from yakuba.areas.resident_tax.service import own_tax
from yakuba.platform.cases import filings, shelf
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Filing

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ASKED: dict[str, Any] = {
    "ground": "public_assistance",
    "since": "2026-11-01",
    "told": "生活保護が始まりました",
    "phone": "090-1234-5678",
}


def codes(filing: Filing) -> list[str]:
    return [str(one["code"]) for one in filing.findings]


def test_what_is_not_due_is_taken_off_by_who_did_not_file_it(town: Town, people: list[Record]) -> None:
    with town.open():
        assert CODE not in {one.code for one in shelf.open_on(TODAY, "portal")}, "nothing is decided here"
    documents(town, line(98, **{**TARO, "payment": "9000000", "ordinary": "1"}))
    row = decided(town, computed(town))
    last = row.ordinary[3]
    with town.open():
        assert CODE in {one.code for one in shelf.open_on(TODAY, "portal")}
        unknown = filings.receive(arrival(CODE, people, {**ASKED, "ground": "student"}))
        assert codes(unknown) == ["T-32"] and unknown.state == Filing.State.RECEIVED
        other = filings.receive(arrival(CODE, people[1:2], ASKED))
        assert codes(other) == ["T-30"], "nothing was decided of her"
    with town.open("chief"):
        declined = filings.decline(unknown.id, "学生の減免は、条例にありません")
        assert declined.state == Filing.State.DECLINED and not Relief.objects.exists()
    with town.open():
        filing = filings.receive(arrival(CODE, people, ASKED))
        assert filing.state == Filing.State.ENTERED and filing.case_id is not None, filing.findings
    chief = signed_in(town, "kakaricho")
    shown = text(chief.get(f"/012084/cases/{filing.case_id}/").content)
    for expected in ("減免する額", f"{last:,}円（条例の割合 100％）", "2026-11-01から", "生活保護が始まりました"):
        assert expected in shown, expected
    with town.open("chief"):
        cases.approve(filing.case_id)
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE and filing.outcome["amount"] == str(last)
        granted = Relief.objects.get()
        assert (granted.state, granted.amount, granted.entered_by_name) == ("granted", last, "本人の申請")
        newest = assessments.newest(2026, row.addressee_number)
        assert newest is not None and newest.ordinary == [*row.ordinary[:3], 0]
        (year,) = own_tax(row.addressee_number, workplace=True)
        assert year["relief"] == last and [one["part"] for one in year["instalments"]] == [1, 2, 3]
        again = filings.receive(arrival(CODE, people, ASKED))
        assert codes(again) == ["T-31"] and "納めていない税額がない" in again.findings[0]["message"]
    books_hold(town)
    assert f"{last:,}" in text(chief.get("/012084/resident-tax/reliefs/").content)
    with found_town("122041").open():
        assert not Relief.objects.exists(), "another municipality has nothing of it"


def test_what_was_paid_before_the_approval_is_not_relieved(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **{**TARO, "payment": "9000000", "ordinary": "1"}))
    row = decided(town, computed(town))
    with town.open():
        filing = filings.receive(arrival(CODE, people, ASKED))
        assert filing.case_id is not None
        pay(row.addressee_number, 4, row.ordinary[3])
    with town.open("chief"), pytest.raises(cases.CaseError):
        cases.approve(filing.case_id)
    books_hold(town)
    with town.open("chief"):
        assert not Relief.objects.exists()
        paper = relieving.Application(2026, row.addressee_number, "public_assistance", TODAY, "紙", uuid4())
        with pytest.raises(relieving.CannotRelieve, match="納めていない税額がない"):
            relieving.apply(paper)
