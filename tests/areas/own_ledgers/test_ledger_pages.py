"""Staff read the ledgers: counts, search, CSV, one entry with letter and history, its closing; marks and register."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.areas.own_ledgers.ledgers import CODE, name_the_mayor, publish
from tests.areas.own_ledgers.test_entries import approve, draw, file
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town, signed_in
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.loads.exporting import exported_models
from yakuba.platform.access import service as access
from yakuba.platform.access.models import DutyAssignment
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PLACE = {"prefecture": "北海道", "municipality": "北見市", "town": "端野町", "lot": "5番地"}


@pytest.fixture
def town() -> Town:
    found = found_town("012084")
    with found.open():
        access.assign(found.clerk, "own_ledger.enter", TODAY)
    return found


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
        publish()
    with town.open("chief"):
        name_the_mayor()
    return rows


def entered(town: Town, family: list[Record], note: str, **changes: object) -> LedgerEntry:
    with town.open("chief"):
        filing = file(family, {"note": note, "place": PLACE}, **changes)
        approve(filing)
        return LedgerEntry.objects.get(filing_key=filing.key)


def text(answer: bytes) -> str:
    page = answer.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def test_a_ledger_is_listed_searched_taken_out_and_read(town: Town, family: list[Record]) -> None:
    clerk = signed_in(town, "madoguchi")
    assert "独自台帳はまだありません" not in text(clerk.get("/012084/ledgers/").content), "published, still empty"
    assert "登録はまだありません" in text(clerk.get(f"/012084/ledgers/{CODE}/").content)
    first = entered(town, family, "=SUM(A1)")
    second = entered(town, [family[1], family[0]], "熊の足跡", people={"t1": int(family[2].addressee_number)})
    draw(town)
    assert "防獣柵設置費補助金台帳 2 0" in text(clerk.get("/012084/ledgers/").content)
    page = text(clerk.get(f"/012084/ledgers/{CODE}/").content)
    assert page.index(second.number) < page.index(first.number) and "電気柵 / 12,000円" in page
    for asked, found, other in (
        ("花子　熊", second, first),
        (first.number, first, second),
        ("太郎", first, second),
    ):
        page = text(clerk.post(f"/012084/ledgers/{CODE}/", {"text": asked}).content)
        assert found.number in page and other.number not in page, asked
    assert "条件に合う登録はありません" in text(clerk.post(f"/012084/ledgers/{CODE}/", {"state": "closed"}).content)
    assert clerk.post(f"/012084/ledgers/{CODE}/", {"state": "invented"}).status_code == 422
    assert clerk.get("/012084/ledgers/own_none/").status_code == 404

    page = text(clerk.get(f"/012084/ledgers/entries/{first.id}/").content)
    for expected in ("佐藤 太郎", "費用 12,000円", "管理する人 佐藤 花子", "第1版", "受付", "交付", "交付 防獣柵"):
        assert expected in page, expected
    letter = clerk.get(f"/012084/ledgers/entries/{first.id}/letter/")
    assert letter.content.startswith(b"%PDF") and letter.headers["Cache-Control"] == "no-store"
    assert clerk.get(f"/012084/ledgers/entries/{first.id}/print/").content.startswith(b"%PDF")
    with town.open():
        persons = {int(one.addressee_number) for one in family[:2]}
        for act, told in (("view_ledger", {"entry": first.number}), ("print_list", {"entry": first.number})):
            assert set(RegisterEntry.objects.get(act=act, detail__contains=told).subjects) == persons
        assert RegisterEntry.objects.filter(act="view_document", detail__number=first.number).exists()
        assert LedgerEntry in set(exported_models()), "the table leaves with the full export"


def test_marks_are_shown_and_an_address_stays_out_of_the_csv(town: Town, family: list[Record]) -> None:
    entered(town, family, "=SUM(A1)")
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(family[1].addressee_number),
                measure="violence",
                received_on=TODAY,
                requesting_body="警察署",
                starts_on=TODAY,
            )
        )
    entered(town, [family[2]], "ふつう", people={"t1": int(family[3].addressee_number)})
    clerk = signed_in(town, "madoguchi")
    assert "支援措置中" in text(clerk.get(f"/012084/ledgers/{CODE}/").content)
    answer = clerk.post(f"/012084/ledgers/{CODE}/list.csv", {"text": ""})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("番号,名義人,支援措置・抑止,登録日,状態") and lines[0].endswith(
        "柵の種類は何ですか,費用,設置場所,管理する人,備考"
    )
    assert "端野町" in lines[1] and "支援措置中" in lines[2] and "端野町" not in lines[2]
    assert lines[2].endswith("'=SUM(A1)"), "no spreadsheet takes it for a formula"
    with town.open():
        out = RegisterEntry.objects.get(act="print_list", detail__rows=2)
        assert len(set(out.subjects)) == 4


def test_an_entry_ends_by_two_people_with_a_reason(town: Town, family: list[Record]) -> None:
    entry = entered(town, family, "")
    clerk, chief = signed_in(town, "madoguchi"), signed_in(town, "kakaricho")
    url = f"/012084/ledgers/entries/{entry.id}/"
    sent = {"idempotency_key": str(uuid4()), "reason": "本人の届出"}
    assert clerk.post(f"{url}close/", {**sent, "reason": " "}).status_code == 422
    assert [clerk.post(f"{url}close/", sent).status_code for _ in range(2)] == [302, 302]
    again = clerk.post(f"{url}close/", {**sent, "idempotency_key": str(uuid4())})
    assert again.status_code == 422 and "もう入力されている" in text(again.content)
    with town.open():
        case = Case.objects.get(action="own_ledger.close")
    assert "廃止の決裁を待っています" in text(clerk.get(url).content)
    assert "本人の届出" in text(chief.get(f"/012084/cases/{case.id}/").content)
    chief.post(f"/012084/cases/{case.id}/approve/")
    chief.post(f"/012084/cases/{case.id}/approve/")
    page = text(clerk.get(url).content)
    assert "廃止されています" in page and "理由：本人の届出" in page and "廃止する" not in page
    with town.open("chief"):
        entry.refresh_from_db()
        assert (entry.state, entry.closed_reason) == (LedgerEntry.State.CLOSED, "本人の届出")
        assert entry.values["amount"] == 12000, "what was entered stays"
        late = cases.Draft("own_ledger.close", case_input(entry.id), uuid4(), {})
        with pytest.raises(cases.Blocked):
            cases.enter(cases.draft(late).id)


def case_input(entry_id: UUID) -> object:
    from yakuba.areas.own_ledgers.actions.close import Closing

    return Closing(entry=entry_id, reason="もう一度")


def test_nobody_without_the_duty_and_no_other_town_reads_a_ledger(town: Town, family: list[Record]) -> None:
    entry = entered(town, family, "")
    strange = found_town("122041")
    with town.open():
        past = {"valid_from": "2026-04-01", "valid_to": "2026-04-02"}
        DutyAssignment.objects.filter(account_id=town.clerk.id, duty="own_ledger.enter").update(**past)
    colleague, stranger = signed_in(town, "madoguchi"), signed_in(strange, "kakaricho")
    for path in ("", f"{CODE}/", f"entries/{entry.id}/", f"entries/{entry.id}/letter/", f"entries/{entry.id}/print/"):
        assert colleague.get(f"/012084/ledgers/{path}").status_code == 403, path
        if path:
            assert stranger.get(f"/122041/ledgers/{path}").status_code == 404, path
        assert Client().get(f"/012084/ledgers/{path}").status_code == 302
    assert colleague.post(f"/012084/ledgers/{CODE}/list.csv").status_code == 403
    assert "独自台帳" not in colleague.get("/012084/").content.decode()
