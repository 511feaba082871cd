"""BPMN 2.0 XML to a flow, whoever drew it: one process of tasks, exclusive and parallel gateways.

What does not change the order of the work (lanes, notes, data, the drawing, extensions of a tool) is passed over. What
would change it and is not known here is refused by the id of the element. A DOCTYPE is refused, so no entity unfolds.
"""

from __future__ import annotations

import pyexpat
import re
from pathlib import Path
from typing import NoReturn

from yakuba.insight.processes.model.blocks import END, EXCLUSIVE, PARALLEL, START, TASK, Node, tree
from yakuba.insight.processes.model.bpmn_writing import MODEL
from yakuba.insight.processes.model.flow import Flow, FlowError

LARGEST = 10 * 1024**2  # bytes
MOST_NODES = 4_000
DEEPEST = 100  # elements within elements
_BREAK = re.compile(r"\s*[\r\n\t]+\s*")  # an editor breaks long names
_KINDS = {
    "startEvent": START,
    "endEvent": END,
    "exclusiveGateway": EXCLUSIVE,
    "parallelGateway": PARALLEL,
} | dict.fromkeys(
    (
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
    ),
    TASK,
)
_WITHOUT_MEANING = {  # for the order of the work
    "documentation",
    "extensionElements",
    "laneSet",
    "ioSpecification",
    "property",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "textAnnotation",
    "association",
    "group",
    "auditing",
    "monitoring",
    "resourceRole",
    "performer",
    "supportedInterfaceRef",
}
_REMEDIES = {
    "inclusiveGateway": "排他（×）か並行（＋）のゲートウェイに描き直してください。",
    "complexGateway": "排他（×）か並行（＋）のゲートウェイに描き直してください。",
    "eventBasedGateway": "排他ゲートウェイ（×）に描き直してください。",
    "boundaryEvent": "作業の後に排他ゲートウェイ（×）を置いて分けてください。",
    "intermediateCatchEvent": "作業に描き直すか、除いて前後をつないでください。",
    "intermediateThrowEvent": "作業に描き直すか、除いて前後をつないでください。",
}
_UNFOLD = "中の作業をこの流れに直接描いてください。"
_REFUSED_WITHIN = {
    "standardLoopCharacteristics": "繰返しは排他ゲートウェイ（×）の戻る矢印で描いてください。",
    "multiInstanceLoopCharacteristics": "繰返しは排他ゲートウェイ（×）の戻る矢印で描いてください。",
    "terminateEventDefinition": "普通の終了イベントにしてください。",
    "errorEventDefinition": "普通の終了イベントにしてください。",
    "escalationEventDefinition": "普通の終了イベントにしてください。",
    "compensateEventDefinition": "普通の終了イベントにしてください。",
    "cancelEventDefinition": "普通の終了イベントにしてください。",
}


def read_flow(path: Path) -> Flow:
    """The flow of a file. FlowError, OSError."""
    with path.open("rb") as stream:
        return parsed(stream.read(LARGEST + 1))


def parsed(text: bytes) -> Flow:
    """The flow of a document. FlowError naming the line, or the id of the element, and what to do."""
    if len(text) > LARGEST:
        raise FlowError(f"{LARGEST // 1024**2} MB を超えます。図を分けてください。")
    reading = _Reading()
    parser = pyexpat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(text, True)
    except pyexpat.ExpatError as problem:
        raise FlowError(
            f"XML として読めません（{problem.lineno} 行目 {problem.offset + 1} 文字目: "
            f"{pyexpat.ErrorString(problem.code)}）。BPMN 2.0 で書き出し直してください。"
        ) from None
    except LookupError as problem:
        raise FlowError(f"文字コードが分かりません（{problem}）。UTF-8 で書き出し直してください。") from None
    return reading.flow()


def _refuse_doctype(*_: object) -> NoReturn:
    raise FlowError("文書型宣言（DOCTYPE）を含むファイルは、安全のため受け付けません。宣言を除いてください。")


class _Reading:
    """Follows the elements; those directly within the process count, and some within them."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.processes = 0
        self.name = ""
        self.nodes: dict[str, Node] = {}
        self.lines: list[tuple[str, str, str]] = []  # id, from, to
        self.within = ""  # the id of the element that is open

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        around = self.path
        if not around and (space, tag) != (MODEL, "definitions"):
            raise FlowError(f"BPMN 2.0 ではありません（最初の要素が {tag} です）。")
        if len(around) > DEEPEST:
            raise FlowError(f"XML の入れ子が {DEEPEST} 段を超えます。BPMN 2.0 で書き出し直してください。")
        if space == MODEL:
            self._of_model(tag, given)
        around.append(tag)

    def end(self, _: str) -> None:
        self.path.pop()

    def _of_model(self, tag: str, given: dict[str, str]) -> None:
        around = self.path
        if len(around) == 1 and tag == "process":
            self.processes += 1
            self.name = given.get("name", "") or given.get("id", "")
            if self.processes > 1:
                raise FlowError("プロセスが2つ以上あります。1つだけを書き出してください。")
        elif len(around) == 2 and around[1] == "process":
            self._element(tag, given)
        elif len(around) == 3 and around[1] == "process" and tag in _REFUSED_WITHIN:
            raise FlowError(f"要素 {self.within} の {tag} は扱えません。{_REFUSED_WITHIN[tag]}")

    def _element(self, tag: str, given: dict[str, str]) -> None:
        self.within = given.get("id", "")
        if tag in _WITHOUT_MEANING:
            return
        if tag == "sequenceFlow":
            self.lines.append((self.within, given.get("sourceRef", ""), given.get("targetRef", "")))
            return
        if tag not in _KINDS:
            remedy = _REMEDIES.get(tag, _UNFOLD if "ubProcess" in tag or "Activity" in tag else "除いてください。")
            raise FlowError(f"要素 {self.within or '（id なし）'} の種類 {tag} は扱えません。{remedy}")
        if not self.within.strip() or self.within in self.nodes:
            what = f"id {self.within} が2度あります" if self.within.strip() else f"{tag} に id がありません"
            raise FlowError(f"{what}。書き出し元で直してください。")
        kind = _KINDS[tag]
        label = _BREAK.sub(" ", given.get("name", ""))
        if kind == TASK and not label.strip():
            raise FlowError(f"作業 {self.within} に名前がありません。記録の作業名と同じ名前を付けてください。")
        self.nodes[self.within] = Node(self.within, kind, label)
        if len(self.nodes) > MOST_NODES:
            raise FlowError(f"要素が {MOST_NODES:,} を超えます。図を分けてください。")

    def flow(self) -> Flow:
        if not self.processes:
            raise FlowError("プロセス（process）がありません。流れを描いて書き出してください。")
        for name, *ends in self.lines:
            for end in ends:
                if end not in self.nodes:
                    raise FlowError(f"矢印 {name} の先 {end or '（なし）'} がありません。つなぎ直してください。")
        if len(self.lines) > 4 * MOST_NODES:
            raise FlowError(f"矢印が {4 * MOST_NODES:,} を超えます。図を分けてください。")
        return Flow(self.name, tree(self.nodes, [(source, target) for _, source, target in self.lines]))
