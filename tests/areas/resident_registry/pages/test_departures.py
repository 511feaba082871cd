"""Persons leave: death of a head, planned move-out and its notice, removal; every start offered by the pages."""

import pytest

from tests.flows import EX_OFFICIO, FILING, Desk, titles
from tests.residents import COUPLE, FAMILY, move_in
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access.models import DutyAssignment

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def settled(town: Town, rows: tuple[tuple[str, str, str, str, object, str, str], ...] = FAMILY) -> list[Record]:
    with town.open():
        return move_in(rows)  # type: ignore[arg-type]


def now(town: Town, household: str) -> dict[str, Record]:
    with town.open():
        return {record.given_name: record for record in storage.latest_of_households([household])}


def about(kind: str, *people: Record) -> str:
    chosen = "".join(f"&chosen={one.addressee_number}" for one in people)
    return f"changes/{kind}/?household={people[0].household_number}{chosen}"


def test_of_a_couple_the_other_becomes_head(desk: Desk, kitami: Town) -> None:
    husband = settled(kitami, COUPLE)[0]
    url = about("death", husband)
    assert "checked" in desk.clerk.get(desk.url(url)).content.decode()
    case = desk.register(url, EX_OFFICIO | {"chosen": husband.addressee_number})
    after = now(kitami, husband.household_number)
    assert after["太郎"].resident_state == "3" and after["花子"].relationship == "世帯主"
    assert after["花子"].head_name == "佐藤　花子"
    assert "世帯主変更通知書" in titles(case)


def test_a_father_of_two_leaves_a_household_without_head(desk: Desk, kitami: Town) -> None:
    father, mother, *_ = settled(kitami)
    case_url = desk.draft(about("death", father), EX_OFFICIO | {"chosen": father.addressee_number})
    assert "世帯主がいなくなります（残り3人）" in desk.clerk.get(case_url).content.decode()
    desk.enter(case_url)
    case = desk.approve(case_url)
    assert "世帯主変更依頼通知書" in titles(case)
    after = now(kitami, father.household_number)
    assert {record.head_name for name, record in after.items() if name != "太郎"} == {""}
    page = desk.clerk.get(desk.url(f"households/{father.household_number}/")).content.decode()
    assert "世帯主がいません" in page
    form = desk.clerk.get(desk.url(about("head_change", mother))).content.decode()
    assert 'value="世帯主"' in form and 'value="子"' in form
    staying = [record for name, record in after.items() if name != "太郎"]
    relationships = {
        f"relationship_{r.addressee_number}": "世帯主" if r.given_name == "花子" else "子" for r in staying
    }
    chosen = {"chosen": [record.addressee_number for record in staying]}
    desk.register(about("head_change", mother), FILING | chosen | relationships)
    assert now(kitami, father.household_number)["一郎"].head_name == "佐藤　花子"


def test_an_unknown_day_of_death_is_kept_as_written(desk: Desk, kitami: Town) -> None:
    husband = settled(kitami, COUPLE)[0]
    unknown = EX_OFFICIO | {"chosen": husband.addressee_number, "change_date": "令和8年11月頃"}
    desk.register(about("death", husband), unknown)
    assert "頃" in now(kitami, husband.household_number)["太郎"].removal_date_text


def test_ex_officio_removal_after_a_survey(desk: Desk, kitami: Town) -> None:
    *_, child = settled(kitami)
    removal = EX_OFFICIO | {"chosen": child.addressee_number, "ground": "survey"}
    case = desk.register(about("ex_officio_removal", child), removal)
    assert now(kitami, child.household_number)["二葉"].resident_state == "9"
    assert "職権記載等通知書" in titles(case)


def test_pages_offer_only_what_the_actor_may_do(desk: Desk, kitami: Town) -> None:
    person = settled(kitami)[0]
    pages = [desk.url(f"{person.addressee_number}/"), desk.url(f"households/{person.household_number}/")]
    for url in pages:
        page = desk.clerk.get(url).content.decode()
        assert "証明書を発行する" in page and "異動を始める" in page, url
    assert "changes/move-in/" in page and "changes/ex-officio-entry/" in page
    with kitami.open():
        DutyAssignment.objects.filter(account_id=kitami.clerk.id).exclude(duty="resident_registry.inquire").update(
            valid_to="2026-04-01"
        )
    reader = signed_in(kitami, "madoguchi")
    for url in pages:
        page = reader.get(url).content.decode()
        assert "証明書を発行する" not in page and "異動を始める" not in page and "/changes/" not in page, url
