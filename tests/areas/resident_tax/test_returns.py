"""A return from the desk to the assessed amount: entered on the page, decided by another, corrected, taken back."""

from __future__ import annotations

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.test_assessment_runs import computed, documents, people, rows, town
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import TARO
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import material, return_estimates, returns
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.models import TaxReturnVersion
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.register.models import RegisterEntry

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def form(**fields: str) -> dict[str, str]:
    return {"idempotency_key": str(uuid4()), "filed_on": "令8.2.20", "base": "0", **fields}


def decided(town: Town) -> None:
    """Whatever waits is approved by somebody who typed nothing."""
    with town.open():
        for case in Case.objects.filter(state=Case.State.PROVISIONAL, action__startswith="resident_tax."):
            cases.approve(case.id)


TOLD = {"income-salary_revenue": "6,000,000", "income-business": "▲200000", "paid-medical": "300000"}


def test_from_the_desk_to_the_assessed_amount(town: Town, people: list[Record]) -> None:
    documents(town, line(98, **TARO))
    chief = signed_in(town, "kakaricho")
    taro, hanako, *_ = people
    number = int(taro.addressee_number)
    where = f"{AT}returns/2026/{number}/"
    assert chief.post(f"{AT}returns/", {"year": "2026", "number": str(number)}).headers["Location"].endswith(where)
    page = text(chief.get(f"{where}enter/").content)
    assert "給与の収入金額" in page and "花子" in page, "the household is there already"
    for wrong in ({"income-salary_revenue": "-5"}, TOLD | {"paid-medical_reimbursed": "900000"}):
        assert chief.post(f"{where}enter/", form(**wrong)).status_code == 422, wrong
    told = TOLD | {f"m{int(hanako.addressee_number)}_as": "spouse"}
    live = chief.post(f"{where}estimate/", form(**told)).content.decode()
    found = re.search(r"<b>([0-9,]+)</b>年税額の試算", live)
    assert found is not None, live
    estimate = int(found[1].replace(",", ""))
    given = form(**told)
    for _ in range(2):
        assert chief.post(f"{where}enter/", given).headers["Location"].endswith("?done=entered"), "twice is once"
    with town.open():
        assert returns.latest(2026, number) is None, "nothing counts before somebody else decided"
        (case,) = Case.objects.filter(action="resident_tax.return")
    with town.open("chief"), pytest.raises(cases.CaseError, match="自分が入力した"):
        cases.approve(case.id)
    decided(town)
    run = computed(town)
    with town.open():
        row = rows(run)[number]
        assert row.annual_tax == estimate > 0, "the run comes to what the desk was told"
        assert row.employer_name, "special collection goes through the employer of the report"
        codes = material.findings(2026).filter(number=number)["code"].to_list()
        assert "return_salary_differs" in codes
        assert number not in material.undeclared(2026)["number"].to_list()
    page = text(chief.get(where).content)
    assert "6,000,000円" in page and f"{estimate:,}" in page


def test_a_correction_and_a_withdrawal_keep_what_was_before(town: Town, people: list[Record]) -> None:
    chief = signed_in(town, "kakaricho")
    number = int(people[0].addressee_number)
    where = f"{AT}returns/2026/{number}/"
    assert chief.post(f"{where}enter/", form(**TOLD)).status_code == 302
    decided(town)
    assert chief.post(f"{where}enter/", form(base="1", **TOLD)).status_code == 422, "a correction wants its reason"
    stale = form(base="0", reason="医療費", **TOLD)
    assert "ほかの申告か訂正が登録された" in text(chief.post(f"{where}enter/", stale).content)
    corrected = form(base="1", reason="医療費の領収書", **(TOLD | {"paid-medical": "500000"}))
    assert chief.post(f"{where}enter/", corrected).status_code == 302
    decided(town)
    with town.open():
        first, second = sorted(returns.versions(2026, number), key=lambda one: one.version)
        assert returns.value_of(first).amounts["income.business"] == -200_000
        assert returns.value_of(first).amounts["paid.medical"] == 300_000 and not first.is_latest
        assert returns.value_of(second).amounts["paid.medical"] == 500_000 and second.reason == "医療費の領収書"
        before, after = (return_estimates.estimate(returns.value_of(one)) for one in (first, second))
        assert before is not None and after is not None and after.annual_tax < before.annual_tax
    assert "医療費の領収書" in text(chief.get(where).content), "every version is listed"
    assert chief.post(f"{where}withdraw/", form(reason="確定申告をした")).status_code == 302
    decided(town)
    with town.open():
        newest = returns.latest(2026, number)
        assert newest is not None and (newest.version, newest.state) == (3, "withdrawn")
        assert returns.of_year(2026).people.is_empty(), "taken back, it counts no more"
        assert RegisterEntry.objects.filter(act="view_document", subjects__contains=[number]).exists()
    for statement in ("DELETE FROM tax_return", "UPDATE tax_return SET content = '{}'"):
        with town.open(), pytest.raises(DatabaseError, match=r"stays|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_who_has_told_nothing_is_asked_and_no_income_is_the_short_path(town: Town, people: list[Record]) -> None:
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    with town.open():
        silent = set(material.undeclared(2026)["number"])
    alone = int(people[-1].addressee_number)
    assert alone in silent
    assert clerk.get(f"{AT}undeclared/").status_code == 403
    page = text(chief.get(f"{AT}undeclared/?year=2026").content)
    assert "だれの扶養にもなっていない" in page and str(alone) in page
    sheet = chief.get(f"{AT}undeclared/2026.csv").content.decode("utf-8-sig").splitlines()
    (row,) = [one for one in sheet if f",{alone}," in one or f'"{alone}"' in one]
    assert people[-1].name.replace("　", " ") in row.replace("　", " "), "who the letter goes to"
    where = f"{AT}returns/2026/{alone}/"
    assert chief.post(f"{where}enter/", form(no_income="on", nothing="savings")).status_code == 302
    decided(town)
    with town.open():
        (kept,) = TaxReturnVersion.objects.all()
        assert kept.no_income and kept.filed_on == date(2026, 2, 20)
        assert alone not in set(material.undeclared(2026)["number"])
        found = return_estimates.estimate(returns.value_of(kept))
        assert found is not None and found.annual_tax == 0 and found.per_capita_exempt


def test_a_final_return_from_the_tax_office_goes_before_the_other_one(town: Town, people: list[Record]) -> None:
    number = int(people[0].addressee_number)
    with town.open():
        low = TaxReturn(
            taxpayer=number, fiscal_year=2026, filed_on=date(2026, 3, 1), amounts={"income.salary_revenue": 1_000_000}
        )
        returns.save(low, returns.Saved(None))
    wages = line(98, **TARO, payment="5000000")
    final = {"code": "700", "income.salary_revenue": "5000000", "income.business": "700000", "spouse_claimed": "1"}
    documents(town, wages, line(144, **TARO, **final))
    run = computed(town)
    with town.open():
        row = rows(run)[number]
        basis = json.loads(row.basis)
        assert basis["income"] == {"salary_revenue": 5_000_000, "business": 700_000}, "the wages are there once"
        assert "spouse" in basis and row.employer_name == "北見建設株式会社"
        codes = material.findings(2026).filter(number=number)["code"].to_list()
        assert codes == ["two_returns"]
    documents(town, line(144, **TARO, code="700", correction="3"), name="取消し.csv")
    with town.open():
        (person,) = material.material(2026, [number]).people.iter_rows(named=True)
        assert person["income.salary_revenue"] == 1_000_000, "taken back, the other return counts again"
