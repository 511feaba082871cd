"""Corrections of single items, names, nationality: what the rows of the persons and of their households say then."""

import datetime
from typing import Any, Literal

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain.changes import Changes, FollowUpKind
from yakuba.areas.resident_registry.domain.event_inputs import Correction, Filing, RecordedDate
from yakuba.areas.resident_registry.domain.reasons import FilingKind, Reason
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems

MOVED = datetime.date(2026, 11, 20)
OFFICIAL = Filing(change_date=RecordedDate(MOVED), kind=FilingKind.EX_OFFICIO)


def kinds(changes: Changes) -> set[FollowUpKind]:
    return {follow_up.kind for follow_up in changes.follow_ups}


def test_correcting_the_heads_name_goes_to_all_members(clerk: Any) -> None:
    values = {"name": "甲埜　一郎", "surname": "甲埜"}
    event = ev.ExOfficioCorrection(filing=OFFICIAL, corrections=(Correction("11", values),), ground="family_register")
    changes = clerk.enter(event)
    assert [row.head_name for row in changes.rows] == ["甲埜　一郎"] * 4
    assert changes.rows[1].name == "甲野　京子"


def test_a_minor_correction_of_the_address_is_for_the_whole_household(clerk: Any) -> None:
    event = ev.ExOfficioCorrection(
        filing=OFFICIAL, corrections=(Correction("13", {"address_town": "中央町"}),), ground="minor"
    )
    changes = clerk.enter(event)
    assert [(row.addressee_number, row.address_town) for row in changes.rows] == [
        ("13", "中央町"),
        ("11", "中央町"),
        ("12", "中央町"),
        ("14", "中央町"),
    ]
    assert {row.reason for row in changes.rows} == {Reason.MINOR_CORRECTION}


def test_clerical_error_keeps_the_wrong_row(clerk: Any) -> None:
    event = ev.ExOfficioCorrection(
        filing=OFFICIAL,
        corrections=(Correction("31", {"birth_date": "1995-06-20"}),),
        ground="clerical_error",
    )
    clerk.enter(event)
    wrong, right = clerk.view.versions("31")
    assert (wrong.birth_date, right.birth_date) == (datetime.date(1980, 3, 5), datetime.date(1995, 6, 20))
    assert (wrong.is_latest, right.is_latest, right.reason) == (False, True, Reason.CLERICAL_ERROR)


def test_former_surname_comes_changes_and_goes(clerk: Any) -> None:
    filing = Filing(change_date=RecordedDate(MOVED), kind=FilingKind.REQUEST, requested_on=MOVED)

    def request(action: Literal["enter", "change", "delete"], surname: str = "", kana: str = "") -> Record:
        event = ev.FormerSurname(
            filing=filing, addressee_number="12", action=action, former_surname=surname, former_surname_kana=kana
        )
        row: Record = clerk.enter(event).rows[0]
        return row

    assert request("enter", "丁田", "テイダ").former_surname == "丁田"
    assert request("change", "丁川", "テイカワ").reason == Reason.FORMER_SURNAME_CHANGE
    gone = request("delete")
    assert (gone.former_surname, gone.former_surname_kana, gone.requested_on) == ("", "", MOVED)


def test_an_alias_keeps_day_and_municipality_of_entry_and_deletion(clerk: Any, town: Any) -> None:
    foreign = town.resident(
        "41",
        "サンプル　テスト",
        "世帯主",
        household="400",
        resident_type="2",
        foreign_resident_date=MOVED,
        article_30_45_class="1",
    )
    clerk.view = town.view(foreign)
    filing = Filing(change_date=RecordedDate(MOVED), kind=FilingKind.APPLICATION, applied_on=MOVED)
    where: dict[str, Any] = {"municipality": "北海道北見市", "municipality_code": "012084"}
    entry = ev.Alias(filing=filing, addressee_number="41", action="enter", alias="山田　テスト", **where)
    clerk.enter(entry)
    row = clerk.enter(ev.Alias(filing=filing, addressee_number="41", action="delete", **where)).rows[0]
    assert (row.alias, row.alias_entered_on, row.alias_deleted_on) == ("", MOVED, MOVED)
    assert row.alias_deleted_municipality_code == "012084"
    assert kinds(clerk.enter(entry)) == {FollowUpKind.CS_CORRECTION, FollowUpKind.EX_OFFICIO_RECORD}


def test_naturalisation_ends_the_foreign_record_and_begins_a_japanese_one(clerk: Any, town: Any) -> None:
    came = datetime.date(2015, 7, 1)
    foreign = town.resident(
        "41",
        "サンプル　テスト",
        "世帯主",
        household="400",
        head_name="サンプル　テスト",
        resident_type="2",
        foreign_resident_date=came,
        article_30_45_class="1",
        nationality="サンプル国",
        origin_domicile="",
        family_register_head="",
    )
    clerk.view = town.view(foreign)
    event = ev.NationalityChange(
        filing=OFFICIAL,
        addressee_number="41",
        action="naturalisation",
        names=NameItems(name="北見　太郎", surname="北見", given_name="太郎"),
        domicile=OriginDomicileItems(origin_domicile="北海道北見市北一丁目１番", family_register_head="北見　太郎"),
    )
    old, new = clerk.enter(event).rows
    assert (old.history_number, old.is_latest, old.name, old.reason) == (2, False, "サンプル　テスト", "24")
    assert (old.resident_state, old.is_removed, old.resident_type) == ("9", True, "2")
    assert (new.history_number, new.is_latest, new.name, new.reason) == (3, True, "北見　太郎", "14")
    assert (new.resident_state, new.is_removed, new.resident_type) == ("1", False, "1")
    assert (new.became_resident_date, new.foreign_resident_date, new.nationality) == (came, None, "")
    assert (new.household_number, new.address_lot, new.head_name) == ("400", "１番地", "北見　太郎")
    assert [row.history_number for row in clerk.view.versions("41")] == [1, 2, 3]


def test_loss_of_nationality_counts_from_the_later_date(clerk: Any) -> None:
    event = ev.NationalityChange(
        filing=OFFICIAL,
        addressee_number="11",
        action="loss",
        names=NameItems(name="KONO ICHIRO", name_roman="KONO ICHIRO"),
        foreign=ForeignItems(article_30_45_class="5"),
    )
    changes = clerk.enter(event)
    new = changes.row("11")
    assert (new.resident_type, new.foreign_resident_date, new.origin_domicile) == ("2", MOVED, "")
    assert [row.head_name for row in changes.rows[1:]] == ["KONO ICHIRO"] * 4
