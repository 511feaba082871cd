"""The counter where nobody writes: from the start to the filing, at the clerk's screen and the visitor's tablet."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.residents import ALONE, FAMILY, move_in
from tests.world import MORNING, Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import visits
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.views.tablet import COOKIE
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

AT = "/012084/counter/"
TABLET = "/012084/tablet/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def kitami(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return town


@pytest.fixture
def family(kitami: Town) -> list[Record]:
    with kitami.open():
        return move_in(FAMILY)


@pytest.fixture
def clerk(kitami: Town, family: list[Record]) -> Iterator[Client]:
    yield signed_in(kitami, "madoguchi")


def begin(clerk: Client, person: Record, *procedures: str, key: UUID | None = None, language: str = "ja") -> str:
    """Start a visit; the address of its page."""
    sent = {
        "idempotency_key": str(key or uuid4()),
        "identification": "card",
        "procedures": list(procedures or ("resident_copy",)),
        "language": language,
    }
    answer = clerk.post(f"{AT}start/{int(person.addressee_number)}/", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer.headers["Location"]


def offered(page: str) -> list[str]:
    """The procedures a clerk can choose from, in their order."""
    return re.findall(r'name="procedures" value="([a-z_]+)"', page)


def tokens(clerk: Client, url: str) -> list[str]:
    page = clerk.get(url, follow=True).content.decode()
    return re.findall(r'name="q" value="([^"]+)"', page)


def interview(clerk: Client, url: str, whose: int = 1) -> None:
    """Answer what is asked for a copy."""
    chosen = tokens(clerk, f"{url}ask/0/whose/")[:whose]
    assert clerk.post(f"{url}ask/0/whose/", {"q": chosen}).status_code == 302
    assert clerk.post(f"{url}ask/0/shown/", {"q": ["head_and_relationship"]}).status_code == 302
    answer = clerk.post(f"{url}ask/0/use/", {"do": "later"})
    assert answer.headers["Location"] == url


def connect(kitami: Town, clerk: Client, url: str) -> Client:
    """The visitor's tablet, past the code."""
    assert clerk.post(f"{url}tablet/").status_code == 302
    with kitami.open():
        code = Visit.objects.get(id=url.rstrip("/").rsplit("/", 1)[-1]).tablet_code
    tablet = Client()
    assert tablet.post(TABLET, {"code": code}).headers["Location"] == f"{TABLET}paper/"
    return tablet


def only(kitami: Town) -> Visit:
    with kitami.open():
        return Visit.objects.get()


def test_from_the_search_to_the_paper_with_no_pen(kitami: Town, family: list[Record], clerk: Client) -> None:
    hits = clerk.post(AT, {"kana": "サトウ ハナコ", "birth": "S55.12.26"}).content.decode()
    start = f"{AT}start/{int(family[1].addressee_number)}/"
    assert start in hits and "1件" in hits
    page = clerk.get(start).content.decode()
    assert "佐藤　花子" in page and "個人番号カード" in page and "二点確認" in page
    assert offered(page)[0] != "resident_copy"
    url = begin(clerk, family[1])
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    shown = tablet.get(f"{TABLET}paper/").content.decode()
    assert "佐藤　花子" in shown and "世帯主の名前と続柄" in shown and "（1 / 1）" in shown
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    done = tablet.post(f"{TABLET}sign/", {"name": "佐藤花子"})
    assert done.status_code == 200 and "受け付けました" in done.content.decode()
    assert offered(clerk.get(start).content.decode())[0] == "resident_copy", "what is filed most comes first"
    with kitami.open():
        filing = Filing.objects.get()
        assert (filing.channel, filing.level, filing.state) == ("counter", "counter", Filing.State.DECIDED)
        assert filing.typed_by == kitami.clerk.id
        assert filing.provenance == {"whose": "register", "shown": "spoken"}
        assert list(filing.people.values()) == [int(family[1].addressee_number)]
        assert filing.case_id is not None
        assert Case.objects.get(id=filing.case_id).state == Case.State.REGISTERED
        waiting = list(Job.objects.filter(kind="resident_registry.draw_copy").values_list("id", flat=True))
    assert "証明書を作っています" in clerk.get(url).content.decode()
    for job in waiting:
        assert jobs.run_here(kitami.id, job).state == "succeeded"
    result = clerk.get(url).content.decode()
    paper = re.search(
        r'href="(/012084/residents/[^"]+)"[^>]*id="paper-link"|id="paper-link"[^>]*href="([^"]+)"', result
    )
    assert paper is not None
    assert "正しく印刷できましたか" in clerk.get(paper[1] or paper[2]).content.decode()
    sheet = clerk.get(f"{url}sheet/").content.decode()
    assert filing.receipt_number in sheet and "証明書をこの窓口でお渡しします" in sheet
    assert "受け取り箱" not in sheet
    with kitami.open():
        assert RegisterEntry.objects.filter(act="print_list", detail__counter_sheet=[filing.receipt_number]).exists()


