"""The report as PDF on A4: the drawings as they are, findings, what to keep in mind."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from yakuba.insight.processes.pictures.page import named, written
from yakuba.insight.processes.pictures.picture import Line, Picture, Table
from yakuba.insight.processes.pictures.report import Report, Section
from yakuba.insight.processes.pictures.wording import ELLIPSIS, Language, Words, count, safe, shown

LONG, NAME = 300, 40  # characters of a finding and of a name in a table
ROWS, FINDINGS, BETWEEN = 30, 25, 15  # of a table; findings on paper, and those of them between bodies
WIDE, TALL, HALF, OWN_PAGE = 178.0, 205.0, 92.0, 110.0  # mm: room for a drawing, one that is wide, and one
# from which height on it begins a page
UNKNOWN = "〓"  # GETA MARK, for a character that the shipped font does not have


def paper(report: Report, font: Path) -> bytes:
    """The PDF (PDF/UA-1, PDF/A-2a), set in IPAex Mincho (``font``: its file); the same report gives the same bytes."""
    told = json.dumps(_told(report), ensure_ascii=False, separators=(",", ":"))
    content = _compiler(font).compile(
        format="pdf",
        sys_inputs={"report": _drawable(told, _characters(font))},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(report.made_at.timestamp()),
    )
    assert isinstance(content, bytes)
    return content


@cache
def _compiler(font: Path) -> typst.Compiler:
    here = Path(__file__).parent
    template = str(here / "report.typ")
    return typst.Compiler(template, root=str(here), font_paths=[str(font.parent)], ignore_system_fonts=True)


@cache
def _characters(font: Path) -> frozenset[int]:
    """The code points that the font can draw."""
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _drawable(text: str, known: frozenset[int]) -> str:
    """The text with a sign in the place of each character that would stop the drawing."""
    missing: dict[str, str | int | None] = {
        one: UNKNOWN for one in set(text) if ord(one) not in known and one not in "\n\r\t"
    }
    return text.translate(str.maketrans(missing)) if missing else text


def _told(report: Report) -> dict[str, Any]:
    language = report.language
    words = {
        "bodies": Words("比べた団体", "What is compared").to(language),
        "findings": Words("わかったこと", "Findings").to(language),
        "traps": Words("読むときの注意", "What to keep in mind").to(language),
    }
    return {
        "title": report.title,
        "language": language,
        "words": words,
        "bodies": _table(report.bodies, language),
        "findings": _findings(report) if report.finding_table is not None else None,
        "tested": Words(
            f"{count(report.tests or 0)} とおりを比べ、はっきりした差は {count(len(report.findings))} 件です"
            f"（団体どうしの違い {BETWEEN} 件、団体の中での変化 {FINDINGS - BETWEEN} 件までを大きい順に）。",
            f"{count(report.tests or 0)} comparisons gave {count(len(report.findings))} findings"
            f" (here the first {BETWEEN} between bodies, then the first {FINDINGS - BETWEEN} changes within one).",
        ).to(language),
        "traps": [
            {"title": one.title, "sentence": one.sentence, "table": _table(one.table, language)} for one in report.traps
        ],
        "sections": [_section(one) for one in report.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {"heading": section.heading, "pictures": [_picture(one) for one in section.pictures[: section.on_paper]]}


def _picture(picture: Picture) -> dict[str, Any]:
    width, height = picture.width, picture.height
    tall = HALF if height < width else TALL  # two wide ones stand on one page
    wide = min(WIDE, tall * width / height, width * 0.3)  # no larger than 0.3 mm a px: a small map stays small
    return {
        "title": picture.title,
        "sentence": picture.sentence,
        "notes": " ".join(picture.notes),
        "svg": picture.svg,
        "width": wide,
        "own_page": wide * height / width > OWN_PAGE,
    }


def _findings(report: Report) -> dict[str, Any]:
    language = report.language
    between, changes = ([one for one in report.findings if one.change is change] for change in (False, True))
    head = [
        Words("順位", "rank").to(language),
        Words("内容", "finding").to(language),
        Words("差（95% の幅、ポイント）", "effect (95% interval, points)").to(language),
    ]
    rows = [
        [{"n": str(one.rank)}, _cut(safe(one.sentence), LONG), {"n": one.interval}]
        for one in [*between[:BETWEEN], *changes[: FINDINGS - BETWEEN]]
    ]
    return {"head": head, "widths": [0, 4, 1], "rows": rows}


def _words(value: str, language: Language) -> str:
    return named(value, language) if isinstance(value, Line) else _cut(shown(value, language), NAME)


def _cut(words: str, most: int) -> str:
    """Words too long for their cell, without their middle."""
    return words if len(words) <= most else f"{words[: most // 2]}{ELLIPSIS}{words[-most // 2 :]}"


def _table(table: Table, language: Language) -> dict[str, Any]:
    rows = [
        [_words(one, language) if isinstance(one, str) else {"n": written(one)} for one in row]
        for row in table.rows[:ROWS]
    ]
    # A column of words shares what the columns of numbers leave.
    words = [
        any(isinstance(row[place], str) and len(row[place]) > 12 for row in rows) for place in range(len(table.head))
    ]
    return {"head": list(table.head), "widths": [1 if one else 0 for one in words], "rows": rows}
