"""Flows for tests: small ones at random, and all the ways through one, counted out without the engine."""

from __future__ import annotations

from hypothesis import strategies

from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.flow import Block, Exclusive, Loop, Parallel, Sequence, Skippable, Task, children

STEPS = "abc"
Word = tuple[str, ...]


def blocks(leaves: int = 4) -> strategies.SearchStrategy[Block]:
    """Any kind of block over three names, so that a name may come twice."""
    tasks = strategies.sampled_from(STEPS).map(Task)

    def grown(inner: strategies.SearchStrategy[Block]) -> strategies.SearchStrategy[Block]:
        several = strategies.lists(inner, min_size=2, max_size=3)
        made = strategies.one_of(
            several.map(flow.sequence),
            several.map(flow.exclusive),
            several.map(flow.parallel),
            inner.map(flow.skippable),
            inner.map(flow.loop),
            strategies.tuples(inner, inner).map(lambda pair: flow.loop(*pair)),
        )
        return made.filter(lambda block: block is not None).map(_there)

    return strategies.recursive(tasks, grown, max_leaves=leaves)


def _there(block: Block | None) -> Block:
    assert block is not None
    return block


def words(block: Block, most: int) -> set[Word]:
    """Every way through a block of at most ``most`` steps."""
    if isinstance(block, Task):
        return {(block.name,)} if most else set()
    parts = [words(part, most) for part in children(block)]
    if isinstance(block, Exclusive):
        return set().union(*parts)
    if isinstance(block, Skippable):
        return parts[0] | {()}
    if isinstance(block, Sequence | Parallel):
        found: set[Word] = {()}
        for part in parts:
            found = _put_together(found, part, most, mixed=isinstance(block, Parallel))
        return found
    assert isinstance(block, Loop)
    nothing: set[Word] = {()}
    body, again = parts[0], parts[1] if len(parts) > 1 else nothing
    round_again = _put_together(again, body, most, mixed=False)
    found, new = set(body), set(body)
    while new:
        new = _put_together(new, round_again, most, mixed=False) - found
        found |= new
    return found


def _put_together(one: set[Word], other: set[Word], most: int, *, mixed: bool) -> set[Word]:
    found: set[Word] = set()
    for first in one:
        for second in other:
            if len(first) + len(second) <= most:
                found |= shuffled(first, second) if mixed else {first + second}
    return found


def shuffled(one: Word, other: Word) -> set[Word]:
    """Every mixture that keeps the order of each."""
    if not one or not other:
        return {one + other}
    return {(one[0], *rest) for rest in shuffled(one[1:], other)} | {
        (other[0], *rest) for rest in shuffled(one, other[1:])
    }


def distance(word: Word, case: Word) -> int:
    """Steps to take out of and put into ``case`` to make it ``word``."""
    row = list(range(len(case) + 1))
    for place, step in enumerate(word, start=1):
        before, row = row, [place]
        for at, other in enumerate(case, start=1):
            row.append(before[at - 1] if step == other else 1 + min(before[at], row[at - 1]))
    return row[-1]


def least_cost(block: Block, case: Word) -> int:
    """The fewest deviations of a case from any way through: a longer way than looked at would cost more."""
    shortest = _shortest(block)
    return min(distance(word, case) for word in words(block, 2 * len(case) + shortest))


def _shortest(block: Block) -> int:
    sizes = [_shortest(part) for part in children(block)]
    if isinstance(block, Task):
        return 1
    if isinstance(block, Skippable):
        return 0
    if isinstance(block, Exclusive):
        return min(sizes)
    return sizes[0] if isinstance(block, Loop) else sum(sizes)