def test_no_number_of_the_household_stands_in_the_pages(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[0])
    page = clerk.get(url, follow=True).content.decode()
    assert "佐藤　二葉" in page
    given = re.findall(r'name="q" value="([^"]+)"', page)
    numbers = {one.addressee_number for one in family}
    assert len(given) == 4 and not numbers & set(given)
    assert not re.search(rf'"[^"]*\b({"|".join(numbers)})\b/?"', page.split("<main")[1])


def test_who_lives_alone_is_not_asked_whose(kitami: Town, clerk: Client) -> None:
    with kitami.open():
        (alone,) = move_in(ALONE)
    url = begin(clerk, alone)
    assert clerk.get(url).headers["Location"].endswith("/ask/0/shown/")
    assert only(kitami).drafts[0]["provenance"] == {"whose": "register"}


def test_every_answer_is_kept_and_a_wrong_one_is_said(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[0], "move_out")
    wrong = clerk.post(f"{url}ask/0/movers/", {})
    assert wrong.status_code == 422 and "を選んでください" in wrong.content.decode()
    chosen = tokens(clerk, f"{url}ask/0/movers/")
    assert clerk.post(f"{url}ask/0/movers/", {"q": chosen}).headers["Location"].endswith("/moved_on/")
    day = {"q-era": "reiwa", "q-year": "8", "q-month": "12", "q-day": "1"}
    clerk.post(f"{url}ask/0/moved_on/", day)
    assert clerk.post(f"{url}ask/0/where/", {"q": "abroad"}).headers["Location"].endswith("/country/")
    assert clerk.get(f"{url}ask/0/new_address/").status_code == 404  # the closed branch
    again = signed_in(kitami, "madoguchi")
    assert again.get(url).headers["Location"].endswith("/country/")  # nothing lost on another browser
    page = again.get(f"{url}ask/0/moved_on/").content.decode()
    assert 'value="2026"' in page and "聞くこと 2 / 6" in page
    assert "Date of the move" in page and "<ruby>引<rt>ひ</rt></ruby>" in page
    assert "わからない／あとで" in again.get(f"{url}ask/0/note/").content.decode()
    assert "わからない／あとで" not in page


def test_the_postcode_fills_the_address_in(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[0], "move_out")
    clerk.post(f"{url}ask/0/where/", {"q": "japan"})
    page = clerk.post(f"{url}ask/0/new_address/", {"q-postcode": "2730005", "do": "postcode"})
    assert page.status_code == 200 and 'value="船橋市"' in page.content.decode()


