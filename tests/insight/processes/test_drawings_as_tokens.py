"""Whatever drawing is taken means as a tree what its tokens do as BPMN; what could get stuck is never taken."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from tests.insight.processes.test_flow import drawing
from tests.insight.processes.trees import Word, words
from yakuba.insight.processes.model.bpmn_reading import parsed
from yakuba.insight.processes.model.flow import FlowError

LONGEST, MOST_TOKENS = 4, 8
Line = tuple[str, str]
Marking = tuple[int, ...]  # lines that hold a token, in order


class Stuck(Exception):
    """Tokens are left and none can move."""


def played(lines: list[Line]) -> set[Word]:
    """The words of at most so many tasks after which no token is left. Raises Stuck."""
    begin = tuple(number for number, (source, _) in enumerate(lines) if source[0] == "s")
    found: set[Word] = set()
    seen: set[tuple[Marking, Word]] = set()
    waiting: list[tuple[Marking, Word]] = [(begin, ())]
    while waiting:
        marking, word = waiting.pop()
        if (marking, word) in seen or len(word) > LONGEST:
            continue
        seen.add((marking, word))
        if not marking:
            found.add(word)
            continue
        after = list(moved(lines, marking))
        if not after or len(marking) > MOST_TOKENS:
            raise Stuck
        waiting += [(next_marking, word + said) for next_marking, said in after]
    return found


def moved(lines: list[Line], marking: Marking) -> Iterator[tuple[Marking, Word]]:
    """What one node can do with the tokens on its lines."""
    for name in sorted({lines[number][1] for number in marking}):
        into = [number for number, line in enumerate(lines) if line[1] == name]
        out = tuple(number for number, line in enumerate(lines) if line[0] == name)
        here = [number for number in into if number in marking]
        if name[0] == "p":
            if len(here) == len(into):
                yield put(marking, into, out), ()
            continue
        for number in here:
            if name[0] == "x":
                for one in out:
                    yield put(marking, [number], (one,)), ()
            else:
                yield put(marking, [number], out), ((name,) if name[0] == "t" else ())


def put(marking: Marking, taken: list[int], given: Marking) -> Marking:
    left = list(marking)
    for number in taken:
        left.remove(number)
    return tuple(sorted([*left, *given]))


def drawn_at_random(chance: random.Random) -> list[Line]:
    """A task in whose place come forks, joins and loops; then a line more, less or moved, or another kind of node."""
    lines, made = [("s", "t0"), ("t0", "e")], itertools.count(1)
    for _ in range(chance.randint(0, 3)):
        task = chance.choice(sorted({target for _, target in lines if target[0] == "t"}))
        kind = chance.choice("xp")
        fork, join = f"{kind}{next(made)}", f"{kind}{next(made)}"
        one, other = f"t{next(made)}", f"t{next(made)}"
        shape = chance.choice(["row", "both", "way round", "back"])
        if shape == "row":
            inner, first, last = [(one, other)], one, other
        elif shape == "back":
            first, last = f"x{next(made)}", f"x{next(made)}"
            inner = [(first, one), (one, last), (last, other), (other, first)]
        else:
            inner, first, last = [(fork, one), (one, join), (fork, other), (other, join)], fork, join
            if shape == "way round":
                inner[2:] = [(fork, join)]
        lines = [(last if source == task else source, first if target == task else target) for source, target in lines]
        lines += inner
    for _ in range(chance.choice([0, 0, 1, 2])):
        names = sorted({name for line in lines for name in line})
        change = chance.choice(["more", "less", "kind"])
        if change == "more":
            lines.append((chance.choice([one for one in names if one != "e"]), chance.choice(names)))
        elif change == "less":
            lines.remove(chance.choice(lines))
        else:
            name = chance.choice(names)
            turned = {"x": "p", "p": "x"}.get(name[0], name[0]) + name[1:]
            lines = [(turned if one == name else one, turned if two == name else two) for one, two in lines]
    return lines


def test_drawings_mean_what_their_tokens_do() -> None:
    chance = random.Random(1)
    taken = stuck = 0
    for _ in range(3_000):
        lines = drawn_at_random(chance)
        try:
            flow = parsed(drawing(" ".join(">".join(line) for line in lines)))
        except FlowError:
            continue
        taken += 1
        try:
            assert played(lines) == words(flow.root, LONGEST), lines
        except Stuck:
            stuck += 1
    assert taken > 500 and stuck == 0


def test_broken_bytes_are_refused_and_nothing_else_happens() -> None:
    chance = random.Random(2)
    whole = drawing("s>t1 t1>x1 x1>t2 x1>t3 t2>x2 t3>x2 x2>p1 p1>t4 p1>t5 t4>p2 t5>p2 p2>e")
    refused = 0
    for _ in range(1_500):
        text = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            if chance.random() < 0.5:
                text[place] = chance.randrange(256)
            else:
                del text[place : place + chance.randint(1, 60)]
        try:
            parsed(bytes(text))
        except FlowError:
            refused += 1
    assert refused > 1_000
