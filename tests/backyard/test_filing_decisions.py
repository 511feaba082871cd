"""Decisions in one go: each by itself, never one's own typing, twenty at most; and the measures page."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.filings import move_out_of
from tests.residents import ALONE, COUPLE, FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, CaseSubject, Filing, JournalEntry
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WHERE = "/012084/filings/decide/"


@pytest.fixture
def town() -> Iterator[Town]:
    yield found_town("012084")


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town, "kakaricho")


def household(town: Town, rows: Any = FAMILY) -> list[Record]:
    with town.open():
        return move_in(rows)


def leaving(town: Town, family: list[Record], **answers: Any) -> Filing:
    everybody = [f"t{place}" for place in range(len(family))]
    with town.open():
        return filings.receive(move_out_of(family, everybody, answers=answers))


def fresh(town: Town, filing: Filing) -> Filing:
    with town.open():
        return Filing.objects.get(id=filing.id)


def send(browser: Client, *chosen: Filing) -> str:
    answer = browser.post(WHERE, {"filing": [str(one.id) for one in chosen]})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_chosen_filings_are_decided_in_one_press(town: Town, chief: Client) -> None:
    families = [household(town, rows) for rows in (FAMILY, COUPLE, ALONE)]
    first, second, third = (leaving(town, family) for family in families)
    page = chief.get(WHERE).content.decode()
    for one in (first, second, third):
        assert f'value="{one.id}"' in page
    assert "令和8年12月1日" in page and "佐藤　太郎" in page
    result = send(chief, first, second)
    assert "2件。本人には自動で知らせます" in result and "あと1件" in result
    assert [fresh(town, one).state for one in (first, second, third)] == ["done", "done", "entered"]
    with town.open():
        rows = storage.latest(int(one.addressee_number) for family in families[:2] for one in family)
        assert {row.move_out_planned_municipality for row in rows} == {"船橋市"}
        decided = JournalEntry.objects.filter(activity="本登録", case_id__in=[first.case_id, second.case_id])
        assert set(decided.values_list("actor_id", flat=True)) == {town.chief.id}
        assert RegisterEntry.objects.filter(act="approve", actor_id=town.chief.id).count() == 2
    assert "すでに決定しています" in send(chief, first), "the same press again changes nothing"


def test_what_fails_is_told_and_undoes_nothing_of_the_others(
    town: Town, chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = [household(town, rows) for rows in (FAMILY, COUPLE, ALONE)]
    first, broken, third = (leaving(town, family) for family in families)
    approve = cases.approve

    def half_way(case_id: Any) -> Case:
        case = approve(case_id)
        if case_id == broken.case_id:
            raise cases.CaseError("対象者は別の案件で処理中です")
        return case

    monkeypatch.setattr(cases, "approve", half_way)
    assert broken.case_id is not None
    result = send(chief, first, broken, third)
    assert "本登録2件、できなかったもの1件" in result and "対象者は別の案件で処理中です" in result
    assert [fresh(town, one).state for one in (first, broken, third)] == ["done", "entered", "done"]
    with town.open():
        assert Case.objects.get(id=broken.case_id).state == Case.State.PROVISIONAL
        assert CaseSubject.objects.filter(case_id=broken.case_id, locks=True).count() == len(families[1])
        rows = storage.latest(int(one.addressee_number) for one in families[1])
        assert {row.move_out_planned_municipality for row in rows} == {""}, "nothing of it is written"


def test_never_ones_own_typing(town: Town, chief: Client) -> None:
    filing = leaving(town, household(town), phone="12")
    with town.open("chief"):
        assert filings.correct(filing.id, "phone", "0157112222").state == Filing.State.ENTERED
    assert str(filing.id) not in chief.get(WHERE).content.decode()
    assert "自分が入力・補正したもの" in send(chief, filing)
    assert fresh(town, filing).state == Filing.State.ENTERED


def test_with_alerts_it_is_opened_one_by_one(town: Town, chief: Client) -> None:
    filing = leaving(town, household(town), where="abroad", country="大韓民国")
    with town.open("clerk"):
        filings.proceed(filing.id, {"P-09": "電話で案内した"})
    page = chief.get(WHERE).content.decode()
    assert f'value="{filing.id}"' not in page and f"/012084/cases/{fresh(town, filing).case_id}/" in page
    send(chief, filing)
    assert fresh(town, filing).state == Filing.State.ENTERED


def test_who_may_not_approve_decides_nothing(town: Town) -> None:
    filing = leaving(town, household(town))
    clerk = signed_in(town, "madoguchi")
    assert str(filing.id) not in clerk.get(WHERE).content.decode()
    send(clerk, filing)
    assert fresh(town, filing).state == Filing.State.ENTERED


def test_none_chosen_and_too_many_are_told_in_the_summary(
    town: Town, chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [leaving(town, household(town, rows)) for rows in (COUPLE, ALONE)]
    nothing = chief.post(WHERE, {"filing": ["x"]})
    assert nothing.status_code == 422 and "選ばれていない" in nothing.content.decode()
    monkeypatch.setattr("yakuba.backyard.views.filing_decisions.MOST_AT_ONCE", 1)
    answer = chief.post(WHERE, {"filing": [str(one.id) for one in chosen]})
    page = answer.content.decode()
    assert answer.status_code == 422 and "一度に1件まで" in page
    assert len(re.findall(r'name="filing"[^>]*checked', page)) == 2, "the choice stays"
    assert {fresh(town, one).state for one in chosen} == {Filing.State.ENTERED}


def test_without_anything_to_decide_it_says_so(chief: Client) -> None:
    assert "まとめて決裁できる申請はありません" in chief.get(WHERE).content.decode()


def filed_today(town: Town) -> None:
    """Filings of the tests' day count for the page's period whenever the test runs."""
    with town.open():
        for one in Filing.objects.all():
            Filing.objects.filter(id=one.id).update(filed_at=now() - timedelta(minutes=1))


def test_the_measures_page_moves_with_one_field_retyped(town: Town, chief: Client) -> None:
    filing = leaving(town, household(town), phone="12")
    leaving(town, household(town, COUPLE))
    filed_today(town)
    before = chief.get("/012084/filings/measures/").content.decode()
    assert "10項目のうち0項目" in before and "2件のうち2件" in before
    with town.open("chief"):
        filings.correct(filing.id, "phone", "0157112222")
    after = chief.get("/012084/filings/measures/").content.decode()
    assert "10項目のうち1項目" in after and "10.0%" in after and "50.0%" in after
    assert 'id="by-month-title"' in after and 'role="img"' in after
    assert '<th scope="row" class="nowrap">転出届（ほかの市区町村へ引っ越すとき）</th>' in after


def test_the_measures_leave_as_csv_and_that_is_registered(town: Town, chief: Client) -> None:
    leaving(town, household(town))
    filed_today(town)
    lines = chief.get("/012084/filings/measures.csv?months=3").content.decode("utf-8-sig").splitlines()
    header, row = (line.split(",") for line in lines)
    found = dict(zip(header, row, strict=True))
    assert (found["申請"], found["オンライン"], found["窓口"]) == ("1", "1", "0")
    assert (found["回答（項目）"], found["職員が打ち直した回答（項目）"], found["決定した件数"]) == ("5", "0", "0")
    with town.open():
        assert RegisterEntry.objects.get(act="print_list").detail["list"] == "申請の数字"


def test_no_filing_no_measures(chief: Client) -> None:
    page = chief.get("/012084/filings/measures/?months=x").content.decode()
    assert "この期間に申請はありません" in page
