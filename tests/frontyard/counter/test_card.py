"""［カードで確認］: a simulated card read at the counter, up to the visit; what is refused, and with which way out."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.frontyard.counter.test_counter import AT, kitami
from tests.frontyard.counter.zone import as_counter
from tests.residents import COUPLE, address, move_in
from tests.world import MORNING, Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.counter import card_reading
from yakuba.frontyard.counter.models import CardReading, Visit
from yakuba.frontyard.reception.models import CertificateLink
from yakuba.operation.card_reader.card import Card
from yakuba.operation.simulators.card_authority import CardAuthority
from yakuba.operation.simulators.card_chip import SimulatedReaders
from yakuba.operation.simulators.card_client import Person, make_cards
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.register.models import RegisterEntry

__all__ = ["kitami"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PAGE = f"{AT}card/"


@pytest.fixture
def couple(kitami: Town) -> list[Record]:
    with kitami.open():
        return move_in(COUPLE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cards once for all tests: their keys take long to make."""
    folder, town = tmp_path_factory.mktemp("cards"), address()
    where = f"北海道北見市{town.address_town}{town.address_lot}"
    people = [Person(one[1], f"{one[0]}　{one[1]}", one[4], one[5], where) for one in COUPLE]
    stranger = replace(people[1], label="知らない人", name="知床　岬")
    moved = replace(people[0], label="引っ越した人", address="千葉県船橋市本町一丁目３番地")
    make_cards(folder, [*people, stranger, moved], MORNING - timedelta(days=1))
    return folder


