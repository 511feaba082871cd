"""How a visit begins: somebody another town announced, and by what happened (the guide)."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from tests.frontyard.counter.test_counter import AT, clerk, family, interview, kitami, offered, only
from tests.procedures.town import announced
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.cases.models import Filing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["clerk", "family", "kitami"]


def test_who_is_announced_is_asked_the_day_and_little_else(kitami: Town, clerk: Client) -> None:
    with kitami.open():
        people = announced()
    hits = clerk.post(AT, {"kana": "イトウ アオイ", "birth": ""}).content.decode()
    start = f"{AT}start/{people['partner']}/"
    assert start in hits and "転入予定（船橋市から" in hits
    page = clerk.get(start).content.decode()
    assert "前の市区町村から届いた情報" in page and "move_in_arrival" in offered(page)
    sent = {"idempotency_key": str(uuid4()), "identification": "card", "language": "ja"}
    url = clerk.post(start, sent | {"procedures": ["move_in_arrival"]}).headers["Location"]
    asked = []
    given = {
        "moved_on": {"q-era": "reiwa", "q-year": "8", "q-month": "11", "q-day": "22"},
        "phone": {"q": "0901234567"},
    }
    while "/ask/" in (where := clerk.get(url).headers.get("Location", "")):
        name = where.rstrip("/").rsplit("/", 1)[-1]
        asked.append(name)
        assert clerk.post(where, given.get(name, {"do": "later"})).status_code == 302, name
    assert asked == ["moved_on", "relations", "phone", "note"]
    page = clerk.get(url).content.decode()
    assert "伊藤　翔" in page and "東6丁目" in page and "伊藤　蓮" in page
    clerk.post(f"{url}sign/", {"how": "paper", "note": ""})
    with kitami.open():
        filing = Filing.objects.get()
        assert filing.state == Filing.State.ENTERED, filing.findings
        assert {name for name, source in filing.provenance.items() if source != "register"} == {"moved_on", "phone"}
        assert set(filing.people.values()) == set(people.values())


def test_a_resident_is_not_offered_the_move_in_of_who_is_announced(clerk: Client, family: list[Record]) -> None:
    page = clerk.get(f"{AT}start/{int(family[1].addressee_number)}/").content.decode()
    assert "move_in_arrival" not in offered(page) and "move_in" in offered(page)


def test_the_guide_ticks_what_is_received_here_and_the_sheet_names_the_next_desks(
    kitami: Town, family: list[Record], clerk: Client
) -> None:
    start = f"{AT}start/{int(family[1].addressee_number)}/"
    assert f'href="{start}guide/"' in clerk.get(start).content.decode()
    assert "引っ越し" in clerk.get(f"{start}guide/").content.decode()
    nothing = clerk.post(f"{start}guide/", {"event": ""})
    assert nothing.status_code == 422 and "出来事" in nothing.content.decode()
    asked = clerk.post(f"{start}guide/", {"event": "papers"}).content.decode()
    assert "どの証明書がほしいですか" in asked and 'name="moved_on"' not in asked
    missing = clerk.post(f"{start}guide/", {"event": "papers", "do": "answers"})
    assert missing.status_code == 422

    told = {"event": "papers", "do": "answers", "papers": ["residence", "seal"]}
    page = clerk.post(f"{start}guide/", told).content.decode()
    ticked = re.findall(r'name="procedures" value="([^"]+)"[^>]*checked', page)
    assert ticked == ["resident_copy"] and "印鑑登録証明書 — 市民課" in page
    carried = re.search(r'name="guide" value="([^"]+)"', page)
    assert carried is not None
    key = str(uuid4())
    sent = {"idempotency_key": key, "identification": "card", "procedures": ticked, "language": "en"}
    url = clerk.post(start, {**sent, "guide": carried[1]}).headers["Location"]
    interview(clerk, url)
    clerk.post(f"{url}sign/", {"how": "paper", "note": ""})
    sheet = clerk.get(f"{url}sheet/").content.decode()
    onward = sheet[sheet.index("Next desks, in order") :]
    assert "Seal certificate" in onward and "An identity document" in onward
    clerk.post(f"{url}finish/")
    assert only(kitami).guide == {}

    elsewhere = f"{AT}start/{int(family[0].addressee_number)}/"
    url = clerk.post(elsewhere, {**sent, "idempotency_key": str(uuid4()), "guide": carried[1]}).headers["Location"]
    with kitami.open():
        assert Visit.objects.get(id=url.rstrip("/").rsplit("/", 1)[-1]).guide == {}, "told by another visitor"
