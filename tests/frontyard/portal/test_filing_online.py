"""From the first question to the paper, through both zones: the portal's role on one side, the core's on the other."""

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.frontyard.reception.test_reception import draw, items
from tests.residents import FAMILY, move_in
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import post, post_rounds, sessions
from yakuba.frontyard.portal.middleware import RESIDENT, SESSION
from yakuba.frontyard.portal.models import LetterOut, Sent
from yakuba.frontyard.reception import catalogues
from yakuba.platform.cases import filings
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy.context import Context, now, use_context
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CARD = {"kind": "signature", "serial": "77", "issuer_key_id": "AB", "not_after": "2030-01-01T00:00:00+00:00"}


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    catalogues.publish()
    rounds(town)
    catalogues.publish()
    rounds(town)
    return rows


def with_card(town: Town, record: Record, level: str = "card", serial: str = "77") -> Resident:
    """Signed in with the card of this person, and linked. How a card signs in is tested by itself."""
    four_items = items(town, record)
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        account = sessions.of_card(f"AB/{serial}", None)
        token = sessions.begin(account, level, {**CARD, "serial": serial})
        status = "good" if level == "card" else "unknown"
        body = {"level": level, "certificate": {**CARD, "serial": serial, "status": status}, "four_items": four_items}
        post.write("portal_link", account, body)
        post.write("portal_profile_wanted", account, {"session": ""})
    rounds(town)
    resident = Resident(town)
    resident.client.cookies[SESSION] = token
    return resident


def refs(page: str) -> list[str]:
    return re.findall(r'name="q" value="([0-9a-f]{24})"', page)


def answered(resident: Resident, code: str, answers: dict[str, dict[str, Any]]) -> str:
    """Through the questions to the check page; its HTML."""
    where = resident.post_to_first(code)
    for _ in range(12):
        name = where.rstrip("/").rsplit("/", 1)[-1]
        if name == "check":
            return resident.get(where.split("/", 2)[2])
        where = resident.post(where.split("/", 2)[2], answers[name])
    raise AssertionError("the questions have no end")


def copy_checked(resident: Resident, count: int = 2) -> str:
    page = resident.get("file/resident_copy/q/whose/")
    return answered(resident, "resident_copy", {"whose": {"q": refs(page)[:count]}, "shown": {}, "use": {"q": "work"}})


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_copy_from_the_first_question_to_the_pdf(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    page = copy_checked(resident)
    assert "佐藤　花子" in page and "まだ送っていません" in page and "300円" in page
    where = resident.post("file/resident_copy/send/", {"key": key_of(page)})
    assert "送信しました" in resident.get(where.split("/", 2)[2])
    rounds(town)
    draw(town)
    rounds(town)
    page = resident.get(where.split("/", 2)[2])
    assert "完了" in page and re.search(r"F\d{4}-", page) and "署名なし" in page, "this town hall has no signing key"
    paper = re.search(r"papers/[0-9a-f-]+/", resident.get("inbox/"))
    assert paper
    with as_portal():
        answer = resident.client.get(f"/{town.place.address}/{paper.group()}")
    assert answer.content.startswith(b"%PDF") and answer.headers["Content-Type"] == "application/pdf"


def test_pressed_twice_and_again_after_the_line_broke_it_is_one(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    key = key_of(copy_checked(resident))
    places = {resident.post("file/resident_copy/send/", {"key": key}) for _ in range(3)}
    assert len(places) == 1
    rounds(town)
    with town.open():
        assert Filing.objects.count() == 1


def test_a_crash_between_file_and_note_sends_nothing_twice(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = with_card(town, family[1])
    resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))})
    real = post_rounds._file

    def dies_after_the_file(*args: Any) -> None:
        real(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(post_rounds, "_file", dies_after_the_file)
        with as_portal(), pytest.raises(KeyboardInterrupt):
            post_rounds.round_of(town.place)
    with as_portal(), tenant(town.id):
        assert LetterOut.objects.filter(sent_at=None, kind="portal_filing").count() == 1
    rounds(town)
    with town.open():
        assert Filing.objects.count() == 1
    with as_portal(), tenant(town.id):
        assert Sent.objects.get().state == "decided"


def test_move_out_online_and_the_answer_comes_back(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[0])
    page = resident.get("file/move_out/q/movers/")
    answers: dict[str, dict[str, Any]] = {
        "movers": {"q": refs(page)},
        "moved_on": {"q-era": "reiwa", "q-year": "8", "q-month": "12", "q-day": "5"},
        "where": {"q": "japan"},
        "new_address": {"q-prefecture": "千葉県", "q-municipality": "船橋市", "q-town": "湊町二丁目", "q-lot": "10"},
        "phone": {"q": "090-1234-5678"},
        "note": {},
    }
    with use_context(Context(now(), RESIDENT, town.id)) as today:
        day = today.business_date
    answers["moved_on"] = {"q-era": "seireki", "q-year": day.year, "q-month": day.month, "q-day": day.day}
    page = answered(resident, "move_out", answers)
    assert "千葉県船橋市湊町二丁目10" in page
    where = resident.post("file/move_out/send/", {"key": key_of(page)})
    rounds(town)
    assert "確認中" in resident.get(where.split("/", 2)[2])
    with town.open("chief", now()):
        cases.approve(Case.objects.get(action="resident_registry.move_out").id)
    rounds(town)
    page = resident.get(where.split("/", 2)[2])
    assert "完了" in page and "転入届" in page


def test_asked_back_and_answered(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1], level="card_unconfirmed")
    where = resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))})
    rounds(town)
    with town.open("clerk", now()):
        filing = Filing.objects.get()
        assert filing.state == Filing.State.RECEIVED, "an unconfirmed card waits for a person"
        filings.ask(filing.id, {"use": "どこへ出しますか"})
    rounds(town)
    path = where.split("/", 2)[2]
    assert "どこへ出しますか" in resident.get(path) and "どこへ出しますか" in resident.get(f"{path}answer/")
    resident.post(f"{path}answer/", {"q": "school"})
    rounds(town)
    with town.open():
        assert Filing.objects.get().answers["use"] == "school"
    assert "確認中" in resident.get(path)