@pytest.fixture
def cards(made: Path, couple: list[Record], settings: Any, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    settings.CARD_READER = "http://127.0.0.1:8004"
    settings.CARD_AUTHORITIES, settings.CARD_LISTS = (
        str(tmp_path / "authority" / "ca"),
        str(tmp_path / "authority" / "crl"),
    )
    settings.CARD_TEST = True
    card_reading.verifier.cache_clear()
    yield tmp_path
    card_reading.verifier.cache_clear()


def answer(clerk: Client, cards: Path, card: str) -> dict[str, str]:
    """What the page sends after the terminal's reader has read the card."""
    page = clerk.get(PAGE)
    text = page.content.decode()
    assert "connect-src 'self' http://127.0.0.1:8004" in page.headers["Content-Security-Policy"]
    challenge, signed = (
        re.findall(rf'{name}="([^"]+)"', text)[0] for name in ("data-challenge", 'name="challenge" value')
    )
    with SimulatedReaders(cards).open(card) as chip:
        held = Card(chip)
        certificate = held.user_certificate()
        signature = held.sign("1234", challenges.read(challenge).to_sign())
        items = json.dumps(asdict(held.four_items("1234")))
    encoded = [base64.b64encode(one).decode() for one in (certificate, signature)]
    return dict(zip(("challenge", "certificate", "signature", "items"), (signed, *encoded, items), strict=True))


def begin(clerk: Client, start: str, identification: str, key: str = "") -> Any:
    sent = {"idempotency_key": key or str(uuid4()), "identification": identification, "language": "ja"}
    return clerk.post(start, {**sent, "procedures": ["resident_copy"]})


def test_a_card_is_read_and_the_visit_begins_with_what_it_proved(
    kitami: Town, couple: list[Record], cards: Path
) -> None:
    """As the counter's own role: its rights are enough."""
    clerk = signed_in(kitami, "madoguchi")
    start = f"{AT}start/{int(couple[1].addressee_number)}/"
    with as_counter():
        assert "カードで確認" in clerk.get(AT).content.decode()
        assert begin(clerk, start, "card_read").status_code == 422, "nobody chooses it by hand"
        sent = answer(clerk, cards, "002")
        told = clerk.post(PAGE, sent)
        assert (told.status_code, told.headers["Location"]) == (302, start)
        again = clerk.post(PAGE, sent)
        assert again.status_code == 422 and "すでに使われています" in again.content.decode(), "an answer counts once"
        page = clerk.get(start).content.decode()
        assert "証明書は有効です" in page and re.search(r'value="card_read"[^>]*checked', page)
        assert "違うところ" not in page
        other = clerk.get(f"{AT}start/{int(couple[0].addressee_number)}/").content.decode()
        assert 'value="card_read"' not in other, "nor for somebody else"
        key = str(uuid4())
        visits = {begin(clerk, start, "card_read", key).headers["Location"] for _ in range(2)}
        assert len(visits) == 1, "pressed twice, it is one visit"
        assert "カードの読取り（有効を確認済み）" in clerk.get(visits.pop(), follow=True).content.decode()
        assert begin(clerk, start, "card_read").status_code == 422, "a reading begins one visit"
    with kitami.open():
        visit, reading = Visit.objects.get(), CardReading.objects.get()
        assert (visit.identification, reading.visit_id, reading.how) == ("card_read", visit.id, "items")
        kept = json.dumps([reading.people, reading.level])
        assert "佐藤" not in kept and sent["certificate"][:40] not in kept
        found = RegisterEntry.objects.get(act="search", detail__card="items")
        assert (found.subjects, found.actor_id) == ([int(couple[1].addressee_number)], kitami.clerk.id)
        assert RegisterEntry.objects.filter(outcome="refused", detail__card="used").exists()
        assert not CertificateLink.objects.exists(), "the counter links nothing"


def test_known_serial_unknown_status_and_what_is_not_as_on_the_record(
    kitami: Town, couple: list[Record], cards: Path, settings: Any
) -> None:
    clerk = signed_in(kitami, "madoguchi")
    issued = CardAuthority(cards / "authority").issued()
    serials = {one["holder"]: serial for serial, one in issued.items() if one["kind"] == "user"}
    key_id = card_reading.verifier().anchors.anchors
    with kitami.open():
        CertificateLink.objects.create(
            kind="user", serial=serials["知床　岬"], status="good", checked_at=MORNING,
            issuer_key_id=next(one.key_id for one in key_id if one.kind == "user"),
            addressee_number=couple[1].addressee_number,
        )  # fmt: skip
    start = f"{AT}start/{int(couple[1].addressee_number)}/"
    settings.CARD_LISTS = str(cards / "no-lists")
    card_reading.verifier.cache_clear()
    by_serial = answer(clerk, cards, "003")
    with as_counter():
        assert (
            clerk.post(PAGE, {**by_serial, "items": "", "items_problem": "四情報を読めません。"}).headers["Location"]
            == start
        )
        page = clerk.get(start).content.decode()
        assert "確認できていません" in page and 'value="card_unconfirmed"' in page and 'value="card_read"' not in page
        assert clerk.post(PAGE, answer(clerk, cards, "003")).headers["Location"] == start
        assert "氏名。来た人に聞いて" in clerk.get(start).content.decode()
        moved = clerk.post(PAGE, answer(clerk, cards, "004")).headers["Location"]
        assert moved == f"{AT}start/{int(couple[0].addressee_number)}/"
        assert "住所。来た人に聞いて" in clerk.get(moved).content.decode()


def test_what_does_not_count_is_refused_with_the_way_out(kitami: Town, cards: Path) -> None:
    clerk, chief = signed_in(kitami, "madoguchi"), signed_in(kitami, "kakaricho")

    def refused(sent: dict[str, str], who: Client = clerk) -> str:
        told = who.post(PAGE, sent)
        assert told.status_code == 422
        return str(told.content.decode())

    good = answer(clerk, cards, "001")
    assert "この画面からの読取りではありません" in refused(good, chief), "another clerk's challenge"
    assert "この画面からの読取りではありません" in refused({**good, "challenge": "x"})
    assert "読取り結果が届いていません" in refused({**good, "signature": "?"})
    assert "署名が" in refused({**good, "certificate": answer(clerk, cards, "002")["certificate"]})
    unread = refused({**good, "items": "[]", "items_problem": "券面事項入力補助用の暗証番号が違います。あと2回です。"})
    assert "あと2回" in unread
    stranger = refused(answer(clerk, cards, "003"))
    assert "合う人が見つかりません" in stranger and "転入予定" in stranger
    authority = CardAuthority(cards / "authority")
    serial = next(serial for serial, one in authority.issued().items() if one["kind"] == "user")
    authority.revoke(serial, "keyCompromise", MORNING - timedelta(hours=1))
    authority.publish(MORNING)
    assert "失効しています" in refused(answer(clerk, cards, "001"))
    with kitami.open():
        codes = RegisterEntry.objects.filter(act="search", outcome="refused").values_list("detail__card", flat=True)
        assert sorted(codes) == ["answer", "challenge", "challenge", "revoked", "signature"]


def test_twins_are_for_the_clerk_to_tell_apart_and_without_a_reader_there_is_no_page(
    kitami: Town, settings: Any
) -> None:
    with kitami.open():
        twins = [
            move_in((("佐藤", name, "サトウ", "ミ", COUPLE[1][4], "2", "世帯主"),))[0] for name in ("未来", "未来")
        ]
    settings.CARD_READER = "http://127.0.0.1:8004"
    hits = [card_reading.Hit(int(one.addressee_number), one.name, one.birth_date, "北見市") for one in twins]
    form: Any = {"challenge": "", "certificate": "", "signature": "", "items": "", "items_problem": ""}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(card_reading, "take", lambda _: (None, hits))
        page = signed_in(kitami, "madoguchi").post(PAGE, form)
    text = page.content.decode()
    assert page.status_code == 200 and "カードに合う人が2人います" in text
    assert all(f"{AT}start/{one.number}/" in text for one in hits)
    settings.CARD_READER = ""
    clerk = signed_in(kitami, "madoguchi")
    assert clerk.get(PAGE).status_code == 404 and "カードで確認" not in clerk.get(AT).content.decode()
