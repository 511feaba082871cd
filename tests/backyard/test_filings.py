"""Application management: one inbox for all channels, one filing with sources and checks, and who sees it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.filings import clerk, copy_of, move_out_of
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.tenancy.context import JST, now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ALL = ["t0", "t1", "t2", "t3"]


@pytest.fixture
def town() -> Iterator[Town]:
    yield found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return rows


@pytest.fixture
def browser(town: Town) -> Client:
    return signed_in(town, "madoguchi")


def file(town: Town, family: list[Record], **changes: Any) -> Filing:
    """A move-out that waits for a person: its telephone number cannot be read."""
    answers = {"phone": "12"} | changes.pop("answers", {})
    with town.open():
        return filings.receive(move_out_of(family, ALL, answers=answers, **changes))


def show(browser: Client, path: str = "") -> str:
    answer = browser.get(f"/012084/filings/{path}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def test_one_list_for_all_channels_says_whom_how_and_until_when(
    town: Town, family: list[Record], browser: Client
) -> None:
    online = file(town, family)
    with town.open("clerk"):
        counter = filings.receive(
            move_out_of(family, ALL, answers={"phone": "x"}, channel="counter", level="counter", typed_by=clerk(town))
        )
    page = text(show(browser))
    for expected in (online.receipt_number, counter.receipt_number, "佐藤 太郎", "オンライン", "窓口", "確認待ち"):
        assert expected in page, expected
    with town.open():
        shown = RegisterEntry.objects.filter(act="view_case", detail__listed=2).latest("occurred_at")
        assert set(shown.subjects) == {int(one.addressee_number) for one in family}


def test_what_is_late_is_said_in_words_with_an_icon(town: Town, family: list[Record], browser: Client) -> None:
    late, today, later = file(town, family), file(town, family), file(town, family)
    day = now().astimezone(JST).date()
    with town.open():
        Filing.objects.filter(id=late.id).update(promised_on=day - timedelta(days=3))
        Filing.objects.filter(id=today.id).update(promised_on=day)
        Filing.objects.filter(id=later.id).update(promised_on=day + timedelta(days=9))
    page = show(browser)
    assert page.index(late.receipt_number) < page.index(today.receipt_number) < page.index(later.receipt_number)
    rows = {number: row for row in page.split("<tr>") for number in re.findall(r"F\d{4}-\d{6}", row)}
    assert (
        '<span class="chip chip--urgent"><svg' in rows[late.receipt_number] and "期限切れ" in rows[late.receipt_number]
    )
    assert "今日まで" in rows[today.receipt_number]
    assert not any(word in rows[later.receipt_number] for word in ("期限切れ", "今日まで"))
    assert late.receipt_number in show(browser, "?scope=overdue")
    assert today.receipt_number not in show(browser, "?scope=overdue")


def test_the_list_is_narrowed_and_its_counts_follow(town: Town, family: list[Record], browser: Client) -> None:
    leaving = file(town, family)
    with town.open():
        copy = filings.receive(copy_of(family, ["t0", "nobody"]))
        done = filings.receive(move_out_of(family, ["t1"]))
    assert copy.state == Filing.State.RECEIVED and done.state == Filing.State.ENTERED
    only = show(browser, "?procedure=resident_copy")
    assert copy.receipt_number in only and leaving.receipt_number not in only
    assert "確認待ち 1 件" in text(only)
    assert "条件に合う申請はありません" in show(browser, "?channel=counter")
    assert leaving.receipt_number in show(browser, "?owner=nobody")
    assert "条件に合う申請はありません" in show(browser, "?owner=mine")
    assert done.receipt_number in show(browser, "?scope=entered")
    assert "確認待ち 2 件" in text(show(browser, "?scope=entered"))
    assert "この範囲に申請はありません" in show(browser, "?scope=done")
    assert show(browser, "?procedure=invented&scope=invented&page=x")


def test_an_empty_inbox_says_what_will_come(browser: Client) -> None:
    assert "未完了の申請はありません" in show(browser)


def test_fifty_a_page(town: Town, family: list[Record], browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yakuba.backyard.views.filings.PAGE", 2)
    numbers = [file(town, family).receipt_number for _ in range(3)]
    first, second = show(browser), show(browser, "?page=2")
    assert [one in first for one in numbers] == [True, True, False]
    assert [one in second for one in numbers] == [False, False, True]


def test_the_list_leaves_as_csv_and_that_is_registered(town: Town, family: list[Record], browser: Client) -> None:
    file(town, family)
    lines = browser.get("/012084/filings/list.csv?scope=received").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("受付番号,手続き,申請した人") and len(lines) == 2
    assert "佐藤　太郎" in lines[1] and "オンライン" in lines[1]
    assert len(browser.get("/012084/filings/list.csv?scope=done").content.decode("utf-8-sig").splitlines()) == 1
    with town.open():
        row = RegisterEntry.objects.get(act="print_list", detail__rows=1)
        assert len(row.subjects) == len(family)


def test_home_counts_what_waits_and_leads_there(town: Town, family: list[Record], browser: Client) -> None:
    file(town, family)
    home = browser.get("/012084/").content.decode()
    assert "申請（確認待ち）<strong>1</strong>" in home and 'href="/012084/filings/?scope=received"' in home
    assert 'href="/012084/filings/"' in home, "in the menu"


def test_a_filing_shows_each_answer_with_its_source(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, provenance={"movers": "register", "new_address": "card", "phone": "spoken"})
    page = show(browser, f"{filing.id}/")
    shown = text(page)
    for expected in ("だれが引っ越しますか", "令和8年12月1日", "千葉県船橋市湊町二丁目10番25号", "日本の中"):
        assert expected in shown, expected
    assert "佐藤" in shown and "t0" not in shown
    for mark in ("住民票から", "カードから", "窓口で聞き取り", "出所の記録なし"):
        assert mark in shown, mark
    assert "本人が入力" not in shown
    assert "市外局番から" in shown, "the finding with its reason"
    with town.open():
        seen = RegisterEntry.objects.filter(act="view_case", detail__filing=filing.receipt_number).latest("occurred_at")
        assert set(seen.subjects) == {int(one.addressee_number) for one in family}


def test_a_filing_shows_the_checks_that_ran_and_those_that_could_not(
    town: Town, family: list[Record], browser: Client
) -> None:
    broken = text(show(browser, f"{file(town, family).id}/"))
    assert "続けて自動で確認するもの" in broken and "申請する人と同じ世帯か" in broken
    with town.open():
        there = {"prefecture": "北海道", "municipality": "北見市"}
        inside = filings.receive(move_out_of(family, ["t0"], answers={"new_address": there}))
    shown = show(browser, f"{inside.id}/")
    checks = shown[shown.index('id="checks"') : shown.index('id="steps"')]
    assert "申請する人と同じ世帯か" in checks and "対象者が現存する住民か" in checks
    assert "ほかの市区町村への転出か" not in checks, "the one that failed is no passed one"
    assert "P-07" in shown


def test_it_leads_to_the_case_and_to_the_paper(town: Town, family: list[Record], browser: Client) -> None:
    with town.open():
        leaving = filings.receive(move_out_of(family, ["t1"]))
        copy = filings.receive(copy_of(family, ["t0"]))
    assert f'href="/012084/cases/{leaving.case_id}/"' in show(browser, f"{leaving.id}/")
    page = show(browser, f"{copy.id}/")
    paper = re.search(r'href="(/012084/residents/certificates/[^"]+)"', page)
    assert copy.state == Filing.State.DECIDED and paper
    assert browser.get(paper[1]).status_code == 200
    case = browser.get(f"/012084/cases/{copy.case_id}/").content.decode()
    assert paper[1] in case and "学校へ出す" in case
    with town.open():
        assert RegisterEntry.objects.filter(act="view_case", case_id=copy.case_id).latest("occurred_at").subjects


def test_a_protected_person_is_marked_in_list_and_filing(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family)
    with town.open("chief"):
        new = disclosure.NewProtection(
            applicant=int(family[1].addressee_number),  # the wife, who moves with him who files
            measure="violence",
            received_on=date(2026, 11, 1),
            requesting_body="試験の警察署",
            starts_on=TODAY - timedelta(days=9),
        )
        disclosure.set_protection(new)
    assert re.search(r"佐藤　太郎【[^】]*支援措置[^】]*】", show(browser))
    assert re.search(r"chip--special.*支援措置", show(browser, f"{filing.id}/"))


def test_a_filing_of_nobody_known_says_so(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, applicant=None)
    assert "住民票と結び付いていない" in show(browser)
    assert "住民票と結び付いていない" in show(browser, f"{filing.id}/")


def test_of_another_city_nothing_is_found(town: Town, family: list[Record]) -> None:
    filing = file(town, family)
    other = signed_in(found_town("122041"), "kakaricho")
    assert other.get(f"/122041/filings/{filing.id}/").status_code == 404
    assert filing.receipt_number not in other.get("/122041/filings/").content.decode()
    for step in ("recheck", "proceed", "assign", "ask", "decline", "correct/phone"):
        assert other.post(f"/122041/filings/{filing.id}/{step}/", {"do": "take"}).status_code == 404, step
    with town.open():
        assert Filing.objects.get(id=filing.id).revision == filing.revision


def test_without_any_duty_of_its_procedures_it_is_refused(town: Town, family: list[Record]) -> None:
    filing = file(town, family)
    with town.open():
        rows = DutyAssignment.objects.filter(account_id=town.clerk.id)
        rows.exclude(duty="resident_registry.inquire").update(valid_to="2026-04-01")
    browser = signed_in(town, "madoguchi")
    for path in ("", "list.csv", "decide/", "measures/", "measures.csv"):
        assert browser.get(f"/012084/filings/{path}").status_code == 403, path
    assert browser.get(f"/012084/filings/{filing.id}/").status_code == 404
    home = browser.get("/012084/").content.decode()
    assert "/012084/filings/" not in home


def test_who_may_only_issue_papers_sees_no_moves(town: Town, family: list[Record]) -> None:
    leaving = file(town, family)
    with town.open():
        copy = filings.receive(copy_of(family, ["t0", "nobody"]))
        DutyAssignment.objects.filter(account_id=town.clerk.id, duty="resident_registry.enter").update(
            valid_to="2026-04-01"
        )
    browser = signed_in(town, "madoguchi")
    page = show(browser)
    assert copy.receipt_number in page and leaving.receipt_number not in page
    assert browser.get(f"/012084/filings/{leaving.id}/").status_code == 404


def test_who_may_only_approve_sees_but_does_not_change(town: Town, family: list[Record]) -> None:
    filing = file(town, family)
    with town.open():
        rows = DutyAssignment.objects.filter(account_id=town.chief.id)
        rows.exclude(duty="resident_registry.approve").update(valid_to="2026-04-01")
    browser = signed_in(town, "kakaricho")
    page = show(browser, f"{filing.id}/")
    assert "入力の事務を持つ担当者が行います" in page and "recheck-go" not in page
    for step in ("recheck", "proceed", "assign", "ask", "decline", "correct/phone"):
        assert browser.post(f"/012084/filings/{filing.id}/{step}/").status_code == 403, step


def test_signed_out_it_leads_to_sign_in(town: Town) -> None:
    answer = Client().get("/012084/filings/")
    assert answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
