"""Flows as BPMN: what is written is read again as the same, other people's drawings too, and the rest is refused."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from tests.insight.processes.trees import blocks
from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.bpmn_reading import LARGEST, parsed, read_flow
from yakuba.insight.processes.model.bpmn_writing import MODEL, written
from yakuba.insight.processes.model.checklist import checklist
from yakuba.insight.processes.model.flow import (
    DEEPEST,
    MOST_TASKS,
    Block,
    Exclusive,
    Flow,
    FlowError,
    Loop,
    Parallel,
    Sequence,
    Skippable,
    Task,
)
from yakuba.insight.processes.model.layout import SIZES

DRAWN = "{http://www.omg.org/spec/BPMN/20100524/DI}"
KINDS = {"s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "t": "userTask"}


def drawing(lines: str, extra: str = "") -> bytes:
    """A process as another editor writes it: `s1>t1 t1>x1`; the letter of an id says what it is."""
    pairs = [line.split(">") for line in lines.split()]
    ids = list(dict.fromkeys(name for pair in pairs for name in pair))
    elements = [f'<bpmn:{KINDS[name[0]]} id="{name}" name="{name}"/>' for name in ids]
    flows = [f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairs)]
    return (
        f'<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:zeebe="urn:z" id="d" targetNamespace="t">'
        '<bpmn:collaboration id="c"><bpmn:participant id="q" processRef="p"/></bpmn:collaboration>'
        '<bpmn:process id="p" name="届出"><bpmn:laneSet id="l"><bpmn:lane id="l1"><bpmn:flowNodeRef>t1'
        "</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet><bpmn:textAnnotation id='n'><bpmn:text>注</bpmn:text>"
        f"</bpmn:textAnnotation><zeebe:inclusiveGateway/>{''.join(elements)}{''.join(flows)}{extra}</bpmn:process>"
        "</bpmn:definitions>"
    ).encode()


@settings(max_examples=150, derandomize=True, deadline=None, database=None)
@given(block=blocks(leaves=12))
def test_what_is_written_is_read_again(block: Block) -> None:
    flow_ = Flow("名前 & <印> \"'", block)
    assert parsed(written(flow_)) == flow_
    assert written(parsed(written(flow_))) == written(flow_)


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(block=blocks(leaves=12))
def test_the_diagram_shows_every_element_apart_and_its_lines_touch(block: Block) -> None:
    root = ElementTree.fromstring(written(Flow("x", block)))
    process, plane = root[0], root[1][0]
    nodes = {node.get("id"): node for node in process if node.tag != f"{{{MODEL}}}sequenceFlow"}
    flows = {node.get("id"): node for node in process if node.tag == f"{{{MODEL}}}sequenceFlow"}
    for side, ref in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        told = {(child.text, name) for name, node in nodes.items() for child in node if child.tag.endswith(side)}
        assert told == {(name, line.get(ref)) for name, line in flows.items()}
    boxes = {}
    for shape in plane.iter(f"{DRAWN}BPMNShape"):
        bounds = shape[0]
        x, y, width, height = (float(bounds.get(key) or "") for key in ("x", "y", "width", "height"))
        assert (width, height) == SIZES[nodes[shape.get("bpmnElement")].tag.rpartition("}")[2]]
        boxes[shape.get("bpmnElement")] = (x, y, x + width, y + height)
        assert x >= 0 and y >= 0
    assert boxes.keys() == nodes.keys()
    placed = sorted(boxes.values())
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert one[2] <= other[0] or one[3] <= other[1] or other[3] <= one[1], "two elements overlap"
    edges = {edge.get("bpmnElement"): list(edge) for edge in plane.iter(f"{DRAWN}BPMNEdge")}
    assert edges.keys() == flows.keys()
    for name, points in edges.items():
        for point, ref in ((points[0], "sourceRef"), (points[-1], "targetRef")):
            left, top, right, bottom = boxes[flows[name].get(ref)]
            x, y = float(point.get("x") or ""), float(point.get("y") or "")
            assert left <= x <= right and top <= y <= bottom and (x in (left, right) or y in (top, bottom))


@pytest.mark.parametrize(
    ("lines", "block"),
    [
        ("s>t1 t1>e", Task("t1")),
        ("s>t1 t1>t2 t2>e", Sequence((Task("t1"), Task("t2")))),
        # an exclusive gateway that ends the case early, and an end of its own
        ("s>t1 t1>x1 x1>e1 x1>t2 t2>e2", Sequence((Task("t1"), Skippable(Task("t2"))))),
        ("s>x1 x1>t1 x1>t2 t1>t3 t2>t3 t3>e", Sequence((Exclusive((Task("t1"), Task("t2"))), Task("t3")))),
        ("s>p1 p1>t1 p1>t2 t1>p2 t2>p2 p2>e", Parallel((Task("t1"), Task("t2")))),
        # a task with two ways out takes both; they meet in a parallel gateway
        ("s>t1 t1>t2 t1>t3 t2>p t3>p p>e", Sequence((Task("t1"), Parallel((Task("t2"), Task("t3")))))),
        # a gateway that joins and forks; back to a task itself
        ("s>x1 x1>t1 t1>x2 x2>x1 x2>e", Loop(Task("t1"))),
        ("s>t1 t1>x1 x1>t1 x1>e", Loop(Task("t1"))),
        ("s>t1 t1>t2 t2>x1 x1>t3 t3>t1 x1>e", Loop(Sequence((Task("t1"), Task("t2"))), Task("t3"))),
        ("s>t1 t1>x x>x x>e", Task("t1")),
        # done any number of times, or never
        ("s>x1 x1>t1 t1>x1 x1>e", Skippable(Loop(Task("t1")))),
        (
            "s>x1 x1>t1 x1>x2 x2>t2 x2>t3 t1>x3 t2>x3 t3>x3 x3>e",
            Exclusive((Task("t1"), Task("t2"), Task("t3"))),
        ),
    ],
)
def test_drawings_of_other_editors(lines: str, block: Block) -> None:
    assert parsed(drawing(lines)) == Flow("届出", block)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("s>p1 p1>t1 p1>t2 t1>x t2>x x>e", "分岐と合流が対になっていません（p1, x）"),
        ("s>x1 x1>t1 x1>t2 t1>p t2>p p>e", "分岐と合流が対"),
        ("s>p1 p1>t1 p1>t2 t1>e1 t2>e2", "分岐と合流が対"),
        # two branches with a line across
        ("s>p1 p1>t1 p1>t2 t1>p3 p3>t3 p3>p4 t2>p4 p4>t4 t3>p2 t4>p2 p2>e", "p1, p2, p3, p4"),
        ("s>t1", "要素 t1 から出る矢印がありません"),
        ("s>t1 t1>e t2>e", "要素 t2 に入る矢印がありません"),
        ("s>t1 t1>e t2>t3 t3>t2", "要素 t2 は開始から届きません"),
        ("s>x1 x1>t1 t1>e x1>t2 t2>t3 t3>t2", "要素 t2 は終了に届きません"),
        ("s1>t1 s2>t1 t1>e", "開始イベントが 2 個（s1, s2）"),
        ("t1>t2 t2>t1", "開始イベントが 0 個"),
        ("s>t1 t1>s t1>e", "開始イベント s に入る矢印"),
        ("s>t1 t1>e e>t1", "終了イベント e から出る矢印"),
        ("s>t1 t1>x x>x", "終了イベントがありません"),
        ("s>e", "作業が1つもありません"),
    ],
)
def test_drawings_that_are_no_flow_are_refused_by_name(lines: str, said: str) -> None:
    with pytest.raises(FlowError, match=said):
        parsed(drawing(lines))


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('<bpmn:inclusiveGateway id="g9"/>', "要素 g9 の種類 inclusiveGateway は扱えません.*描き直して"),
        ('<bpmn:subProcess id="g9"/>', "g9 の種類 subProcess.*直接描いて"),
        ('<bpmn:callActivity id="g9"/>', "g9 の種類 callActivity"),
        ('<bpmn:boundaryEvent id="g9" attachedToRef="t1"/>', "g9 の種類 boundaryEvent"),
        ('<bpmn:task id="g9" name=" "/>', "作業 g9 に名前がありません"),
        ('<bpmn:task id="t1" name="again"/>', "id t1 が2度"),
        ('<bpmn:task name="again"/>', "task に id がありません"),
        ('<bpmn:sequenceFlow id="f9" sourceRef="t1" targetRef="nowhere"/>', "矢印 f9 の先 nowhere がありません"),
        ('<bpmn:task id="g9" name="a"><bpmn:standardLoopCharacteristics/></bpmn:task>', "g9 の standardLoop"),
        ('<bpmn:endEvent id="g9"><bpmn:terminateEventDefinition/></bpmn:endEvent>', "g9 の terminateEvent"),
        ('</bpmn:process><bpmn:process id="p2">', "プロセスが2つ以上"),
        ("<bpmn:documentation>", "XML として読めません（1 行目"),
        ("<bpmn:documentation>" + "<a>" * 200 + "</a>" * 200 + "</bpmn:documentation>", "XML の入れ子"),
    ],
)
def test_what_is_not_known_is_refused_by_its_id(extra: str, said: str) -> None:
    with pytest.raises(FlowError, match=said):
        parsed(drawing("s>t1 t1>e", extra))


def test_files_that_are_no_bpmn_and_bombs(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    for text, said in (
        (bomb + drawing("s>t1 t1>e").partition(b"?>")[2], "DOCTYPE"),
        (b"<log/>", "BPMN 2.0 ではありません（最初の要素が log"),
        (b"", "XML として読めません"),
        (b"\x00\xff", "XML として読めません"),
        (b'<?xml version="1.0" encoding="nowhere"?><d/>', "文字コード|XML として"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "プロセス（process）がありません"),
        (b" " * (LARGEST + 1), "10 MB を超えます"),
    ):
        path = tmp_path / "flow.bpmn"
        path.write_bytes(text)
        with pytest.raises(FlowError, match=said):
            read_flow(path)


def test_too_many_elements() -> None:
    chain = [f"t{number}" for number in range(5_000)]
    lines = " ".join(f"{one}>{other}" for one, other in zip(["s", *chain], [*chain, "e"], strict=True))
    with pytest.raises(FlowError, match="要素が 4,000 を超えます"):
        parsed(drawing(lines))


def test_a_flow_checks_itself() -> None:
    for name, said in (("", "名前のない"), ("a\nb", "改行や制御文字"), ("a" * 201, "200 文字")):
        with pytest.raises(FlowError, match=said):
            Flow("x", Task(name))
    with pytest.raises(FlowError, match="2つ以上の部分"):
        Flow("x", Parallel((Task("a"),)))
    with pytest.raises(FlowError, match="以内に分けて"):
        Flow("x", Sequence(tuple(Task(str(number)) for number in range(MOST_TASKS + 1))))
    deep: Block = Task("a")
    for _ in range(DEEPEST + 1):
        deep = Loop(Sequence((deep, Task("b"))))
    with pytest.raises(FlowError, match="入れ子"):
        Flow("x", deep)


def test_blocks_are_built_in_their_plain_form() -> None:
    a, b, c = Task("a"), Task("b"), Task("c")
    assert flow.sequence([a, None, flow.sequence([b, c])]) == Sequence((a, b, c))
    assert flow.exclusive([a, flow.exclusive([b, None])]) == Skippable(Exclusive((a, b)))
    assert flow.loop(flow.skippable(a)) == flow.skippable(flow.loop(a)) == Skippable(Loop(a))
    assert flow.loop(None, a) == Skippable(Loop(a)) and flow.loop(None) is None
    assert flow.loop(flow.loop(a)) == Loop(a) and flow.parallel([None, a]) == a


def test_a_flow_as_the_list_of_its_steps() -> None:
    a, b, c, d, e = (Task(name) for name in "abcde")
    block = flow.sequence([a, flow.exclusive([b, c]), flow.loop(d, e), flow.skippable(a), flow.parallel([c, b])])
    assert block is not None
    assert checklist(Flow("x", block)) == [("a", True), ("b", True), ("c", True), ("d", True), ("e", False)]
    assert checklist(Flow("x", Skippable(Loop(a, b)))) == [("a", False), ("b", False)]
