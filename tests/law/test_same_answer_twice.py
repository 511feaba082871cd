"""Resident tax: the vectorised engine and the scalar second reading answer the same, to the yen and in every key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.law.reading.comparing import difference
from tests.law.reading.households import taxpayers
from tests.law.reading.resident_tax import answer
from yakuba.law import calculate

YEARS = (2024, 2025, 2026, 2027)
PUBLISHED = [
    case
    for path in sorted((Path(__file__).parent / "cases/resident-tax").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


def same(year: int, count: int, seed: int) -> None:
    """Asserts that both answer the same; says the first case that differs."""
    cases = taxpayers(year, count, seed)
    answers = calculate("resident-tax", cases)
    assert len(answers) == count
    for case, engine in zip(cases, answers, strict=True):
        told = difference(case, engine, answer(case))
        assert told is None, told


@pytest.mark.parametrize("year", YEARS)
def test_two_thousand_households_of_each_year(year: int) -> None:
    same(year, 2_000, seed=1)


@pytest.mark.proof
@pytest.mark.parametrize("year", YEARS)
def test_a_hundred_thousand_households_of_each_year(year: int) -> None:
    for seed in range(10):
        same(year, 10_000, seed=100 + seed)


def _stated(expected: Any, found: Any) -> Any:
    if isinstance(expected, dict):
        return {key: _stated(value, found[key]) for key, value in expected.items()}
    return found


def test_the_published_examples_come_out_of_the_engine() -> None:
    answers = calculate("resident-tax", [case["input"] for case in PUBLISHED])
    found = {case["name"]: _stated(case["expect"], got) for case, got in zip(PUBLISHED, answers, strict=True)}
    assert found == {case["name"]: case["expect"] for case in PUBLISHED}


def test_a_difference_is_told_with_case_and_key() -> None:
    case = {"fiscal_year": 2026, "age": 40, "income": {"business": 2_000_000}}
    read = answer(case)
    told = difference(case, read | {"annual_tax": 1}, read)
    assert told is not None
    assert "annual_tax" in told
    assert "2000000" in told
    assert difference(case, read, read) is None
