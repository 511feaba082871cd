"""A family moves within the town: entered by the clerk, approved by the chief, found by the old address."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.residents import FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord
from yakuba.platform.cases.models import Case, JournalEntry
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def household(kitami: Town) -> str:
    with kitami.open():
        return move_in(FAMILY)[0].household_number


def entry(household: str, kitami: Town) -> dict[str, object]:
    with kitami.open():
        chosen = [record.addressee_number for record in storage.latest_of_households([household])]
    return {
        "idempotency_key": str(uuid4()),
        "chosen": chosen,
        "change_date": "令8.11.20",
        "filing_kind": "1",
        "notified_on": "令8.11.24",
        "destination": "new",
        "town": towns.towns("012084")[3].name,
        "lot": "５番地",
        "building": "コーポ北見２０１号",
    }


def test_a_move_is_entered_approved_and_written(kitami: Town, household: str) -> None:
    clerk, chief = signed_in(kitami, "madoguchi"), signed_in(kitami, "kakaricho")
    url = f"/012084/residents/changes/move_within/?household={household}"
    assert clerk.get(url).status_code == 200
    answer = clerk.post(url, entry(household, kitami))
    assert answer.status_code == 302, answer.content.decode()
    case_url = answer.headers["Location"]
    page = clerk.get(case_url).content.decode()
    assert "コーポ北見２０１号" in page
    assert clerk.post(f"{case_url}enter/").status_code == 302
    assert clerk.post(f"{case_url}approve/").status_code == 403
    with kitami.open():
        assert ChangeEvent.objects.filter(kind="move_within").count() == 0
    assert chief.post(f"{case_url}approve/").status_code == 302
    with kitami.open():
        records = storage.latest_of_households([household])
        assert {record.address_lot for record in records} == {"５番地"}
        assert {record.history_number for record in records} == {2}
        assert ResidentRecord.objects.filter(is_latest=True).count() == len(FAMILY)
        case = Case.objects.get(title="転居")
        assert case.state == Case.State.REGISTERED
        activities = list(JournalEntry.objects.filter(case_id=case.id).order_by("ended_at", "id"))
        assert [entry.activity for entry in activities] == ["入力", "仮登録", "本登録"]


def test_the_same_form_sent_twice_is_one_case(kitami: Town, household: str) -> None:
    clerk = signed_in(kitami, "madoguchi")
    url = f"/012084/residents/changes/move_within/?household={household}"
    form = entry(household, kitami)
    first, second = clerk.post(url, form), clerk.post(url, form)
    assert first.headers["Location"] == second.headers["Location"]
    with kitami.open():
        assert Case.objects.filter(title="転居").count() == 1


def test_a_second_case_on_the_same_people_waits(kitami: Town, household: str) -> None:
    clerk = signed_in(kitami, "madoguchi")
    url = f"/012084/residents/changes/move_within/?household={household}"
    cases = [clerk.post(url, entry(household, kitami)).headers["Location"] for _ in range(2)]
    assert clerk.post(f"{cases[0]}enter/").status_code == 302
    assert clerk.post(f"{cases[1]}enter/").status_code == 409


def test_a_wrong_entry_comes_back_with_what_was_typed(kitami: Town, household: str) -> None:
    clerk = signed_in(kitami, "madoguchi")
    form = entry(household, kitami) | {"change_date": "令8.12.24", "town": "無い町"}
    answer = clerk.post(f"/012084/residents/changes/move_within/?household={household}", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "無い町" in text and "町字マスタにない" in text


def test_search_finds_the_family_by_kana_variant_and_old_address(kitami: Town, household: str) -> None:
    clerk = signed_in(kitami, "madoguchi")
    for conditions in ({"kana": "さとお"}, {"name": "花子"}, {"address": towns.towns("012084")[0].name}):
        answer = clerk.post("/012084/residents/", {**conditions, "past": "on", "removed": "on"}, follow=True)
        assert "佐藤　花子" in answer.content.decode(), conditions


def test_a_clerk_of_another_town_gets_404(kitami: Town, household: str) -> None:
    funabashi = found_town("122041")
    stranger = signed_in(funabashi, "madoguchi")
    with kitami.open():
        number = storage.latest_of_households([household])[0].addressee_number
    assert stranger.get(f"/122041/residents/{number}/").status_code == 404
    assert stranger.get(f"/122041/residents/households/{household}/").status_code == 404
    assert isinstance(Client().get(f"/012084/residents/{number}/").headers["Location"], str)
