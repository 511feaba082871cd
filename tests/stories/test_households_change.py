"""Errands of families who live here, by keyboard: they divide, somebody dies, a wrong entry is taken back."""

from datetime import date

import pytest

from tests.residents import FAMILY, move_in
from tests.stories.conftest import Office
from tests.stories.hands import Hands
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.standards import towns

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]

OLD_COUPLE = (
    ("渡邉\U000e0110", "正", "ワタナベ", "タダシ", date(1944, 3, 5), "1", "世帯主"),
    ("渡邉\U000e0110", "キヌ", "ワタナベ", "キヌ", date(1947, 9, 1), "2", "妻"),
)


def settled(office: Office, rows: tuple[tuple[str, str, str, str, date, str, str], ...]) -> list[Record]:
    with office.town.open():
        return move_in(rows)


def now(office: Office, *people: Record) -> list[Record]:
    with office.town.open():
        by_number = {r.addressee_number: r for r in storage.latest([int(one.addressee_number) for one in people])}
    return [by_number[one.addressee_number] for one in people]


def start(hands: Hands, kind: str, household: str, *chosen: Record) -> None:
    """The household's page: tick the persons, press the change."""
    hands.open(f"residents/households/{household}/")
    for person in chosen:
        hands.tick(f"#c-{person.addressee_number}")
    hands.push(f"#{kind}")


def enter(office: Office) -> None:
    """From the filled form over the check page to provisional entry; then the chief."""
    office.clerk.press("F9")
    office.clerk.says("変わるところ")
    office.clerk.give_reasons()
    office.clerk.press("F9")
    office.clerk.says("仮登録しました")
    office.approve()


def paper(office: Office, title: str) -> str:
    """Issue a paper from the case the clerk has open; its words."""
    clerk = office.clerk
    clerk.page.reload()
    link = clerk.page.get_by_role("link", name=title, exact=False).first
    clerk.push(f'a[href="{link.get_attribute("href")}"]')
    clerk.press("F9")
    clerk.says("交付の準備ができました")
    return clerk.printed()


@pytest.mark.proof
def test_a_couple_divides_its_household(office: Office) -> None:
    husband, wife = settled(office, FAMILY[:2])
    start(office.clerk, "household_split", husband.household_number, wife)
    office.clerk.write(change_date="令8.11.20")
    enter(office)
    one, other = now(office, husband, wife)
    assert one.household_number != other.household_number
    assert (other.relationship, other.head_name) == ("世帯主", "佐藤　花子")
    assert "世帯分離" in paper(office, "住民異動届受理通知")


@pytest.mark.proof
def test_of_an_old_couple_one_dies(office: Office) -> None:
    husband, wife = settled(office, OLD_COUPLE)
    start(office.clerk, "death", husband.household_number, husband)
    office.clerk.write(change_date="令8.11.20")
    enter(office)
    gone, widow = now(office, husband, wife)
    assert gone.resident_state == "3" and widow.relationship == "世帯主"
    words = paper(office, "世帯主変更通知書")
    assert "渡邉\U000e0110　キヌ　様" in words and "死亡" in words


@pytest.mark.proof
def test_a_father_of_two_dies_and_the_mother_becomes_head(office: Office) -> None:
    father, mother, son, daughter = settled(office, FAMILY)
    start(office.clerk, "death", father.household_number, father)
    office.clerk.write(change_date="令8.11.20")
    enter(office)
    words = paper(office, "世帯主変更依頼通知書")
    assert "佐藤　花子　様" in words
    start(office.clerk, "head_change", father.household_number, mother)
    office.clerk.says("世帯主変更の入力")
    office.clerk.write(change_date="令8.11.24")
    enter(office)
    rows = now(office, mother, son, daughter)
    assert [row.relationship for row in rows] == ["世帯主", "子", "子"]
    assert {row.head_name for row in rows} == {"佐藤　花子"}


@pytest.mark.proof
def test_a_wrong_move_in_is_cancelled_after_a_later_change(office: Office) -> None:
    family = settled(office, FAMILY)
    clerk = office.clerk
    start(clerk, "move_within", family[0].household_number)
    clerk.write(change_date="令8.11.20", town=towns.towns("012084")[3].name, lot="５番地")
    enter(office)
    clerk.open(f"residents/{family[0].addressee_number}/history/")
    clerk.push(f'a[href*="cancellation/?person={int(family[0].addressee_number)}&history=1"]')
    clerk.says("このあとの異動と重なる項目", "５番地", "１番地２")
    clerk.write(change_date="令8.11.24")
    clerk.radio("filing_kind", "2")
    names = clerk.page.eval_on_selector_all("input[type=radio][name^=d_]", "all => all.map(one => one.name)")
    for name in dict.fromkeys(names):
        clerk.radio(name, "now")
    enter(office)
    for row in now(office, *family):
        assert (row.is_current_resident, row.removal_reason, row.address_lot) == (False, "29", "５番地")
    assert "異動の取消し" in paper(office, "職権記録書")