def move_out(clerk: Client, url: str, mover: int = 0) -> None:
    clerk.post(f"{url}ask/0/movers/", {"q": tokens(clerk, f"{url}ask/0/movers/")[mover : mover + 1]})
    clerk.post(f"{url}ask/0/moved_on/", {"q-era": "seireki", "q-year": "2026", "q-month": "12", "q-day": "1"})
    clerk.post(f"{url}ask/0/where/", {"q": "japan"})
    place = {"q-prefecture": "千葉県", "q-municipality": "船橋市", "q-town": "湊町二丁目", "q-lot": "10番25号"}
    clerk.post(f"{url}ask/0/new_address/", place)
    clerk.post(f"{url}ask/0/phone/", {"q": "090-1234-5678"})
    clerk.post(f"{url}ask/0/note/", {"do": "later"})


def test_a_move_waits_for_somebody_who_did_not_type_it(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1], "move_out")
    move_out(clerk, url)
    assert clerk.post(f"{url}sign/", {"how": "paper"}).status_code == 302
    with kitami.open():
        assert Filing.objects.get().findings == []
    assert "決裁を待っています" in clerk.get(url).content.decode()
    with kitami.open():
        case = Case.objects.get(action="resident_registry.move_out")
        assert (case.state, case.drafted_by) == (Case.State.PROVISIONAL, kitami.clerk.id)
    assert signed_in(kitami, "kakaricho").post(f"/012084/cases/{case.id}/approve/").status_code == 302
    assert "済みました" in clerk.get(url).content.decode()


def test_an_alert_waits_with_its_remedy_shown(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1], "move_out")
    move_out(clerk, url, mover=1)  # the head of the household alone
    clerk.post(f"{url}sign/", {"how": "paper"})
    page = clerk.get(url).content.decode()
    assert "確認が必要です" in page and "先に世帯主変更を行う" in page
    opened = re.search(r'href="(/012084/filings/[^"]+)"', page)
    assert opened is not None and clerk.get(opened[1]).status_code == 200


def test_two_procedures_are_signed_once(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1], "resident_copy", "move_out")
    page = clerk.get(url, follow=True).content.decode()
    assert "聞くこと 1 / " in page
    with kitami.open():
        assert [one["code"] for one in Visit.objects.get().drafts] == ["move_out", "resident_copy"]
    clerk.post(f"{url}ask/1/whose/", {"q": tokens(clerk, f"{url}ask/1/whose/")[:1]})
    move_out(clerk, url)
    clerk.post(f"{url}ask/1/shown/", {"do": "later"})
    clerk.post(f"{url}ask/1/use/", {"do": "later"})
    tablet = connect(kitami, clerk, url)
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    assert "（2 / 2）" in tablet.get(f"{TABLET}paper/").content.decode()
    assert tablet.post(f"{TABLET}sign/", {"name": "花子"}).status_code == 302  # the second paper comes first
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "2"})
    assert tablet.post(f"{TABLET}sign/", {"name": "花子"}).status_code == 200
    with kitami.open():
        assert Filing.objects.count() == 2


def test_pressed_twice_it_is_one_visit_and_one_filing(kitami: Town, family: list[Record], clerk: Client) -> None:
    key = uuid4()
    url = begin(clerk, family[1], key=key)
    assert begin(clerk, family[1], key=key) == url
    interview(clerk, url)
    for _ in range(2):
        assert clerk.post(f"{url}sign/", {"how": "paper"}).status_code == 302
    with kitami.open():
        assert (Visit.objects.count(), Filing.objects.count()) == (1, 1)
        assert len(visits.sign(key, visits.Signature("paper", "x"))) == 1


