"""A change is taken back from the history; what another change touched since is laid side by side."""

import re
from html import unescape

import pytest

from tests.flows import EX_OFFICIO, FILING, Desk
from tests.residents import COUPLE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ChangeEvent
from yakuba.standards import towns

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LINK = re.compile(r'href="([^"]*changes/cancellation/[^"]*)"')


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def cancel_links(desk: Desk, person: Record) -> list[str]:
    """The links of a person's history, newest change first."""
    page = desk.clerk.get(desk.url(f"{person.addressee_number}/history/")).content.decode()
    return [unescape(link).split("/residents/")[1] for link in LINK.findall(page)]


def cancellation() -> dict[str, str]:
    return EX_OFFICIO | {"change_date": "令8.11.24"}


def now(town: Town, person: Record) -> Record:
    with town.open():
        return storage.latest([int(person.addressee_number)])[0]


def test_a_death_entered_for_the_wrong_man_is_taken_back(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        husband, wife = move_in(COUPLE)
    url = f"changes/death/?household={husband.household_number}"
    desk.register(url, EX_OFFICIO | {"chosen": husband.addressee_number})
    desk.register(cancel_links(desk, husband)[0], cancellation())
    after = now(kitami, husband)
    assert after.is_current_resident and after.reason == "19" and after.relationship == "世帯主"
    assert now(kitami, wife).relationship == "妻" and now(kitami, wife).head_name == husband.name
    history = desk.clerk.get(desk.url(f"{husband.addressee_number}/history/")).content.decode()
    assert "取消済み" in history
    assert len(cancel_links(desk, husband)) == 1  # the move-in; neither the cancelled death nor the cancellation


def test_the_form_says_what_is_taken_back(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        husband, wife = move_in(COUPLE)
    url = f"changes/death/?household={husband.household_number}"
    desk.register(url, EX_OFFICIO | {"chosen": husband.addressee_number})
    page = desk.clerk.get(desk.url(cancel_links(desk, husband)[0])).content.decode()
    start = page.index('id="cancelled"')
    told = re.sub(r"<[^>]+>", "", page[start : page.index("</section>", start)])
    assert "取り消す異動：死亡　令和8年11月20日" in told
    assert husband.name in told and wife.name in told
    assert "住民状態：住民 → 死亡者" in told and "世帯主の氏名：" in told
    plain = desk.clerk.get(desk.url(f"changes/death/?household={wife.household_number}")).content.decode()
    assert 'id="cancelled"' not in plain


def test_a_wrong_move_in_is_taken_back_after_a_later_move(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        family = move_in(FAMILY)
    everyone = [record.addressee_number for record in family]
    there = {"destination": "new", "town": towns.towns("012084")[3].name, "lot": "５番地"}
    desk.register(f"changes/move_within/?household={family[0].household_number}", FILING | there | {"chosen": everyone})
    link = cancel_links(desk, family[0])[-1]
    page = desk.clerk.get(desk.url(link)).content.decode()
    assert "このあとの異動と重なる項目" in page and "５番地" in page and "１番地２" in page
    undecided = desk.clerk.post(desk.url(link), cancellation() | {"idempotency_key": "4" * 32})
    assert undecided.status_code == 422 and "住所・世帯" in undecided.content.decode()
    names = dict.fromkeys(re.findall(r'name="(d_[^"]+)"', page))
    desk.register(link, cancellation() | dict.fromkeys(names, "now"))
    for person in family:
        after = now(kitami, person)
        assert not after.is_current_resident and after.removal_reason == "29" and after.address_lot == "５番地"
    with kitami.open():
        event = ChangeEvent.objects.get(kind="cancellation")
        assert event.cancels is not None and event.cancels.kind == "move_in"


def test_a_split_taken_back_after_a_head_change_asks_for_the_relationship(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        family = move_in(FAMILY)
    father, mother, son, daughter = (record.addressee_number for record in family)
    split = FILING | {"chosen": daughter, f"relationship_{daughter}": "世帯主"}
    desk.register(f"changes/household_split/?household={family[0].household_number}", split)
    heads = {f"relationship_{father}": "夫", f"relationship_{mother}": "世帯主", f"relationship_{son}": "子"}
    staying = FILING | heads | {"chosen": [father, mother, son]}
    desk.register(f"changes/head_change/?household={family[0].household_number}", staying)
    link = cancel_links(desk, family[3])[0]
    page = desk.clerk.get(desk.url(link)).content.decode()
    assert f'name="r_{daughter}_relationship"' in page
    desk.register(link, cancellation() | {f"r_{daughter}_relationship": "子"})
    after = now(kitami, family[3])
    assert (after.household_number, after.relationship, after.head_name) == (
        family[0].household_number,
        "子",
        "佐藤　花子",
    )


def test_a_planned_move_out_is_taken_back(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        family = move_in(FAMILY)
    everyone = [record.addressee_number for record in family]
    plan = FILING | {"chosen": everyone, "abroad": "0", "planned": "千葉県船橋市", "change_date": "令8.12.1"}
    desk.register(f"changes/move_out/?household={family[0].household_number}", plan)
    assert now(kitami, family[0]).move_out_planned_on is not None
    desk.register(cancel_links(desk, family[0])[0], cancellation())
    assert now(kitami, family[0]).move_out_planned_on is None
    assert now(kitami, family[3]).move_out_planned_municipality == ""


def test_what_was_never_changed_here_cannot_be_taken_back(desk: Desk, kitami: Town) -> None:
    with kitami.open():
        husband = move_in(COUPLE)[0]
    for query in ("", "person=1&history=1", f"person={husband.addressee_number}&history=9"):
        assert desk.clerk.get(desk.url(f"changes/cancellation/?{query}")).status_code == 404, query
