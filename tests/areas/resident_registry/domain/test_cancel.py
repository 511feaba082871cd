"""Cancelling: directly after, after later changes, for some of the persons, and what is left of the households."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.apply import apply, preview_conflicts
from yakuba.areas.resident_registry.domain.cancel import Conflict, cancelled_rows
from yakuba.areas.resident_registry.domain.changes import Changes, FollowUpKind, Refused, RegisterView
from yakuba.areas.resident_registry.domain.event_inputs import (
    CancelledChange,
    Correction,
    Decision,
    Filing,
    Mover,
    NewHousehold,
    Person,
    RecordedDate,
    VersionKey,
)
from yakuba.areas.resident_registry.domain.needs import residents
from yakuba.areas.resident_registry.domain.reasons import FilingKind, Reason
from yakuba.areas.resident_registry.domain.record import Record, content
from yakuba.areas.resident_registry.domain.record_address import AddressItems, OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems, PlannedDestinationItems
from yakuba.areas.resident_registry.domain.sheet import Desk

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 11, 20)
NORTH = NewHousehold(address=AddressItems(address_municipality="北見市", address_town="北一丁目", address_lot="３番地"))
EAST = NewHousehold(address=AddressItems(address_municipality="北見市", address_town="東一丁目", address_lot="７番地"))
SAPPORO = PlannedDestinationItems(move_out_planned_municipality="札幌市")
NOTIFIED = Filing(change_date=RecordedDate(DAY), notified_on=DAY)
OFFICIAL = Filing(change_date=RecordedDate(DAY), kind=FilingKind.EX_OFFICIO)


class Clerk:
    """Makes changes, remembers them, and cancels them."""

    def __init__(self, view: RegisterView, numbers: Any) -> None:
        self.view = view
        self.start = view
        self.desk = Desk(TODAY, numbers)

    def enter(self, *events: ev.Event) -> CancelledChange:
        """One change, or a change with its continuation."""
        rows: list[VersionKey] = []
        for event in events:
            changes = apply(event, self.view, self.desk)
            self.view = self.view.after(changes)
            rows.extend(changes.keys)
        named = [number for number in residents(events[0]) if number]
        subjects = tuple(named or [key.addressee_number for key in rows])
        return CancelledChange(kind=events[0].kind, subjects=subjects, rows=tuple(rows))

    def cancel(self, change: CancelledChange, *decisions: Decision, persons: Sequence[str] = ()) -> Changes:
        event = self.cancellation(change, *decisions, persons=persons)
        changes = apply(event, self.view, self.desk)
        self.view = self.view.after(changes, cancelled_rows(event, self.view))
        return changes

    def cancellation(
        self, change: CancelledChange, *decisions: Decision, persons: Sequence[str] = ()
    ) -> ev.Cancellation:
        filing = Filing(change_date=RecordedDate(TODAY), kind=FilingKind.EX_OFFICIO)
        return ev.Cancellation(filing=filing, cancels=change, persons=tuple(persons), decisions=decisions)

    def conflicts(self, change: CancelledChange, persons: Sequence[str] = ()) -> tuple[Conflict, ...]:
        return preview_conflicts(self.cancellation(change, persons=persons), self.view, TODAY)

    def now(self, number: str) -> Record:
        row = self.view.person(number)
        assert row is not None
        return row

    def differences(self) -> dict[str, dict[str, Any]]:
        """Items of each person of the beginning that are not as they were."""
        found = {}
        for row in self.start.current:
            now = content(self.now(row.addressee_number))
            changed = {name: now[name] for name, value in content(row).items() if now[name] != value}
            if changed:
                found[row.addressee_number] = changed
        return found


@pytest.fixture
def clerk(town: Any, numbers: Any) -> Clerk:
    return Clerk(town.view(), numbers)


def newcomer(name: str = "乙川　太郎", relationship: str = "世帯主") -> Person:
    return Person(
        names=NameItems(name=name),
        birth=BirthItems(sex="1", birth_date=DAY if relationship == "子" else datetime.date(1990, 1, 2)),
        relationship=rel.parse(relationship),
        domicile=OriginDomicileItems(origin_domicile="不明", family_register_head="不明"),
    )


WHOLE = tuple(Mover(number) for number in ("11", "12", "13", "14"))
CHANGES: list[ev.Event] = [
    ev.MoveWithin(filing=NOTIFIED, movers=WHOLE, destination=NORTH),
    ev.MoveWithin(filing=NOTIFIED, movers=(Mover("11", ("02",)),), destination=NORTH),
    ev.MoveWithin(filing=NOTIFIED, movers=(Mover("13", ("02",)), Mover("14", ("74",))), destination=NORTH),
    ev.MoveOut(filing=NOTIFIED, persons=("11",), destination=SAPPORO),
    ev.MoveOut(filing=NOTIFIED, persons=("21",), destination=SAPPORO),
    ev.Death(filing=OFFICIAL, persons=("21",)),
    ev.Death(filing=OFFICIAL, persons=("11", "31")),
    ev.ExOfficioRemoval(filing=OFFICIAL, persons=("31",)),
    ev.HouseholdSplit(filing=NOTIFIED, movers=(Mover("22", ("02",)),)),
    ev.HouseholdMerge(filing=NOTIFIED, movers=(Mover("31", ("99",)),), household_number="100"),
    ev.HouseholdChange(filing=NOTIFIED, movers=(Mover("14", ("99",)),), household_number="300"),
    ev.HeadChange(filing=NOTIFIED, household_number="200", members=(Mover("22", ("02",)), Mover("21", ("12",)))),
    ev.ExOfficioCorrection(filing=OFFICIAL, corrections=(Correction("11", {"name": "甲埜　一郎"}),)),
    ev.NationalityChange(
        filing=OFFICIAL,
        addressee_number="11",
        action="loss",
        names=NameItems(name="KONO ICHIRO"),
        foreign=ForeignItems(article_30_45_class="5"),
    ),
    ev.Birth(filing=OFFICIAL, persons=(newcomer("甲野　光", "子"),), household_number="100"),
    ev.MoveIn(filing=NOTIFIED, persons=(newcomer(),), destination=NORTH),
]


@pytest.mark.parametrize("event", CHANGES, ids=lambda event: event.kind)
def test_cancelling_directly_after_leaves_everybody_as_before(clerk: Clerk, event: ev.Event) -> None:
    change = clerk.enter(event)
    assert clerk.conflicts(change) == ()
    clerk.cancel(change)
    assert clerk.differences() == {}


@pytest.mark.parametrize(
    ("event", "number", "reason", "message"),
    [
        (CHANGES[5], "21", Reason.CANCELLATION_ADDING, FollowUpKind.CS_ENTRY),
        (CHANGES[0], "11", Reason.CANCELLATION_CORRECTING, FollowUpKind.CS_CORRECTION),
        (CHANGES[15], "1001", Reason.CANCELLATION_REMOVING, FollowUpKind.CS_REMOVAL),
    ],
)
def test_a_cancellation_adds_removes_or_corrects(
    clerk: Clerk, event: ev.Event, number: str, reason: Reason, message: FollowUpKind
) -> None:
    changes = clerk.cancel(clerk.enter(event))
    assert changes.row(number).reason == reason
    assert message in {follow_up.kind for follow_up in changes.follow_ups}
    assert len(clerk.view.versions(number)) == changes.row(number).history_number


def test_a_planned_move_out_is_cancelled_before_its_day(clerk: Clerk) -> None:
    filing = Filing(change_date=RecordedDate(datetime.date(2026, 12, 5)), notified_on=DAY)
    change = clerk.enter(ev.MoveOut(filing=filing, persons=("31",), destination=SAPPORO))
    row = clerk.cancel(change).row("31")
    assert (row.reason, row.move_out_planned_on, row.move_out_planned_municipality) == ("59", None, "")
    assert clerk.differences() == {}


def test_a_move_out_is_cancelled_with_its_effect_after_the_planned_day(clerk: Clerk) -> None:
    planned = datetime.date(2026, 11, 22)
    clerk.desk = replace(clerk.desk, on=DAY)
    plan = ev.MoveOut(
        filing=Filing(change_date=RecordedDate(planned), notified_on=DAY), persons=("21",), destination=SAPPORO
    )
    effect = ev.MoveOutEffect(
        filing=Filing(change_date=RecordedDate(planned), kind=FilingKind.EX_OFFICIO), persons=("21",)
    )
    first = clerk.enter(plan)
    clerk.desk = replace(clerk.desk, on=TODAY)
    second = clerk.enter(effect)
    assert clerk.now("22").relationship == "世帯主"
    clerk.cancel(replace(first, rows=(*first.rows, *second.rows)))
    assert clerk.differences() == {}


def test_a_wrong_move_in_is_cancelled_after_a_later_change(clerk: Clerk) -> None:
    change = clerk.enter(CHANGES[15])
    clerk.enter(ev.MoveWithin(filing=NOTIFIED, movers=(Mover("1001"),), destination=EAST))
    (conflict,) = clerk.conflicts(change)
    assert (conflict.unit, conflict.label, conflict.options) == ("residence", "住所・世帯", ("after", "now"))
    assert (conflict.before, conflict.must_enter, conflict.decided) == ("", False, False)
    assert conflict.after == "北一丁目　３番地　2026-11-20　501"
    assert conflict.now == "東一丁目　７番地　2026-11-20　501"
    with pytest.raises(Refused) as refused:
        clerk.cancel(change)
    assert {finding.code for finding in refused.value.findings} == {"B-20"}
    row = clerk.cancel(change, Decision("1001", "residence", "after")).row("1001")
    assert (row.resident_state, row.is_removed, row.removal_reason) == ("9", True, "29")
    assert (row.address_town, row.history_number) == ("北一丁目", 3)


def test_an_item_touched_again_is_a_conflict_and_others_return(clerk: Clerk) -> None:
    wrong = {"name": "丙川　誠", "remarks": "転記"}
    change = clerk.enter(ev.ExOfficioCorrection(filing=OFFICIAL, corrections=(Correction("31", wrong),)))
    clerk.enter(ev.ExOfficioCorrection(filing=OFFICIAL, corrections=(Correction("31", {"name": "丙田　誠"}),)))
    (conflict,) = clerk.conflicts(change)
    assert (conflict.before, conflict.after, conflict.now) == (
        "丙山　誠　丙山　誠",
        "丙川　誠　丙山　誠",
        "丙田　誠　丙山　誠",
    )
    row = clerk.cancel(change, Decision("31", "name", "now")).row("31")
    assert (row.name, row.remarks, row.head_name) == ("丙田　誠", "", "丙田　誠")


def test_a_later_change_that_was_cancelled_itself_is_no_conflict(clerk: Clerk) -> None:
    first = clerk.enter(ev.MoveWithin(filing=NOTIFIED, movers=WHOLE, destination=NORTH))
    second = clerk.enter(ev.MoveWithin(filing=NOTIFIED, movers=WHOLE, destination=EAST))
    clerk.cancel(second)
    assert clerk.conflicts(first) == ()
    clerk.cancel(first)
    assert clerk.differences() == {}


def test_one_of_a_moved_family_returns_to_the_old_address_as_a_new_household(clerk: Clerk) -> None:
    change = clerk.enter(ev.MoveWithin(filing=NOTIFIED, movers=WHOLE, destination=NORTH))
    changes = clerk.cancel(change, persons=("12",))
    row = changes.row("12")
    assert (row.household_number, row.address_town, row.relationship) == ("501", "中央一丁目", "世帯主")
    assert row.head_name == "甲野　京子"
    assert [clerk.now(number).address_town for number in ("11", "13", "14")] == ["北一丁目"] * 3
    assert {finding.code for finding in changes.findings} == set()


def test_the_head_alone_comes_back_and_who_had_become_head_steps_back(clerk: Clerk) -> None:
    event = ev.MoveOut(filing=NOTIFIED, persons=("21",), destination=SAPPORO)
    change = clerk.enter(event)
    changes = clerk.cancel(change, persons=("21",))
    assert [(row.addressee_number, row.relationship) for row in changes.rows] == [("21", "世帯主"), ("22", "夫")]


def test_coming_back_under_another_head_needs_the_relationship(clerk: Clerk) -> None:
    change = clerk.enter(ev.Death(filing=OFFICIAL, persons=("11",)))
    members = (Mover("12", ("02",)), Mover("13", ("20",)), Mover("14", ("20",)))
    clerk.enter(ev.HeadChange(filing=NOTIFIED, household_number="100", members=members))
    (conflict,) = clerk.conflicts(change)
    assert (conflict.addressee_number, conflict.unit, conflict.must_enter) == ("11", "relationship", True)
    changes = clerk.cancel(change, Decision("11", "relationship", relationship=("11",)))
    assert (changes.row("11").relationship, changes.row("11").head_name) == ("夫", "甲野　京子")
    assert clerk.now("12").relationship == "世帯主"


def test_a_history_with_a_gap_is_not_guessed_at(clerk: Clerk) -> None:
    change = clerk.enter(CHANGES[5])
    clerk.view = replace(clerk.view, past=tuple(row for row in clerk.view.past if row.addressee_number != "22"))
    with pytest.raises(Refused) as refused:
        clerk.cancel(change)
    assert {finding.code for finding in refused.value.findings} == {"B-31"}


def test_a_change_is_cancelled_only_once(clerk: Clerk) -> None:
    change = clerk.enter(CHANGES[0])
    clerk.cancel(change)
    with pytest.raises(Refused) as refused:
        clerk.cancel(change)
    assert {finding.code for finding in refused.value.findings} == {"B-31"}


def test_cancelling_a_birth_leaves_a_removed_record(clerk: Clerk) -> None:
    row = clerk.cancel(clerk.enter(CHANGES[14])).row("1001")
    assert (row.resident_state, row.removal_date, row.is_removed) == ("9", TODAY, True)
    assert clerk.view.members("100") == clerk.start.members("100")
