"""Figures of few cases or few people are left out, and nothing that is told gives them back."""

from __future__ import annotations

import doctest
import random
from itertools import combinations
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
from yakuba.insight.processes.suppression import FEWEST_CASES, FEWEST_PEOPLE, left_out
from yakuba.insight.work_comparison import figures, suppression
from yakuba.insight.work_comparison.suppression import published


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
        {"month": "2026-04", "cases": 2, "median": 1.25, "staff": 2},
        {"month": "2026-05", "cases": 1, "median": 10.0, "staff": 1},
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
    if found["cases"] < FEWEST_CASES or 0 < found["staff"] < FEWEST_PEOPLE:
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
            assert true["cases"] >= FEWEST_CASES and not 0 < true["staff"] < FEWEST_PEOPLE
        assert safe(one["cases"], whole)
        if one["repeated"] is not None:
            assert safe(one["repeated"], true["cases"])
        if one["wait"] is not None:
            assert true["waits"] >= FEWEST_CASES


@pytest.mark.parametrize("seed", range(40))
def test_steps_that_exclude_each_other_do_not_tell_how_few_are_none_of_them(seed: int) -> None:
    """Whoever knows which steps exclude each other takes those told off all cases: what is left is none or ten."""
    dice = random.Random(seed)
    cases: list[tuple[str, list[tuple[str, str, str | None]]]] = []
    for _ in range(dice.choice((40, 90))):
        end = dice.choices(("決定", "取下げ", "却下", "期限切れ", None), (50, dice.choice((3, 30)), 4, 3, 3))[0]
        who, day = f"w{dice.randrange(9)}", dice.randrange(1, 20)
        events: list[tuple[str, str, str | None]] = [("受付", f"2026-04-{day:02d}T09:00", None)]
        events += [] if end is None else [(end, f"2026-04-{day + 5:02d}T09:00", who)]
        cases.append(("received" if end is None else "done", events))
    found = figures.measured(log(cases))
    told = published(found)
    counts = {one["step"]: one["cases"] for one in told["steps"] if one["cases"] is not None and one["step"] != "受付"}
    if told["open"] is not None:
        counts["open"] = told["open"]
    for size in range(len(counts) + 1):
        for some in combinations(counts.values(), size):
            assert not 0 < found["cases"] - sum(some) < FEWEST_CASES
    assert len(told["steps"]) == len(found["steps"])


def test_what_few_did_of_steps_that_exclude_each_other_takes_another_with_it() -> None:
    """100 cases, 60 granted, 40 refused by two people: 100 - 60 would tell how many they refused."""
    wait = {"q1": 1.0, "median": 2.0, "q3": 3.0}
    steps = [
        {"step": name, "cases": cases, "repeated": 0, "staff": staff, "waits": cases, "wait": wait, "apart": apart}
        for name, cases, staff, apart in (("決定", 60, 8, ["却下"]), ("却下", 40, 2, ["決定"]))
    ]
    found = empty_figures() | {"cases": 100, "staff": 9, "steps": steps}
    assert [one["cases"] for one in published(found)["steps"]] == [None, None]


def test_a_month_in_which_few_worked_is_left_out_with_another() -> None:
    months = [
        {"month": f"2026-{at:02d}", "cases": 30 + at, "median": 2.0, "staff": staff}
        for at, staff in enumerate((6, 2, 7, 8), 4)
    ]
    found = empty_figures() | {"cases": 142, "staff": 9, "months": months}
    assert [one["cases"] for one in published(found)["months"]] == [None, None, 36, 37]
    untold = [{name: value for name, value in one.items() if name != "staff"} for one in months]
    assert all(one["median"] is None for one in published(found | {"months": untold})["months"]), "not known: few"


def empty_figures() -> dict[str, Any]:
    days = {"q1": 1.0, "median": 2.0, "q3": 3.0}
    return dict.fromkeys(("rework", "open", "same_day"), 0) | {
        "cases": 0, "staff": 0, "median_with_open": 2.0, "days": days, "months": [], "sizes": [], "steps": [],
    }  # fmt: skip


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

    found = empty_figures() | {
        "cases": 100, "staff": 8,
        "steps": [step("受付", 100), step("決定", 70), step("取下げ", 26), step("受け付けない", 4)],
    }  # fmt: skip
    told = {one["step"]: one["cases"] for one in published(found)["steps"]}
    assert told == {"受付": 100, "決定": 70, "取下げ": None, "受け付けない": None}
