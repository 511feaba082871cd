"""Places for the boxes of a map: in layers from top to bottom, few crossings, links routed around boxes.

After Sugiyama, Tagawa and Toda (1981): links against the order of work are turned round, layers by the longest path,
crossings lessened by barycentres, places by least squares with room between neighbours. Bounded: at most a hundred
boxes and a few hundred links come in, whatever the log.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.insight.processes.pictures.svg import Point

GAP, LAYER_GAP, THREAD = 22.0, 46.0, 14.0  # px between boxes, between layers, and the width a passing link takes
SWEEPS, SHIFTS = 16, 12


@dataclass(frozen=True)
class Box:
    """A box by its size in px; ``order`` says where in the work it comes: smaller is earlier."""

    name: str
    width: float
    height: float
    order: float


@dataclass(frozen=True)
class Places:
    """Centres of boxes; the points each link goes through, from border to border; the size of the whole."""

    centres: dict[str, Point]
    routes: dict[tuple[str, str], list[Point]]
    width: float
    height: float


@dataclass
class _Knot:
    """A box, or a place where a long link passes through a layer."""

    width: float
    layer: int
    order: float
    x: float = 0.0


def placed(boxes: Sequence[Box], links: Sequence[tuple[str, str]]) -> Places:
    """Where everything goes. Links name boxes; a link of a box to itself is not drawn by this."""
    if not boxes:
        return Places({}, {}, 0.0, 0.0)
    ranked = sorted(boxes, key=lambda one: (one.order, one.name))
    place = {one.name: number for number, one in enumerate(ranked)}
    pairs = sorted({(min(place[a], place[b]), max(place[a], place[b])) for a, b in links if a != b})
    layers = _layers(len(ranked), pairs)
    knots = [_Knot(one.width, layers[number], float(number)) for number, one in enumerate(ranked)]
    chains = {pair: _chain(pair, knots) for pair in pairs}
    steps = [(chain[at], chain[at + 1]) for chain in chains.values() for at in range(len(chain) - 1)]
    rows = _ordered(knots, steps)
    _spread(knots, rows, steps)
    tops, height = _tops(rows, ranked)
    return _routed(ranked, _Drawn(knots, chains, tops), links, height)


def _layers(size: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    layers = [0] * size
    for before, after in pairs:  # sorted, so that `before` is settled
        layers[after] = max(layers[after], layers[before] + 1)
    entered = {after for _, after in pairs}
    nearest: dict[int, int] = {}
    for before, after in pairs:
        nearest[before] = min(nearest.get(before, layers[after]), layers[after])
    for number, layer in nearest.items():
        if number and number not in entered:  # comes in from the side: stands right above where it leads
            layers[number] = layer - 1
    return layers


def _chain(pair: tuple[int, int], knots: list[_Knot]) -> list[int]:
    before, after = (knots[number] for number in pair)
    chain = [pair[0]]
    for layer in range(before.layer + 1, after.layer):
        share = (layer - before.layer) / (after.layer - before.layer)
        knots.append(_Knot(THREAD, layer, before.order + share * (after.order - before.order)))
        chain.append(len(knots) - 1)
    return [*chain, pair[1]]


def _neighbours(steps: Sequence[tuple[int, int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for before, after in steps:
        above[after].append(before)
        below[before].append(after)
    return above, below


def _ordered(knots: Sequence[_Knot], steps: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The knots of each layer from left to right, with the fewest crossings that the sweeps met."""
    rows: list[list[int]] = [[] for _ in range(max(one.layer for one in knots) + 1)]
    for number in sorted(range(len(knots)), key=lambda one: (knots[one].order, one)):
        rows[knots[number].layer].append(number)
    above, below = _neighbours(steps)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        known = above if down else below
        for row in rows if down else rows[::-1]:
            at = {number: place for other in rows for place, number in enumerate(other)}
            row.sort(key=lambda one: (_middle([at[other] for other in known[one]], at[one]), at[one]))
        found = _crossings(rows, below)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _middle(places: Sequence[int], own: int) -> float:
    return sum(places) / len(places) if places else float(own)


def _crossings(rows: Sequence[Sequence[int]], below: Mapping[int, Sequence[int]]) -> int:
    total = 0
    for upper, lower in itertools.pairwise(rows):
        at = {number: place for place, number in enumerate(lower)}
        ends = [place for number in upper for place in sorted(at[other] for other in below.get(number, ()))]
        total += sum(one > other for first, one in enumerate(ends) for other in ends[first + 1 :])
    return total


