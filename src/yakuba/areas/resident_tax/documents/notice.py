"""納税通知書, and the notice of its change: one sheet printed on both sides, in a window envelope folded in three.

What it must say: 地方税法1条1項6号, 319条の2 (ground and rate, amounts, instalments, days to pay, how to contest); the
layout is our own, as each municipality has one. Everything comes in words; this sets it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.posts import BOXES as POST_BOXES
from yakuba.platform.documents.posts import Correspondent, Sender, envelope, issuer
from yakuba.platform.documents.rendering import JSON, Form

TRAINING = "研修用・無効"
_ROW = 6.0
LETTER_BOXES: Mapping[str, Box] = {
    **POST_BOXES,
    "heading": Box(170, 18, 14, 9, lines=2, padding=0, pitch=1.5),
    "texts[].body": Box(170, 80, 8, 6.5, lines=16, padding=0, pitch=1.45),
}
_LABEL, _YEN = Box(54, 5.2, 8.5, 5.5, lines=1), Box(30, 5.2, 8.5, 6, lines=1)
BOXES: Mapping[str, Box] = {
    **LETTER_BOXES,
    "body": Box(170, 16, 9.5, 8, lines=3, padding=0, pitch=1.45),
    "taxes[].label": Box(50, _ROW, 9, 6, lines=1),
    "taxes[].cells[]": Box(40, _ROW, 9.5, 6, lines=1),
    "settled[].label": Box(130, _ROW, 9, 6, lines=1),
    "settled[].text": Box(40, _ROW, 9.5, 6, lines=1),
    "bills[].term": Box(30, _ROW, 9.5, 6, lines=1),
    "bills[].due": Box(60, _ROW, 9.5, 6, lines=1),
    "bills[].yen": Box(40, _ROW, 9.5, 6, lines=1),
    "bills[].before": Box(40, _ROW, 9.5, 6, lines=1),
    "pension.months[].label": Box(28, _ROW, 9, 6, lines=1),
    "pension.months[].yen": Box(28, _ROW, 9.5, 6, lines=1),
    "pension.note": Box(170, 9, 8, 6, lines=2, padding=0, pitch=1.4),
    "incomes[].label": _LABEL,
    "incomes[].text": _YEN,
    "deductions[].label": _LABEL,
    "deductions[].text": _YEN,
}
FORM = Form("resident_tax_notice", "areas/resident_tax/documents/notice.typ", BOXES, duty="resident_tax.assess")
PAGES = 2


@dataclass(frozen=True)
class Bill:
    """One bill; ``before`` is empty where nothing was changed."""

    term: str
    due: str
    yen: str
    before: str = ""


@dataclass(frozen=True)
class Pension:
    """The six payments, (month, yen) each, and what is said of them."""

    months: Sequence[Line]
    note: str


@dataclass(frozen=True, kw_only=True)
class NoticeContent:
    """One notice. ``taxes``: label, 所得割, 均等割, both; ``settled``: what follows from the year's tax."""

    title: str
    heading: str
    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    body: str
    taxes: Sequence[tuple[str, str, str, str]]
    settled: Sequence[Line]
    changed: bool
    bills: Sequence[Bill]
    pension: Pension | None
    incomes: Sequence[Line]
    deductions: Sequence[Line]
    texts: Sequence[Line]


def lines(found: Sequence[Line]) -> list[JSON]:
    """Labels with what stands beside them."""
    return [{"label": label, "text": text} for label, text in found]


def texts(found: Sequence[Line]) -> list[JSON]:
    """Headed paragraphs."""
    return [{"head": head, "body": body} for head, body in found]


def _pension(pension: Pension) -> dict[str, JSON]:
    return {"months": [{"label": month, "yen": yen} for month, yen in pension.months], "note": pension.note}


def layout(content: NoticeContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    sender, pension = content.sender, content.pension
    return {
        "title": content.title,
        "heading": content.heading,
        "across": TRAINING if sender.training else "",
        "number": f"通知書番号　{content.number}",
        "footer": content.number,
        "date": content.day,
        **envelope(content.receiver, sender),
        "issuer": issuer(sender),
        "body": content.body,
        "taxes": [{"label": label, "cells": cells} for label, *cells in content.taxes],
        "settled": lines(content.settled),
        "changed": content.changed,
        "bills": [{"term": one.term, "due": one.due, "yen": one.yen, "before": one.before} for one in content.bills],
        "pension": None if pension is None else _pension(pension),
        "incomes": lines(content.incomes),
        "deductions": lines(content.deductions),
        "texts": texts(content.texts),
    }
