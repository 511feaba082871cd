"""The engine and the second readings give the same answer, in every key, on random cases and on published examples.

`make proof` asks 100,000 cases a scheme and year; `make test` some hundreds. The first difference is printed with its
case. The words of `note` belong to the engine alone.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.law.reading.households_other import FISCAL_YEARS, cases
from tests.law.reading.published_other import PUBLISHED, READINGS, plain, stated
from yakuba.law import calculate

YEARS = [(scheme, year) for scheme, years in FISCAL_YEARS.items() for year in years]
QUICK = {"health-insurance": 300, "child-allowance": 500, "fixed-asset-tax": 500}
SLICE = 10_000
WORDS = ("note", "warnings")


def first_difference(scheme: str, year: int, count: int, seed: int) -> str:
    """What differs in the first case that is not answered alike; "" when there is none."""
    asked = cases(scheme, year, count, seed)
    for case, engine in zip(asked, calculate(scheme, asked), strict=True):
        found, read = _numbers(plain(engine)), plain(READINGS[scheme](case))
        if found != read:
            return "\n".join([json.dumps(case, ensure_ascii=False), *_unlike("", found, read)])
    return ""


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items() if key not in WORDS}
    return [_numbers(inner) for inner in value] if isinstance(value, list) else value


def _unlike(where: str, engine: Any, read: Any) -> list[str]:
    if isinstance(engine, dict) and isinstance(read, dict):
        keys = [*read, *(key for key in engine if key not in read)]
        return [line for key in keys for line in _unlike(f"{where}.{key}", engine.get(key), read.get(key))]
    if isinstance(engine, list) and isinstance(read, list) and len(engine) == len(read):
        rows = enumerate(zip(engine, read, strict=True))
        return [line for at, (one, other) in rows for line in _unlike(f"{where}[{at}]", one, other)]
    return [] if engine == read else [f"{where}: engine {engine}, reading {read}"]


@pytest.mark.parametrize(("scheme", "year"), YEARS)
def test_some_hundred_cases_are_answered_alike(scheme: str, year: int) -> None:
    assert first_difference(scheme, year, QUICK.get(scheme, 700), seed=1) == ""


@pytest.mark.proof
@pytest.mark.pure
@pytest.mark.parametrize(("scheme", "year"), YEARS)
def test_a_hundred_thousand_cases_are_answered_alike(scheme: str, year: int) -> None:
    for seed in range(100_000 // SLICE):
        assert first_difference(scheme, year, SLICE, seed=1_000 + seed) == ""


@pytest.mark.parametrize("scheme", list(READINGS))
def test_published_examples_come_out_of_the_engine_to_the_yen(scheme: str) -> None:
    asked = [case for name, case in PUBLISHED if name == scheme]
    answers = calculate(scheme, [case["input"] for case in asked])
    for case, answer in zip(asked, answers, strict=True):
        expected = plain(case["expect"])
        assert "errors" not in answer, case["name"]
        assert (case["name"], stated(expected, plain(answer))) == (case["name"], expected)


def test_a_difference_is_found_and_told_readably(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_yen_more(case: dict[str, Any]) -> dict[str, Any]:
        return {"id": case["id"], "annual": 10_801}

    monkeypatch.setitem(READINGS, "light-vehicle-tax", one_yen_more)
    told = first_difference("light-vehicle-tax", 2025, 5, seed=1)
    assert "light-vehicle-tax-2025-1-0" in told
    assert ".annual: engine " in told and "reading 10801" in told
