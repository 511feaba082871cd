"""What may come next in a flow: its residuals, one for each state of a case.

The tree is read as an expression over steps with shuffle (`Parallel`), and a state is what is left of it to do: the
partial derivative after the steps done (Brzozowski 1964, Antimirov 1996; for shuffle Broda, Machiavelo, Moreira and
Reis 2018). States are made when a case gets there and kept for the next case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Several

from yakuba.insight.processes.model import flow as trees
from yakuba.insight.processes.model.flow import Block, Flow

NO_LIMIT = 1 << 40  # times a step may come
_TASK, _SEQUENCE, _EXCLUSIVE, _PARALLEL, _STAR = range(5)
NOTHING = 0  # the state in which all is done, and nothing more may come


class Automaton:
    """States are small integers. `start` is the one of a case without any event."""

    def __init__(self, flow: Flow, most_states: int) -> None:
        self.names = flow.tasks()
        self.labels = sorted(set(self.names))
        self.label_of_task = [self.labels.index(name) for name in self.names]
        self.most_states = most_states
        # Of each state: what kind of expression it is and its parts (states, or the number of its task).
        self._kinds: list[int] = []
        self._parts: list[tuple[int, ...]] = []
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._may_end: dict[int, bool] = {}
        self._next: dict[int, list[tuple[int, int]]] = {}
        self._bounds: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        self._state(_SEQUENCE, ())
        self._task = 0
        self.start = self._of(flow.root)

    def __len__(self) -> int:
        return len(self._kinds)

    def full(self) -> bool:
        """Whether no more states are to be made: a flow with much in parallel has more than anyone can look at."""
        return len(self._kinds) > self.most_states

    def may_end(self, state: int) -> bool:
        """Whether a case may end here."""
        found = self._may_end.get(state)
        if found is None:
            kind, parts = self._kinds[state], self._parts[state]
            if kind in (_SEQUENCE, _PARALLEL):
                found = all(self.may_end(part) for part in parts)
            elif kind == _EXCLUSIVE:
                found = any(self.may_end(part) for part in parts)
            else:
                found = kind == _STAR
            self._may_end[state] = found
        return found

    def steps(self, state: int) -> list[tuple[int, int]]:
        """Tasks that may come next by number, each with the state after it; in the order of the flow, each once."""
        found = self._next.get(state)
        if found is None:
            found = list(dict.fromkeys(self._derived(state)))
            self._next[state] = found
        return found

    def bounds(self, state: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """How often each label must and may still come, by its place in `labels`."""
        found = self._bounds.get(state)
        if found is None:
            found = self._bounded(state)
            self._bounds[state] = found
        return found

    def _bounded(self, state: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        kind, parts = self._kinds[state], self._parts[state]
        size = len(self.labels)
        if kind == _TASK:
            one = tuple(int(place == self.label_of_task[parts[0]]) for place in range(size))
            return one, one
        within = [self.bounds(part) for part in parts]
        if kind == _EXCLUSIVE:
            return _each(min, [low for low, _ in within]), _each(max, [high for _, high in within])
        if kind == _STAR:
            return (0,) * size, tuple(NO_LIMIT if one else 0 for one in within[0][1])
        if not within:
            return (0,) * size, (0,) * size
        lows, highs = _each(sum, [low for low, _ in within]), _each(sum, [high for _, high in within])
        return lows, tuple(min(one, NO_LIMIT) for one in highs)

    def _derived(self, state: int) -> list[tuple[int, int]]:
        kind, parts = self._kinds[state], self._parts[state]
        if kind == _TASK:
            return [(parts[0], NOTHING)]
        if kind == _EXCLUSIVE:
            return [one for part in parts for one in self.steps(part)]
        if kind == _STAR:
            return [(task, self._in_order((after, state))) for task, after in self.steps(parts[0])]
        found: list[tuple[int, int]] = []
        for place, part in enumerate(parts):
            rest = parts[place + 1 :]
            if kind == _PARALLEL:
                before = parts[:place]
                found += [(task, self._at_once((*before, after, *rest))) for task, after in self.steps(part)]
                continue
            found += [(task, self._in_order((after, *rest))) for task, after in self.steps(part)]
            if not self.may_end(part):
                break
        return found

    def _of(self, block: Block) -> int:
        """The state in which all of a block is to be done. Called in the order of the flow, which numbers the tasks."""
        if isinstance(block, trees.Task):
            self._task += 1
            return self._state(_TASK, (self._task - 1,))
        if isinstance(block, trees.Skippable):
            return self._state(_EXCLUSIVE, (self._of(block.part), NOTHING))
        parts = tuple(self._of(part) for part in trees.children(block))
        if isinstance(block, trees.Sequence):
            return self._in_order(parts)
        if isinstance(block, trees.Parallel):
            return self._at_once(parts)
        if isinstance(block, trees.Exclusive):
            return self._state(_EXCLUSIVE, parts)
        body, *again = parts
        return self._in_order((body, self._state(_STAR, (self._in_order((*again, body)),))))

    def _in_order(self, parts: Several[int]) -> int:
        return self._joined(_SEQUENCE, parts)

    def _at_once(self, parts: Several[int]) -> int:
        return self._joined(_PARALLEL, parts)

    def _joined(self, kind: int, parts: Several[int]) -> int:
        flat: list[int] = []
        for part in parts:
            if part != NOTHING:
                flat.extend(self._parts[part] if self._kinds[part] == kind else (part,))
        if len(flat) < 2:
            return flat[0] if flat else NOTHING
        return self._state(kind, tuple(flat))

    def _state(self, kind: int, parts: tuple[int, ...]) -> int:
        found = self._numbers.get((kind, parts))
        if found is None:
            found = len(self._kinds)
            self._numbers[kind, parts] = found
            self._kinds.append(kind)
            self._parts.append(parts)
        return found


def _each(combine: Callable[[Iterable[int]], int], rows: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(combine(values) for values in zip(*rows, strict=True))
