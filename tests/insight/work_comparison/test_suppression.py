"""Figures of few cases or few people are left out, and nothing that is told gives them back."""

from __future__ import annotations

import doctest
import random
from typing import Any

import polars as pl
import pytest

from yakuba.insight.processes.event_log import (
    ACTIVITY,
    CASE,
    CASE_NAME,
    OFFSET,
    RESOURCE,
    TIME,
    EventLog,
)
from yakuba.insight.processes.reading.times import instants
from yakuba.insight.work_comparison import figures, suppression
from yakuba.insight.work_comparison.suppression import FEWEST_CASES, FEWEST_STAFF, left_out, published


def log(cases: list[tuple[str, list[tuple[str, str, str | None]]]]) -> EventLog:
    """A log of cases: state, then (step, time, who)."""
    rows = [(number, *event) for number, (_, events) in enumerate(cases) for event in events]
    moments = instants(pl.Series([row[2] for row in rows], dtype=pl.String))
    events = pl.DataFrame(
        {
            CASE: pl.Series([row[0] for row in rows], dtype=pl.UInt32),
            ACTIVITY: pl.Series([row[1] for row in rows], dtype=pl.String),
            RESOURCE: pl.Series([row[3] for row in rows], dtype=pl.String),
            TIME: moments[TIME].cast(pl.Datetime("us", "UTC")),
            OFFSET: moments[OFFSET],
        }
    )
    names = [f"c{number}" for number in range(len(cases))]
    return EventLog("町", pl.DataFrame({CASE_NAME: names, "state": [one[0] for one in cases]}), events, events.height)


def some_cases(dice: random.Random) -> list[tuple[str, list[tuple[str, str, str | None]]]]:
    """A year of a small office: some steps rare, some done by few, some months almost empty."""
    made = []
    for _ in range(dice.choice((4, 12, 30, 80))):
        month, day = dice.choice((1, 1, 1, 2, 2, 3)), dice.randrange(1, 12)
        who = [f"w{dice.randrange(dice.choice((3, 9)))}" for _ in range(3)]
        events: list[tuple[str, str, str | None]] = [("受付", f"2026-0{month}-{day:02d}T09:00", None)]
        for place, step in enumerate(("確認", "照会", "決定")):
            if dice.random() < (0.95, 0.3, 0.8)[place]:
                events.append((step, f"2026-0{month}-{day + dice.randrange(1, 16):02d}T1{place}:00", who[place]))
        if dice.random() < 0.3:
            events.append(("確認", f"2026-0{month}-28T10:00", who[0]))
        made.append((dice.choice(("done", "done", "received")), sorted(events, key=lambda event: event[1])))
    return made


def test_the_modules_examples_hold() -> None:
    for module in (figures, suppression):
        assert doctest.testmod(module).failed == 0


def test_figures_of_a_log_counted_by_hand() -> None:
    found = figures.measured(
        log(
            [
                ("done", [("受付", "2026-04-01T09:00", None), ("決定", "2026-04-03T09:00", "a")]),
                ("done", [("受付", "2026-04-02T09:00", None), ("決定", "2026-04-02T21:00", "b")]),
                (
                    "received",
                    [
                        ("受付", "2026-05-01T09:00", None),
                        ("決定", "2026-05-02T09:00", "a"),
                        ("決定", "2026-05-11T09:00", "a"),
                    ],
                ),
            ]
        )
    )
    assert (found["cases"], found["staff"], found["variants"], found["rework"]) == (3, 2, 2, 1)
    assert (found["open"], found["same_day"]) == (1, 1)
    assert found["days"] == {"q1": 1.25, "median": 2.0, "q3": 6.0, "p90": 8.4, "mean": pytest.approx(12.5 / 3)}
    assert found["months"] == [
        {"month": "2026-04", "cases": 2, "median": 1.25},
        {"month": "2026-05", "cases": 1, "median": 10.0},
    ]
    assert [one["cases"] for one in found["sizes"]] == [1, 1, 0, 1, 0, 0, 0]
    first, second = found["steps"]
    assert (first["step"], first["cases"], first["staff"], first["wait"]) == ("受付", 3, 0, None)
    assert (second["step"], second["cases"], second["repeated"], second["staff"], second["waits"]) == (
        "決定",
        3,
        1,
        2,
        3,
    )
    assert second["wait"]["median"] == 1.0
    assert found["median_with_open"] == 2.0


def test_an_empty_log_has_empty_figures() -> None:
    empty = log([])
    found = figures.measured(empty)
    assert found["cases"] == 0 and found["days"]["median"] is None and found["steps"] == []
    assert published(found)["cases"] == 0


@pytest.mark.parametrize("seed", range(60))
def test_nothing_that_is_told_is_of_few_or_gives_few_back(seed: int) -> None:
    found = figures.measured(log(some_cases(random.Random(seed))))
    told = published(found)
    if found["cases"] < FEWEST_CASES or 0 < found["staff"] < FEWEST_STAFF:
        assert told == {"hidden": True}
        return
    whole = found["cases"]
    for name in ("rework", "open", "same_day"):
        assert safe(told[name], whole)
    for parts in ("months", "sizes"):
        hidden = [one["cases"] for one, out in zip(found[parts], told[parts], strict=True) if out["cases"] is None]
        assert all(not 0 < one["cases"] < FEWEST_CASES for one in told[parts] if one["cases"] is not None)
        shown = sum(one["cases"] for one in told[parts] if one["cases"] is not None)
        everything_hidden = len(hidden) == sum(1 for one in found[parts] if one["cases"])
        assert whole - shown == sum(hidden) and (sum(hidden) >= FEWEST_CASES or not hidden or everything_hidden)
        assert len(hidden) != 1 or everything_hidden
    rows = {one["step"]: one for one in found["steps"]}
    for one in told["steps"]:
        true = rows[one["step"]]
        if one["cases"] is not None or one["wait"] is not None or one["staff"] is not None:
            assert true["cases"] >= FEWEST_CASES and not 0 < true["staff"] < FEWEST_STAFF
        assert safe(one["cases"], whole)
        if one["repeated"] is not None:
            assert safe(one["repeated"], true["cases"])
        if one["wait"] is not None:
            assert true["waits"] >= FEWEST_CASES


def safe(count: int | None, whole: int) -> bool:
    """Neither the part nor the rest is of few."""
    return count is None or not (0 < count < FEWEST_CASES or 0 < whole - count < FEWEST_CASES)


def test_the_only_small_part_takes_another_with_it() -> None:
    assert left_out([50, 3, 20, 0]) == [False, True, True, False]
    assert left_out([3]) == [True]
    assert left_out([]) == []


def test_ends_that_exclude_each_other_do_not_give_the_rare_one_back() -> None:
    def step(name: str, cases: int) -> dict[str, Any]:
        wait = {"q1": 1.0, "median": 2.0, "q3": 3.0}
        return {"step": name, "cases": cases, "repeated": 0, "staff": 8, "waits": cases, "wait": wait}

    found = {
        **dict.fromkeys(("rework", "open", "same_day"), 0), "cases": 100, "staff": 8, "median_with_open": 2.0,
        "days": {"q1": 1.0, "median": 2.0, "q3": 3.0}, "months": [], "sizes": [],
        "steps": [step("受付", 100), step("決定", 70), step("取下げ", 26), step("受け付けない", 4)],
    }  # fmt: skip
    told = {one["step"]: one["cases"] for one in published(found)["steps"]}
    assert told == {"受付": 100, "決定": 70, "取下げ": None, "受け付けない": None}
