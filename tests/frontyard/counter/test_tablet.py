"""The visitor's tablet: codes, one visit only, languages, a drawing in cipher, a lost connection."""

import base64
from datetime import timedelta

import pytest
from django.test import Client

from tests.frontyard.counter.test_counter import begin, clerk, connect, family, interview, kitami, only
from tests.residents import ALONE, move_in
from tests.world import MORNING, Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.views.tablet import COOKIE
from yakuba.platform.cases.models import Filing
from yakuba.platform.secrets import safe

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

AT = "/012084/counter/"
TABLET = "/012084/tablet/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

__all__ = ["clerk", "family", "kitami"]


def test_a_drawing_is_kept_in_cipher(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    for broken in ("data:image/png;base64,AAAA", "data:image/png;base64,@@", "x" * 300_000, ""):
        assert tablet.post(f"{TABLET}sign/", {"drawing": broken}).status_code == 422
    sent = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert tablet.post(f"{TABLET}sign/", {"drawing": sent}).status_code == 200
    visit = only(kitami)
    assert visit.signature == {"how": "drawn", "name": "", "note": "", "drawn": True}
    with kitami.open():
        assert safe.get(visit.id, "sign") == PNG


def test_a_tablet_that_is_left_lets_go_and_the_visit_goes_on_where_it_was(
    kitami: Town, family: list[Record], clerk: Client
) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    tablet.post(f"{TABLET}say/", {"do": "right", "at": "1"})
    page = tablet.get(f"{TABLET}paper/").content.decode()
    assert 'data-ask="90" data-hide="30" hidden' in page and "まだお使いですか" in page
    cookie = tablet.cookies[COOKIE].value
    left = tablet.post(f"{TABLET}leave/")
    assert left.headers["Location"] == TABLET and "cache" in left.headers["Clear-Site-Data"]
    kept = Client()
    kept.cookies[COOKIE] = cookie
    assert kept.get(f"{TABLET}paper/").headers["Location"] == TABLET, "the old token opens nothing"
    assert "data-ask" not in tablet.get(TABLET).content.decode()
    again = connect(kitami, clerk, url)
    assert 'id="pad"' in again.get(f"{TABLET}paper/").content.decode(), "looked over before, so only the name is left"


def test_codes_cannot_be_guessed_and_expire(
    kitami: Town, family: list[Record], clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    clerk.post(f"{url}tablet/")
    code = only(kitami).tablet_code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    stranger = Client()
    for typed in [wrong] * 9 + ["²" * 6]:
        assert stranger.post(TABLET, {"code": typed}).status_code == 422
    slowed = stranger.post(TABLET, {"code": code})
    assert slowed.status_code == 422 and "10分ほど待ってください" in slowed.content.decode()
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING + timedelta(minutes=11))
    late = stranger.post(TABLET, {"code": code})
    assert late.status_code == 422 and "10分を過ぎています" in late.content.decode()
    clerk.post(f"{url}tablet/")
    tablet = Client()
    assert tablet.post(TABLET, {"code": only(kitami).tablet_code}).status_code == 302
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING + timedelta(minutes=42))
    assert tablet.get(f"{TABLET}paper/").headers["Location"] == TABLET


def test_a_code_serves_one_tablet_and_a_tablet_one_visit(kitami: Town, family: list[Record], clerk: Client) -> None:
    with kitami.open():
        (alone,) = move_in(ALONE)
    mine, hers = begin(clerk, family[1]), begin(clerk, alone)
    interview(clerk, mine)
    clerk.post(f"{hers}ask/0/shown/", {"do": "later"})
    clerk.post(f"{hers}ask/0/use/", {"do": "later"})
    clerk.post(f"{mine}tablet/")
    with kitami.open():
        code = Visit.objects.get(id=mine.rstrip("/").rsplit("/", 1)[-1]).tablet_code
    first, second = Client(), Client()
    assert first.post(TABLET, {"code": code}).status_code == 302
    assert second.post(TABLET, {"code": code}).status_code == 422
    other = connect(kitami, clerk, hers)
    assert "髙橋" in other.get(f"{TABLET}paper/").content.decode()
    page = first.get(f"{TABLET}paper/").content.decode()
    assert "花子" in page and "髙橋" not in page
    cookie = first.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (TABLET, True, "Strict")
    assert first.get(mine).status_code == 302  # a tablet is no staff session
    clerk.post(f"{mine}tablet/")  # another code ends the first tablet's session
    assert first.get(f"{TABLET}paper/").headers["Location"] == TABLET


def test_a_lost_connection_leaves_the_visit_open(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1])
    interview(clerk, url)
    connect(kitami, clerk, url)
    assert (
        "署名はまだ届いていません" in clerk.get(url).content.decode()
        or "確認の画面です" in clerk.get(url).content.decode()
    )
    with kitami.open():
        Visit.objects.update(tablet_until=MORNING)
    page = clerk.get(url).content.decode()
    assert "つながっていません。署名は届いていません。" in page
    assert only(kitami).state == Visit.State.ASKING
    with kitami.open():
        assert not Filing.objects.exists()


def test_the_visitors_language_reaches_the_tablet(kitami: Town, family: list[Record], clerk: Client) -> None:
    url = begin(clerk, family[1], language="en")
    interview(clerk, url)
    tablet = connect(kitami, clerk, url)
    page = tablet.get(f"{TABLET}paper/").content.decode()
    assert '<html lang="en">' in page and "Please check this" in page and "Whose residence record" in page
    tablet.post(f"{TABLET}say/", {"do": "easy"})
    assert "<ruby>内容<rt>ないよう</rt></ruby>" in tablet.get(f"{TABLET}paper/").content.decode()
