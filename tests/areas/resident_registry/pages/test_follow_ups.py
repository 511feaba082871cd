"""What follows a registered change: papers issued from the case page, messages in the outbox, a notice received."""

import io
from datetime import date, timedelta

import pypdf
import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, japanese, titles
from tests.residents import COUPLE, FAMILY, move_in
from tests.world import MORNING, Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.arrival_models import ExpectedArrival
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import PreviousAddressItems
from yakuba.platform.cases.models import Case
from yakuba.platform.documents.models import Intent
from yakuba.platform.exchange import delivery
from yakuba.platform.exchange.models import InboxMessage, OutboxMessage
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def founded(code: str, title: str) -> Town:
    town = found_town(code)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), title, "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        parameters.set("notice.telephone", date(2026, 4, 1), "0157-00-0000", "試験")
    return town


@pytest.fixture
def kitami() -> Town:
    return founded("012084", "北見市長")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def settled(town: Town, rows: tuple[tuple[str, str, str, str, date, str, str], ...]) -> list[Record]:
    with town.open():
        return move_in(rows)


def words_of(content: bytes) -> str:
    return (
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def paper_url(desk: Desk, case: Case, title: str) -> str:
    return desk.url(f"changes/case/{case.id}/papers/{titles(case).index(title) + 1}/")


def issue(desk: Desk, url: str, key: str = "7") -> tuple[str, str]:
    """The page of the issued paper and the words printed on it."""
    answer = desk.clerk.post(url, {"idempotency_key": key * 32})
    assert answer.status_code == 302, answer.content.decode()
    where = answer.headers["Location"]
    return where, words_of(desk.clerk.get(f"{where}pdf/").content)


def deliver(sender: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """One round of the worker, at the hour of the pages."""
    monkeypatch.setattr("yakuba.platform.tenancy.context.now", lambda: MORNING)
    with sender.open():
        OutboxMessage.objects.update(next_try=MORNING - timedelta(days=1))
    delivery.deliver_due()
    delivery.handle_due()


def die(desk: Desk, person: Record) -> Case:
    url = f"changes/death/?household={person.household_number}"
    return desk.register(url, EX_OFFICIO | {"chosen": person.addressee_number})


def test_the_widow_is_told_that_she_is_head_now(desk: Desk, kitami: Town) -> None:
    case = die(desk, settled(kitami, COUPLE)[0])
    url = paper_url(desk, case, "世帯主変更通知書")
    assert url in desk.clerk.get(f"/012084/cases/{case.id}/").content.decode()
    _, words = issue(desk, url)
    for wanted in ("世帯主変更通知書", "佐藤　花子　様", "佐藤　太郎", "北見市長", "0157-00-0000", "死亡"):
        assert wanted in words, (wanted, words)
    again = desk.clerk.post(url, {"idempotency_key": "8" * 32})
    assert again.status_code == 200 and "発行済み" in again.content.decode()
    with kitami.open():
        assert Intent.objects.get().state == Intent.State.ISSUED
        assert RegisterEntry.objects.filter(act="issue").count() == 1


def test_a_household_without_head_is_asked_for_one(desk: Desk, kitami: Town) -> None:
    case = die(desk, settled(kitami, FAMILY)[0])
    _, words = issue(desk, paper_url(desk, case, "世帯主変更依頼通知書"))
    assert "佐藤　花子　様" in words and "佐藤　花子、佐藤　一郎、佐藤　二葉" in words


def test_the_record_of_an_ex_officio_act_and_its_notice(desk: Desk, kitami: Town) -> None:
    child = settled(kitami, FAMILY)[3]
    url = f"changes/ex_officio_removal/?household={child.household_number}"
    case = desk.register(url, EX_OFFICIO | {"chosen": child.addressee_number, "ground": "survey"})
    _, record = issue(desk, paper_url(desk, case, "職権記録書"))
    assert "職権記録書" in record and "職権消除" in record and case.receipt_number in record
    _, told = issue(desk, paper_url(desk, case, "職権記載等通知書"), "9")
    assert "職権記載等通知書" in told and "佐藤　二葉" in told


def test_a_move_out_certificate_is_issued_and_issued_again(desk: Desk, kitami: Town) -> None:
    family = settled(kitami, FAMILY)
    chosen = [record.addressee_number for record in family]
    form = FILING | {"chosen": chosen, "abroad": "0", "planned": "千葉県船橋市", "change_date": "令8.12.1"}
    case = desk.register(f"changes/move_out/?household={family[0].household_number}", form)
    url = paper_url(desk, case, "転出証明書")
    _, first = issue(desk, url)
    assert "転出証明書" in first and "千葉県船橋市" in first and "再交付" not in first
    assert "再交付する" in desk.clerk.get(url).content.decode()
    _, second = issue(desk, url, "a")
    assert "再交付" in second and "初回交付令和8年11月24日" in second
    _, accepted = issue(desk, paper_url(desk, case, "住民異動届受理通知"), "b")
    assert "住民異動届受理通知" in accepted and "国内転出" in accepted
    with kitami.open():
        assert Intent.objects.filter(title="転出証明書").count() == 2


def test_a_case_that_waits_is_printed_to_be_checked(desk: Desk, kitami: Town) -> None:
    husband = settled(kitami, COUPLE)[0]
    url = f"changes/death/?household={husband.household_number}"
    case_url = desk.draft(url, EX_OFFICIO | {"chosen": husband.addressee_number})
    desk.enter(case_url)
    check_url = desk.url(f"changes/case/{case_url.rstrip('/').rsplit('/', 1)[-1]}/check-print/")
    assert check_url in desk.chief.get(case_url).content.decode()
    words = words_of(desk.chief.get(check_url).content)
    assert "異動入力確認票" in words and "佐藤　太郎" in words and "死亡" in words
    desk.approve(case_url)
    assert desk.chief.get(check_url).status_code == 404


def test_messages_leave_with_the_approval_and_not_before(desk: Desk, kitami: Town) -> None:
    husband = settled(kitami, COUPLE)[0]
    with kitami.open():
        before = OutboxMessage.objects.count()
    url = f"changes/death/?household={husband.household_number}"
    case_url = desk.draft(url, EX_OFFICIO | {"chosen": husband.addressee_number})
    desk.enter(case_url)
    with kitami.open():
        assert OutboxMessage.objects.count() == before
    desk.approve(case_url)
    desk.chief.post(f"{case_url}approve/")
    with kitami.open():
        assert OutboxMessage.objects.count() == before + 1
        message = OutboxMessage.objects.latest("created_at", "sequence")
        assert (message.receiver, message.kind) == ("juki-net", "identification_update")
        assert message.subject == husband.addressee_number
        (told,) = message.payload["records"]
        assert told["update"] == "removal"
        assert told["name"] == "佐藤　太郎" and told["reason"] == "23"


def test_the_former_town_receives_the_notice_as_a_case_to_approve(
    desk: Desk, kitami: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    funabashi = founded("122041", "船橋市長")
    there = Desk(funabashi)
    family = settled(funabashi, FAMILY)
    with funabashi.open():
        OutboxMessage.objects.update(state="settled")  # of their own move-in; due or not by the date of the test run
    chosen = [record.addressee_number for record in family]
    plan = FILING | {"chosen": chosen, "abroad": "0", "planned": "北海道北見市", "change_date": "令8.11.19"}
    there.register(f"changes/move_out/?household={family[0].household_number}", plan)
    people: dict[str, str] = {}
    for place, (surname, given, kana, given_kana, born, sex, relationship) in enumerate(FAMILY, 1):
        people |= japanese(place, (surname, given, kana, given_kana), born.isoformat(), sex, relationship)
    where = {"destination": "new", "town": towns.towns("012084")[3].name, "lot": "５番地"}
    origin = {"origin": "domestic", "previous": "千葉県船橋市本町一丁目３番地", "rows": "1111"}
    desk.register("changes/move-in/", FILING | where | origin | people)
    deliver(kitami, monkeypatch)
    with funabashi.open():
        assert InboxMessage.objects.filter(kind="move_in_notice", state="handled").count() == 1
        case = Case.objects.get(channel="exchange")
        assert (case.state, case.title) == (Case.State.PROVISIONAL, "転入通知の受理")
        assert all(record.move_in_notice_on is None for record in storage.latest([int(n) for n in chosen]))
    there.approve(f"/122041/cases/{case.id}/")
    with funabashi.open():
        for record in storage.latest([int(number) for number in chosen]):
            assert str(record.move_out_confirmed_on) == "2026-11-20"
            assert record.move_out_confirmed_lot == "５番地" and record.move_out_confirmed_municipality_code == "012084"


def test_a_town_does_not_write_to_itself(kitami: Town) -> None:
    funabashi = founded("122041", "船橋市長")
    settled(funabashi, COUPLE)  # their former address is in 船橋市 too
    settled(kitami, COUPLE)
    for town, notices in ((funabashi, 0), (kitami, 1)):
        with town.open():
            assert OutboxMessage.objects.filter(kind="move_in_notice").count() == notices


def test_a_notice_for_a_ward_goes_to_its_city(kitami: Town) -> None:
    kumamoto = founded("431001", "熊本市長")
    ward = PreviousAddressItems(
        previous_address_municipality_code="431010",
        previous_address_prefecture="熊本県",
        previous_address_municipality="熊本市中央区",
        previous_address_town="手取本町",
    )
    with kitami.open():
        move_in(COUPLE, previous=ward)
        (message,) = OutboxMessage.objects.filter(kind="move_in_notice")
        assert (message.receiver_kind, message.receiver) == ("municipality", kumamoto.place.address)
        assert {one["to_lg_code"] for one in message.payload["records"]} == {"431001"}


def test_a_notice_of_somebody_unknown_waits_for_the_staff(kitami: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    funabashi = founded("122041", "船橋市長")
    settled(kitami, COUPLE)  # they come from 船橋市, where nobody knows them
    deliver(kitami, monkeypatch)
    with funabashi.open():
        message = InboxMessage.objects.get(kind="move_in_notice")
        assert message.state == "dead" and "該当する人が見つからない" in message.error
        assert not Case.objects.exists()


def test_from_the_data_of_a_move_out_the_new_town_makes_a_draft_when_they_come(
    desk: Desk, kitami: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = settled(kitami, FAMILY)
    funabashi = founded("122041", "船橋市長")
    chosen = [record.addressee_number for record in family]
    plan = {"chosen": chosen, "abroad": "0", "planned": "千葉県船橋市", "special": "on", "change_date": "令8.12.1"}
    desk.register(f"changes/move_out/?household={family[0].household_number}", FILING | plan)
    deliver(kitami, monkeypatch)
    with funabashi.open():
        assert not Case.objects.exists(), "nothing waits on a worklist for somebody who may come in weeks"
        move = ExpectedArrival.objects.get()
    there = Desk(funabashi)
    edit = there.clerk.post(f"/122041/residents/arrivals/{move.id}/enter/").headers["Location"]
    with funabashi.open():
        case = Case.objects.get()
        assert (case.state, case.title) == (Case.State.DRAFT, "転入")
    assert edit == f"/122041/residents/changes/case/{case.id}/"
    assert edit in there.clerk.get(f"/122041/cases/{case.id}/").content.decode()
    form = there.clerk.get(edit).content.decode()
    for known in ('value="花子"', 'value="サトウ"', 'value="妻"', "昭和55年12月26日", "北海道北見市", 'value="1111"'):
        assert known in form, known
