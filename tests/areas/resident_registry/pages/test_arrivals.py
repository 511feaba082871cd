"""Persons come on the record: move-in of a family, into a household, from an unreported stay, again; birth."""

import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, japanese, person_row, problems, titles, written
from tests.residents import COUPLE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases.models import Case
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WHERE = {"destination": "new", "town": towns.towns("012084")[3].name, "lot": "５番地"}
FROM = {"origin": "domestic", "previous": "千葉県船橋市本町一丁目３番地", "previous_head": "山田　太郎"}
YAMADA = ("山田", "太郎", "やまだ", "たろう")


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def four() -> dict[str, str]:
    return (
        japanese(1, YAMADA, "S55.4.3", "1", "世帯主")
        | japanese(2, ("山田", "葛\U000e0100子", "ヤマダ", "カツコ"), "S57.6.1", "2", "妻")
        | japanese(3, ("山田", "一", "ヤマダ", "ハジメ"), "平成20年月日不詳", "1", "子")
        | japanese(4, ("山田", "双葉", "ヤマダ", "フタバ"), "H23.3.9", "2", "子")
    )


def test_a_family_of_four_moves_in(desk: Desk, kitami: Town) -> None:
    case = desk.register("changes/move_in/", FILING | WHERE | FROM | four() | {"rows": "1111"})
    rows = written(kitami, case)
    assert [row.name for row in rows] == ["山田　太郎", "山田　葛\U000e0100子", "山田　一", "山田　双葉"]
    assert [row.relationship for row in rows] == ["世帯主", "妻", "子", "子"]
    assert {row.head_name for row in rows} == {"山田　太郎"}
    assert rows[0].name_kana == "ヤマダ　タロウ"
    assert rows[0].previous_address_municipality_code == "122041"
    assert rows[2].birth_date_text == "平成20年月日不詳"
    assert len({row.household_number for row in rows}) == 1
    assert "転入通知" in titles(case) and "戸籍附票記載事項通知" in titles(case)


