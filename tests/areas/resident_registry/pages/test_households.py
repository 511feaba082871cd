"""Households change: a couple divides, households merge, a member goes over, a new head with proposed relationships."""

import pytest

from tests.flows import FILING, Desk
from tests.residents import ALONE, COUPLE, FAMILY, address, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def members(town: Town, household: str) -> list[Record]:
    with town.open():
        return storage.latest_of_households([household])


def test_a_couple_divides_its_household(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        husband, wife = move_in(COUPLE)
    number = wife.addressee_number
    url = f"changes/household_split/?household={wife.household_number}&chosen={number}"
    page = desk.clerk.get(desk.url(url)).content.decode()
    assert f'name="relationship_{number}" value="世帯主"' in page
    desk.register(url, FILING | {"chosen": number, f"relationship_{number}": "世帯主"})
    with kitami.open():
        (after,) = storage.latest([int(number)])
    assert after.household_number != wife.household_number and after.head_name == "佐藤　花子"
    assert [row.addressee_number for row in members(kitami, wife.household_number)] == [husband.addressee_number]
    assert after.address_lot == wife.address_lot


def test_two_households_at_one_address_merge(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        couple, alone = move_in(COUPLE), move_in(ALONE)
    number, target = alone[0].addressee_number, couple[0].household_number
    form = FILING | {"chosen": number, f"relationship_{number}": "母", "household_number": target}
    desk.register(f"changes/household_merge/?household={alone[0].household_number}", form)
    assert {row.relationship for row in members(kitami, target)} == {"世帯主", "妻", "母"}


def test_a_member_goes_over_to_another_household(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        family, alone = move_in(FAMILY), move_in(ALONE)
    number, target = family[3].addressee_number, alone[0].household_number
    form = FILING | {"chosen": number, f"relationship_{number}": "子の子", "household_number": target}
    desk.register(f"changes/household_change/?household={family[0].household_number}&chosen={number}", form)
    assert {row.given_name: row.relationship for row in members(kitami, target)} == {"幸": "世帯主", "二葉": "子の子"}


def test_households_at_two_addresses_do_not_merge(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        couple, alone = move_in(COUPLE), move_in(ALONE, address(lot="９番地"))
    number = alone[0].addressee_number
    form = FILING | {"chosen": number, f"relationship_{number}": "母", "household_number": couple[0].household_number}
    url = desk.url(f"changes/household_merge/?household={alone[0].household_number}")
    answer = desk.clerk.post(url, form | {"idempotency_key": "2" * 32})
    assert answer.status_code == 422 and "住所がちがう" in answer.content.decode()


def test_a_new_head_with_the_relationships_the_system_proposes(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        family = move_in(FAMILY)
    everyone = [record.addressee_number for record in family]
    url = f"changes/head_change/?household={family[0].household_number}"
    typed = FILING | {"chosen": everyone, "new_head": everyone[1], "do": "suggest"}
    page = desk.clerk.post(desk.url(url), typed).content.decode()
    proposed = dict(zip(everyone, ("夫", "世帯主", "子", "子"), strict=True))
    for number, word in proposed.items():
        field = page[page.index(f'name="relationship_{number}"') - 80 :][:300]
        assert f'value="{word}"' in field, number
    desk.register(
        url, FILING | {"chosen": everyone, **{f"relationship_{number}": word for number, word in proposed.items()}}
    )
    after = {row.given_name: (row.relationship, row.head_name) for row in members(kitami, family[0].household_number)}
    assert after["太郎"] == ("夫", "佐藤　花子") and after["花子"] == ("世帯主", "佐藤　花子")


def test_a_whole_family_moves_and_joins_a_grandmother(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        alone, family = move_in(ALONE, address(lot="９番地")), move_in(FAMILY)
    everyone = [record.addressee_number for record in family]
    words = dict(zip(everyone, ("子", "子の妻", "子の子", "子の子"), strict=True))
    desk.register(
        f"changes/move_within/?household={family[0].household_number}",
        FILING
        | {"chosen": everyone, "destination": "existing", "household_number": alone[0].household_number}
        | {f"relationship_{number}": word for number, word in words.items()},
    )
    after = members(kitami, alone[0].household_number)
    assert len(after) == 5 and {row.address_lot for row in after} == {"９番地"}
    assert members(kitami, family[0].household_number) == []
