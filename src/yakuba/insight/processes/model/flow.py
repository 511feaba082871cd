"""A to-be flow as a process tree: tasks in order, one of several, all at once, left out at will, again and again.

Block-structured, so that every flow that can be built can also be finished. `Flow` checks what it is given; the
functions below build blocks in their plain form (nothing nested that says the same without nesting), which is the form
a flow has again after it was written and read.
"""

from __future__ import annotations

import re
from collections import abc
from dataclasses import dataclass
from typing import TypeAlias

MOST_TASKS = 300
DEEPEST = 60  # blocks within blocks
LONGEST_NAME = 200  # characters
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # not in XML, or not on one line


class FlowError(ValueError):
    """What is given is no flow; the message says where and what to do."""


@dataclass(frozen=True)
class Task:
    """One step, by the name it has in the log."""

    name: str


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Exclusive:
    """Exactly one of them."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Parallel:
    """All of them, in any order, also mixed."""

    parts: tuple[Block, ...]


@dataclass(frozen=True)
class Skippable:
    """The part, or nothing."""

    part: Block


@dataclass(frozen=True)
class Loop:
    """The body once; then, as often as wanted, `again` (nothing if None) and the body once more."""

    body: Block
    again: Block | None = None


Block: TypeAlias = Task | Sequence | Exclusive | Parallel | Skippable | Loop


@dataclass(frozen=True)
class Flow:
    """A named flow. FlowError for one that is too large, too deep, or whose names cannot be written."""

    name: str
    root: Block

    def __post_init__(self) -> None:
        _check(self.root)

    def tasks(self) -> list[str]:
        """Names of the tasks in the order of the flow; the place in this list is the number of a task."""
        return [block.name for block, _ in walked(self.root) if isinstance(block, Task)]


def children(block: Block) -> tuple[Block, ...]:
    """The blocks directly within."""
    if isinstance(block, Task):
        return ()
    if isinstance(block, Skippable):
        return (block.part,)
    if isinstance(block, Loop):
        return (block.body,) if block.again is None else (block.body, block.again)
    return block.parts


def walked(root: Block) -> abc.Iterator[tuple[Block, int]]:
    """Every block with its depth, in the order of the flow."""
    waiting = [(root, 0)]
    while waiting:
        block, depth = waiting.pop()
        yield block, depth
        waiting.extend((part, depth + 1) for part in reversed(children(block)))


def sequence(parts: abc.Iterable[Block | None]) -> Block | None:
    """One after the other; None stands for nothing."""
    flat: list[Block] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Sequence) else () if part is None else (part,))
    return _of(Sequence, flat)


def exclusive(parts: abc.Iterable[Block | None]) -> Block | None:
    """One of them; where one is nothing, all may be left out."""
    flat: list[Block] = []
    nothing = False
    for part in parts:
        nothing |= part is None or isinstance(part, Skippable)
        inner = part.part if isinstance(part, Skippable) else part
        flat.extend(inner.parts if isinstance(inner, Exclusive) else () if inner is None else (inner,))
    found = _of(Exclusive, flat)
    return skippable(found) if nothing else found


def parallel(parts: abc.Iterable[Block | None]) -> Block | None:
    """All of them."""
    flat: list[Block] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Parallel) else () if part is None else (part,))
    return _of(Parallel, flat)


def skippable(part: Block | None) -> Block | None:
    """The part or nothing."""
    return part if part is None or isinstance(part, Skippable) else Skippable(part)


def loop(body: Block | None, again: Block | None = None) -> Block | None:
    """The body, and again."""
    if body is None:
        return None if again is None else skippable(loop(again))
    if again is None and isinstance(body, Skippable):
        return skippable(loop(body.part))
    if again is None and isinstance(body, Loop) and body.again is None:
        return body
    return Loop(body, again)


def _of(kind: type[Sequence] | type[Exclusive] | type[Parallel], parts: list[Block]) -> Block | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))


def _check(root: Block) -> None:
    tasks = 0
    for block, depth in walked(root):
        if depth > DEEPEST:
            raise FlowError(f"流れの入れ子が {DEEPEST} 段を超えます。いくつかの流れに分けてください。")
        if isinstance(block, Task):
            tasks += 1
            _check_name(block.name)
        elif isinstance(block, Sequence | Exclusive | Parallel) and len(block.parts) < 2:
            raise FlowError(f"{type(block).__name__} には2つ以上の部分が要ります。")
    if tasks > MOST_TASKS:
        raise FlowError(f"作業が {tasks:,} あります。{MOST_TASKS:,} 以内に分けてください。")


def _check_name(name: str) -> None:
    if not name.strip():
        raise FlowError("名前のない作業があります。記録の作業名と同じ名前を付けてください。")
    if len(name) > LONGEST_NAME:
        raise FlowError(f"作業「{name[:20]}…」の名前が {LONGEST_NAME} 文字を超えます。短くしてください。")
    if _UNWRITABLE.search(name):
        raise FlowError(f"作業 {name!r} の名前に改行や制御文字があります。除いてください。")