def test_withdrawn(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1], level="card_unconfirmed")
    path = resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))}).split("/", 2)[2]
    rounds(town)
    assert "取り下げますか" in resident.get(f"{path}withdraw/")
    resident.post(f"{path}withdraw/")
    rounds(town)
    assert "取り下げました" in resident.get(path)


def test_wrong_answers_come_back_as_typed_with_the_same_words_twice(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[0])
    page = resident.post(
        "file/move_out/q/moved_on/", {"q-era": "reiwa", "q-year": "8", "q-month": "13", "q-day": "1"}, 422
    )
    assert "<title>エラー：" in page and page.count("ない日付が入っています") == 2 and 'value="13"' in page
    page = resident.post("file/move_out/q/phone/", {"q": "12"}, 422)
    assert 'value="12"' in page and 'aria-invalid="true"' in page


def test_the_draft_is_there_on_another_device(town: Town, family: list[Record]) -> None:
    first = with_card(town, family[1])
    page = first.get("file/resident_copy/q/whose/")
    first.post("file/resident_copy/q/whose/", {"q": refs(page)[:1]})
    second = with_card(town, family[1])
    assert "入力の途中" in second.get("") and "checked" in second.get("file/resident_copy/q/whose/")


def test_the_postcode_fills_in_only_when_asked(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[0])
    resident.post("file/move_out/q/where/", {"q": "japan"})
    page = resident.post("file/move_out/q/new_address/", {"q-postcode": "273-0011", "do": "postcode"}, 200)
    assert 'value="船橋市"' in page and 'value="千葉県"' in page
    assert "見つかりませんでした" in resident.post(
        "file/move_out/q/new_address/", {"q-postcode": "000-0000", "do": "postcode"}, 200
    )


def test_the_mailbox_alone_reads_the_state_and_no_more(town: Town, family: list[Record]) -> None:
    """The same account signed in by e-mail: a mailbox is easily shared, the card is not."""
    resident = with_card(town, family[1], level="card_unconfirmed")
    path = resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))}).split("/", 2)[2]
    rounds(town)
    with town.open("clerk", now()):
        filings.ask(Filing.objects.get().id, {"use": "どこへ出しますか"})
    rounds(town)
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        mailbox = sessions.begin(sessions.of_card("AB/77", None), "email")
    resident.client.cookies[SESSION] = mailbox
    page = resident.get(path)
    assert "お返事が必要です" in page and "勤め先へ出す" not in page and "取り下げる" not in page
    for where in (f"{path}withdraw/", f"{path}answer/"):
        assert "マイナンバーカードが必要です" in resident.post(where, {"q": "school"}, 403)


