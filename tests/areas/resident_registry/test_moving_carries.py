"""What goes along with a move: the items of a foreign resident, an alias, a former surname; nothing is typed again."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.moving import MOVED, arrive, codes, expected, leave, registered
from tests.residents import COUPLE, address, move_in, move_in_people, person
from tests.world import found_town
from yakuba.areas.resident_registry import arrivals, storage, travelling
from yakuba.areas.resident_registry.domain.event_inputs import Person
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.areas.resident_registry.domain.relationships import parse
from yakuba.areas.resident_registry.exchange_handlers import move_out_information
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HUSBAND = Person(
    names=NameItems(
        name="NGUYEN VAN AN",
        name_roman="NGUYEN VAN AN",
        name_kanji="阮文安",
        name_kana="グエン　ヴァン　アン",
        alias="安井　安",
        alias_kana="ヤスイ　アン",
        alias_entered_on=date(2020, 4, 1),
        alias_entered_municipality="札幌市",
        alias_entered_municipality_code="011002",
        mailing_name_code="1",
    ),
    birth=BirthItems(sex="1", sex_text="男", birth_date=date(1990, 2, 3)),
    resident_type="2",
    relationship=parse("夫"),
    foreign=ForeignItems(
        foreign_resident_date=date(2018, 6, 1),
        foreign_resident_date_unknown="0",
        nationality_code="704",
        nationality="ベトナム",
        article_30_45_class="1",
        residence_card_number="AB12345678CD",
        residence_card_kind="1",
        residence_notified="1",
        residence_status="101",
        stay_years="5",
        stay_expires_on=date(2029, 6, 1),
    ),
)


def wife() -> Person:
    """A Japanese national whose former surname stands on the record."""
    known = person(("佐藤", "花子", "サトウ", "ハナコ", date(1988, 12, 26), "2", "世帯主"))
    names = replace(known.names, former_surname="鈴木", former_surname_kana="スズキ", former_surname_kana_status="1")
    return replace(known, names=names)


def test_alias_residence_status_and_former_surname_go_along_and_nothing_is_asked() -> None:
    kitami, funabashi = found_town("012084"), found_town("122041")
    with kitami.open():
        couple = move_in_people((wife(), HUSBAND))
    leave(kitami, couple)
    people = expected(funabashi)
    told = people[1].told
    assert (told["alias"], told["residence_card_number"], told["nationality"]) == (
        "安井　安",
        "AB12345678CD",
        "ベトナム",
    )
    assert not {"residence_notified", "mailing_name_code"} & set(told), "the new town's own"
    filing = arrive(funabashi, people)
    assert codes(filing) == [], filing.findings
    registered(funabashi, filing)
    with funabashi.open(instant=MOVED):
        here = storage.latest([one.addressee_number for one in people])
        there = {one.name: one for one in couple}
        for row in here:
            for name in travelling.COLUMNS:
                assert getattr(row, name) == getattr(there[row.name], name), (row.name, name)
        assert [one.residence_notified for one in here] == ["", ""], "told anew with the move-in"


def test_who_was_entered_by_hand_under_another_number_is_expected_no_more() -> None:
    kitami, funabashi = found_town("012084"), found_town("122041")
    with kitami.open():
        couple = move_in(COUPLE)
    leave(kitami, couple)
    assert len(expected(funabashi)) == 2
    with funabashi.open(instant=MOVED):
        move_in(COUPLE[:1], address("122041"))
    (left,) = expected(funabashi)
    assert left.told["name"] == "佐藤　花子", "her husband came without the list of who is to come"


def test_a_value_that_cannot_be_read_is_refused_by_name_and_a_shorter_message_is_enough() -> None:
    funabashi = found_town("122041")
    short = {
        "from_lg_code": "012084",
        "name": "見本　太郎",
        "name_kana": "ミホン　タロウ",
        "sex": "1",
        "birth_date": "1990-02-03",
        "resident_type": "1",
        "planned_on": "2026-11-24",
    }
    message = Incoming(
        sender="012084",
        sequence=1,
        kind="move_out_information",
        subject="move-out:1",
        message_id=str(uuid4()),
        payload={"records": [short | {"stay_expires_on": "2029-02-30"}]},
    )
    with funabashi.open():
        with pytest.raises(Refused, match=r"stay_expires_on.*2029-02-30"):
            move_out_information(message)
        assert not arrivals.find("ミホン", None)
        move_out_information(replace(message, payload={"records": [short]}))
        ((found, _),) = arrivals.find("ミホン", None)
        names = arrivals.coming(found).names
        assert (names.surname, names.given_name, names.given_name_kana) == ("見本", "太郎", "タロウ")
