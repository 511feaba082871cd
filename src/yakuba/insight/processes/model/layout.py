"""Where the elements of a flow stand: boxes and lines in the units of a BPMN diagram (pixels), left to right.

The first branch of a fork and the body of a loop keep the straight line; other branches, ways round and ways back lie
below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from yakuba.insight.processes.model.flow import Block, Exclusive, Flow, Loop, Parallel, Sequence, Skippable, Task

START, END, TASK, EXCLUSIVE, PARALLEL = "startEvent", "endEvent", "task", "exclusiveGateway", "parallelGateway"
SIZES = {START: (36.0, 36.0), END: (36.0, 36.0), TASK: (100.0, 80.0), EXCLUSIVE: (50.0, 50.0), PARALLEL: (50.0, 50.0)}
ACROSS, DOWN = 40.0, 40.0  # between elements
MARGIN = 40.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """An element: what it is, its name, the middle of it, and for a task its number in the flow."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    number: int | None = None
    opens: bool = True  # of a gateway: whether the flow forks here or joins


@dataclass(frozen=True)
class Edge:
    """A sequence flow from one element to another and the points it goes through."""

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Diagram:
    """Elements in the order of the flow; a branch that comes first in the flow comes first among the edges."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


@dataclass(frozen=True)
class _Piece:
    """A part of the drawing, entered at (0, 0) and left at (width, 0), `up` above that line and `down` below it."""

    width: float
    up: float
    down: float
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]
    first: str
    last: str


def laid_out(flow: Flow) -> Diagram:
    """The drawing of a flow with its start and end."""
    maker = _Maker()
    whole = _chained([maker.single(START, ""), maker.piece(flow.root), maker.single(END, "")])
    moved = _moved(whole, MARGIN, MARGIN + whole.up)
    return Diagram(moved.shapes, moved.edges, whole.width + 2 * MARGIN, whole.up + whole.down + 2 * MARGIN)


class _Maker:
    """Gives elements their ids in the order of the flow."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def single(self, kind: str, name: str, *, opens: bool = True) -> _Piece:
        number = self._taken.get(kind, 0)
        self._taken[kind] = number + 1
        width, height = SIZES[kind]
        shape = Shape(f"{kind}_{number + 1}", kind, name, width / 2, 0.0, number if kind == TASK else None, opens)
        return _Piece(width, height / 2, height / 2, (shape,), (), shape.id, shape.id)

    def piece(self, block: Block) -> _Piece:
        if isinstance(block, Task):
            return self.single(TASK, block.name)
        if isinstance(block, Sequence):
            return _chained([self.piece(part) for part in block.parts])
        if isinstance(block, Exclusive):
            return self._forked(EXCLUSIVE, block.parts)
        if isinstance(block, Parallel):
            return self._forked(PARALLEL, block.parts)
        if isinstance(block, Skippable):
            parts = block.part.parts if isinstance(block.part, Exclusive) else (block.part,)
            return self._forked(EXCLUSIVE, parts, way_round=True)
        return self._looped(block)

    def _forked(self, kind: str, parts: tuple[Block, ...], *, way_round: bool = False) -> _Piece:
        fork = self.single(kind, "")
        branches = [self.piece(part) for part in parts]
        join = self.single(kind, "", opens=False)
        side = SIZES[kind][0]
        inner = max(branch.width for branch in branches)
        right = side + ACROSS + inner + ACROSS
        shapes, edges = list(fork.shapes), []
        down = -branches[0].up - DOWN
        for place, branch in enumerate(branches):
            level = 0.0 if place == 0 else down + DOWN + branch.up
            at = _moved(branch, side + ACROSS + (inner - branch.width) / 2, level)
            begin = side + ACROSS + (inner - branch.width) / 2
            shapes += at.shapes
            edges.append(Edge(fork.first, at.first, _out(side, level, begin)))
            edges += at.edges
            edges.append(Edge(at.last, join.first, _in(begin + branch.width, level, right)))
            down = level + branch.down
        if way_round:
            down += DOWN
            points = ((side / 2, side / 2), (side / 2, down), (right + side / 2, down), (right + side / 2, side / 2))
            edges.append(Edge(fork.first, join.first, points))
        shapes += _moved(join, right, 0.0).shapes
        up = max(branches[0].up, side / 2)
        return _Piece(right + side, up, max(down, side / 2), tuple(shapes), tuple(edges), fork.first, join.first)

    def _looped(self, block: Loop) -> _Piece:
        join = self.single(EXCLUSIVE, "", opens=False)
        body = self.piece(block.body)
        back = None if block.again is None else self.piece(block.again)
        fork = self.single(EXCLUSIVE, "")
        side = SIZES[EXCLUSIVE][0]
        inner = max(body.width, 0.0 if back is None else back.width)
        right = side + ACROSS + inner + ACROSS
        begin = side + ACROSS + (inner - body.width) / 2
        at = _moved(body, begin, 0.0)
        edges = [
            Edge(join.first, at.first, ((side, 0.0), (begin, 0.0))),
            *at.edges,
            Edge(at.last, fork.first, ((begin + body.width, 0.0), (right, 0.0))),
        ]
        shapes = [*join.shapes, *at.shapes]
        low, high = (side / 2, side / 2), (right + side / 2, side / 2)
        level = body.down + DOWN
        if back is None:
            edges.append(Edge(fork.first, join.first, (high, (high[0], level), (low[0], level), low)))
            down = level
        else:
            level += back.up
            start = side + ACROSS + (inner - back.width) / 2
            turned = _moved(_mirrored(back), start, level)
            shapes += turned.shapes
            edges.append(Edge(fork.first, turned.first, (high, (high[0], level), (start + back.width, level))))
            edges += turned.edges
            edges.append(Edge(turned.last, join.first, ((start, level), (low[0], level), low)))
            down = level + back.down
        shapes += _moved(fork, right, 0.0).shapes
        return _Piece(right + side, max(body.up, side / 2), down, tuple(shapes), tuple(edges), join.first, fork.first)