def test_one_person_more_keeps_what_was_typed_and_copies_what_families_share(desk: Desk) -> None:
    typed = FILING | WHERE | FROM | japanese(1, YAMADA, "S55.4.3", "1", "世帯主")
    answer = desk.clerk.post(desk.url("changes/move-in/"), typed | {"rows": "1", "do": "add_person"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for field, value in {"p1_given_name": "太郎", "p2_surname": "山田", "lot": "５番地", "rows": "11"}.items():
        assert f'name="{field}"' in page and f'value="{value}"' in page, field
    assert "2人目" in page


def test_a_foreign_resident_moves_in_from_abroad(desk: Desk, kitami: Town) -> None:
    foreigner = person_row(
        1,
        name_roman="NGUYEN THI ANH",
        birth="1995.8.24",
        sex="2",
        relationship="世帯主",
        nationality="VNM",
        category="1",
        status="204",
        card="AB12345678CD",
        stay_years="2",
        expires="2028.3.31",
    )
    case = desk.register(
        "changes/move_in/", FILING | WHERE | foreigner | {"origin": "abroad", "previous": "ベトナム", "rows": "2"}
    )
    (row,) = written(kitami, case)
    assert (row.resident_type, row.nationality_code, row.residence_status) == ("2", "VNM", "204")
    assert str(row.foreign_resident_date) == "2026-11-20"
    assert "個人番号の生成要求" in titles(case)


def test_a_person_joins_a_household(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        household = move_in(COUPLE)[0].household_number
    url = f"changes/move_in/?into={household}"
    assert household in desk.clerk.get(desk.url(url)).content.decode()
    mother = japanese(1, ("佐藤", "ウメ", "サトウ", "ウメ"), "S26.1.1", "2", "母")
    desk.register(url, FILING | FROM | mother | {"rows": "1", "destination": "existing", "household_number": household})
    with kitami.open():
        members = storage.latest_of_households([household])
    assert {member.relationship for member in members} == {"世帯主", "妻", "母"}
    assert {member.address_lot for member in members} == {"１番地２"}


def test_an_unreported_stay_keeps_the_last_registered_address(desk: Desk, kitami: Town) -> None:
    typed = FILING | WHERE | FROM | japanese(1, YAMADA, "S55.4.3", "1", "世帯主") | {"rows": "1", "unreported": "on"}
    refused = desk.clerk.post(desk.url("changes/move_in/"), typed)
    assert refused.status_code == 422 and "最終登録住所地：未入力" in refused.content.decode()
    case = desk.register("changes/move_in/", typed | {"last_registered": "北海道札幌市中央区北一条西二丁目"})
    (row,) = written(kitami, case)
    assert row.previous_address_town.endswith("（未届）")
    assert row.last_registered_prefecture == "北海道"
    assert "未届転入" in row.note
    assert titles(case).count("転入通知") == 2


def test_somebody_who_lived_here_comes_back_under_the_former_number(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        records = move_in(COUPLE)
    husband = records[0]
    household = husband.household_number
    desk.register(
        f"changes/move_out/?household={household}&chosen={husband.addressee_number}",
        FILING
        | {"chosen": husband.addressee_number, "abroad": "0", "planned": "千葉県船橋市", "change_date": "令8.11.1"},
    )
    again = japanese(1, ("佐藤", "太郎", "サトウ", "タロウ"), "S52.5.2", "1", "世帯主") | {"rows": "1"}
    form = FILING | WHERE | FROM | again | {"idempotency_key": "3" * 32}
    asked = desk.clerk.post(desk.url("changes/move_in/"), form)
    page = asked.content.decode()
    assert asked.status_code == 422, problems(page)
    assert "除票の人と同じ人か" in page and husband.addressee_number in page, problems(page)
    desk.register("changes/move_in/", form | {"p1_former": husband.addressee_number})
    with kitami.open():
        (row,) = storage.latest([int(husband.addressee_number)])
    assert row.is_current_resident and row.history_number == 3 and row.move_out_planned_on is None


def test_another_person_of_the_same_name_gets_a_new_number_with_a_reason(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        husband = move_in(COUPLE)[0]
    desk.register(
        f"changes/death/?household={husband.household_number}&chosen={husband.addressee_number}",
        EX_OFFICIO | {"chosen": husband.addressee_number},
    )
    again = japanese(1, ("佐藤", "太郎", "サトウ", "タロウ"), "S52.5.2", "1", "世帯主") | {
        "rows": "1",
        "p1_former": "new",
    }
    case_url = desk.draft("changes/move_in/", FILING | WHERE | FROM | again)
    refused = desk.clerk.post(f"{case_url}enter/")
    assert refused.status_code == 409 and "理由" in refused.content.decode()
    desk.enter(case_url)
    case = desk.approve(case_url)
    assert case.accepted_alerts["A-02"] == "本人に確かめた"
    with kitami.open():
        assert ResidentRecord.objects.filter(name="佐藤　太郎", is_latest=True).count() == 2


def test_a_child_is_born(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        household = move_in(FAMILY)[0].household_number
    url = f"changes/birth/?household={household}"
    page = desk.clerk.get(desk.url(url)).content.decode()
    assert 'value="佐藤"' in page and 'value="子"' in page and "北見市本町一丁目１番地" in page
    child = person_row(
        1,
        surname="佐藤",
        given_name="三郎",
        surname_kana="サトウ",
        given_name_kana="サブロウ",
        sex="1",
        relationship="子",
        domicile="北海道北見市本町一丁目１番地",
        register_head="佐藤　太郎",
    )
    case = desk.register(url, EX_OFFICIO | child | {"rows": "1"})
    (row,) = [record for record in written(kitami, case) if record.reason == "13"]
    assert str(row.birth_date) == "2026-11-20" and row.display_order == 5
    assert {"住民票コードの付番", "個人番号の生成要求"} <= set(titles(case))


def test_an_address_is_set_ex_officio(desk: Desk, kitami: Town) -> None:
    person = japanese(1, YAMADA, "S55.4.3", "1", "世帯主") | {"rows": "1", "previous": "不明"}
    case = desk.register("changes/ex-officio-entry/", EX_OFFICIO | WHERE | person)
    assert [record.reason for record in written(kitami, case)] == ["16"]
    assert "職権記載等通知書" in titles(case)


def test_a_returned_case_is_corrected_in_its_form(desk: Desk, kitami: Town) -> None:
    case_url = desk.draft("changes/move_in/", FILING | WHERE | FROM | four() | {"rows": "1111"})
    desk.enter(case_url)
    desk.chief.post(f"{case_url}send-back/", {"reason": "番地の誤り", "idempotency_key": "0" * 32})
    page = desk.clerk.get(case_url).content.decode()
    assert "番地の誤り" in page
    edit_url = desk.url(f"changes/case/{case_url.rstrip('/').rsplit('/', 1)[-1]}/")
    assert edit_url in page
    form = desk.clerk.get(edit_url).content.decode()
    for value in ("５番地", "葛\U000e0100子", "平成20年月日不詳", "千葉県船橋市本町一丁目３番地", "令和8年11月20日"):
        assert value in form, value
    corrected = FILING | WHERE | FROM | four() | {"rows": "1111", "lot": "６番地", "idempotency_key": "1" * 32}
    assert desk.clerk.post(edit_url, corrected).headers["Location"] == case_url
    desk.enter(case_url)
    desk.approve(case_url)
    with kitami.open():
        assert Case.objects.filter(title="転入").count() == 1
        assert set(ResidentRecord.objects.values_list("address_lot", flat=True)) == {"６番地"}
