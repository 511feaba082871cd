"""A process tree from traces: the inductive miner with a threshold for what is seldom.

After Leemans, Fahland and van der Aalst (2014), own code. Where no cut is found the usual answer is a tree that allows
everything; a flow that is to be followed needs an order, so the steps are put in the order of their mean places
instead, and it is told which ones.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.flow import Block

Trace = tuple[str, ...]
Traces = Mapping[Trace, int]  # how many cases went so


@dataclass
class Miner:
    """``noise``: what fewer than this share of the cases do is left aside (0: nothing is)."""

    noise: float
    by_majority: list[list[str]] = field(default_factory=list)  # steps whose order is that of their mean places

    def mined(self, traces: Traces) -> Block | None:
        """The block for these traces; None where nothing is done."""
        total, empty = sum(traces.values()), traces.get((), 0)
        done = {trace: count for trace, count in traces.items() if trace}
        if not done:
            return None
        if empty > self.noise * total:
            return flow.skippable(self.mined(done))
        steps = sorted({step for trace in done for step in trace})
        if len(steps) == 1:
            again = sum(count for trace, count in done.items() if len(trace) > 1)
            task = flow.Task(steps[0])
            return flow.loop(task) if again > self.noise * total else task
        return self._cut(done, _Graph(done, steps, self.noise))

    def _cut(self, traces: Traces, graph: _Graph) -> Block | None:
        if len(parts := graph.alternatives()) > 1:
            return flow.exclusive(self.mined(part) for part in _by_most(traces, parts))
        if len(parts := graph.stages()) > 1:
            return flow.sequence(self.mined(_only(traces, part)) for part in parts)
        if len(parts := graph.at_once()) > 1:
            return flow.parallel(self.mined(_only(traces, part)) for part in parts)
        body, *again = graph.rounds()
        if again:
            first, back = _rounds(traces, body)
            ways = [self.mined(_only(back, part)) for part in again]
            return flow.loop(self.mined(first), flow.exclusive(ways))
        cases = sum(traces.values())
        # Where a step both begins and ends cases, cutting before each of them would leave no order at all.
        if (
            not graph.starts & graph.ends
            and sum((cut := _restarted(traces, graph)).values()) - cases > self.noise * cases
        ):
            return flow.loop(self.mined(cut))
        return self._in_order(traces, graph.steps)

    def _in_order(self, traces: Traces, steps: list[str]) -> Block | None:
        places: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for trace, count in traces.items():
            for place, step in enumerate(trace):
                places[step][0] += count * (place + 0.5) / len(trace)
                places[step][1] += count
        ordered = sorted(steps, key=lambda step: (places[step][0] / places[step][1], step))
        self.by_majority.append(ordered)
        return flow.sequence(self.mined(_only(traces, {step})) for step in ordered)


class _Graph:
    """Which step directly follows which, without what is seldom after a step."""

    def __init__(self, traces: Traces, steps: list[str], noise: float) -> None:
        self.steps = steps
        pairs: dict[str, Counter[str]] = defaultdict(Counter)
        starts: Counter[str] = Counter()
        ends: Counter[str] = Counter()
        for trace, count in traces.items():
            starts[trace[0]] += count
            ends[trace[-1]] += count
            for one, other in itertools.pairwise(trace):
                pairs[one][other] += count
        self.after = {step: _usual(pairs[step], noise) for step in steps}
        self.starts, self.ends = _usual(starts, noise), _usual(ends, noise)

    def alternatives(self) -> list[set[str]]:
        """Steps of which none ever follows one of another set."""
        return _connected(self.steps, lambda one, other: self._follows(one, other) or self._follows(other, one))

    def stages(self) -> list[set[str]]:
        """Sets in order: from each step to any of a later set there is a way, and none back."""
        reach = {step: self._reached(step) for step in self.steps}
        parts = _connected(self.steps, lambda one, other: (other in reach[one]) == (one in reach[other]))
        # Whoever comes earlier reaches more of the steps.
        outside = {id(part): len(set().union(*(reach[step] for step in part)) - part) for part in parts}
        return sorted(parts, key=lambda part: (-outside[id(part)], min(part)))

    def at_once(self) -> list[set[str]]:
        """Sets of which every step follows and is followed by every one of the others; each can begin and end."""
        parts = _connected(self.steps, lambda one, other: not (self._follows(one, other) and self._follows(other, one)))
        whole = [part for part in parts if part & self.starts and part & self.ends]
        rest = set().union(*(part for part in parts if part not in whole))
        if rest and whole:
            whole[0] = whole[0] | rest
        return whole

    def rounds(self) -> list[set[str]]:
        """The body of a loop, then the sets that only lead from its ends back to its starts."""
        body = self.starts | self.ends
        others = [step for step in self.steps if step not in body]
        linked = _connected(others, lambda one, other: self._follows(one, other) or self._follows(other, one))
        again = []
        for part in linked:
            before = {step for step in body if self.after[step] & part}
            behind = {step for one in part for step in self.after[one] & body}
            if before and behind and before <= self.ends and behind <= self.starts:
                again.append(part)
            else:
                body = body | part
        return [body, *again]

    def _follows(self, one: str, other: str) -> bool:
        return other in self.after[one]

    def _reached(self, step: str) -> set[str]:
        seen: set[str] = set()
        waiting = [step]
        while waiting:
            for other in self.after[waiting.pop()]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen


def _usual(counts: Counter[str], noise: float) -> set[str]:
    most = max(counts.values(), default=0)
    return {step for step, count in counts.items() if count >= noise * most}


def _connected(steps: Iterable[str], together: Callable[[str, str], bool]) -> list[set[str]]:
    """Sets of steps that a chain of pairs holds together, in order of their first step."""
    left = sorted(steps)
    found = []
    while left:
        part, waiting = {left[0]}, [left[0]]
        while waiting:
            one = waiting.pop()
            for other in left:
                if other not in part and together(one, other):
                    part.add(other)
                    waiting.append(other)
        found.append(part)
        left = [step for step in left if step not in part]
    return found


def _only(traces: Traces, part: set[str]) -> Traces:
    found: Counter[Trace] = Counter()
    for trace, count in traces.items():
        found[tuple(step for step in trace if step in part)] += count
    return found


def _by_most(traces: Traces, parts: list[set[str]]) -> list[Traces]:
    """Each case goes to the alternative most of its steps belong to."""
    found: list[Counter[Trace]] = [Counter() for _ in parts]
    for trace, count in traces.items():
        places = [sum(step in part for step in trace) for part in parts]
        best = places.index(max(places))
        found[best][tuple(step for step in trace if step in parts[best])] += count
    return list(found)


def _rounds(traces: Traces, body: set[str]) -> tuple[Traces, Traces]:
    """The rounds through the body, and the ways back between them."""
    first: Counter[Trace] = Counter()
    back: Counter[Trace] = Counter()
    for trace, count in traces.items():
        piece: list[str] = []
        inside = True
        for step in trace:
            if (step in body) != inside:
                (first if inside else back)[tuple(piece)] += count
                piece, inside = [], not inside
            piece.append(step)
        (first if inside else back)[tuple(piece)] += count
        if not inside:
            first[()] += count
    return first, back


def _restarted(traces: Traces, graph: _Graph) -> Traces:
    """Cut wherever a step that ends cases is followed by one that begins them."""
    found: Counter[Trace] = Counter()
    for trace, count in traces.items():
        begin = 0
        for place in range(1, len(trace)):
            if trace[place - 1] in graph.ends and trace[place] in graph.starts:
                found[trace[begin:place]] += count
                begin = place
        found[trace[begin:]] += count
    return found