def _chained(pieces: list[_Piece]) -> _Piece:
    shapes: list[Shape] = []
    edges: list[Edge] = []
    x, last = 0.0, ""
    for piece in pieces:
        if last:
            edges.append(Edge(last, piece.first, ((x, 0.0), (x + ACROSS, 0.0))))
            x += ACROSS
        at = _moved(piece, x, 0.0)
        shapes += at.shapes
        edges += at.edges
        x, last = x + piece.width, piece.last
    up, down = max(one.up for one in pieces), max(one.down for one in pieces)
    return _Piece(x, up, down, tuple(shapes), tuple(edges), pieces[0].first, last)


def _out(side: float, level: float, begin: float) -> tuple[Point, ...]:
    """From a fork to a branch: straight on, or from its lower corner."""
    if level == 0.0:
        return ((side, 0.0), (begin, 0.0))
    return ((side / 2, side / 2), (side / 2, level), (begin, level))


def _in(end: float, level: float, right: float) -> tuple[Point, ...]:
    side = SIZES[EXCLUSIVE][0]
    if level == 0.0:
        return ((end, 0.0), (right, 0.0))
    return ((end, level), (right + side / 2, level), (right + side / 2, side / 2))


def _moved(piece: _Piece, x: float, y: float) -> _Piece:
    return replace(
        piece,
        shapes=tuple(replace(one, x=one.x + x, y=one.y + y) for one in piece.shapes),
        edges=tuple(replace(one, points=_shifted(one.points, x, y)) for one in piece.edges),
    )


def _shifted(points: Iterable[Point], x: float, y: float) -> tuple[Point, ...]:
    return tuple((one + x, other + y) for one, other in points)


def _mirrored(piece: _Piece) -> _Piece:
    """The same from right to left: the way back of a loop."""
    return replace(
        piece,
        shapes=tuple(replace(one, x=piece.width - one.x) for one in piece.shapes),
        edges=tuple(replace(one, points=tuple((piece.width - x, y) for x, y in one.points)) for one in piece.edges),
    )
