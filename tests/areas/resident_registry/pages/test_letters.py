"""Notices about protected persons: what they leave out, whom they name as sender, to whom they are not sent at all."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.areas.resident_registry.pages.test_follow_ups import die, founded, issue, paper_url, settled
from tests.flows import EX_OFFICIO, Desk
from tests.residents import ALONE, FAMILY
from tests.world import Town
from yakuba.areas.resident_registry import letters
from yakuba.areas.resident_registry.domain.record import ITEMS, Record
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.cases.models import Case
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.models import Intent
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
OFFICE, HOTLINE, MAIN = "留辺蘂総合支所市民環境課", "0157-42-0000", "0157-23-0000"
REQUEST = "世帯主変更依頼通知書"


@pytest.fixture
def kitami() -> Town:
    town = founded("012084", "北見市長")
    with town.open("chief"):
        day = date(2026, 4, 1)
        parameters.set("notice.section", day, OFFICE, "試験")
        parameters.set("notice.address", day, "北海道北見市留辺蘂町上町６１番地", "試験")
        parameters.set("notice.telephone", day, HOTLINE, "試験")
        parameters.set("notice.main_telephone", day, MAIN, "試験")
    return town


@pytest.fixture
def desk(kitami: Town) -> Desk:
    return Desk(kitami)


def protect(town: Town, person: Record, together: Sequence[Record] = (), other: Record | None = None) -> None:
    party = (disclosure.Party(other.name, int(other.addressee_number), other.birth_date),) if other else ()
    with town.open("chief"):
        disclosure.set_protection(
            disclosure.NewProtection(
                applicant=int(person.addressee_number),
                measure="violence",
                received_on=date(2026, 11, 1),
                requesting_body="北見警察署",
                starts_on=date(2026, 11, 1),
                together={int(one.addressee_number): "子" for one in together},
                other_parties=party,
            )
        )


def request_of(desk: Desk, family: list[Record]) -> Case:
    """The father dies: the mother, who is next, is asked for a new head of the household."""
    return die(desk, family[0])


def test_without_protection_the_office_and_the_address_are_named(desk: Desk, kitami: Town) -> None:
    family = settled(kitami, FAMILY)
    _, words = issue(desk, paper_url(desk, request_of(desk, family), REQUEST))
    assert OFFICE in words and HOTLINE in words and MAIN not in words
    assert words.count("１番地２") == 2, "where it goes, and what it says"


def test_a_letter_to_a_protected_person_names_no_office_near_her_home(desk: Desk, kitami: Town) -> None:
    family = settled(kitami, FAMILY)
    protect(kitami, family[1])
    _, words = issue(desk, paper_url(desk, request_of(desk, family), REQUEST))
    assert OFFICE not in words and "留辺蘂" not in words and HOTLINE not in words
    assert "北海道北見市" in words and MAIN in words
    assert words.count("１番地２") == 2, "her own address is no secret to her"


@pytest.mark.parametrize(("together", "times"), [(False, 1), (True, 2)])
def test_a_member_reads_no_address_of_a_protected_one_unless_protected_together(
    desk: Desk, kitami: Town, together: bool, times: int
) -> None:
    family = settled(kitami, FAMILY)
    protect(kitami, family[2], together=[family[1]] if together else [])
    _, words = issue(desk, paper_url(desk, request_of(desk, family), REQUEST))
    assert words.count("１番地２") == times
    assert "佐藤　一郎" in words and OFFICE not in words


def test_a_notice_that_would_reach_the_other_party_is_not_issued(desk: Desk, kitami: Town) -> None:
    family = settled(kitami, FAMILY)
    protect(kitami, family[2], other=family[1])
    url = paper_url(desk, request_of(desk, family), REQUEST)
    answer = desk.clerk.post(url, {"idempotency_key": "7" * 32})
    page = answer.content.decode()
    assert answer.status_code in (200, 422) and letters.WORDS in page
    assert "相手方" not in page and "加害" not in page
    with kitami.open():
        assert not Intent.objects.exists()


def test_an_ex_officio_notice_leaves_out_what_tells_where_a_protected_child_is(desk: Desk, kitami: Town) -> None:
    family = settled(kitami, FAMILY)
    child = family[3]
    protect(kitami, child)
    url = f"changes/ex_officio_removal/?household={child.household_number}"
    case = desk.register(url, EX_OFFICIO | {"chosen": child.addressee_number, "ground": "survey"})
    with kitami.open():
        letter = letters.Letter(family[0], (child,))
        told = {name for name in ITEMS if letter.says(child, name)}
    assert {"name", "name_kana", "birth_date", "sex"} <= told
    assert not {name for name in told if "address" in name or "municipality" in name or "domicile" in name}
    assert not told & {"head_name", "relationship", "remarks", "move_out_planned_town", "district_code_1"}
    _, words = issue(desk, paper_url(desk, case, "職権記載等通知書"))
    assert "佐藤　二葉" in words and OFFICE not in words


def test_a_letter_goes_to_the_mailing_address_where_one_is_recorded(desk: Desk, kitami: Town) -> None:
    (alone,) = settled(kitami, ALONE)
    protect(kitami, alone)
    with kitami.open():
        assert letters.Letter(alone, (alone,)).place() == letters.Place(
            alone.address_postal_code, "北海道北見市" + alone.address_town + "１番地２", alone.name
        )
        row = Addressee.objects.filter(addressee_number=int(alone.addressee_number))
        row.update(mailing_postcode="0600001", mailing_address="札幌市中央区北一条西二丁目　女性相談気付")
        place = letters.Letter(alone, (alone,)).place()
    assert place == letters.Place("0600001", "札幌市中央区北一条西二丁目　女性相談気付", alone.name)
