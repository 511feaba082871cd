"""Who lived where on a day, and what a clerk saw at a moment: two different questions."""

import datetime
from typing import Any

import pytest

from yakuba.areas.resident_registry.domain.as_of import JAPAN, as_known_at, as_of
from yakuba.areas.resident_registry.domain.record import Record, next_version


def moment(year: int, month: int, day: int, *time: int) -> datetime.datetime:
    hour, minute = (*time, 0, 0)[:2]
    return datetime.datetime(year, month, day, hour, minute, tzinfo=JAPAN)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def entered(town: Any) -> Record:
    row: Record = town.resident("1", "甲野　一郎", "世帯主")
    return row


def then(before: Record, changed: str, processed: str, reason: str = "33", **items: Any) -> Record:
    return next_version(before, change_date=day(changed), processed_on=day(processed), reason=reason, **items)


def town_on(versions: list[Record], when: str, cancelled: frozenset[int] = frozenset()) -> str | None:
    row = as_of(versions, day(when), cancelled)
    return row.address_town if row is not None else None


def test_before_the_entry_there_is_nobody(entered: Record) -> None:
    assert as_of([entered], day("2010-03-31")) is None
    assert as_of([entered], day("2010-04-01")) == entered


def test_a_late_registration_counts_from_its_event_date(entered: Record) -> None:
    moved = then(entered, "2024-06-01", "2024-06-05", "31", address_town="北一丁目")
    renamed = then(moved, "2024-04-01", "2024-07-01", name="乙野　一郎")
    versions = [entered, moved, renamed]
    assert (town_on(versions, "2024-05-01"), town_on(versions, "2024-06-01")) == ("中央一丁目", "北一丁目")
    in_may = as_of(versions, day("2024-05-01"))
    assert in_may is not None
    assert (in_may.name, in_may.history_number) == ("乙野　一郎", 3)
    assert as_of(versions, day("2024-06-01")) != as_known_at(versions, moment(2024, 6, 2, 9))


def test_what_a_clerk_saw_does_not_know_later_rows(entered: Record) -> None:
    moved = then(entered, "2024-06-01", "2024-06-05", "31", address_town="北一丁目")
    timed = next_version(moved, operated_on=day("2024-06-05"), operated_at=datetime.time(14, 30))
    versions = [entered, moved, timed]
    assert as_known_at(versions, moment(2024, 6, 4, 23, 59)) == entered
    assert as_known_at(versions, moment(2024, 6, 5, 14, 29)) == moved
    assert as_known_at(versions, moment(2024, 6, 5, 14, 30)) == timed
    assert as_known_at(versions, moment(2000, 1, 1)) is None


def test_a_cancelled_move_never_was_but_was_seen(entered: Record) -> None:
    moved = then(entered, "2024-06-01", "2024-06-05", "31", address_town="北一丁目")
    back = then(moved, "2024-08-01", "2024-08-01", "59", address_town="中央一丁目")
    versions = [entered, moved, back]
    assert town_on(versions, "2024-07-01", frozenset({2})) == "中央一丁目"
    seen = as_known_at(versions, moment(2024, 7, 1))
    assert seen is not None and seen.address_town == "北一丁目"


def test_a_later_change_survives_the_cancellation_of_an_earlier_one(entered: Record) -> None:
    moved = then(entered, "2024-06-01", "2024-06-05", "31", address_town="北一丁目")
    renamed = then(moved, "2024-06-10", "2024-06-10", name="乙野　一郎")
    back = then(renamed, "2024-08-01", "2024-08-01", "59", address_town="中央一丁目", remarks="届出人の誤り")
    row = as_of([entered, moved, renamed, back], day("2024-07-01"), frozenset({2}))
    assert row is not None
    assert (row.address_town, row.name, row.remarks) == ("中央一丁目", "乙野　一郎", "")
    latest = as_of([entered, moved, renamed, back], day("2024-08-01"), frozenset({2}))
    assert latest is not None and latest.remarks == "届出人の誤り"


def test_who_was_entered_by_mistake_was_never_there(entered: Record) -> None:
    removed = then(entered, "2024-08-01", "2024-08-01", "29", resident_state="9", is_removed=True)
    assert as_of([entered, removed], day("2024-07-01"), frozenset({1})) is None
    after = as_of([entered, removed], day("2024-08-01"), frozenset({1}))
    assert after is not None and after.resident_state == "9"


def test_a_planned_move_out_is_not_in_force_before_its_day(entered: Record) -> None:
    planned = then(entered, "2024-06-01", "2024-05-20", "21", move_out_planned_on=day("2024-06-01"))
    gone = then(planned, "2024-06-01", "2024-06-01", "21", resident_state="2", is_removed=True)
    eve, after = (as_of([entered, planned, gone], day(when)) for when in ("2024-05-31", "2024-06-01"))
    assert eve is not None and after is not None
    assert (eve.move_out_planned_on, eve.resident_state, after.resident_state) == (None, "1", "2")


def test_a_removed_record_loaded_without_history_lived_until_its_removal(town: Any) -> None:
    items = {"resident_state": "3", "is_removed": True, "removal_date": day("2026-03-03"), "removal_reason": "23"}
    loaded = town.resident("1", "戊島　三郎", "夫", change_date=day("2026-03-03"), history_number=14, **items)
    alive, dead = (as_of([loaded], day(when)) for when in ("2026-03-02", "2026-03-03"))
    assert alive is not None and dead is not None
    assert (alive.is_current_resident, alive.removal_date, dead.resident_state) == (True, None, "3")
    assert as_of([loaded], day("2010-03-31")) is None


def test_an_event_on_a_wholly_unknown_day_counts_from_its_processing(entered: Record) -> None:
    dead = next_version(entered, change_date=datetime.date.min, processed_on=day("2024-06-05"), resident_state="3")
    alive = as_of([entered, dead], day("2024-06-04"))
    assert alive is not None and alive.resident_state == "1"
