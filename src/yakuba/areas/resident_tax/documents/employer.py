"""特別徴収税額の通知: for the employer a cover in a window envelope and a list, for each employee half a page.

Source: 地方税法321条の4, 321条の6; 規則3号様式・6号様式 tell the items, the layout is our own.
What is on an employee's slip is for the employee alone: it is closed before it is handed over (同法22条).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.areas.resident_tax.documents.notice import LETTER_BOXES, TRAINING, lines, texts
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.posts import Correspondent, Sender, envelope, issuer
from yakuba.platform.documents.rendering import JSON, Form

ROWS: Final = 22
"""People a page of the list."""
MONTHS: Final = tuple(f"{month}月" for month in (6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5))
COLUMNS: Final = ("", "受給者番号", "氏名", "通知書番号", "年額", *MONTHS)
_WIDTHS: Final = (9, 26, 44, 24, 18, *[12] * 12)
_ROW, _SLIP = 6.2, 4.2
BOXES: Mapping[str, Box] = {
    **LETTER_BOXES,
    "body": Box(170, 16, 9.5, 8, lines=3, padding=0, pitch=1.45),
    "facts[].label": Box(60, 6, 9, 6, lines=1),
    "facts[].text": Box(110, 6, 9.5, 6, lines=1),
    "months[].label": Box(18, 6, 9, 6, lines=1),
    "months[].due": Box(36, 6, 9, 6, lines=1),
    "months[].yen": Box(30, 6, 9.5, 6, lines=1),
    **{f"lists[].rows[].c{place}": Box(width, _ROW, 8, 5, lines=1, padding=0.8) for place, width in enumerate(_WIDTHS)},
    **{
        f"lists[].total.c{place}": Box(width, _ROW, 8, 4.5, lines=1, padding=0.8) for place, width in enumerate(_WIDTHS)
    },
    "slips[].address": Box(104, 8, 8.5, 6, lines=2, padding=0, pitch=1.2),
    "slips[].name": Box(104, 7, 12, 6, lines=1, padding=0),
    "slips[].employer": Box(76, 5.2, 8.5, 5, lines=1),
    "slips[].designated": Box(26, 5.2, 8.5, 5, lines=1),
    "slips[].recipient": Box(26, 5.2, 8.5, 5, lines=1),
    **{
        f"slips[].{name}[].{part}": Box(width, _SLIP, 7.5, 4.5, lines=1, padding=0.8)
        for name, label, yen in (("incomes", 30, 21), ("deductions", 29, 20), ("taxes", 28, 21), ("months", 14, 24))
        for part, width in (("label", label), ("text", yen))
    },
    "slips[].note": Box(190, 8, 7, 5.5, lines=2, padding=0, pitch=1.3),
    "slip-text": Box(190, 20, 6.5, 5.5, lines=6, padding=0, pitch=1.35),
}
FORM = Form("resident_tax_employer", "areas/resident_tax/documents/employer.typ", BOXES, duty="resident_tax.assess")


@dataclass(frozen=True)
class Month:
    """A month's sum of all employees, and the day by which it is handed over."""

    label: str
    due: str
    yen: str


@dataclass(frozen=True, kw_only=True)
class Employee:
    """One employee of the letter. ``months``: yen by month from June, of this employer alone."""

    name: str
    address: str
    recipient: str
    notice: str
    months: Sequence[int]
    incomes: Sequence[Line]
    deductions: Sequence[Line]
    taxes: Sequence[Line]
    note: str


@dataclass(frozen=True, kw_only=True)
class EmployerContent:
    """One letter to an employer, or a part of it. ``totals``: the months' sums of the whole, shown at its end.

    ``first``: the place of the first employee in the whole list; ``last_part``: the sums follow.
    """

    title: str
    heading: str
    number: str
    day: str
    receiver: Correspondent
    sender: Sender
    designated: str
    body: str
    facts: Sequence[Line]
    months: Sequence[Month]
    texts: Sequence[Line]
    list_title: str
    slip_title: str
    slip_text: str
    employees: Sequence[Employee]
    totals: Sequence[int]
    first: int
    last_part: bool


def pages_of(employees: int) -> int:
    """How many pages a letter has: cover, list, slips."""
    return 1 + -(-employees // ROWS) + -(-employees // 2)


def layout(content: EmployerContent) -> dict[str, JSON]:
    """The data of :data:`FORM`."""
    sender = content.sender
    return {
        "title": content.title,
        "heading": content.heading,
        "across": TRAINING if sender.training else "",
        "number": content.number,
        "footer": content.number,
        "pages": pages_of(len(content.employees)),
        "date": content.day,
        **envelope(content.receiver, sender),
        "addresses": [one.address for one in content.employees],
        "issuer": issuer(sender),
        "body": content.body,
        "facts": lines(content.facts),
        "months": [{"label": one.label, "due": one.due, "yen": one.yen} for one in content.months],
        "texts": texts(content.texts),
        "list-title": content.list_title,
        "list-note": f"{content.receiver.name}　（指定番号　{content.designated or '―'}）",
        "columns": COLUMNS,
        "sum-label": "月ごとの合計",
        "lists": _lists(content),
        "slip-title": content.slip_title,
        "slip-text": content.slip_text,
        "slips": [_slip(content, one) for one in content.employees],
    }


def _lists(content: EmployerContent) -> list[JSON]:
    pages: list[JSON] = []
    for start in range(0, len(content.employees), ROWS):
        some = content.employees[start : start + ROWS]
        last = content.last_part and start + ROWS >= len(content.employees)
        rows = [_line(content.first + start + place, one) for place, one in enumerate(some, 1)]
        pages.append({"rows": rows, "total": _cells(content.totals) if last else None})
    return pages


def _line(place: int, one: Employee) -> dict[str, JSON]:
    who = (str(place), one.recipient, one.name, one.notice)
    return {**{f"c{at}": cell for at, cell in enumerate(who)}, **_cells(one.months)}


def _cells(months: Sequence[int]) -> dict[str, JSON]:
    return {f"c{at}": f"{yen:,}" for at, yen in enumerate((sum(months), *months), 4)}


def _slip(content: EmployerContent, one: Employee) -> dict[str, JSON]:
    months = [(MONTHS[at], f"{yen:,}円") for at, yen in enumerate(one.months)]
    return {
        "address": one.address,
        "name": f"{one.name}　様",
        "number": f"通知書番号　{one.notice}",
        "employer": content.receiver.name.removesuffix("　御中"),
        "designated": content.designated or "―",
        "recipient": one.recipient or "―",
        "incomes": lines(one.incomes),
        "deductions": lines(one.deductions),
        "taxes": lines(one.taxes),
        "months": lines([*months, ("計", f"{sum(one.months):,}円")]),
        "note": one.note,
    }
