"""From a graph of tasks and gateways to the process tree it draws: what is not block-structured is refused.

The graph is made smaller by rules that keep its meaning until one line is left from start to end: what follows each
other becomes a sequence, branches between the same two gateways a choice or a parallel block, a way back from an
exclusive fork to an exclusive join a loop.
"""

from __future__ import annotations

from collections import abc, defaultdict
from dataclasses import dataclass

from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.flow import Block, FlowError

START, END, TASK, EXCLUSIVE, PARALLEL = "start", "end", "task", "exclusive", "parallel"


@dataclass(frozen=True)
class Node:
    """An element of the graph by its id in the file."""

    id: str
    kind: str
    name: str = ""


@dataclass
class _Line:
    """A way from one place to another and what is done on it."""

    source: str
    target: str
    block: Block | None = None


def tree(nodes: abc.Mapping[str, Node], lines: abc.Sequence[tuple[str, str]]) -> Block:
    """The block that is drawn; ``lines`` from id to id in the order of the file. FlowError naming an id."""
    return _Graph(nodes, lines).reduced()


class _Graph:
    """Lines by number in the order of the file: branches keep that order."""

    def __init__(self, nodes: abc.Mapping[str, Node], lines: abc.Sequence[tuple[str, str]]) -> None:
        self.nodes = dict(nodes)
        self.lines: dict[int, _Line] = {}
        self.into: dict[str, dict[int, None]] = defaultdict(dict)
        self.out_of: dict[str, dict[int, None]] = defaultdict(dict)
        for source, target in lines:
            self._add(source, target)
        self.start = self._only_start()
        self._check_ends()
        self._check_reach()
        self.end = self._one_end()
        for node in list(self.nodes.values()):
            self._one_role(node)

    def reduced(self) -> Block:
        waiting = list(self.nodes)
        while waiting:
            name = waiting.pop()
            if name not in self.nodes:
                continue
            changed = self._shortened(name) or self._joined(name) or self._looped(name)
            waiting.extend(changed)
        if len(self.lines) > 1 or len(self.nodes) > 2:
            self._refuse()
        block = next(iter(self.lines.values())).block
        if block is None:
            raise FlowError("作業が1つもありません。作業（task）を描いてください。")
        return block

    def _shortened(self, name: str) -> list[str]:
        """A place with one way in and one way out becomes part of that way."""
        if name in (self.start, self.end) or len(self.into[name]) != 1 or len(self.out_of[name]) != 1:
            return []
        (before,), (after,) = self.into[name], self.out_of[name]
        if before == after:
            return []
        node = self.nodes.pop(name)
        one, other = self.lines[before], self.lines[after]
        own = flow.Task(node.name) if node.kind == TASK else None
        one.block = flow.sequence([one.block, own, other.block])
        one.target = other.target
        del self.into[name], self.out_of[name], self.lines[after]
        # The order among the ways into a place means nothing, that of the ways out is kept by the number of the line.
        del self.into[other.target][after]
        self.into[other.target][before] = None
        return [one.source, one.target]

    def _joined(self, name: str) -> list[str]:
        """Ways from a gateway to the same other one of its kind become one."""
        kind = self.nodes[name].kind
        if kind not in (EXCLUSIVE, PARALLEL) or len(self.out_of[name]) < 2:
            return []
        ways: dict[str, list[int]] = defaultdict(list)
        for number in sorted(self.out_of[name]):
            ways[self.lines[number].target].append(number)
        changed = []
        for target, numbers in ways.items():
            if len(numbers) < 2 or self.nodes[target].kind != kind:
                continue
            blocks = [self.lines[number].block for number in numbers]
            self.lines[numbers[0]].block = flow.exclusive(blocks) if kind == EXCLUSIVE else flow.parallel(blocks)
            for number in numbers[1:]:
                self._drop(number)
            changed += [name, target]
        return changed

    def _looped(self, name: str) -> list[str]:
        """From an exclusive join straight to an exclusive fork, and back from there."""
        if self.nodes[name].kind != EXCLUSIVE or len(self.out_of[name]) != 1:
            return []
        (forward,) = self.out_of[name]
        fork = self.lines[forward].target
        if self.nodes[fork].kind != EXCLUSIVE or len(self.into[fork]) != 1:
            return []
        back = [number for number in self.out_of[fork] if self.lines[number].target == name]
        if len(back) != 1 or len(self.into[name]) < 2:
            return []
        self.lines[forward].block = flow.loop(self.lines[forward].block, self.lines[back[0]].block)
        self._drop(back[0])
        return [name, fork]

    def _add(self, source: str, target: str) -> None:
        number = len(self.lines)
        self.lines[number] = _Line(source, target)
        self.out_of[source][number] = None
        self.into[target][number] = None

    def _drop(self, number: int) -> None:
        line = self.lines.pop(number)
        del self.out_of[line.source][number], self.into[line.target][number]

    def _only_start(self) -> str:
        starts = [node.id for node in self.nodes.values() if node.kind == START]
        if len(starts) != 1:
            named = f"（{', '.join(starts)}）" if starts else ""
            raise FlowError(f"開始イベントが {len(starts)} 個{named}あります。1個にしてください。")
        return starts[0]

    def _check_ends(self) -> None:
        for node in self.nodes.values():
            if node.kind == START and self.into[node.id]:
                raise FlowError(f"開始イベント {node.id} に入る矢印があります。除いてください。")
            if node.kind != START and not self.into[node.id]:
                raise FlowError(f"要素 {node.id} に入る矢印がありません。前の要素とつないでください。")
            if node.kind == END and self.out_of[node.id]:
                raise FlowError(f"終了イベント {node.id} から出る矢印があります。除いてください。")
            if node.kind != END and not self.out_of[node.id]:
                raise FlowError(f"要素 {node.id} から出る矢印がありません。次の要素か終了イベントとつないでください。")

    def _check_reach(self) -> None:
        """Everything lies on a way from the start to an end."""
        ends = [node.id for node in self.nodes.values() if node.kind == END]
        if not ends:
            raise FlowError("終了イベントがありません。1個置いてください。")
        for begin, lines, side in (([self.start], self.out_of, "target"), (ends, self.into, "source")):
            seen = set(begin)
            waiting = list(begin)
            while waiting:
                for number in lines[waiting.pop()]:
                    found = getattr(self.lines[number], side)
                    if found not in seen:
                        seen.add(found)
                        waiting.append(found)
            for name in self.nodes:
                if name not in seen:
                    where = "開始から届きません" if side == "target" else "終了に届きません"
                    raise FlowError(f"要素 {name} は{where}。矢印をつなぎ直してください。")

    def _one_end(self) -> str:
        """Several ends are one: in a block-structured flow only one of them is ever reached."""
        ends = [node.id for node in self.nodes.values() if node.kind == END]
        for name in ends[1:]:
            for number in list(self.into[name]):
                self.lines[number].target = ends[0]
                self.into[ends[0]][number] = None
            del self.nodes[name], self.into[name]
        return ends[0]

    def _one_role(self, node: Node) -> None:
        """What joins and forks at once becomes a join and a fork; a task with several ways too, as BPMN means it.

        Several ways into a task are alternatives (an exclusive join), several out of it are all taken (parallel).
        """
        if len(self.into[node.id]) > 1 and (node.kind in (TASK, END) or len(self.out_of[node.id]) > 1):
            kind = node.kind if node.kind == PARALLEL else EXCLUSIVE
            self._put_between(Node(f"{node.id} ", kind), node.id, self.into, "target")
        if len(self.out_of[node.id]) > 1 and node.kind in (TASK, START):
            self._put_between(Node(f" {node.id}", PARALLEL), node.id, self.out_of, "source")

    def _put_between(self, extra: Node, name: str, side: dict[str, dict[int, None]], end: str) -> None:
        self.nodes[extra.id] = extra
        side[extra.id] = side.pop(name)
        for number in side[extra.id]:
            setattr(self.lines[number], end, extra.id)
        self._add(*((extra.id, name) if end == "target" else (name, extra.id)))

    def _refuse(self) -> None:
        left = sorted({name.strip() for name in self.nodes} - {self.start, self.end})
        shown = ", ".join(left[:5]) + (" ほか" if len(left) > 5 else "")
        raise FlowError(
            f"分岐と合流が対になっていません（{shown}）。分かれた枝は同じ種類の1つのゲートウェイで合流させ、"
            "戻る矢印は排他ゲートウェイから排他ゲートウェイへ引いてください。"
        )
