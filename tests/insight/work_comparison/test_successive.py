"""Figures published again and again: what came in between is never told of fewer than ten cases."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest

from tests.insight.work_comparison.test_suppression import empty_figures, log, some_cases
from yakuba.insight.processes.suppression import FEWEST_CASES
from yakuba.insight.work_comparison import figures, successive
from yakuba.insight.work_comparison.suppression import published


def published_again(times: int, seed: int) -> list[dict[str, Any]]:
    """What goes out as cases of one office come, each time ten or more."""
    dice = random.Random(seed)
    cases = some_cases(dice)
    out: list[dict[str, Any]] = []
    while len(out) < times:
        cases = cases + some_cases(dice) + some_cases(dice)
        new = published(figures.measured(log(cases)))
        if new["hidden"] or (out and new["cases"] - out[-1]["cases"] < FEWEST_CASES):
            continue
        out.append(successive.after(new, successive.told(out[-1])) if out else new)
    return out


def counts(told: dict[str, Any]) -> dict[str, int]:
    """What one publication alone tells."""
    alone = {name: value for name, value in told.items() if name != successive.EARLIER}
    return {name: count for name, (count, _) in successive.told(alone).items()}


@pytest.mark.parametrize("seed", range(12))
def test_no_two_publications_tell_a_count_of_few_that_came_between(seed: int) -> None:
    out = published_again(4, seed)
    for before, after in combinations(out, 2):
        old, new = counts(before), counts(after)
        for name in old.keys() & new.keys():
            change, more = abs(new[name] - old[name]), new["cases"] - old["cases"]
            assert not 0 < change < FEWEST_CASES, name
            if not name.startswith(("month", "size", "again")):
                assert not 0 < abs(more - change) < FEWEST_CASES, name
        assert new["cases"] - old["cases"] >= FEWEST_CASES


def test_the_months_that_changed_by_few_take_one_that_changed_by_more_with_them() -> None:
    """Of 25 new cases 4 came to April: 25 - 21 would tell it, so May, to which 10 came, is left out too."""

    def month(name: str, cases: int) -> dict[str, Any]:
        return {"month": name, "cases": cases, "median": 2.0}

    old = empty_figures() | {"cases": 60, "staff": 8, "months": [month("04", 40), month("05", 20)]}
    new = empty_figures() | {"cases": 85, "staff": 8, "months": [month("04", 44), month("05", 30), month("06", 11)]}
    found = successive.after(new, successive.told(old))
    assert [one["cases"] for one in found["months"]] == [None, None, 11]
    assert found["months"][0]["median"] is None
    third = new | {"cases": 100, "months": [month("04", 45), month("05", 30), month("06", 25)]}
    again = successive.after(third, successive.told(found))
    assert again["months"][0]["cases"] is None, "45 against the 40 of the first"


def test_without_anything_earlier_nothing_more_is_left_out() -> None:
    new = empty_figures() | {"cases": 60, "staff": 8}
    assert successive.after(new, {}) == new
    assert successive.after({"hidden": True}, {"cases": [12, 12]})["earlier"] == {"cases": [12, 12]}
