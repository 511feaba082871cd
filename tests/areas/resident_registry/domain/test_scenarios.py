"""Whole errands at the counter, from the register before to the rows, notices and messages after."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.apply import check
from yakuba.areas.resident_registry.domain.changes import Changes, FollowUpKind, Refused
from yakuba.areas.resident_registry.domain.event_inputs import (
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
    Person,
    PreviousAddress,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.reasons import FilingKind, Reason
from yakuba.areas.resident_registry.domain.record_address import (
    AddressItems,
    LastRegisteredItems,
    OriginDomicileItems,
    PreviousAddressItems,
)
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import (
    ConfirmedDestinationItems,
    ForeignItems,
    PlannedDestinationItems,
)

TODAY = datetime.date(2026, 11, 23)
MOVED = datetime.date(2026, 11, 20)
NEW_ADDRESS = AddressItems(
    address_municipality_code="012084",
    address_prefecture="北海道",
    address_municipality="北見市",
    address_town="北一丁目",
    address_lot="３番地",
)
SAPPORO = PlannedDestinationItems(
    move_out_planned_municipality_code="011002",
    move_out_planned_prefecture="北海道",
    move_out_planned_municipality="札幌市",
)


def notified(day: datetime.date = MOVED) -> Filing:
    return Filing(change_date=RecordedDate(day), notified_on=min(TODAY, max(day, MOVED)))


def official(day: datetime.date = MOVED) -> Filing:
    return Filing(change_date=RecordedDate(day), kind=FilingKind.EX_OFFICIO, notified_on=TODAY)


def person(name: str, relationship: str, **more: Any) -> Person:
    surname, given = name.split("　")
    birth = BirthItems(sex=more.pop("sex", "1"), birth_date=more.pop("born", datetime.date(1990, 1, 2)))
    domicile = OriginDomicileItems(
        origin_domicile="宮城県仙台市青葉区一番町１番",
        origin_domicile_municipality_code="041017",
        family_register_head="乙川　太郎",
    )
    return Person(
        names=NameItems(name=name, surname=surname, given_name=given),
        birth=birth,
        relationship=rel.parse(relationship),
        domicile=domicile,
        **more,
    )


def kinds(changes: Changes) -> set[FollowUpKind]:
    return {follow_up.kind for follow_up in changes.follow_ups}


def refusal(clerk: Any, event: ev.Event) -> set[str]:
    with pytest.raises(Refused) as refused:
        clerk.enter(event)
    return {finding.code for finding in refused.value.findings}


FAMILY_OF_FOUR = (
    person("乙川　次郎", "子", born=datetime.date(2020, 5, 5)),
    person("乙川　太郎", "世帯主"),
    person("乙川　夏子", "妻", sex="2", born=datetime.date(1991, 7, 7)),
    person("乙川　春", "子", sex="2", born=datetime.date(2018, 3, 3)),
)
FROM_SENDAI = PreviousAddress(
    address=PreviousAddressItems(
        previous_address_municipality_code="041017",
        previous_address_municipality="仙台市青葉区",
        previous_address_town="一番町",
        previous_address_lot="１番",
    )
)


def move_in(*persons: Person, **more: Any) -> ev.MoveIn:
    given: dict[str, Any] = {
        "filing": notified(),
        "destination": NewHousehold(address=NEW_ADDRESS),
        "previous": FROM_SENDAI,
    }
    return ev.MoveIn(persons=persons, **{**given, **more})


def test_a_family_of_four_moves_in(clerk: Any) -> None:
    changes = clerk.enter(move_in(*FAMILY_OF_FOUR))
    assert [(r.addressee_number, r.name, r.relationship, r.display_order) for r in changes.rows] == [
        ("1001", "乙川　次郎", "子", 4),
        ("1002", "乙川　太郎", "世帯主", 1),
        ("1003", "乙川　夏子", "妻", 2),
        ("1004", "乙川　春", "子", 3),
    ]
    for row in changes.rows:
        assert (row.household_number, row.head_name, row.history_number) == ("501", "乙川　太郎", 1)
        assert row.address_set_date == row.became_resident_date == row.entry_change_date == MOVED
        assert (row.reason, row.entry_kind, row.filing_kind, row.processed_on) == ("11", "1", "1", TODAY)
    sent = {(f.kind, f.receiver) for f in changes.follow_ups}
    assert (FollowUpKind.MOVE_IN_NOTICE, "041017") in sent
    assert (FollowUpKind.SUPPLEMENT_NOTICE, "041017") in sent
    assert FollowUpKind.ASSIGN_RESIDENT_CODE not in kinds(changes)


def test_one_from_abroad_gets_a_resident_code(clerk: Any) -> None:
    abroad = PreviousAddress(address=PreviousAddressItems(previous_address_country="ブラジル"))
    changes = clerk.enter(move_in(person("乙川　太郎", "世帯主"), origin="abroad", previous=abroad))
    assert changes.rows[0].reason == Reason.MOVE_IN_FROM_ABROAD
    assert {FollowUpKind.ASSIGN_RESIDENT_CODE, FollowUpKind.REQUEST_INDIVIDUAL_NUMBER} <= kinds(changes)


def test_unreported_stay_is_written_behind_the_former_address_and_in_the_note(clerk: Any) -> None:
    previous = replace(
        FROM_SENDAI,
        unreported=True,
        last_registered=LastRegisteredItems(
            last_registered_municipality="青森市", last_registered_municipality_code="022012"
        ),
    )
    changes = clerk.enter(move_in(person("乙川　太郎", "世帯主"), previous=previous))
    row = changes.rows[0]
    assert row.previous_address_lot == "１番（未届）"
    assert row.note == "未届転入（未届の住所：仙台市青葉区一番町１番）"
    assert row.last_registered_municipality == "青森市"
    receivers = [f.receiver for f in changes.follow_ups if f.kind == FollowUpKind.MOVE_IN_NOTICE]
    assert receivers == ["041017", "022012"]


def test_joining_a_household_takes_its_address_and_the_last_place(clerk: Any) -> None:
    there = ExistingHousehold(household_number="100")
    row = clerk.enter(
        move_in(person("甲野　ハナ", "母", sex="2", born=datetime.date(1950, 1, 1)), destination=there)
    ).rows[0]
    assert (row.household_number, row.address_town, row.display_order) == ("100", "中央一丁目", 5)
    assert row.head_name == "甲野　一郎"


def test_re_entrant_keeps_the_addressee_number_and_the_history_goes_on(clerk: Any) -> None:
    clerk.enter(ev.MoveOut(filing=notified(), persons=("31",), destination=SAPPORO))
    assert clerk.now("31").is_removed
    back = replace(person("丙山　誠", "世帯主"), addressee_number="31")
    row = clerk.enter(move_in(back, filing=notified(TODAY))).rows[0]
    assert (row.addressee_number, row.history_number, row.resident_state) == ("31", 3, "1")
    assert (row.is_removed, row.move_out_planned_on, row.removal_date, row.removal_reason) == (False, None, None, "")
    assert row.became_resident_date == TODAY


def test_a_former_resident_is_offered_by_name_sex_and_birth_date(clerk: Any, town: Any) -> None:
    gone = town.resident("77", "乙川　太郎", "世帯主", birth_date=datetime.date(1990, 1, 2), is_removed=True)
    clerk.view = replace(clerk.view, candidates=(gone,))
    assert [f.code for f in check(move_in(person("乙川太郎　", "世帯主")), clerk.view, TODAY)] == ["A-02"]


def test_a_whole_family_moves_and_keeps_number_and_relationships(clerk: Any) -> None:
    movers = tuple(Mover(number) for number in ("11", "12", "13", "14"))
    event = ev.MoveWithin(filing=notified(), movers=movers, destination=NewHousehold(address=NEW_ADDRESS))
    changes = clerk.enter(event)
    assert {row.household_number for row in changes.rows} == {"100"}
    assert [row.relationship for row in changes.rows] == ["世帯主", "妻", "子", "子"]
    first = changes.rows[0]
    assert (first.address_town, first.moved_from_town, first.address_set_date) == ("北一丁目", "中央一丁目", MOVED)
    assert first.became_resident_date == datetime.date(2010, 4, 1)


def test_the_father_of_two_moves_alone_and_leaves_a_headless_household(clerk: Any) -> None:
    event = ev.MoveWithin(
        filing=notified(), movers=(Mover("11", ("02",)),), destination=NewHousehold(address=NEW_ADDRESS)
    )
    changes = clerk.enter(event)
    assert [row.addressee_number for row in changes.rows] == ["11", "12", "13", "14"]
    assert clerk.now("11").household_number == "501"
    assert [row.head_name for row in changes.rows] == ["甲野　一郎", "", "", ""]
    assert [finding.code for finding in changes.findings] == ["A-01"]
    request = next(f for f in changes.follow_ups if f.kind == FollowUpKind.HEAD_CHANGE_REQUEST)
    assert (request.addressee, request.persons) == ("12", ("12", "13", "14"))


def test_of_an_old_couple_one_dies_and_the_other_becomes_head(clerk: Any) -> None:
    changes = clerk.enter(ev.Death(filing=official(), persons=("21",)))
    dead, widower = changes.rows
    assert (dead.resident_state, dead.is_removed, dead.removal_date, dead.removal_reason) == ("3", True, MOVED, "23")
    assert dead.relationship == "世帯主"
    assert (widower.relationship, widower.head_name, widower.reason) == ("世帯主", "戊島　三郎", Reason.HEAD_CHANGE)
    assert (widower.filing_kind, widower.notified_on) == (FilingKind.EX_OFFICIO, None)
    notice = next(f for f in changes.follow_ups if f.kind == FollowUpKind.HEAD_CHANGE_NOTICE)
    assert notice.addressee == "22"


def test_when_the_other_of_a_couple_dies_the_head_gets_no_row(clerk: Any) -> None:
    changes = clerk.enter(ev.Death(filing=official(), persons=("22",)))
    assert [row.addressee_number for row in changes.rows] == ["22"]


def test_a_father_of_two_dies_and_the_mother_becomes_head_later(clerk: Any) -> None:
    died = clerk.enter(ev.Death(filing=official(), persons=("11",)))
    assert {finding.code for finding in died.findings} == {"A-01"}
    assert [clerk.now(number).head_name for number in ("12", "13", "14")] == ["", "", ""]
    members = (Mover("12", ("02",)), Mover("13", ("20",)), Mover("14", ("20",)))
    changed = clerk.enter(ev.HeadChange(filing=notified(), household_number="100", members=members))
    assert [clerk.now(number).head_name for number in ("12", "13", "14")] == ["甲野　京子"] * 3
    assert [clerk.now(number).display_order for number in ("12", "13", "14")] == [1, 2, 3]
    assert FollowUpKind.HEAD_CHANGE_NOTICE not in kinds(changed)


def test_death_on_an_unknown_day_keeps_the_wording(clerk: Any) -> None:
    day = RecordedDate(datetime.date(2026, 11, 1), "1", "令和８年１１月１日頃から１０日頃までの間")
    filing = Filing(change_date=day, kind=FilingKind.EX_OFFICIO)
    row = clerk.enter(ev.Death(filing=filing, persons=("31",))).rows[0]
    assert (row.removal_date_unknown, row.removal_date_text, row.change_date_text) == ("1", day.text, day.text)


def test_planned_move_out_takes_effect_on_its_day(clerk: Any) -> None:
    planned = datetime.date(2026, 12, 5)
    changes = clerk.enter(ev.MoveOut(filing=notified(planned), persons=("11",), destination=SAPPORO))
    assert clerk.now("11").is_current_resident
    assert (clerk.now("11").move_out_planned_on, clerk.now("11").move_out_notified_on) == (planned, TODAY)
    assert FollowUpKind.MOVE_OUT_CERTIFICATE in kinds(changes)
    assert FollowUpKind.CS_REMOVAL not in kinds(changes)
    assert [finding.code for finding in changes.findings] == ["A-01"]
    clerk.desk = replace(clerk.desk, on=planned)
    effect = clerk.enter(ev.MoveOutEffect(filing=official(planned), persons=("11",)))
    assert (clerk.now("11").resident_state, clerk.now("11").removal_date) == ("2", planned)
    assert clerk.now("12").head_name == ""
    assert {FollowUpKind.CS_REMOVAL, FollowUpKind.HEAD_CHANGE_REQUEST} <= kinds(effect)


@pytest.mark.parametrize(
    ("arrived", "removed_on"), [(datetime.date(2026, 11, 22), datetime.date(2026, 11, 22)), (TODAY, TODAY)]
)
def test_move_in_notice_before_the_planned_day_removes_at_once(
    clerk: Any, arrived: datetime.date, removed_on: datetime.date
) -> None:
    clerk.enter(ev.MoveOut(filing=notified(datetime.date(2026, 12, 5)), persons=("31",), destination=SAPPORO))
    filing = replace(official(arrived), notice_on=TODAY)
    where = ConfirmedDestinationItems(move_out_confirmed_municipality="旭川市")
    row = clerk.enter(ev.ConfirmMoveOut(filing=filing, persons=("31",), destination=where)).rows[0]
    assert (row.resident_state, row.removal_date, row.move_in_notice_on) == ("2", removed_on, TODAY)
    assert (row.move_out_planned_municipality, row.move_out_confirmed_municipality) == ("札幌市", "旭川市")
    assert row.move_out_planned_on == datetime.date(2026, 12, 5)


def test_late_notice_of_a_move_out_gives_the_equivalent_certificate(clerk: Any) -> None:
    event = ev.MoveOut(
        filing=Filing(change_date=RecordedDate(datetime.date(2026, 10, 1)), notified_on=TODAY),
        persons=("31",),
        destination=SAPPORO,
    )
    changes = clerk.enter(event)
    assert FollowUpKind.MOVE_OUT_EQUIVALENT in kinds(changes)
    assert FollowUpKind.MOVE_OUT_CERTIFICATE not in kinds(changes)
    assert "A-08" in {finding.code for finding in changes.findings}


def test_special_move_out_sends_data_instead_of_paper(clerk: Any) -> None:
    changes = clerk.enter(ev.MoveOut(filing=notified(), persons=("31",), destination=SAPPORO, special=True))
    assert FollowUpKind.MOVE_OUT_DATA in kinds(changes)
    assert FollowUpKind.MOVE_OUT_CERTIFICATE not in kinds(changes)


def test_a_couple_divides_its_household(clerk: Any) -> None:
    changes = clerk.enter(ev.HouseholdSplit(filing=notified(), movers=(Mover("22", ("02",)),)))
    husband = changes.row("22")
    assert (husband.household_number, husband.relationship, husband.head_name) == ("501", "世帯主", "戊島　三郎")
    assert (husband.address_town, husband.address_set_date) == ("南二丁目", datetime.date(2010, 4, 1))
    assert [row.addressee_number for row in changes.rows] == ["22"]


def test_households_at_one_address_merge(clerk: Any) -> None:
    event = ev.HouseholdMerge(filing=notified(), movers=(Mover("31", ("99",)),), household_number="100")
    row = clerk.enter(event).rows[0]
    assert (row.household_number, row.head_name, row.display_order) == ("100", "甲野　一郎", 5)
    assert clerk.view.members("300") == ()


def test_households_at_different_addresses_do_not_merge(clerk: Any) -> None:
    event = ev.HouseholdMerge(filing=notified(), movers=(Mover("31", ("99",)),), household_number="200")
    assert refusal(clerk, event) == {"B-22"}


def test_a_member_changes_household_and_a_pair_becomes_single(clerk: Any) -> None:
    clerk.enter(ev.HouseholdSplit(filing=notified(), movers=(Mover("22", ("02",)),)))
    changes = clerk.enter(ev.HouseholdChange(filing=notified(), movers=(Mover("22", ("11",)),), household_number="200"))
    assert [(r.addressee_number, r.household_number, r.relationship) for r in changes.rows] == [("22", "200", "夫")]


def test_a_child_is_born_into_the_household(clerk: Any) -> None:
    baby = person("甲野　光", "子", born=MOVED)
    row = (changes := clerk.enter(ev.Birth(filing=official(), persons=(baby,), household_number="100"))).rows[0]
    assert (row.reason, row.became_resident_date, row.previous_address_town) == (Reason.BIRTH, MOVED, "")
    assert (row.head_name, row.display_order, row.household_number) == ("甲野　一郎", 5, "100")
    assert {FollowUpKind.ASSIGN_RESIDENT_CODE, FollowUpKind.REQUEST_INDIVIDUAL_NUMBER} <= kinds(changes)


def test_ex_officio_entry_and_removal(clerk: Any) -> None:
    entered = clerk.enter(
        ev.ExOfficioEntry(
            filing=official(),
            persons=(person("無戸　籍", "世帯主"),),
            destination=NewHousehold(address=NEW_ADDRESS),
            previous=PreviousAddress(address=PreviousAddressItems(previous_address_town="不明")),
        )
    )
    number = entered.rows[0].addressee_number
    assert (entered.rows[0].reason, entered.rows[0].previous_address_town) == (Reason.EX_OFFICIO_ENTRY, "不明")
    removed = clerk.enter(ev.ExOfficioRemoval(filing=official(TODAY), persons=(number,))).rows[0]
    assert (removed.resident_state, removed.removal_reason) == ("9", Reason.EX_OFFICIO_REMOVAL)


def test_a_head_changed_ex_officio_is_told_and_an_unset_head_is_asked_for(clerk: Any) -> None:
    swapped = (Mover("22", ("02",)), Mover("21", ("12",)))
    told = clerk.enter(ev.HeadChange(filing=official(), household_number="200", members=swapped))
    notice = next(f for f in told.follow_ups if f.kind == FollowUpKind.HEAD_CHANGE_NOTICE)
    assert (notice.addressee, notice.household_number, notice.persons) == ("22", "200", ("22", "21"))
    unset = (Mover("22", ("11",)), Mover("21", ("12",)))
    asked = clerk.enter(ev.HeadChange(filing=official(), household_number="200", members=unset))
    request = next(f for f in asked.follow_ups if f.kind == FollowUpKind.HEAD_CHANGE_REQUEST)
    assert (request.addressee, clerk.now("21").head_name) == ("22", "")


@pytest.mark.parametrize(("given", "expected"), [(None, MOVED), (datetime.date(2012, 7, 9), datetime.date(2012, 7, 9))])
def test_a_foreign_resident_is_one_since_the_date_entered_or_the_move(
    clerk: Any, given: datetime.date | None, expected: datetime.date
) -> None:
    foreign = ForeignItems(article_30_45_class="1", foreign_resident_date=given)
    row = clerk.enter(move_in(person("乙川　太郎", "世帯主", resident_type="2", foreign=foreign))).rows[0]
    assert row.foreign_resident_date == expected


def test_a_move_abroad_keeps_its_reason_until_the_removal(clerk: Any) -> None:
    planned = datetime.date(2026, 12, 5)
    there = PlannedDestinationItems(move_out_planned_country="フランス")
    changes = clerk.enter(ev.MoveOut(filing=notified(planned), persons=("31",), destination=there, abroad=True))
    assert changes.rows[0].reason == Reason.MOVE_OUT_ABROAD
    assert FollowUpKind.SUPPLEMENT_NOTICE in kinds(changes)
    assert FollowUpKind.MOVE_OUT_CERTIFICATE not in kinds(changes)
    clerk.desk = replace(clerk.desk, on=planned)
    row = clerk.enter(ev.MoveOutEffect(filing=official(planned), persons=("31",))).rows[0]
    assert (row.reason, row.removal_reason) == (Reason.MOVE_OUT_ABROAD, Reason.MOVE_OUT_ABROAD)
