"""A family of four moves in: by keyboard from the menu to the printed certificate, rare characters included."""

import pytest

from tests.stories.conftest import Office
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.standards import towns

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.browser,
    pytest.mark.proof,
]

FAMILY = (
    ("髙橋", "太郎", "たかはし", "たろう", "S55.4.3", "1", "世帯主"),
    ("髙橋", "葛\U000e0100子", "タカハシ", "カツコ", "S57.6.1", "2", "妻"),
    ("髙橋", "一", "タカハシ", "ハジメ", "H20.7.7", "1", "子"),
    ("髙橋", "双葉", "タカハシ", "フタバ", "H23.3.9", "2", "子"),
)


def test_a_family_of_four_moves_in(office: Office) -> None:
    clerk = office.clerk
    clerk.open("")
    clerk.push('nav a[href$="/changes/move-in/"]')
    clerk.write(change_date="令8.11.20")
    clerk.write(town=towns.towns("012084")[3].name, lot="５番地", building="コーポ北見２０１号")
    clerk.write(previous="千葉県船橋市本町一丁目３番地", previous_head="髙橋　太郎")
    for place, (surname, given, kana, given_kana, birth, sex, relationship) in enumerate(FAMILY, 1):
        if place > 1:
            clerk.push("#add-person")
        clerk.write(
            **{
                f"p{place}_surname": surname,
                f"p{place}_given_name": given,
                f"p{place}_surname_kana": kana,
                f"p{place}_given_name_kana": given_kana,
                f"p{place}_birth": birth,
            }
        )
        clerk.pick(f"p{place}_sex", sex)
        clerk.write(
            **{
                f"p{place}_relationship": relationship,
                f"p{place}_domicile": "千葉県船橋市本町一丁目３番",
                f"p{place}_register_head": "髙橋　太郎",
            }
        )
    clerk.press("F9")
    clerk.says("変わるところ", "髙橋　葛\U000e0100子", "転入通知")
    clerk.give_reasons()
    clerk.press("F9")
    clerk.says("仮登録しました")
    office.approve()
    rows = registered(office)
    assert [name for name, _ in rows] == [f"{row[0]}　{row[1]}" for row in FAMILY]
    certificate_of_the_family(office)


def registered(office: Office) -> list[tuple[str, str]]:
    with office.town.open():
        rows = ResidentRecord.objects.filter(is_latest=True).order_by("display_order")
        return list(rows.values_list("name", "household_number"))


def certificate_of_the_family(office: Office) -> None:
    """Found by kana, opened, chosen, previewed and issued."""
    clerk = office.clerk
    clerk.press("F2")
    clerk.write(kana="たかはし　たろう")
    clerk.press("F9")
    clerk.says("髙橋　太郎", "昭和55年4月3日")
    clerk.press("F9")  # 異動を始める leads to the household
    for box in clerk.page.eval_on_selector_all("input[name=chosen]", "all => all.map(one => one.id)"):
        clerk.tick(f"#{box}")
    clerk.press("F9")
    clerk.radio("applicant", "self")
    clerk.pick("identification", "card")
    clerk.write(purpose="学校へ提出")
    clerk.pick("kind", "copy_joint")
    clerk.tick("input[name=items][value=head_and_relationship]")
    clerk.press("F9")
    clerk.says("交付の準備ができました")
    words = clerk.printed()
    for wanted in ("髙橋　太郎", "葛\U000e0100子", "双葉", "世帯全員の住民票", "北見市長", "コーポ北見２０１号"):
        assert wanted in words, (wanted, words)
    clerk.press("F9")  # 正しく印刷できましたか はい
    clerk.says("印刷できた")
