"""The checks of answers for care, tax, vehicles and living: where exactly their limits lie."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from yakuba.areas.handover.procedures import living_checks as checks
from yakuba.platform.cases.procedure_parts import Facts
from yakuba.platform.cases.procedures import catalogue


def facts(code: str, answers: dict[str, Any], filed_on: date = date(2026, 11, 24)) -> Facts:
    return Facts(
        key=uuid4(),
        procedure=catalogue.load().get(code, 1),
        answers=answers,
        applicant=1,
        people={},
        channel="portal",
        level="card",
        filed_on=filed_on,
        receipt_number="F2026-000001",
    )


@pytest.mark.parametrize(
    ("stage", "spouse", "yen", "stops"),
    [
        ("stage2", "no", 6_500_000, False),
        ("stage2", "no", 6_500_001, True),
        ("stage2", "yes", 16_500_000, False),
        ("stage3_2", "yes", 15_000_001, True),
        ("under65", "no", 10_000_000, False),
        ("assistance", "no", 90_000_000, False),
    ],
)
def test_savings_are_counted_by_stage_and_couple(stage: str, spouse: str, yen: int, stops: bool) -> None:
    given = {"stage": stage, "spouse": spouse, "deposits": yen - 100, "cash": 200, "debts": 100}
    assert bool(checks.savings_within_limit(facts("care_limit", given))) is stops


@pytest.mark.parametrize(
    ("day", "year", "stops"),
    [
        (date(2026, 5, 31), 2026, True),
        (date(2026, 6, 1), 2026, False),
        (date(2026, 6, 1), 2021, False),
        (date(2026, 6, 1), 2020, True),
        (date(2026, 5, 31), 2020, False),
    ],
)
def test_a_new_years_certificate_is_there_from_june(day: date, year: int, stops: bool) -> None:
    found = checks.year_is_issued(
        facts("tax_certificate", {"year": year}, day), {"question": "year", "month": 6, "years": 5}
    )
    assert bool(found) is stops


@pytest.mark.parametrize(
    ("kind", "size", "stops"),
    [
        ("first", {"cc": 50}, False),
        ("first", {"cc": 51}, True),
        ("second_b", {"cc": 50}, True),
        ("second_a", {"cc": 125}, False),
        ("new_standard", {"cc": 126}, True),
        ("farm", {"cc": 600}, False),
        ("first", {"watt": 600}, False),
        ("small_electric", {"watt": 601}, True),
        ("second_a", {"watt": 800}, True),
    ],
)
def test_engine_and_motor_decide_the_class(kind: str, size: dict[str, int], stops: bool) -> None:
    given = {"kind": "kind", "cc": "cc", "watt": "watt"}
    assert bool(checks.engine_fits_class(facts("moped_register", {"kind": kind, **size}), given)) is stops


@pytest.mark.parametrize(
    ("number", "stops"),
    [("AF79-1234567", False), ("ａｆ７９－１", False), ("AF79--1", True), ("ABC", True), ("不明", True)],
)
def test_a_frame_number_is_as_stamped(number: str, stops: bool) -> None:
    found = checks.letters_and_digits(facts("moped_register", {"frame": number}), {"question": "frame"})
    assert bool(found) is stops


@pytest.mark.parametrize(("typed", "stops"), [("ﾃﾚﾋﾞ 1台", True), ("冷 蔵 庫", True), ("木の机", False)])
def test_appliances_are_found_however_they_are_written(typed: str, stops: bool) -> None:
    found = checks.no_recycled_appliance(facts("bulky_waste", {"items": typed}), {"question": "items"})
    assert bool(found) is stops


def test_an_appointment_lies_on_an_open_day() -> None:
    days = {"2026-12-28": False, "2026-12-29": True, "2026-11-28": True, "2026-11-23": True}
    for day, stops in days.items():
        found = checks.on_an_open_day(facts("death_followup", {"visit_on": day}), {"question": "visit_on"})
        assert bool(found) is stops, day
