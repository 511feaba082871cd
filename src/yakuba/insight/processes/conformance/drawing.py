"""The flow as a picture (SVG) with what one body's cases do otherwise written at each step."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from yakuba.insight.processes.conformance.judging import OTHER
from yakuba.insight.processes.conformance.result import JAPANESE
from yakuba.insight.processes.model.flow import Flow
from yakuba.insight.processes.model.layout import END, EXCLUSIVE, SIZES, START, TASK, Diagram, Shape, laid_out

WIDE = 13  # half-width characters on a line of a task
LINES = 3
OTHERS = 10  # steps not in the flow that are told
SEEN = 0.005  # share of cases from which a deviation is written
_LINE = 15.0
_INK, _PAPER = "#1a1a1c", "#ffffff"
_SHADES = ((0.3, "#f8c9c9"), (0.1, "#fde6c8"), (SEEN, "#fdf6d8"))


def drawn(flow: Flow, body: Mapping[str, Any]) -> str:
    """The SVG for one of the bodies of a result; the words are Japanese, shade and figure say the same."""
    diagram = laid_out(flow)
    at: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    others = []
    for one in body["deviations"]:
        if one["kind"] == OTHER:
            others.append(one)
        elif one["share"] >= SEEN:
            at[one["step"]].append(one)
    room = max((len(found) for found in at.values()), default=0) * _LINE
    notes = _notes(others)
    height = diagram.height + room + _LINE * (len(notes) + 3)
    width = max(diagram.width, 640.0)
    sentence = body["sentence"]["ja"]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(sentence)}'
        f' width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
        ' font-family="sans-serif" font-size="12">',
        f"<title>{escape(sentence)}</title>",
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{_INK}"/></marker></defs>',
        *_edges(diagram),
    ]
    for shape in diagram.shapes:
        lines += _shape(shape, at[shape.name] if shape.kind == TASK else [])
    top = diagram.height + room
    for place, text in enumerate([*_wrapped(sentence, int((width - 80) / 6.5), 3), *notes]):
        lines.append(f'<text x="40" y="{top + place * _LINE:.1f}" fill="{_INK}">{escape(text)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _edges(diagram: Diagram) -> list[str]:
    found = []
    for edge in diagram.edges:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in edge.points)
        found.append(f'<polyline points="{points}" fill="none" stroke="{_INK}" marker-end="url(#head)"/>')
    return found


def _shape(shape: Shape, deviations: list[Mapping[str, Any]]) -> list[str]:
    width, height = SIZES[shape.kind]
    if shape.kind in (START, END):
        thick = 3 if shape.kind == END else 1
        place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}"'
        return [f'<circle {place} r="{width / 2:.1f}" fill="{_PAPER}" stroke="{_INK}" stroke-width="{thick}"/>']
    if shape.kind != TASK:
        return _gateway(shape, width / 2)
    most = max((one["share"] for one in deviations), default=0.0)
    fill = next((colour for least, colour in _SHADES if most >= least), _PAPER)
    left, top = shape.x - width / 2, shape.y - height / 2
    lines = [
        f'<g><title>{escape(shape.name)}</title><rect x="{left:.1f}" y="{top:.1f}" width="{width:.0f}"'
        f' height="{height:.0f}" rx="8" fill="{fill}" stroke="{_INK}"/>'
    ]
    written = _wrapped(shape.name, WIDE, LINES)
    begin = shape.y - (len(written) - 1) * _LINE / 2 + 4
    lines += [_centred(shape.x, begin + line * _LINE, text) for line, text in enumerate(written)]
    for line, one in enumerate(deviations):
        below = top + height + 13 + line * _LINE
        lines.append(_centred(shape.x, below, f"{JAPANESE[one['kind']]} {one['share']:.0%}", size=11))
    return [*lines, "</g>"]


def _gateway(shape: Shape, half: float) -> list[str]:
    x, y, arm = shape.x, shape.y, 9.0
    corners = f"{x:.1f},{y - half:.1f} {x + half:.1f},{y:.1f} {x:.1f},{y + half:.1f} {x - half:.1f},{y:.1f}"
    slant = arm if shape.kind == EXCLUSIVE else 0.0
    first = f"M{x - arm:.1f} {y - slant:.1f}L{x + arm:.1f} {y + slant:.1f}"
    second = f"M{x - slant:.1f} {y + arm:.1f}L{x + slant:.1f} {y - arm:.1f}"
    return [
        f'<polygon points="{corners}" fill="{_PAPER}" stroke="{_INK}"/>',
        f'<path d="{first}{second}" stroke="{_INK}" stroke-width="3"/>',
    ]


def _centred(x: float, y: float, text: str, size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size}" fill="{_INK}"'
        f' stroke="{_PAPER}" stroke-width="3" paint-order="stroke">{escape(text)}</text>'
    )


def _notes(others: list[Mapping[str, Any]]) -> list[str]:
    if not others:
        return []
    found = ["流れにない作業:"]
    found += [f"「{one['step']}」 {one['share']:.0%}（{one['cases']:,} 件）" for one in others[:OTHERS]]
    return found + ([f"ほか {len(others) - OTHERS:,} 種類"] if len(others) > OTHERS else [])


def _wrapped(text: str, wide: int, most: int) -> list[str]:
    """Lines of at most ``wide`` half-width characters; what does not fit ends in an ellipsis."""
    lines, room = [""], wide
    for character in text:
        size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < size:
            if len(lines) == most:
                lines[-1] = lines[-1][:-1] + "…"
                break
            lines.append("")
            room = wide
        lines[-1] += character
        room -= size
    return lines
