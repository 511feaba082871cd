"""Flows proposed from logs: what was put in comes out, the seldom is left aside, and it is told how many cases fit."""

from __future__ import annotations

from collections.abc import Sequence as Several
from pathlib import Path

import pytest

from tests.insight.processes.logs import Event, log_of, steps
from yakuba.insight.processes.conformance.adoption import share_of
from yakuba.insight.processes.conformance.judging import FITS, Options, judged
from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.model.bpmn_reading import parsed
from yakuba.insight.processes.model.bpmn_writing import written
from yakuba.insight.processes.model.flow import (
    Block,
    Exclusive,
    FlowError,
    Loop,
    Parallel,
    Sequence,
    Skippable,
    Task,
)
from yakuba.insight.processes.model.mining import Miner
from yakuba.insight.processes.model.proposal import Choices, proposed

A, B, C, D, E = (Task(name) for name in "abcde")


def mined(*traces: str, noise: float = 0.0) -> Block | None:
    counts: dict[tuple[str, ...], int] = {}
    for trace in traces:
        counts[tuple(trace)] = counts.get(tuple(trace), 0) + 1
    return Miner(noise).mined(counts)


@pytest.mark.parametrize(
    ("traces", "block"),
    [
        (["abc"], Sequence((A, B, C))),
        (["abd", "acd"], Sequence((A, Exclusive((B, C)), D))),
        (["abcd", "acbd"], Sequence((A, Parallel((B, C)), D))),
        (["abc", "ac"], Sequence((A, Skippable(B), C))),
        (["ab", "abb"], Sequence((A, Loop(B)))),
        (["abc", "abcdbc", "abcdbcdbc"], Sequence((A, Loop(Sequence((B, C)), D)))),
        (["ab", "abab"], Loop(Sequence((A, B)))),
        (["a", ""], Skippable(A)),
        ([""], None),
        (["abcd", "acbd", "acdb"], Sequence((A, Parallel((B, Sequence((C, D))))))),
    ],
)
def test_cuts(traces: list[str], block: Block | None) -> None:
    assert mined(*traces) == block


def test_the_seldom_is_left_aside() -> None:
    usual = ["abc"] * 95
    assert mined(*usual, *["ac"] * 5, noise=0.1) == Sequence((A, B, C))
    assert mined(*usual, *["ac"] * 5) == Sequence((A, Skippable(B), C))
    assert mined(*usual, *["cab"] * 5, noise=0.1) == Sequence((A, B, C))
    assert mined(*usual, *["abbc"] * 5, noise=0.1) == Sequence((A, B, C))


def test_where_the_log_settles_no_order_the_mean_places_do_and_that_is_told() -> None:
    miner = Miner(0.0)
    traces = {tuple("dabc"): 3, tuple("dbca"): 1, tuple("dcab"): 1}
    assert miner.mined(traces) == Sequence((D, A, B, C)) and miner.by_majority == [["a", "b", "c"]]


def log(folder: Path, cases: Several[list[Event]], name: str = "town") -> EventLog:
    return log_of(folder, [({"concept:name": str(place)}, events) for place, events in enumerate(cases)], name)


def test_a_proposal_from_a_log(tmp_path: Path) -> None:
    cases = [steps("受付", "審査", "決裁", "通知")] * 8 + [steps("受付", "照会", "審査", "決裁")] * 2
    found = proposed(log(tmp_path, cases), Choices(noise=0.25))
    assert found.flow.tasks() == ["受付", "審査", "決裁", "通知"] and found.left_aside == 1
    assert found.steps == {"受付": 1.0, "審査": 1.0, "決裁": 1.0, "通知": 0.8}
    town = log(tmp_path, cases)
    assert share_of(judged(town, found.flow, Options(pass_over_others=True)).cases).share == 0.8
    assert sorted(proposed(town, Choices(steps=2)).flow.tasks()) == ["受付", "審査"]
    path = proposed(town, Choices(noise=0.1, main_path=True))
    assert path.flow.root == Sequence(tuple(Task(name) for name in ("受付", "審査", "決裁", "通知")))
    shuffled = log(tmp_path, [cases[place] for place in (9, 3, 8, 1, 0, 2, 4, 5, 6, 7)])
    assert written(proposed(shuffled, Choices(noise=0.25)).flow) == written(found.flow)


def test_the_order_within_a_day_is_chance(tmp_path: Path) -> None:
    """審査 and 照会 fall on one day, in any order in the file: their mean places give one."""
    cases = []
    for place in range(10):
        middle = ("照会", "審査") if place % 5 else ("審査", "照会")
        cases.append(
            [*steps("受付", day="2025-04-01"), *steps(*middle, day="2025-04-02"), *steps("通知", day="2025-04-03")]
        )
    town = log(tmp_path, cases)
    wide = proposed(town, Choices(noise=0.0)).flow.root
    assert wide == Sequence((Task("受付"), Parallel((Task("審査"), Task("照会"))), Task("通知")))
    straight = proposed(town, Choices(noise=0.0, any_order_within_a_day=True)).flow
    assert straight.tasks() == ["受付", "照会", "審査", "通知"] and isinstance(straight.root, Sequence)
    assert judged(town, straight, Options(any_order_within_a_day=True)).cases[FITS].all()


def test_logs_that_give_no_flow(tmp_path: Path) -> None:
    empty = log(tmp_path, [[]])
    rare = log(tmp_path, [steps(f"作業{place}") for place in range(10)])
    for one, choices in ((empty, Choices()), (rare, Choices()), (rare, Choices(steps=0)), (rare, Choices(noise=-1))):
        with pytest.raises(FlowError):
            proposed(one, choices)
    assert isinstance(proposed(rare, Choices(noise=0.05)).flow.root, Exclusive)


@pytest.mark.proof
@pytest.mark.pure
def test_a_log_of_four_hundred_steps_gives_a_flow_in_bounded_time(tmp_path: Path) -> None:
    """As wild as the public logs of building permits: 1,000 cases, nearly each its own order, days without times."""
    import random

    chance = random.Random(1)
    names = [f"{number:03}" for number in range(400)]
    cases = []
    for _ in range(1_000):
        events: list[Event] = []
        for place in range(30):
            step = names[min(399, int(chance.expovariate(1 / 40)))] if chance.random() < 0.5 else names[place]
            events.append((step, f"2025-{place // 5 + 1:02}-{chance.randint(1, 28):02}T00:00:00+09:00", None))
        cases.append(events)
    town = log(tmp_path, cases)
    found = proposed(town, Choices(steps=30))
    assert parsed(written(found.flow)) == found.flow and len(found.flow.tasks()) <= 30
    for day in (False, True):
        result = judged(town, found.flow, Options(pass_over_others=True, any_order_within_a_day=day))
        assert result.cases.height == 1_000
        assert result.cases.filter("aligned").height > 500
