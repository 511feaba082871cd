"""The cheapest way to read a case as a run of the flow: what was done as foreseen, left out, and done besides.

An optimal alignment (Adriansyah 2014): each step left out and each step done besides costs one. Found by A* over
residuals of the flow and what is left of the case. The estimate of what is to come counts, for each step by itself, how
far its occurrences left in the case lie outside the number of times the flow still asks for and allows: it never
says too much, as every deviation concerns one step.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yakuba.insight.processes.conformance.automaton import Automaton

DONE, LEFT_OUT, BESIDES = "done", "left_out", "besides"


@dataclass(frozen=True)
class Move:
    """A step of an alignment: its kind, the number of its task in the flow, or the label that was done besides."""

    kind: str
    task: int | None
    label: int


@dataclass(frozen=True)
class Aligned:
    """`cost` and `moves` of an optimal alignment; when the search was given up, no moves, and `cost` is the least."""

    cost: int
    moves: tuple[Move, ...] | None
    looked_at: int


# What is left of a case: the number of the group of events that is next, and the labels of it that are left.
_Place = tuple[int, tuple[int, ...]]
_Key = tuple[int, int, tuple[int, ...]]
_Moves = tuple[Move, ...]


class Aligner:
    """Aligns cases with one flow. A case is a sequence of groups of labels; the order within a group is not known."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton

    def aligned(self, groups: Sequence[tuple[int, ...]], limit: int) -> Aligned:
        """The best alignment, of those the same each time; at most ``limit`` states are looked at."""
        case = _Case(groups, len(self._automaton.labels))
        first = (self._automaton.start, *case.place(0))
        estimate = case.estimate(first, self._automaton)
        waiting: list[tuple[int, int, int, _Key]] = [(estimate, estimate, 0, first)]
        best: dict[_Key, int] = {first: 0}
        came: dict[_Key, tuple[_Key, _Moves]] = {}
        closed: set[_Key] = set()
        pushed = 0
        while waiting:
            total, ahead, _, key = heapq.heappop(waiting)
            if key in closed:
                continue
            if key[1] == case.end and self._automaton.may_end(key[0]):
                return Aligned(total, _moves(came, key), len(closed))
            if len(closed) >= limit or self._automaton.full():
                return Aligned(total, None, len(closed))
            closed.add(key)
            cost = total - ahead
            for moves, after, price in self._onward(key, case):
                new = cost + price
                if after in closed or new >= best.get(after, new + 1):
                    continue
                best[after] = new
                came[after] = (key, moves)
                left = case.estimate(after, self._automaton)
                pushed += 1
                heapq.heappush(waiting, (new + left, left, pushed, after))
        raise AssertionError("a block-structured flow can always be finished")

    def _onward(self, key: _Key, case: _Case) -> Iterator[tuple[_Moves, _Key, int]]:
        state, group, left = key
        labels = self._automaton.label_of_task
        ways = self._automaton.steps(state)
        after = {label: case.without(group, left, label) for label in dict.fromkeys(left)}
        for task, then in ways:
            if (place := after.get(labels[task])) is not None:
                yield (Move(DONE, task, labels[task]),), (then, *place), 0
        for task, then in ways:
            yield (Move(LEFT_OUT, task, labels[task]),), (then, group, left), 1
        if left:
            # Events without an order among them: those besides may all come last.
            yield tuple(Move(BESIDES, None, label) for label in left), (state, *case.place(group + 1)), len(left)


class _Case:
    """The groups, and how often each label comes in and after each."""

    def __init__(self, groups: Sequence[tuple[int, ...]], labels: int) -> None:
        self.groups = groups
        self.end = len(groups)
        counts = [0] * labels
        self._after = [counts]
        for group in reversed(groups):
            counts = counts.copy()
            for label in group:
                counts[label] += 1
            self._after.append(counts)
        self._after.reverse()

    def place(self, group: int) -> _Place:
        return (group, self.groups[group]) if group < self.end else (group, ())

    def without(self, group: int, left: tuple[int, ...], label: int) -> _Place:
        """What is left when one of ``label`` is done. Groups are sorted, so that the same rest is the same place."""
        if len(left) == 1:
            return self.place(group + 1)
        at = left.index(label)
        return group, left[:at] + left[at + 1 :]

    def estimate(self, key: _Key, automaton: Automaton) -> int:
        state, group, left = key
        counts = self._after[group]
        if left and len(left) < len(self.groups[group]):
            counts = self._after[group + 1].copy()
            for label in left:
                counts[label] += 1
        lows, highs = automaton.bounds(state)
        found = 0
        for count, low, high in zip(counts, lows, highs, strict=True):
            if count > high:
                found += count - high
            elif count < low:
                found += low - count
        return found


def _moves(came: dict[_Key, tuple[_Key, _Moves]], key: _Key) -> tuple[Move, ...]:
    found: list[Move] = []
    while key in came:
        key, moves = came[key]
        found.extend(reversed(moves))
    return tuple(reversed(found))
