"""Any sequence of changes and cancellations keeps the register in order; what is cancelled is as if it had never been.

Each example draws up to a dozen attempts on a town of four households. What the checks refuse changes nothing.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from yakuba.areas.resident_registry.domain import events as ev
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.apply import apply
from yakuba.areas.resident_registry.domain.as_of import as_of
from yakuba.areas.resident_registry.domain.cancel import cancelled_rows
from yakuba.areas.resident_registry.domain.changes import Refused, RegisterView
from yakuba.areas.resident_registry.domain.event_inputs import (
    CancelledChange,
    Correction,
    Destination,
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
    Person,
    RecordedDate,
)
from yakuba.areas.resident_registry.domain.household import Household, is_same_place
from yakuba.areas.resident_registry.domain.kinship import propose
from yakuba.areas.resident_registry.domain.needs import residents
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.domain.record import Record, content
from yakuba.areas.resident_registry.domain.record_address import AddressItems, OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_person import BirthItems, NameItems
from yakuba.areas.resident_registry.domain.record_status import PlannedDestinationItems
from yakuba.areas.resident_registry.domain.sheet import Desk

TODAY = datetime.date(2026, 11, 23)
PLACES = ("北一丁目", "東一丁目", "中央一丁目")
CHAINS = [("02",), ("12",), ("20",), ("20", "20"), ("51",), ("99",)]
SMALL = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Numbers:
    def __init__(self) -> None:
        self.given = 1000

    def addressee(self) -> str:
        self.given += 1
        return str(self.given)

    def household(self) -> str:
        self.given += 1
        return str(self.given)


def _row(number: str, household: str, relationship: str, town: str, head: str) -> Record:
    items: dict[str, Any] = rel.items(rel.parse(relationship))
    since = datetime.date(2010, 4, 1)
    return Record(
        addressee_number=number,
        household_number=household,
        municipality_code="012084",
        resident_type="1",
        resident_state="1",
        name=f"甲野　{number}",
        head_name=f"甲野　{head}",
        sex=rel.SEX.get(items["relationship_code_1"], "1"),
        birth_date=datetime.date(2012 if relationship == "子" else 1980, 1, 1),
        address_municipality="北見市",
        address_town=town,
        address_lot="１番地",
        became_resident_date=since,
        change_date=since,
        entry_change_date=since,
        processed_on=since,
        origin_domicile="なし",
        family_register_head="なし",
        display_order=int(number) % 10,
        reason="16",
        **items,
    )


START = RegisterView(
    current=(
        _row("11", "10", "世帯主", "中央一丁目", "11"),
        _row("12", "10", "妻", "中央一丁目", "11"),
        _row("13", "10", "子", "中央一丁目", "11"),
        _row("14", "10", "子", "中央一丁目", "11"),
        _row("21", "20", "世帯主", "中央一丁目", "21"),
        _row("22", "20", "夫", "中央一丁目", "21"),
        _row("31", "30", "世帯主", "中央一丁目", "31"),
        _row("41", "40", "世帯主", "南二丁目", "41"),
        _row("42", "40", "母", "南二丁目", "41"),
    ),
    municipality_code="012084",
)


@dataclass
class Town:
    """The register while an example runs, with what was done and can be cancelled."""

    view: RegisterView
    numbers: Numbers
    done: list[CancelledChange]

    def try_event(self, event: ev.Event) -> bool:
        """Whether the change was made; a refused one leaves everything as it is."""
        try:
            changes = apply(event, self.view, Desk(TODAY, self.numbers))
        except Refused:
            return False
        note(f"{event.kind} {[(row.addressee_number, row.household_number, row.relationship) for row in changes.rows]}")
        undone = cancelled_rows(event, self.view) if isinstance(event, ev.Cancellation) else ()
        self.view = self.view.after(changes, undone)
        if not isinstance(event, ev.Cancellation):
            subjects = tuple(filter(None, residents(event))) or tuple(key.addressee_number for key in changes.keys)
            self.done.append(CancelledChange(kind=event.kind, subjects=subjects, rows=changes.keys))
        return True


def _filing(data: st.DataObject, kind: FilingKind = FilingKind.NOTIFICATION) -> Filing:
    day = data.draw(st.dates(datetime.date(2026, 10, 1), TODAY))
    return Filing(change_date=RecordedDate(day), kind=kind)


def _person(data: st.DataObject, name: str, born: datetime.date) -> Person:
    return Person(
        names=NameItems(name=f"乙川　{name}"),
        birth=BirthItems(sex="1", birth_date=born),
        relationship=data.draw(st.sampled_from(CHAINS)),
        domicile=OriginDomicileItems(origin_domicile="なし", family_register_head="なし"),
    )


def _home(data: st.DataObject) -> NewHousehold:
    town = data.draw(st.sampled_from(PLACES))
    lot = "１番地" if town == "中央一丁目" else "９番地"
    return NewHousehold(address=AddressItems(address_municipality="北見市", address_town=town, address_lot=lot))


def _household(data: st.DataObject, town: Town) -> str:
    return data.draw(st.sampled_from(sorted({row.household_number for row in town.view.current})))


def _people(data: st.DataObject, town: Town) -> list[str]:
    """A whole household or some of its members."""
    members = [row.addressee_number for row in town.view.members(_household(data, town))]
    if not members or data.draw(st.booleans()):
        return members
    return data.draw(st.lists(st.sampled_from(members), min_size=1, unique=True))


def _movers(data: st.DataObject, town: Town) -> tuple[Mover, ...]:
    """Movers with relationships that often fit: one head, nobody head, unchanged, or anything."""
    people = _people(data, town)
    match data.draw(st.integers(0, 3)):
        case 0:
            return tuple(Mover(number, ("99",) if place else ("02",)) for place, number in enumerate(people))
        case 1:
            return tuple(Mover(number, data.draw(st.sampled_from(CHAINS[1:]))) for number in people)
        case 2:
            return tuple(Mover(number) for number in people)
        case _:
            return tuple(Mover(number, data.draw(st.sampled_from(CHAINS))) for number in people)


def _destination(data: st.DataObject, town: Town) -> Destination:
    if data.draw(st.booleans()):
        return _home(data)
    return ExistingHousehold(household_number=_household(data, town))


def _arrival(data: st.DataObject, town: Town) -> ev.Event:
    if data.draw(st.booleans()):
        filing = _filing(data, FilingKind.EX_OFFICIO)
        assert filing.change_date.date is not None
        baby = _person(data, "光", filing.change_date.date)
        return ev.Birth(filing=filing, persons=(baby,), household_number=_household(data, town))
    persons = tuple(_person(data, name, datetime.date(1990, 1, 1)) for name in "太次"[: data.draw(st.integers(1, 2))])
    return ev.MoveIn(filing=_filing(data), persons=persons, destination=_destination(data, town))


def _move(data: st.DataObject, town: Town) -> ev.Event:
    movers, filing = _movers(data, town), _filing(data)
    match data.draw(st.integers(0, 5)):
        case 0 | 1:
            return ev.MoveWithin(filing=filing, movers=movers, destination=_destination(data, town))
        case 2:
            return ev.HouseholdSplit(filing=filing, movers=movers)
        case 3 | 4:
            return ev.HouseholdMerge(filing=filing, movers=movers, household_number=_household(data, town))
        case _:
            return ev.HouseholdChange(filing=filing, movers=movers, household_number=_household(data, town))


def _new_head(data: st.DataObject, town: Town) -> ev.Event:
    """What a clerk would do: take the proposals, enter 同居人 where there is none."""
    number = _household(data, town)
    household = Household(number, town.view.members(number))
    members: tuple[Mover, ...] = ()
    if household.members:
        head = data.draw(st.sampled_from([row.addressee_number for row in household.members]))
        members = tuple(Mover(p.addressee_number, p.chain or ("99",)) for p in propose(household, head))
    return ev.HeadChange(filing=_filing(data), household_number=number, members=members)


def _departure(data: st.DataObject, town: Town) -> ev.Event:
    persons = tuple(_people(data, town))
    if data.draw(st.booleans()):
        return ev.Death(filing=_filing(data, FilingKind.EX_OFFICIO), persons=persons)
    there = PlannedDestinationItems(move_out_planned_municipality="札幌市")
    return ev.MoveOut(filing=_filing(data), persons=persons, destination=there)


def _correction(data: st.DataObject, town: Town) -> ev.Event:
    number = data.draw(st.sampled_from([row.addressee_number for row in town.view.current]))
    name, value = data.draw(
        st.sampled_from(
            [("name", "丁田　改"), ("remarks", "あり"), ("address_town", "西町"), ("birth_date", "1981-02-03")]
        )
    )
    filing = _filing(data, FilingKind.EX_OFFICIO)
    return ev.ExOfficioCorrection(filing=filing, corrections=(Correction(number, {name: value}),))


def _cancellation(data: st.DataObject, town: Town) -> ev.Event:
    change = data.draw(st.sampled_from(town.done))
    persons = data.draw(st.sampled_from([(), change.subjects[:1]]))
    return ev.Cancellation(filing=_filing(data, FilingKind.EX_OFFICIO), cancels=change, persons=persons)


def _event(data: st.DataObject, town: Town) -> ev.Event:
    makers = [_arrival, _move, _move, _move, _new_head, _departure, _correction]
    if town.done:
        makers += [_cancellation, _cancellation]
    return data.draw(st.sampled_from(makers))(data, town)


def assert_in_order(before: RegisterView, view: RegisterView) -> None:
    """Invariants of a register; `before` shows that nothing was lost or rewritten."""
    rows = [*view.past, *view.current]
    for person in view.current:
        versions = view.versions(person.addressee_number)
        assert [row.history_number for row in versions] == list(range(1, len(versions) + 1))
        assert [row.is_latest for row in versions] == [False] * (len(versions) - 1) + [True]
    kept = {(row.addressee_number, row.history_number): content(row) for row in rows}
    assert len(kept) == len(rows)
    for row in (*before.past, *before.current):
        assert kept[row.addressee_number, row.history_number] == content(row)
    for number in {row.household_number for row in view.current}:
        household = Household(number, view.members(number))
        assert len(household.heads) <= 1
        assert is_same_place(household.members)
        assert len(household.members) != 1 or household.head is not None
        head_name = household.head.name if household.head else ""
        for member in household.members:
            assert rel.is_allowed(member.relationship_codes)
            assert member.relationship == rel.wording(member.relationship_codes)
            assert member.head_name == head_name
    for row in view.current:
        assert row.is_removed == (row.resident_state != "1") == bool(row.removal_reason)


@seed(20261123)
@SMALL
@given(st.data())
def test_any_sequence_of_changes_keeps_the_register_in_order(data: st.DataObject) -> None:
    town = Town(START, Numbers(), [])
    for _ in range(data.draw(st.integers(1, 12))):
        before = town.view
        town.try_event(_event(data, town))
        assert_in_order(before, town.view)


@seed(20261123)
@SMALL
@given(st.data())
def test_cancelling_directly_after_a_change_brings_everybody_back(data: st.DataObject) -> None:
    town = Town(START, Numbers(), [])
    for _ in range(data.draw(st.integers(0, 4))):
        town.try_event(_event(data, town))
    before, known = town.view, len(town.done)
    if not town.try_event(_event(data, town)) or len(town.done) == known:
        return
    cancellation = ev.Cancellation(
        filing=Filing(change_date=RecordedDate(TODAY), kind=FilingKind.EX_OFFICIO), cancels=town.done[-1]
    )
    assert town.try_event(cancellation)
    for row in before.current:
        now = town.view.person(row.addressee_number)
        assert now is not None
        assert content(now) == content(row)
    entered = {row.addressee_number for row in town.view.current} - {row.addressee_number for row in before.current}
    assert not any(row.is_current_resident for row in town.view.current if row.addressee_number in entered)


@seed(20261123)
@SMALL
@given(st.data())
def test_a_cancelled_change_is_as_if_it_had_never_been(data: st.DataObject) -> None:
    """Replay as oracle: what happened to other households in between is the same with and without the change."""
    here, there = ({"11", "12", "13", "14"}, {"21", "22", "31", "41", "42"})
    with_it, without = Town(START, Numbers(), []), Town(START, Numbers(), [])
    first = _departure(data, with_it) if data.draw(st.booleans()) else _correction(data, with_it)
    if not set(residents(first)) <= here or not with_it.try_event(first):
        return
    change = with_it.done[-1]
    for _ in range(data.draw(st.integers(1, 4))):
        other = data.draw(st.sampled_from([_departure, _correction, _new_head]))(data, with_it)
        if set(residents(other)) <= there:
            assert with_it.try_event(other) == without.try_event(other)
    filing = Filing(change_date=RecordedDate(TODAY), kind=FilingKind.EX_OFFICIO)
    assert with_it.try_event(ev.Cancellation(filing=filing, cancels=change))
    for row in without.view.current:
        now = with_it.view.person(row.addressee_number)
        assert now is not None
        assert content(now) == content(row)


@seed(20261123)
@SMALL
@given(st.data())
def test_the_latest_row_is_what_held_on_the_last_day(data: st.DataObject) -> None:
    """When changes come in the order of their event dates, both reads agree at the end."""
    town = Town(START, Numbers(), [])
    for _ in range(data.draw(st.integers(1, 8))):
        town.try_event(_event(data, town))
    for person in town.view.current:
        versions = town.view.versions(person.addressee_number)
        dates = [row.change_date for row in versions if row.change_date is not None]
        cancelled = {k.history_number for k in town.view.cancelled if k.addressee_number == person.addressee_number}
        if dates == sorted(dates):
            last = as_of(versions, TODAY, cancelled)
            assert last is not None
            assert content(last) == content(person)