def test_a_wrong_item_calls_the_clerk_and_stands_in_the_way(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    seen = re.search(r"state/\?seen=([^\"]+)", clerk.get(url).content.decode())
    assert seen is not None
    assert clerk.get(f"{url}state/?seen={seen[1]}").status_code == 204
    tablet.post(f"{TABLET}say/", {"do": "wrong-shown", "at": "1"})
    called = clerk.get(f"{url}state/?seen={seen[1]}").content.decode()
    assert "違うところがある" in called and "聞き直す：住民票に載せるもの" in called
    page = tablet.get(f"{TABLET}paper/").content.decode()
    assert "職員に伝えました" in page and "合っています" not in page
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    assert only(kitami).checked == 0
    answer = clerk.post(f"{url}sign/", {"how": "paper"})
    assert answer.status_code == 422 and "「違う」と言われた項目" in answer.content.decode()
    assert clerk.post(f"{url}ask/0/shown/?from=read", {"q": ["earlier_address"]}).headers["Location"] == url
    assert tablet.get(f"{TABLET}changed/?seen=1").headers["HX-Refresh"] == "true"
    assert "前の住所" in tablet.get(f"{TABLET}paper/").content.decode()


def test_the_clerk_writes_for_who_cannot_and_says_who_saw_it(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    tablet.post(f"{TABLET}say/", {"do": "help"})
    assert "職員に書いてほしい" in clerk.get(url).content.decode()
    without = clerk.post(f"{url}sign/", {"how": "witness", "note": " "})
    assert without.status_code == 422 and "立会いの記録がない" in without.content.decode()
    assert clerk.post(f"{url}sign/", {"how": "witness", "note": "手が不自由なため代筆"}).status_code == 302
    assert only(kitami).signature["note"] == "手が不自由なため代筆"
    gone = tablet.get(f"{TABLET}paper/")
    assert gone.headers["Location"] == TABLET and gone.cookies[COOKIE].value == ""


def test_at_the_end_the_facts_are_forgotten_and_the_times_stay(
    kitami: Town, family: list[Record], clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    clerk.post(f"{url}sign/", {"how": "paper"})
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING + timedelta(minutes=7))
    clerk.post(f"{url}finish/")
    visit = only(kitami)
    assert (visit.state, visit.profile, visit.people) == (Visit.State.FINISHED, {}, {})
    assert visit.finished_at is not None and visit.signed_at == MORNING
    page = clerk.get(AT).content.decode()
    assert '<td class="number">7</td>' in page and "花子" not in page.split("今日の受付（自分）")[1]
    given_up = begin(clerk, family[0])
    clerk.post(f"{given_up}finish/")
    assert "受け付けた手続きはありません" in clerk.get(given_up).content.decode()


def test_another_town_and_no_duty(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1])
    funabashi = found_town("122041")
    other = url.replace("/012084/", "/122041/")
    stranger = signed_in(funabashi, "madoguchi")
    assert stranger.get(other).status_code == 404
    assert stranger.post(f"{other}sign/", {"how": "paper"}).status_code == 404
    assert stranger.get(f"/122041/counter/start/{int(family[1].addressee_number)}/").status_code == 404
    assert Client().get(url).headers["Location"].startswith("/012084/sign-in/")
    with kitami.open():
        DutyAssignment.objects.filter(account_id=kitami.clerk.id, duty="resident_registry.enter").update(
            valid_to="2026-04-01"
        )
    page = clerk.get(f"{AT}start/{int(family[1].addressee_number)}/").content.decode()
    assert "住民票の写し" in page and "転出届" not in page  # who may not enter a change is not offered one
    with kitami.open():
        DutyAssignment.objects.filter(account_id=kitami.clerk.id).update(valid_to="2026-04-01")
    assert clerk.get(url).status_code == 403


def test_who_approves_cannot_type_in_a_colleagues_visit(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1], "move_out")
    move_out(clerk, url)
    chief = signed_in(kitami, "kakaricho")
    assert chief.get(url).status_code == 404
    assert chief.post(f"{url}ask/0/phone/", {"q": "090-0000-0000"}).status_code == 404
    assert chief.post(f"{url}sign/", {"how": "paper"}).status_code == 404
    assert only(kitami).drafts[0]["answers"]["phone"] == "09012345678"
    with kitami.open():
        assert not Filing.objects.exists()


def test_the_record_page_leads_to_the_counter(kitami: Town, family: list[Record], clerk: Client) -> None:
    number = int(family[1].addressee_number)
    assert f'href="{AT}start/{number}/"' in clerk.get(f"/012084/residents/{number}/").content.decode()