def test_another_resident_sees_nothing_of_it(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    path = resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))}).split("/", 2)[2]
    rounds(town)
    draw(town)
    rounds(town)
    paper = re.search(r"papers/[0-9a-f-]+/", resident.get("inbox/"))
    assert paper
    other = with_card(town, family[0], serial="78")
    its = (path, f"{path}receipt/", f"{path}withdraw/", f"{path}answer/")
    for where in (*its, paper.group(), f"mine/{uuid4()}/"):
        other.get(where, 404)
    stranger = Resident(town)
    for where in (path, paper.group(), "mine/", "inbox/", "access/", "file/resident_copy/check/"):
        stranger.get(where, 302)


def test_without_a_card_nothing_personal_is_shown(town: Town, family: list[Record]) -> None:
    with as_portal(), tenant(town.id), use_context(Context(now(), RESIDENT, town.id)):
        account = sessions.of_card("AB/99", None)
        token = sessions.begin(account, "email")
    resident = Resident(town)
    resident.client.cookies[SESSION] = token
    for path in ("file/resident_copy/", "inbox/", "access/"):
        assert "マイナンバーカードが必要です" in resident.get(path)


def test_who_looked_at_my_data_is_shown_with_its_sentence(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[0])
    assert "情報を確認しています" in resident.get("access/")
    rounds(town)
    page = resident.get("access/")
    assert "法令により表示しない記録があります" in page and "住民" in page and "窓口 花子" not in page


def test_language_changes_and_the_place_stays(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[0])
    here = f"/{town.place.address}/file/move_out/q/where/"
    assert resident.post("language/", {"language": "en", "back": here}) == here
    assert "Where are you moving to?" in resident.get("file/move_out/q/where/")
    resident.post("language/", {"language": "easy", "back": here})
    assert "<ruby>引<rt>ひ</rt></ruby>" in resident.get("file/move_out/q/where/")
    assert resident.post("language/", {"language": "en", "back": "//evil.example/"}) == f"/{town.place.address}/"


def test_the_portals_role_reaches_its_own_tables_and_nothing_else(town: Town, family: list[Record]) -> None:
    with as_portal(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND table_schema = 'public'"
        )
        rights = cursor.fetchall()
    others = {table for table, _ in rights if not table.startswith("portal_")}
    assert others == {"municipality", "municipality_name"}
    assert {right for table, right in rights if table in others} == {"SELECT"}
    with town.open(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND table_name LIKE 'portal\\_%%'"
        )
        assert cursor.fetchone()[0] == 0, "nor does the core reach the portal's"


def test_the_wall_holds_for_the_portal_too(town: Town, family: list[Record]) -> None:
    with_card(town, family[0])
    with as_portal():
        with tenant(town.id), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM portal_account")
            assert cursor.fetchone()[0] == 1
        with tenant(town.id + 999), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM portal_account")
            assert cursor.fetchone()[0] == 0


def test_personal_data_lie_in_cipher(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    resident.post("file/resident_copy/send/", {"key": key_of(copy_checked(resident))})
    rounds(town)
    draw(town)
    rounds(town)
    with as_portal(), tenant(town.id), connection.cursor() as cursor:
        for table in ("portal_sent", "portal_told", "portal_paper", "portal_account", "portal_letter_out"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = str(cursor.fetchall())
            assert "佐藤" not in text and "佐藤".encode().hex() not in text and "255044462d" not in text, table


def test_a_key_of_somebody_elses_draft_sends_nothing(town: Town, family: list[Record]) -> None:
    one, other = with_card(town, family[1]), with_card(town, family[0], serial="78")
    key = key_of(copy_checked(one))
    assert other.post("file/resident_copy/send/", {"key": key}).endswith("file/resident_copy/")
    with as_portal(), tenant(town.id):
        assert not Sent.objects.filter(id=UUID(key)).exists()
