"""Single items are corrected: old value beside the new one; former surname and alias are entered and deleted."""

import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, person_row, problems
from tests.residents import COUPLE, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


@pytest.fixture
def wife(kitami: Town) -> Record:
    with kitami.open():
        return move_in(COUPLE)[1]


def about(kind: str, person: Record) -> str:
    return f"changes/{kind}/?household={person.household_number}&chosen={person.addressee_number}"


def now(town: Town, person: Record) -> Record:
    with town.open():
        return storage.latest([int(person.addressee_number)])[0]


def test_items_are_added_with_their_present_value(desk: Desk, wife: Record) -> None:
    url = desk.url(about("ex_officio_correction", wife))
    page = desk.clerk.post(url, {"do": "add_item", "add": "given_name", "items": ""}).content.decode()
    assert 'name="v_given_name"' in page and 'value="花子"' in page and "今：花子" in page
    page = desk.clerk.post(
        url, {"do": "add_item", "add": "birth_date", "items": "given_name", "v_given_name": "葉子"}
    ).content.decode()
    assert 'value="葉子"' in page and "昭和55年12月26日" in page and 'value="given_name,birth_date"' in page


def test_a_clerical_error_is_corrected(desk: Desk, kitami: Town, wife: Record) -> None:
    form = EX_OFFICIO | {"ground": "clerical_error", "items": "name,given_name,birth_date"}
    values = {"v_name": "佐藤　葉子", "v_given_name": "葉子", "v_birth_date": "昭和55年12月27日"}
    desk.register(about("ex_officio_correction", wife), form | values)
    after = now(kitami, wife)
    assert (after.name, after.given_name, str(after.birth_date)) == ("佐藤　葉子", "葉子", "1980-12-27")
    assert after.reason == "34"


def test_nothing_changed_and_nothing_chosen_are_told(desk: Desk, wife: Record) -> None:
    url = desk.url(about("ex_officio_correction", wife))
    form = EX_OFFICIO | {"ground": "minor", "idempotency_key": "5" * 32}
    nothing = desk.clerk.post(url, form)
    assert nothing.status_code == 422 and "修正する項目：未選択" in nothing.content.decode()
    same = desk.clerk.post(url, form | {"items": "given_name", "v_given_name": "花子"})
    assert same.status_code == 422 and "今の値と同じ" in same.content.decode()
    other = desk.clerk.post(url, form | {"items": "birth_date", "v_birth_date": "昭和55年12月27日"})
    assert "軽微な修正の対象でない" in problems(other.content.decode())


def test_an_open_correction_comes_back_into_its_form(desk: Desk, kitami: Town, wife: Record) -> None:
    form = EX_OFFICIO | {"ground": "ex_officio", "items": "birth_date", "v_birth_date": "昭和55年月日不詳"}
    case_url = desk.draft(about("ex_officio_correction", wife), form)
    page = desk.clerk.get(desk.url(f"changes/case/{case_url.rstrip('/').rsplit('/', 1)[-1]}/")).content.decode()
    assert 'value="昭和55年月日不詳"' in page
    desk.enter(case_url)
    desk.approve(case_url)
    assert now(kitami, wife).birth_date_text == "昭和55年月日不詳"


def test_a_former_surname_is_entered_changed_and_deleted(desk: Desk, kitami: Town, wife: Record) -> None:
    request = FILING | {"filing_kind": "4", "change_date": "令8.11.24"}
    steps = (("enter", "髙橋", "タカハシ"), ("change", "山本", "ヤマモト"), ("delete", "", ""))
    for action, surname, kana in steps:
        form = request | {"action": action, "former_surname": surname, "former_surname_kana": kana}
        desk.register(about("former_surname", wife), form)
        assert now(kitami, wife).former_surname == surname
    missing = request | {"action": "enter", "former_surname": "髙橋", "idempotency_key": "6" * 32}
    answer = desk.clerk.post(desk.url(about("former_surname", wife)), missing)
    assert answer.status_code == 422 and "振り仮名の両方" in answer.content.decode()


def test_an_alias_is_entered_and_deleted(desk: Desk, kitami: Town) -> None:
    there = {"destination": "new", "town": towns.towns("012084")[3].name, "lot": "５番地"}
    row = person_row(1, name_roman="KIM MINJUN", birth="1990.2.3", sex="1", relationship="世帯主", nationality="KOR")
    arrival = FILING | there | row | {"p1_category": "2", "rows": "2", "origin": "abroad", "previous": "大韓民国"}
    desk.register("changes/move_in/", arrival)
    with kitami.open():
        person = storage.latest([only_number()])[0]
    application = FILING | {"filing_kind": "3", "change_date": "令8.11.24", "municipality": "北見市"}
    entry = application | {"action": "enter", "alias": "金田　正一", "alias_kana": "カネダ　ショウイチ"}
    desk.register(about("alias", person), entry)
    after = now(kitami, person)
    assert (after.alias, after.alias_entered_municipality_code) == ("金田　正一", "012084")
    desk.register(about("alias", person), application | {"action": "delete"})
    assert now(kitami, person).alias == ""


def only_number() -> int:
    """The number of the only resident."""
    return ResidentRecord.objects.values_list("addressee_number", flat=True).get()


def test_a_naturalised_resident_keeps_the_number_and_comes_back_when_it_is_cancelled(desk: Desk, kitami: Town) -> None:
    there = {"destination": "new", "town": towns.towns("012084")[3].name, "lot": "５番地"}
    row = person_row(1, name_roman="KIM MINJUN", birth="1990.2.3", sex="1", relationship="世帯主", nationality="KOR")
    arrival = FILING | there | row | {"p1_category": "2", "rows": "2", "origin": "abroad", "previous": "大韓民国"}
    desk.register("changes/move_in/", arrival)
    with kitami.open():
        person = storage.latest([only_number()])[0]
    form = EX_OFFICIO | {"action": "naturalisation", "change_date": "令8.11.21"}
    names = {"p_surname": "金田", "p_given_name": "正一", "p_surname_kana": "カネダ", "p_given_name_kana": "ショウイチ"}
    domicile = {"p_domicile": "北海道北見市本町一丁目１番地", "p_register_head": "金田　正一"}
    assert "国籍" in desk.clerk.get(desk.url(f"{person.addressee_number}/")).content.decode()
    desk.register(about("nationality_change", person), form | names | domicile)
    after = now(kitami, person)
    assert (after.name, after.resident_type, after.history_number) == ("金田　正一", "1", 3)
    assert after.is_current_resident and after.nationality == "" and after.head_name == "金田　正一"
    history = desk.url(f"changes/cancellation/?person={person.addressee_number}&history=3")
    assert desk.clerk.get(history).status_code == 200
    desk.register(f"changes/cancellation/?person={person.addressee_number}&history=3", EX_OFFICIO)
    assert (now(kitami, person).name, now(kitami, person).nationality_code) == ("KIM MINJUN", "KOR")
