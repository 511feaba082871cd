"""Kinds of certificates through the counter: preview, removed record, entries, move-out, five persons, overflow."""

import io
from datetime import date
from uuid import uuid4

import pypdf
import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, problems
from tests.residents import COUPLE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.documents.models import Intent
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BIG = (*FAMILY, *((FAMILY[3][0], name, FAMILY[3][2], kana, born, "2", "子") for name, kana, born in (
    ("三葉", "ミツバ", date(2013, 1, 1)),
    ("四葉", "ヨツバ", date(2015, 1, 1)),
)))  # fmt: skip


@pytest.fixture
def kitami() -> Town:
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return town


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def form(kind: str, people: list[Record], *items: str) -> dict[str, object]:
    return {
        "idempotency_key": str(uuid4()),
        "applicant": "self",
        "identification": "card",
        "purpose": "年金の請求",
        "kind": kind,
        "chosen": [record.addressee_number for record in people],
        "items": list(items),
    }


def url(desk: Desk, people: list[Record]) -> str:
    return desk.url(f"certificates/?household={people[0].household_number}")


def words_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def issued(desk: Desk, people: list[Record], given: dict[str, object]) -> str:
    answer = desk.clerk.post(url(desk, people), given)
    assert answer.status_code == 302, problems(answer.content.decode())
    return words_of(desk.clerk.get(f"{answer.headers['Location']}pdf/").content)


def test_a_preview_has_neither_number_nor_seal_and_leaves_only_a_register_row(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE)
    answer = desk.clerk.post(url(desk, people), form("copy_joint", people) | {"do": "preview"})
    assert answer.headers["Content-Type"] == "application/pdf"
    words = words_of(answer.content)
    assert "プレビュー" in words and "佐藤　花子" in words and "20261124" not in words and "北見市長之印" not in words
    with kitami.open():
        assert not Intent.objects.exists()
        assert RegisterEntry.objects.filter(act="view_document", detail__has_key="preview").count() == 1
    assert "20261124北見市本庁1001" in issued(desk, people, form("copy_joint", people))


def test_the_copy_of_a_removed_record_says_why_it_ended(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE)
    husband = people[:1]
    death = EX_OFFICIO | {"chosen": husband[0].addressee_number}
    desk.register(f"changes/death/?household={husband[0].household_number}", death)
    refused = desk.clerk.post(url(desk, people), form("copy_joint", people))
    assert refused.status_code == 422 and "一枚にできない" in problems(refused.content.decode())
    words = issued(desk, people, form("removed_copy", husband, "head_and_relationship"))
    assert "除票" in words and "死亡" in words and "令和8年11月20日" in words and "佐藤　花子" not in words


def test_a_certificate_of_entries_leaves_out_what_was_not_asked_for(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE)
    words = issued(desk, people, form("recorded_items_individual", people[1:]))
    assert "記載があることを証明する" in words and "北海道北見市本町一丁目１番地" not in words
    words = issued(desk, people, form("recorded_items_individual", people[1:], "family_register"))
    assert "北海道北見市本町一丁目１番地" in words


def test_who_has_not_notified_a_move_out_gets_no_move_out_certificate(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE)
    plan = {"chosen": people[1].addressee_number, "abroad": "0", "planned": "千葉県船橋市", "change_date": "令8.12.1"}
    desk.register(f"changes/move_out/?household={people[0].household_number}", FILING | plan)
    refused = desk.clerk.post(url(desk, people), form("move_out", people))
    assert refused.status_code == 422 and "転出の届出がない人" in problems(refused.content.decode())
    assert "千葉県船橋市" in issued(desk, people, form("move_out", people[1:]))


def test_six_persons_need_a_second_sheet(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(BIG)
    words = issued(desk, people, form("copy_joint", people, "head_and_relationship"))
    assert "1/2" in words and "2/2" in words and "佐藤　四葉" in words and "世帯全員" in words


def test_a_text_that_does_not_fit_is_told_before_printing(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE, address(building="大規模集合住宅" * 30))
    given = form("copy_joint", people)
    asked = desk.clerk.post(url(desk, people), given)
    page = asked.content.decode()
    assert asked.status_code == 422 and "文字があふれる" in page and 'name="overflow"' in page
    with kitami.open():
        assert not Intent.objects.exists()
    assert "佐藤　花子" in issued(desk, people, given | {"overflow": "seen"})


def test_the_history_of_issues_stands_on_the_person(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        people = move_in(COUPLE)
    place = desk.url(f"{people[1].addressee_number}/issues/")
    assert "発行した証明はありません" in desk.clerk.get(place).content.decode()
    issued(desk, people, form("copy_individual", people[1:]))
    page = desk.clerk.get(place).content.decode()
    assert "20261124 北見市 本庁1 001" in page and "年金の請求" in page and "住民票の写し（個人票）" in page
    assert (
        "発行した証明はありません" in desk.clerk.get(desk.url(f"{people[0].addressee_number}/issues/")).content.decode()
    )
