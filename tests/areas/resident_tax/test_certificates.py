"""Certificates of tax at the counter, and the figures of a year: what was decided, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.areas.resident_registry.pages.test_certificate_kinds import words_of
from tests.areas.resident_tax.reports import line
from tests.areas.resident_tax.taxed import Wages, decide_taxes
from tests.areas.resident_tax.test_assessment_runs import computed, people, rows, town
from tests.areas.resident_tax.test_assessment_runs import documents as take_documents
from tests.areas.resident_tax.test_collectors import decide
from tests.areas.resident_tax.test_document_pages import AT, text
from tests.areas.resident_tax.test_documents import HANAKO, TARO
from tests.areas.resident_tax.test_own import pay
from tests.filings import arrival
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_tax import certifying, claiming, collectors, procedures, statistics, withheld
from yakuba.areas.resident_tax.actions import certify
from yakuba.areas.resident_tax.models import Assessment, Collector
from yakuba.platform.cases import filings, shelf
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import current_context, use_context

__all__ = ["people", "town"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
BILL, WAGES, FREE = 0, 1, 4  # Taro, Hanako, Sachi among the people


def decided(town: Town, people: list[Record]) -> dict[int, Assessment]:
    """Taro pays by bill, Hanako by wages, Sachi nothing."""
    taro, hanako, sachi = (int(people[one].addressee_number) for one in (BILL, WAGES, FREE))
    certifier(town)
    with town.open():
        wages = {taro: Wages(6_000_000), hanako: Wages(4_000_000, "北見建設株式会社"), sachi: Wages(500_000)}
        run, found = decide_taxes(wages)
        claiming.claim(run, 0)
        return found


def asked(kind: str, **changes: str) -> dict[str, str]:
    return {
        "idempotency_key": str(uuid4()),
        "kind": kind,
        "year": "2026",
        "applicant": "self",
        "applicant_name": "",
        "identification": "card",
        "purpose": "奨学金の申込み",
        **changes,
    }


def of_bills(town: Town, chief: Client, row: Assessment) -> None:
    """納税証明書: the first bill is paid, the second and the third were due by November."""
    with town.open():
        pay(row.addressee_number, 1, row.ordinary[0])
    answer = chief.post(f"{AT}certificates/of/{row.addressee_number}/", asked("payment"))
    words = words_of(chief.get(f"{answer.headers['Location']}pdf/").content)
    amounts = (row.annual_tax, row.ordinary[0], sum(row.ordinary[1:3]), row.ordinary[3])
    for expected in ("納税証明書", *(f"{one:,}円" for one in amounts)):
        assert expected in words, expected


def test_a_certificate_at_the_counter_says_what_was_decided(town: Town, people: list[Record]) -> None:
    found = decided(town, people)
    taro, sachi = (int(people[one].addressee_number) for one in (BILL, FREE))
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    assert clerk.get(f"{AT}certificates/of/{taro}/").status_code == 403
    where = chief.post(f"{AT}certificates/", {"number": str(found[taro].notice_number)}).headers["Location"]
    page = text(chief.get(where).content)
    assert "300円" in page and "令和8年度（2025年の所得）" in page
    preview = chief.post(where, asked("income_tax") | {"do": "preview"})
    assert "プレビュー" in words_of(preview.content) and "税証2026" not in words_of(preview.content)
    form = asked("income_tax")
    answer = chief.post(where, form)
    assert answer.status_code == 302, text(answer.content)
    assert chief.post(where, form).headers["Location"] == answer.headers["Location"], "sent twice is one"
    words = words_of(chief.get(f"{answer.headers['Location']}pdf/").content)
    row = found[taro]
    told = ("所得・課税証明書", "令和8年度（令和7年中の所得）", "佐藤　太郎", "6,000,000円", f"{row.total_income:,}円")
    for expected in (*told, f"{row.total_deductions:,}円", f"{row.annual_tax:,}円", "税証2026-000001", "北見市長"):
        assert expected in words, expected
    with town.open():
        intent = Intent.objects.get()
        assert intent.request["fee_yen"] == 300
        issue = RegisterEntry.objects.get(act="issue")
        assert issue.subjects == [taro] and issue.detail["number"] == "税証2026-000001"
    assert clerk.get(f"/012084/residents/certificates/{intent.id}/pdf/").status_code == 403, (
        "a secret of the tax office"
    )
    chief.post(f"{answer.headers['Location']}print/", {"what": "printed"})
    assert "印刷できた" in text(chief.get(answer.headers["Location"]).content)
    refused = chief.post(where, asked("exempt"))
    assert refused.status_code == 422 and "課税されている" in text(refused.content)
    assert chief.post(where, asked("income_tax", year="2025")).status_code == 422
    assert "空欄" in text(chief.post(where, asked("income", applicant="proxy")).content)
    free = chief.post(f"{AT}certificates/of/{sachi}/", asked("exempt"))
    words = words_of(chief.get(f"{free.headers['Location']}pdf/").content)
    assert "非課税証明書" in words and "課税されていないことを証明" in words
    income = chief.post(where, asked("income"))
    assert f"{row.annual_tax:,}円" not in words_of(chief.get(f"{income.headers['Location']}pdf/").content)
    of_bills(town, chief, row)
    by_wages = chief.post(f"{AT}certificates/of/{int(people[WAGES].addressee_number)}/", asked("payment"))
    assert "収納の台帳にない" in text(by_wages.content)
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(taro, "violence", TODAY, "北見警察署", starts_on=TODAY)  # no certificate by itself
        )
    stopped = chief.post(where, asked("income_tax"))
    assert stopped.status_code == 422 and "責任者の審査が済むまで" in text(stopped.content)
    with town.open():
        assert Intent.objects.count() == 4
        with pytest.raises(certifying.CannotCertify, match="決定した税額がない"):
            certifying.content_of(certifying.Wish(taro, 2025, "income"))
    with found_town("122041").open():
        assert certifying.years_of(taro) == [], "another municipality certifies nothing of it"


def test_filed_from_home_it_is_issued_by_itself_for_the_person_alone(town: Town, people: list[Record]) -> None:
    answers = {"kind": "income_tax", "year": 2026, "use": "school"}
    with town.open():
        assert procedures.CODE not in {one.code for one in shelf.open_on(TODAY, "portal")}, "nothing is decided here"
    found = decided(town, people)
    taro = int(people[BILL].addressee_number)
    with town.open():
        assert procedures.CODE in {one.code for one in shelf.open_on(TODAY, "portal")}
        filing = filings.receive(arrival(procedures.CODE, people, answers | {"person": ["t1"]}))
        assert filing.state == Filing.State.DECIDED, filing.findings
        job = Job.objects.get(kind=certify.DRAW)
    assert jobs.run_here(town.id, job.id).state == "succeeded"
    with town.open():
        intent, content = documents.content(Intent.objects.get().id)
        words = words_of(content)
        assert f"{found[taro].annual_tax:,}円" in words and "佐藤　太郎" in words and "佐藤　花子" not in words
        assert RegisterEntry.objects.get(act="issue").subjects == [taro] and intent.number == "税証2026-000001"
        none = filings.receive(arrival(procedures.CODE, people[3:4], answers))
        assert none.state == Filing.State.RECEIVED and [one["code"] for one in none.findings] == ["T-20"]
    with town.open("chief"):
        disclosure.set_protection(disclosure.NewProtection(taro, "violence", TODAY, "北見警察署", starts_on=TODAY))
    with town.open():
        held = filings.receive(arrival(procedures.CODE, people, answers))
        assert "T-21" in [one["code"] for one in held.findings] and Intent.objects.count() == 1


def certifier(town: Town) -> None:
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")


def test_what_an_employer_handed_over_is_paid_and_what_it_owes_is_not(town: Town, people: list[Record]) -> None:
    certifier(town)
    take_documents(town, line(98, **TARO), line(98, **HANAKO, recipient_number="H1", payment="4000000"))
    run = computed(town)
    decide(town, run)
    taro = int(people[0].addressee_number)
    with town.open():
        row = rows(run)[taro]
        party = Collector.objects.get()
        claims = collectors.claims_of(2026, [party.addressee_number])
        for month, short in ((1, 0), (2, 100), (7, 0)):  # of July's a part is missing, whose nobody knows
            claim = claims[party.addressee_number, month]
            amount = ledger.balance(claim).charged - short
            how = ledger.Posting(f"paid-{month}", TODAY, ledger.Source("bank", str(month)))
            ledger.receive_payment(claim, amount, how)
        months = withheld.months(row)
        assert [one.yen for one in months] == row.special and [one.is_paid for one in months[:3]] == [
            True,
            False,
            False,
        ]
        content = certifying.content_of(certifying.Wish(taro, 2026, "payment"))
    told, paid = dict(content.taxes), row.special[0] + row.special[6]
    assert told["納付すべき額"] == f"{row.annual_tax:,}円" and told["納付済額"] == f"{paid:,}円"
    assert told["未納額（納期限を過ぎた額）"] == "0円" == told["特別徴収分で、期限を過ぎて納入のない額"]
    assert told["納期限が来ていない額"] == f"{row.annual_tax - paid:,}円", "due on 10 December: decided in November"
    parts = dict(content.bills)
    assert parts["給与特別徴収　6月分"] == f"{row.special[0]:,}円" and parts["給与特別徴収　7月分"] == "0円"
    with town.open("chief"), use_context(replace(current_context(), instant=MORNING + timedelta(days=60))):
        late = dict(certifying.content_of(certifying.Wish(taro, 2026, "payment")).taxes)
        certifying.set_out(certifying.content_of(certifying.Wish(taro, 2026, "payment")))
    assert late["特別徴収分で、期限を過ぎて納入のない額"] == f"{sum(row.special[1:6]):,}円"
    assert late["未納額（納期限を過ぎた額）"] == "0円", "the employer is late, the taxpayer is not"
    filed(town, people, taro)


def filed(town: Town, people: list[Record], taro: int) -> None:
    """The same paper by filing, drawn from what is decided and paid; of nobody else."""
    with town.open():
        filing = filings.receive(arrival(procedures.PAYMENT_CODE, people, {"year": 2026, "use": "visa"}))
        assert filing.state == Filing.State.DECIDED, filing.findings
        job = Job.objects.get(kind=certify.DRAW)
    assert jobs.run_here(town.id, job.id).state == "succeeded"
    with town.open():
        intent, content = documents.content(Intent.objects.get().id)
        words = words_of(content)
        assert "納税証明書" in words and "特別徴収" in words and documents.subjects_of(intent) == [taro]
        old = filings.receive(arrival(procedures.PAYMENT_CODE, people, {"year": 2025}))
        assert [one["code"] for one in old.findings] == ["T-20"]


def test_figures_of_a_year_beside_the_year_before(town: Town, people: list[Record]) -> None:
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    assert "決定した年度はありません" in text(chief.get(f"{AT}statistics/").content)
    found = decided(town, people)
    with town.open():
        figures = statistics.of_year(2026)
        assert figures.people == 3 and figures.sums["annual_tax"] == sum(row.annual_tax for row in found.values())
        assert {name: one.people for name, one in figures.kinds.items() if one.people} == {"both": 2, "none": 1}
        assert figures.exempt["all"].people == 1 and figures.exempt["no"].people == 2
        by_method = {row.method: row.annual_tax for row in found.values()}
        assert {name: one.yen for name, one in figures.methods.items() if one.people} == by_method
        bands = {statistics.BANDS[place] for place, one in enumerate(figures.bands) if one.people}
        assert bands == {"0円", "300万円以下", "500万円以下"}
        assert statistics.of_year(2025).people == 0
    with found_town("122041").open():
        assert statistics.of_year(2026).people == 0 and statistics.years() == []
    assert (
        clerk.get(f"{AT}statistics/").status_code == 403 and chief.get(f"{AT}statistics/?year=2025").status_code == 404
    )
    page = text(chief.get(f"{AT}statistics/").content)
    assert "令和8年度" in page and f"{figures.sums['city_income_levy']:,}" in page
    sheet = chief.get(f"{AT}statistics/2026.csv").content.decode("utf-8-sig")
    assert "非課税,所得割も均等割も非課税,1,0,0,0" in sheet and "佐藤" not in sheet
    with town.open():
        looked = RegisterEntry.objects.filter(act="view_figures")
        assert sorted(one.detail["as"] for one in looked) == ["CSV", "page"]
