"""Material becomes rows of tax; each row says the same as its basis computed alone."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from yakuba.areas.resident_tax.domain import assessing
from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, EMPLOYERS, PEOPLE, Material
from yakuba.law import calculate
from yakuba.law.resident_tax import law_of

MOST = {"income.salary_revenue": 12_000_000, "income.pension_revenue": 4_000_000, "paid.social_insurance": 900_000}


def person(number: int, chance: random.Random) -> dict[str, Any]:
    """A taxpayer of the material; about half of the amounts are nothing."""
    amounts = {
        name: chance.choice((0, chance.randrange(MOST.get(name, 300_000))))
        for name in AMOUNTS
        if "transfer" not in name
    }
    if chance.random() < 0.2:
        amounts = {"income.pension_revenue": chance.randrange(1_000_000, 4_000_000)}
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(70 * 365))
    spouse = chance.random() < 0.5
    by_age = chance.random() < 0.5
    return {
        **dict.fromkeys(PEOPLE, None),
        **dict.fromkeys(AMOUNTS, 0),
        **amounts,
        "number": number,
        "birth_date": chance.choice((born, date(born.year, 1, 1), date(1961, 4, 2), date(1961, 4, 3))),
        "resident": chance.random() < 0.95,
        "self.disability": chance.choice((None, None, "general", "special")),
        "self.widow": chance.random() < 0.1,
        "self.single_parent": chance.choice((None, None, "mother", "father")),
        "self.working_student": chance.random() < 0.1,
        "self.public_assistance": chance.random() < 0.02,
        "spouse.claimed": spouse,
        "spouse.income": chance.choice((0, 480_000, 580_000, 900_000)) if spouse else None,
        "spouse.birth_date": date(1955, 1, 1) if spouse and not by_age else None,
        "spouse.age": 45 if spouse and by_age else None,
        "spouse.disability": chance.choice((None, "general")) if spouse else None,
        "credits.housing_loan.move_in": date(2019, 5, 1),
        "credits.housing_loan.specified_acquisition": True,
        "documents": 1,
        "employers": 1,
        "findings": 0,
    }


def material(count: int, seed: int) -> Material:
    """So many taxpayers with up to three dependants and two employers each."""
    chance = random.Random(seed)
    numbers = sorted(chance.sample(range(1, 10 * count), count))
    dependants = [
        {
            "number": number,
            "position": place,
            "birth_date": date(2008, 1, 1) if place % 2 else None,
            "age": None if place % 2 else chance.choice((10, 20, 30, 72)),
            "relation": chance.choice(("child", "parent", "other")),
            "cohabiting": chance.random() < 0.8,
            "disability": chance.choice((None, None, "special")),
            "income": chance.choice((0, 0, 500_000, 1_000_000)),
        }
        for number in numbers
        for place in range(chance.randrange(4))
    ]
    employers = [
        {
            "number": number,
            "kind": chance.choice((315, 315, 331)),
            "employer_key": f"E{place}",
            "employer_name": "試験商会",
            "designated_number": "123",
            "recipient_number": str(number),
            "revenue": chance.randrange(5) * 1_000_000,
            "withheld": 0,
            "ordinary": chance.random() < 0.3,
            "secondary": chance.random() < 0.2,
            "left_on": chance.choice((None, None, date(2025, 9, 30))),
            "batch": "b",
            "line": number * 10 + place,
        }
        for number in numbers
        for place in range(chance.randrange(3))
    ]
    people = [person(number, chance) for number in numbers]
    return Material(
        2026,
        pl.DataFrame(people, schema=PEOPLE, orient="row").select(*PEOPLE),
        pl.DataFrame(dependants, schema=DEPENDANTS, orient="row"),
        pl.DataFrame(employers, schema=EMPLOYERS, orient="row"),
    )


@pytest.fixture(scope="module")
def rows() -> tuple[Material, pl.DataFrame]:
    given = material(400, 7)
    return given, assessing.assessed(law_of(2026), "012084", given)


def test_a_row_says_what_its_basis_says_computed_alone(rows: tuple[Material, pl.DataFrame]) -> None:
    _, frame = rows
    answers = calculate("resident-tax", [json.loads(text) for text in frame["basis"]])
    assert [one for one in answers if "errors" in one] == []
    for name in (*assessing.AMOUNT_COLUMNS, "per_capita_exempt", "income_levy_exempt"):
        assert frame[name].to_list() == [one[name] for one in answers], name
    names = ("method", "special", "ordinary", "pension")
    months = zip(*(frame[name].to_list() for name in names), answers, strict=True)
    for method, special, ordinary, pension, answer in months:
        if method == assessing.SPECIAL and not pension:
            assert special == answer["collection"]["special"]
        if method == assessing.ORDINARY:
            assert [one for one in ordinary if one] == [one for one in answer["collection"]["ordinary"] if one]


def test_instalments_add_up_to_the_tax(rows: tuple[Material, pl.DataFrame]) -> None:
    _, frame = rows
    total = frame.select(
        (pl.col("special").list.sum() + pl.col("ordinary").list.sum() + pl.col("pension").list.sum()).alias("total"),
        "annual_tax",
        "method",
    )
    assert total.filter((pl.col("method") != "none") & (pl.col("total") != pl.col("annual_tax"))).is_empty()
    assert set(frame["method"]) == {"special", "ordinary", "pension", "none"}


def test_wages_go_through_the_employer_that_paid_most_and_may_withhold(rows: tuple[Material, pl.DataFrame]) -> None:
    given, frame = rows
    for number, method, key in frame.select("number", "method", "employer_key").iter_rows():
        able = given.employers.filter(
            (pl.col("number") == number)
            & (pl.col("kind") == 315)
            & ~pl.col("ordinary")
            & ~pl.col("secondary")
            & pl.col("left_on").is_null()
        )
        if method == assessing.SPECIAL:
            assert key == able.sort("revenue", "line", descending=[True, False])["employer_key"][0]
        elif method == assessing.ORDINARY:
            assert able.is_empty()


def test_only_who_lived_here_is_assessed_and_numbers_follow_the_order(rows: tuple[Material, pl.DataFrame]) -> None:
    given, frame = rows
    assert frame["number"].to_list() == given.people.filter("resident")["number"].to_list()
    assert frame["notice_number"].to_list() == list(range(2_600_000_001, 2_600_000_001 + len(frame)))


def test_nobody_is_nobody() -> None:
    nobody = Material(2026, *(pl.DataFrame(schema=shape) for shape in (PEOPLE, DEPENDANTS, EMPLOYERS)))
    assert assessing.assessed(law_of(2026), "012084", nobody).is_empty()
