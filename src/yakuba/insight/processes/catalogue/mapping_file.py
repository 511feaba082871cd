"""The mapping as a CSV file that people read, change and keep: one line a name."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.mapping import Mapped, MappingWrong, State, StepMapping
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours.lines import Lines, read_lines

HEADINGS = (
    "団体",
    "業務",
    "作業",
    "回数",
    "状態",
    "標準作業",
    "標準の名前",
    "点数",
    "理由",
    "ほかの候補",
    "確認者",
    "確認日",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_mapping(path: Path, mapping: StepMapping) -> None:
    """Write it, UTF-8 with a mark so that Excel reads it. OSError."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in mapping.rows:
        standard = tree.step(one.step) if one.step else None
        score = "" if one.score is None else f"{one.score:.3f}"
        told = (one.events, one.state.value, one.step or "", standard.ja if standard else "", score, one.reason)
        on = one.on.isoformat() if one.on else ""
        row = (mapping.body, one.task, one.name, *told, " / ".join(one.others), one.by, on)
        writer.writerow([_harmless(str(cell)) for cell in row])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _harmless(cell: str) -> str:
    """A name that Excel would take for a formula gets an apostrophe, which is taken away again on reading."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def read_mapping(path: Path) -> StepMapping:
    """The mapping of a file. Unreadable when columns are missing; MappingWrong naming the line; OSError."""
    return mapping_of(read_lines(path))


def is_mapping(lines: Lines) -> bool:
    """Whether these are lines of a mapping and not of a survey."""
    headings = {cell.strip() for cell in lines[0][1]}
    return {"状態", "標準作業"} <= headings


def mapping_of(lines: Lines) -> StepMapping:
    """The mapping of these lines. Unreadable, MappingWrong."""
    headings = [cell.strip() for cell in lines[0][1]]
    if missing := [name for name in HEADINGS if name not in headings]:
        raise Unreadable(f"対応表の列「{'、'.join(missing)}」がありません。map-steps で作り直してください。")
    rows: list[Mapped] = []
    bodies: set[str] = set()
    for at, cells in lines[1:]:
        given = dict.fromkeys(headings, "") | {name: plain(cell) for name, cell in zip(headings, cells, strict=False)}
        try:
            rows.append(_row(given))
        except (MappingWrong, ValueError) as problem:
            raise MappingWrong(f"{at} 行目: {problem}。直すか、その行の状態を「{State.NONE}」にしてください") from None
        bodies.add(given["団体"])
    if len(bodies) > 1:
        raise MappingWrong(f"団体が {len(bodies)} つあります。1つのファイルに1団体にしてください")
    counted = Counter(one.key for one in rows)
    if twice := sorted({name for (_, name), count in counted.items() if count > 1}):
        raise MappingWrong(f"作業「{'」「'.join(twice)}」が二度あります。1行にしてください")
    return StepMapping(bodies.pop() if bodies else "", tuple(rows))


def _row(given: Mapping[str, str]) -> Mapped:
    told = given.get("状態", "")
    if told not in list(State):
        raise MappingWrong(f"状態「{told}」は {'、'.join(State)} のどれでもありません")
    on = given.get("確認日", "").replace("/", "-")
    return Mapped(
        task=given["業務"],
        name=given["作業"],
        events=int(given["回数"] or 0),
        state=State(told),
        step=given["標準作業"] or None,
        score=float(given["点数"]) if given["点数"] else None,
        reason=given["理由"],
        others=tuple(one for one in given["ほかの候補"].split(" / ") if one),
        by=given.get("確認者", ""),
        on=date(*map(int, on.split("-"))) if on else None,
    )
