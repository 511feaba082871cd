"""Alignments: costs worked out by hand, and the same as trying every way through small flows."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings, strategies

from tests.insight.processes.trees import STEPS, Word, blocks, least_cost
from yakuba.insight.processes.conformance.alignment import BESIDES, DONE, LEFT_OUT, Aligned, Aligner
from yakuba.insight.processes.conformance.automaton import Automaton
from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.flow import Block, Flow, Task

MANY = 100_000


def tasks(names: str) -> list[Block | None]:
    return [Task(name) for name in names.split()]


# 受付, then 確認 beside 照会 (which may be left out), 決裁 or 専決, and 通知 that may be sent again after 再送.
MOVE_IN = Flow(
    "転入",
    flow.sequence(
        [
            Task("受付"),
            flow.parallel([Task("確認"), flow.skippable(Task("照会"))]),
            flow.exclusive(tasks("決裁 専決")),
            flow.loop(Task("通知"), Task("再送")),
        ]
    )
    or Task("x"),
)


def aligned(to: Flow, case: str, limit: int = MANY) -> tuple[Aligned, list[tuple[str, str]]]:
    """Groups of a case are parted by blanks, steps without an order among them by a plus."""
    automaton = Automaton(to, MANY)
    groups = [
        tuple(sorted(automaton.labels.index(step) for step in group.split("+"))) for group in case.split() if group
    ]
    found = Aligner(automaton).aligned(groups, limit)
    return found, [(move.kind, automaton.labels[move.label]) for move in found.moves or ()]


@pytest.mark.parametrize(
    ("case", "cost"),
    [
        ("受付 照会 確認 決裁 通知", 0),
        ("受付 確認 専決 通知 再送 通知 再送 通知", 0),
        ("受付 確認 決裁", 1),  # 通知 is left out
        ("受付 決裁 確認 通知", 2),  # 決裁 stands before 確認: out and in again
        ("受付 確認 決裁 専決 通知", 1),  # both of the alternatives
        ("受付 確認 決裁 通知 通知", 1),  # without 再送 between
        ("受付 確認 決裁 再送 通知", 1),  # the first 通知 is left out, or 再送 is besides
        ("通知 決裁 確認 受付", 6),  # one of the four stays; three out, three in
        ("", 4),
        ("決裁 決裁 決裁", 5),  # two besides, 受付, 確認 and 通知 left out
    ],
)
def test_costs_worked_out_by_hand(case: str, cost: int) -> None:
    found, moves = aligned(MOVE_IN, case)
    assert found.cost == cost == sum(kind != DONE for kind, _ in moves)
    assert [step for kind, step in moves if kind != LEFT_OUT] == case.split()


def test_where_a_case_leaves_the_flow() -> None:
    _, moves = aligned(MOVE_IN, "受付 確認 通知")
    assert moves == [
        (DONE, "受付"),
        (DONE, "確認"),
        (LEFT_OUT, "決裁"),  # of alternatives left out the first is named
        (DONE, "通知"),
    ]
    found, _ = aligned(MOVE_IN, "受付 確認 決裁 通知")
    assert found.moves is not None and [move.task for move in found.moves] == [0, 1, 3, 5]


def test_steps_of_one_day_have_no_order() -> None:
    assert aligned(MOVE_IN, "受付 決裁 確認 通知")[0].cost == 2
    found, moves = aligned(MOVE_IN, "受付 決裁+確認 通知")
    assert found.cost == 0 and moves[1:3] == [(DONE, "確認"), (DONE, "決裁")]
    assert aligned(MOVE_IN, "通知+決裁+受付+確認")[0].cost == 0
    found, moves = aligned(MOVE_IN, "受付 専決+決裁+通知+確認")
    assert found.cost == 1 and sum(kind == BESIDES for kind, _ in moves) == 1


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(block=blocks(), case=strategies.lists(strategies.sampled_from(STEPS), max_size=3))
def test_as_cheap_as_the_best_of_all_ways_through(block: Block, case: list[str]) -> None:
    found, moves = aligned(Flow("x", block), " ".join(step for step in case if step in _names(block)))
    known = tuple(step for step in case if step in _names(block))
    assert found.cost == least_cost(block, known) == sum(kind != DONE for kind, _ in moves)
    assert tuple(step for kind, step in moves if kind != LEFT_OUT) == known
    way = tuple(step for kind, step in moves if kind != BESIDES)
    assert least_cost(block, way) == 0  # what is told is a way through the flow


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(
    block=blocks(),
    groups=strategies.lists(strategies.lists(strategies.sampled_from(STEPS), min_size=1, max_size=2), max_size=2),
)
def test_without_an_order_the_best_order_counts(block: Block, groups: list[list[str]]) -> None:
    known = [[step for step in group if step in _names(block)] for group in groups]
    case = " ".join("+".join(group) for group in known if group)
    assert aligned(Flow("x", block), case)[0].cost == min(least_cost(block, order) for order in _orders(known))


def _orders(groups: list[list[str]]) -> set[Word]:
    return {sum(one, ()) for one in product(*(permutations(group) for group in groups))}


def _names(block: Block) -> set[str]:
    return set(Flow("x", block).tasks())


def test_a_loop_of_a_part_that_may_be_left_out_ends() -> None:
    block = flow.loop(flow.skippable(Task("a")), flow.skippable(Task("b")))
    assert block is not None
    found, _ = aligned(Flow("x", block), "b b a b a")
    assert found.cost == 0


def test_a_case_of_thousands_of_steps_in_a_loop() -> None:
    block = flow.loop(Task("a"), Task("b"))
    assert block is not None
    found, _ = aligned(Flow("x", block), " ".join(["a", "b"] * 4_000 + ["a"]))
    assert (found.cost, found.looked_at) == (0, 8_001)


def test_a_search_given_up_says_how_many_deviations_there_are_at_least() -> None:
    wide = flow.sequence([flow.parallel(tasks(" ".join("abcdefgh"))), *tasks("x y z")])
    assert wide is not None
    late = "x y z h g f e d c b a"
    whole, _ = aligned(Flow("x", wide), late)
    assert whole.cost == 6
    found, moves = aligned(Flow("x", wide), late, limit=10)
    assert found.moves is None and moves == [] and found.cost <= whole.cost and found.looked_at == 10


def test_no_more_states_than_allowed() -> None:
    many: Any = [flow.sequence(tasks(f"a{number} b{number}")) for number in range(12)]
    wide = flow.parallel(many)
    assert wide is not None
    automaton = Automaton(Flow("x", wide), 2_000)
    groups = [(automaton.labels.index(f"{one}{number}"),) for one in "ba" for number in range(12)]
    found = Aligner(automaton).aligned(groups, MANY)
    assert found.moves is None and automaton.full() and len(automaton) < 4_000


def test_the_same_alignment_each_time() -> None:
    assert aligned(MOVE_IN, "通知 受付 決裁 照会 再送")[1] == aligned(MOVE_IN, "通知 受付 決裁 照会 再送")[1]