def _spread(knots: Sequence[_Knot], rows: Sequence[Sequence[int]], steps: Sequence[tuple[int, int]]) -> None:
    """Give each knot its x: near to its neighbours, with room between those of a layer."""
    above, below = _neighbours(steps)
    for row in rows:
        x = 0.0
        for number in row:
            knots[number].x = x + knots[number].width / 2
            x += knots[number].width + GAP
    for shift in range(SHIFTS):
        down = shift % 2 == 0
        for row in rows if down else rows[::-1]:
            known = [
                [*above[one], *below[one]] if shift >= SHIFTS // 2 else (above if down else below)[one] for one in row
            ]
            wished = [
                sum(knots[other].x for other in others) / len(others) if others else knots[one].x
                for one, others in zip(row, known, strict=True)
            ]
            for number, x in zip(row, _apart([knots[one].width for one in row], wished), strict=True):
                knots[number].x = x
    left = min(one.x - one.width / 2 for one in knots)
    for knot in knots:
        knot.x -= left


def _apart(widths: Sequence[float], wished: Sequence[float]) -> list[float]:
    """The places nearest to those wished for (least squares) that keep order and gaps: pool adjacent violators."""
    offsets, total = [], 0.0
    for place, width in enumerate(widths):
        total += (widths[place - 1] / 2 + GAP + width / 2) if place else 0.0
        offsets.append(total)
    pools: list[tuple[float, int]] = []  # mean, how many
    for wish, offset in zip(wished, offsets, strict=True):
        mean, size = wish - offset, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, size = (mean * size + other * others) / (size + others), size + others
        pools.append((mean, size))
    levels = [mean for mean, size in pools for _ in range(size)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


@dataclass(frozen=True)
class _Drawn:
    knots: list[_Knot]
    chains: dict[tuple[int, int], list[int]]
    tops: list[tuple[float, float]]  # of each layer: its top and its bottom


def _tops(rows: Sequence[Sequence[int]], ranked: Sequence[Box]) -> tuple[list[tuple[float, float]], float]:
    y, found = 0.0, []
    for row in rows:
        height = max((ranked[number].height for number in row if number < len(ranked)), default=THREAD)
        found.append((y, y + height))
        y += height + LAYER_GAP
    return found, y - LAYER_GAP


def _routed(ranked: Sequence[Box], drawn: _Drawn, links: Sequence[tuple[str, str]], height: float) -> Places:
    place = {one.name: number for number, one in enumerate(ranked)}
    centres = {
        one.name: (drawn.knots[number].x, sum(drawn.tops[drawn.knots[number].layer]) / 2)
        for number, one in enumerate(ranked)
    }
    through: dict[tuple[str, str], list[int]] = {}
    for before, after in links:
        if before != after:
            a, b = place[before], place[after]
            through[before, after] = drawn.chains[a, b] if a < b else drawn.chains[b, a][::-1]
    ports = _ports(ranked, drawn, through)
    routes = {}
    for link, chain in through.items():
        start, end = ports[link]
        inner: list[Point] = []
        down = drawn.knots[chain[0]].layer < drawn.knots[chain[-1]].layer
        # Two links of one pair, one each way, part a little where they pass the same places.
        aside = 0.0 if down else THREAD / 2
        for number in chain[1:-1]:
            top, bottom = drawn.tops[drawn.knots[number].layer]
            x = drawn.knots[number].x + aside
            inner += [(x, top), (x, bottom)] if down else [(x, bottom), (x, top)]
        routes[link] = [start, *inner, end]
    right = max(one.x + one.width / 2 for one in drawn.knots)
    return Places(centres, routes, right, height)


def _ports(
    ranked: Sequence[Box], drawn: _Drawn, through: Mapping[tuple[str, str], Sequence[int]]
) -> dict[tuple[str, str], tuple[Point, Point]]:
    """Where each link leaves and reaches its boxes: spread over the side, in the order of where they go."""
    sides: dict[tuple[int, bool], list[tuple[float, int, tuple[str, str]]]] = defaultdict(list)
    for link, chain in through.items():
        for own, other, end in ((chain[0], chain[1], 0), (chain[-1], chain[-2], 1)):
            lower = drawn.knots[other].layer > drawn.knots[own].layer
            sides[own, lower].append((drawn.knots[other].x, end, link))
    found: dict[tuple[str, str], list[Point]] = {link: [(0.0, 0.0), (0.0, 0.0)] for link in through}
    for (number, lower), ends in sides.items():
        box, knot = ranked[number], drawn.knots[number]
        middle = sum(drawn.tops[knot.layer]) / 2
        y = middle + (box.height / 2 if lower else -box.height / 2)
        step = min(18.0, box.width * 0.7 / max(1, len(ends)))
        for at, (_, end, link) in enumerate(sorted(ends)):
            found[link][end] = (knot.x + (at - (len(ends) - 1) / 2) * step, y)
    return {link: (ends[0], ends[1]) for link, ends in found.items()}
