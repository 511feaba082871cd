"""A flow as BPMN 2.0 XML (OMG formal/2011-01-03) with its diagram, as any editor opens it."""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import quoteattr

from yakuba.insight.processes.model.flow import Flow
from yakuba.insight.processes.model.layout import EXCLUSIVE, PARALLEL, SIZES, TASK, Diagram, Edge, Shape, laid_out

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
_BOUNDS, _POINTS = "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"
_TARGET = "urn:yakuba:flow"
PROCESS = "process_1"


def written(flow: Flow) -> bytes:
    """The document in UTF-8. The same flow gives the same bytes."""
    diagram = laid_out(flow)
    flows = {f"flow_{number}": edge for number, edge in enumerate(diagram.edges, start=1)}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<definitions xmlns="{MODEL}" xmlns:bpmndi="{_DIAGRAM}" xmlns:dc="{_BOUNDS}" xmlns:di="{_POINTS}"'
        f' id="definitions_1" targetNamespace="{_TARGET}" exporter="yakuba">',
        f'  <process id="{PROCESS}" name={quoteattr(flow.name)} isExecutable="false">',
    ]
    into, out_of = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for name, edge in flows.items():
        into[edge.target].append(f"      <incoming>{name}</incoming>")
        out_of[edge.source].append(f"      <outgoing>{name}</outgoing>")
    for shape in diagram.shapes:
        lines += [_opening(shape), *into[shape.id], *out_of[shape.id], f"    </{shape.kind}>"]
    for name, edge in flows.items():
        lines.append(f'    <sequenceFlow id="{name}" sourceRef="{edge.source}" targetRef="{edge.target}" />')
    lines.append("  </process>")
    lines += [*_drawing(diagram, flows), "</definitions>", ""]
    return "\n".join(lines).encode()


def _opening(shape: Shape) -> str:
    if shape.kind == TASK:
        return f'    <{shape.kind} id="{shape.id}" name={quoteattr(shape.name)}>'
    if shape.kind in (EXCLUSIVE, PARALLEL):
        direction = "Diverging" if shape.opens else "Converging"
        return f'    <{shape.kind} id="{shape.id}" gatewayDirection="{direction}">'
    return f'    <{shape.kind} id="{shape.id}">'


def _drawing(diagram: Diagram, flows: dict[str, Edge]) -> list[str]:
    lines = ['  <bpmndi:BPMNDiagram id="diagram_1">', f'    <bpmndi:BPMNPlane id="plane_1" bpmnElement="{PROCESS}">']
    for shape in diagram.shapes:
        width, height = SIZES[shape.kind]
        marker = ' isMarkerVisible="true"' if shape.kind == EXCLUSIVE else ""
        lines += [
            f'      <bpmndi:BPMNShape id="{shape.id}_di" bpmnElement="{shape.id}"{marker}>',
            f'        <dc:Bounds x="{shape.x - width / 2:.1f}" y="{shape.y - height / 2:.1f}"'
            f' width="{width:.1f}" height="{height:.1f}" />',
            "      </bpmndi:BPMNShape>",
        ]
    for name, edge in flows.items():
        lines.append(f'      <bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">')
        lines += [f'        <di:waypoint x="{x:.1f}" y="{y:.1f}" />' for x, y in edge.points]
        lines.append("      </bpmndi:BPMNEdge>")
    return [*lines, "    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>"]
