"""Steps of staff on a filing, from the page to the rows: each once, with reasons, and told in the summary."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.filings import copy_of, move_out_of
from tests.flows import problems
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing, FilingStep
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ALL = ["t0", "t1", "t2", "t3"]
ABROAD = {"where": "abroad", "country": "大韓民国"}


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


def file(town: Town, family: list[Record], **answers: Any) -> Filing:
    with town.open():
        return filings.receive(move_out_of(family, ALL, answers=answers))


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


def url(filing: Filing, step: str = "") -> str:
    return f"/012084/filings/{filing.id}/{step}"


def taken(browser: Client, filing: Filing, step: str, form: dict[str, Any], done: str) -> str:
    """Send a step; the page that follows it."""
    answer = browser.post(url(filing, f"{step}/"), {**key(), **form})
    assert answer.status_code == 302, problems(answer.content.decode())
    assert answer.headers["Location"] == f"{url(filing)}?done={done}"
    return browser.get(answer.headers["Location"]).content.decode()


def fresh(town: Town, filing: Filing) -> Filing:
    with town.open():
        return Filing.objects.get(id=filing.id)


def activities(town: Town, filing: Filing) -> list[str]:
    with town.open():
        rows = FilingStep.objects.filter(filing_id=filing.id).order_by("id")
        return list(rows.values_list("activity", flat=True))


def test_checked_again_when_the_reason_is_gone(town: Town, family: list[Record], browser: Client) -> None:
    with town.open():
        leaving = filings.receive(move_out_of(family, ["t1"]))
        filing = filings.receive(copy_of(family, ["t1"]))
        assert filing.state == Filing.State.RECEIVED
    page = taken(browser, filing, "recheck", {}, "recheck")
    assert "もう一度確認しました" in page and "P-04" in page
    with town.open():
        filings.withdraw(leaving.key)
    page = taken(browser, filing, "recheck", {}, "recheck")
    assert fresh(town, filing).state == Filing.State.DECIDED and "交付物を自動で作成中" in page


def test_an_alert_needs_a_reason_and_goes_on_with_one(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, **ABROAD)
    page = browser.get(url(filing)).content.decode()
    assert 'name="reason-P-09"' in page and "proceed-go" in page
    answer = browser.post(url(filing, "proceed/"), {**key(), "reason-P-09": " "})
    refused = answer.content.decode()
    assert answer.status_code == 422 and "続ける理由" in problems(refused) and "<title>エラー：" in refused
    assert 'href="#proceed_reason-P-09"' in refused and 'id="proceed_reason-P-09"' in refused
    page = taken(browser, filing, "proceed", {"reason-P-09": "電話で案内した"}, "proceed")
    assert "理由を記録して、先へ進めました" in page and "別の" not in page
    now = fresh(town, filing)
    assert now.case_id is not None
    with town.open():
        case = Case.objects.get(id=now.case_id)
    assert now.state == Filing.State.ENTERED and case.accepted_alerts["P-09"] == "電話で案内した"


def test_an_error_stops_it_and_is_told_on_the_page(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, **ABROAD)
    with town.open():
        Filing.objects.filter(id=filing.id).update(answers={**filing.answers, "phone": "12"})
    answer = browser.post(url(filing, "proceed/"), {**key(), "reason-P-09": "電話で案内した"})
    assert answer.status_code == 409 and "エラーが残っています" in answer.content.decode()
    assert activities(town, filing) == ["受付", "自動確認"]
    assert fresh(town, filing).state == Filing.State.RECEIVED


def test_the_resident_is_asked_for_chosen_answers_with_reasons(
    town: Town, family: list[Record], browser: Client
) -> None:
    filing = file(town, family, phone="12")
    form = browser.get(url(filing, "ask/")).content.decode()
    assert re.search(r'name="ask-phone" value="[^"]*市外局番から', form), "what the check found begins the reason"
    assert re.search(r'name="ask-moved_on"(?! value)', form) and "今の回答：令和8年12月1日" in form
    assert "今の回答：12<" in form, "what cannot be read is shown as it was given"
    empty = browser.post(url(filing, "ask/"), {**key(), "ask-phone": " "})
    assert empty.status_code == 422 and "どれにも書かれていない" in problems(empty.content.decode())
    page = taken(browser, filing, "ask", {"ask-phone": "番号を確かめてください", "ask-movers": ""}, "ask")
    assert "本人に返答を求めました" in page and "番号を確かめてください" in page
    now = fresh(town, filing)
    assert now.state == Filing.State.ASKED
    assert now.ask == [{"question": "phone", "reason": "番号を確かめてください"}]


def test_sent_twice_a_step_is_taken_once(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, phone="12")
    form = {**key(), "ask-phone": "番号を確かめてください"}
    for _ in range(3):
        assert browser.post(url(filing, "ask/"), form).status_code == 302
    assert activities(town, filing) == ["受付", "自動確認", "返答依頼"]
    reason = {**key(), "reason": "取り下げの電話があった"}
    for _ in range(2):
        assert browser.post(url(filing, "decline/"), reason).status_code == 302
    assert activities(town, filing).count("受け付けない") == 1
    assert browser.post(url(filing, "ask/"), {"ask-phone": "x"}).status_code == 422, "no step without its key"


@pytest.mark.parametrize(
    ("question", "form", "value"),
    [
        ("phone", {"q": "0157-11-2222"}, "0157112222"),
        ("moved_on", {"q-era": "reiwa", "q-year": "8", "q-month": "12", "q-day": "3"}, "2026-12-03"),
        ("movers", {"q": ["t1", "t2"]}, ["t1", "t2"]),
        (
            "new_address",
            {"q-postcode": "273-0011", "q-prefecture": "千葉県", "q-municipality": "船橋市", "q-town": "湊町"},
            {
                "postcode": "2730011",
                "prefecture": "千葉県",
                "municipality": "船橋市",
                "town": "湊町",
                "lot": "",
                "building": "",
            },
        ),
    ],
)
def test_an_answer_is_mended_by_the_names_every_channel_uses(
    town: Town, family: list[Record], browser: Client, question: str, form: dict[str, Any], value: Any
) -> None:
    filing = file(town, family, phone="12")
    shown = browser.get(url(filing, f"correct/{question}/")).content.decode()
    assert "打ち直し" in shown and "別の担当者が決裁します" in shown
    for name in form:
        assert f'name="{name}"' in shown, name
    page = taken(browser, filing, f"correct/{question}", form, "correct")
    now = fresh(town, filing)
    assert (now.answers[question], now.provenance[question]) == (value, "staff")
    assert "職員が補正" in page and now.typed_by == town.clerk.id
    with town.open():
        step = FilingStep.objects.get(filing_id=filing.id, activity="職員による補正")
        assert (step.actor_id, step.attributes["question"]) == (town.clerk.id, question)


def test_who_mended_it_does_not_decide_it(town: Town, family: list[Record]) -> None:
    filing = file(town, family, phone="12")
    chief = signed_in(town, "kakaricho")
    taken(chief, filing, "correct/phone", {"q": "0157112222"}, "correct")
    now = fresh(town, filing)
    assert now.state == Filing.State.ENTERED
    case = chief.get(f"/012084/cases/{now.case_id}/").content.decode()
    assert "自分では決裁できません" in case and "approve-go" not in case
    with town.open("chief"), pytest.raises(cases.CaseError, match="自分が入力"):
        assert now.case_id is not None
        cases.approve(now.case_id)


@pytest.mark.parametrize(
    ("question", "form", "target"),
    [
        ("phone", {"q": "12"}, "q"),
        ("moved_on", {"q-era": "seireki", "q-year": "2026", "q-month": "13", "q-day": "1"}, "q-year"),
        ("moved_on", {"q-era": "seireki", "q-year": "2026", "q-month": "", "q-day": "1"}, "q-month"),
        ("movers", {}, "q-1"),
        ("where", {"q": "moon"}, "q-1"),
        ("new_address", {"q-prefecture": "千葉県", "q-municipality": "月市"}, "q-municipality"),
    ],
)
def test_a_mended_answer_is_checked_and_what_was_typed_stays(
    town: Town, family: list[Record], browser: Client, question: str, form: dict[str, str], target: str
) -> None:
    filing = file(town, family, phone="12")
    answer = browser.post(url(filing, f"correct/{question}/"), {**key(), **form})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count("<title>エラー：") == 1
    assert f'href="#{target}"' in page and f'id="{target}"' in page
    control = re.search(rf'<input[^>]*id="{target}"[^>]*>', page)
    assert control and 'aria-invalid="true"' in control[0]
    for typed in filter(None, form.values()):
        assert typed in page or typed == "moon"
    assert fresh(town, filing).provenance[question] == "typed"


def test_an_unknown_question_is_not_found(town: Town, family: list[Record], browser: Client) -> None:
    assert browser.get(url(file(town, family, phone="12"), "correct/invented/")).status_code == 404


def test_declined_with_a_reason_for_the_resident(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, phone="12")
    answer = browser.post(url(filing, "decline/"), {**key(), "reason": " "})
    assert answer.status_code == 422 and "受け付けない理由" in problems(answer.content.decode())
    page = taken(browser, filing, "decline", {"reason": "市内の引っ越しは転居届になります"}, "decline")
    assert "市内の引っ越しは転居届になります" in page and "recheck-go" not in page
    now = fresh(town, filing)
    assert (now.state, now.reason) == (Filing.State.DECLINED, "市内の引っ越しは転居届になります")
    with town.open():
        assert RegisterEntry.objects.filter(act="send_back", detail__filing=filing.receipt_number).count() == 1


def test_past_its_end_no_step_is_offered_and_a_late_press_is_told(
    town: Town, family: list[Record], browser: Client
) -> None:
    filing = file(town, family)
    assert filing.state == Filing.State.ENTERED
    for step, form in (("recheck", {}), ("decline", {"reason": "x"}), ("ask", {"ask-phone": "x"})):
        answer = browser.post(url(filing, f"{step}/"), {**key(), **form})
        assert answer.status_code == 409 and "決裁待ち" in answer.content.decode(), step
    for step in ("ask", "decline", "correct/phone"):
        assert browser.get(url(filing, f"{step}/")).status_code == 409, step
    assert activities(town, filing) == ["受付", "自動確認"]


def test_somebody_looks_after_it_and_gives_it_back(town: Town, family: list[Record], browser: Client) -> None:
    filing = file(town, family, phone="12")
    page = taken(browser, filing, "assign", {"do": "take"}, "take")
    assert "担当を外す" in page and fresh(town, filing).assigned_to == town.clerk.id
    assert filing.receipt_number in browser.get("/012084/filings/?owner=mine").content.decode()
    assert filing.receipt_number not in browser.get("/012084/filings/?owner=nobody").content.decode()
    taken(browser, filing, "assign", {"do": "release"}, "release")
    assert fresh(town, filing).assigned_to is None
    assert browser.post(url(filing, "assign/"), {"do": "steal"}).status_code == 404


def test_after_a_step_the_next_filing_is_one_key_away(town: Town, family: list[Record], browser: Client) -> None:
    first, second, third = (file(town, family, phone="12") for _ in range(3))
    page = browser.get(url(second)).content.decode()
    assert f'href="{url(third)}"' in page and 'data-key="F8"' in page
    page = taken(browser, second, "decline", {"reason": "重複"}, "decline")
    assert re.search(rf'<a[^>]*href="{url(third)}"[^>]*data-key="F9"', page)
    page = taken(browser, third, "decline", {"reason": "重複"}, "decline")
    assert f'href="{url(first)}"' in page, "behind the last comes the first"
    page = taken(browser, first, "decline", {"reason": "重複"}, "decline")
    assert "next-filing" not in page


def test_a_filing_sent_back_says_why_and_has_a_list_of_its_own(
    town: Town, family: list[Record], browser: Client
) -> None:
    filing = file(town, family)
    with town.open():
        never = filings.receive(move_out_of(family, ["t1"], answers={"phone": "12"}))
    with town.open("chief"):
        assert filing.case_id is not None
        cases.send_back(filing.case_id, "日付を確かめる")
    page = browser.get(url(filing)).content.decode()
    assert "差し戻されています" in page and "日付を確かめる" in page
    returned = browser.get("/012084/filings/?scope=returned").content.decode()
    assert filing.receipt_number in returned and "差戻し 1<" in returned
    assert never.receipt_number not in returned, "waits to be checked, but nobody sent it back"
    taken(browser, filing, "recheck", {}, "recheck")
    assert fresh(town, filing).state == Filing.State.ENTERED
    assert "この範囲に申請はありません" in browser.get("/012084/filings/?scope=returned").content.decode()


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the law wanted the resident to come."""
    shipped = catalogue.load()
    needs = tuple(replace(one, finish="visit") if one.code == "move_out" else one for one in shipped.procedures)
    monkeypatch.setattr(catalogue, "load", lambda: catalogue.Catalogue(needs))


def test_what_needs_a_visit_waits_for_it_with_everything_there(
    town: Town, family: list[Record], browser: Client, visits: None
) -> None:
    filing = file(town, family)
    assert filing.state == Filing.State.VISIT and filing.case_id is None
    answer = browser.post(url(filing, "arrive/"), key())
    assert answer.status_code == 422 and "本人確認" in problems(answer.content.decode())
    taken(browser, filing, "arrive", {"identification": "photo"}, "arrive")
    now = fresh(town, filing)
    assert (now.state, now.level) == (Filing.State.ENTERED, "counter")
    assert activities(town, filing) == ["受付", "自動確認", "来庁待ち", "来庁", "自動確認"]


def test_reasons_given_before_the_visit_count_when_the_resident_comes(
    town: Town, family: list[Record], browser: Client, visits: None
) -> None:
    filing = file(town, family, **ABROAD)
    assert filing.state == Filing.State.RECEIVED
    taken(browser, filing, "proceed", {"reason-P-09": "電話で案内した"}, "proceed")
    assert fresh(town, filing).state == Filing.State.VISIT
    taken(browser, filing, "arrive", {"identification": "photo"}, "arrive")
    assert fresh(town, filing).state == Filing.State.ENTERED
