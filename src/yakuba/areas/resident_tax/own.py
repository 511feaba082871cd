"""A taxpayer's own decided tax as the taxpayer reads it: plain values, so that a letter can carry them.

Nothing of anybody else is in it. Who shows it asks ``disclosure`` and keeps the reading in the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Final

from yakuba.areas.resident_tax import assessments, claiming, explaining
from yakuba.areas.resident_tax.domain.assessing import AMOUNT_COLUMNS, ORDINARY, PENSION, SPECIAL
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.platform.ledger import service as ledger
from yakuba.platform.tenancy.context import JST, current_context
from yakuba.standards import business_days

YEARS: Final = 5
"""Fiscal years told, the newest ones: as long as a tax may still be changed (地方税法17条の5)."""

Told = dict[str, Any]


def own_tax(number: int, *, workplace: bool) -> list[Told]:
    """The decided years of a person, the newest first, each with amounts, instalments, changes and reasons.

    ``workplace``: whether the employer's name may be told. Amounts in yen, days and months in ISO form.
    """
    years = [list(rows) for _, rows in groupby(assessments.history(number), lambda row: row.run.fiscal_year)]
    return [_year(rows, workplace) for rows in years[:YEARS]]


def _year(rows: Sequence[Assessment], workplace: bool) -> Told:
    """``rows`` of one year, the newest first: that one is in force."""
    row = rows[0]
    parts = explaining.in_parts(explaining.steps_of(row))
    return {
        "year": row.run.fiscal_year,
        "notice": str(row.notice_number),
        "decided_on": _decided_on(row),
        "method": row.method,
        "employer": row.employer_name if workplace and row.method == SPECIAL else "",
        "amounts": _amounts(row),
        "per_capita_exempt": row.per_capita_exempt,
        "income_levy_exempt": row.income_levy_exempt,
        "refund": row.refund,
        "relief": row.relief,
        "instalments": [*bills(row), *_withheld(row)],
        "changes": [  # not a change of who collects, which leaves the tax as it was
            _change(newer, older) for newer, older in pairwise(rows) if newer.run.cause == AssessmentRun.Cause.COMPUTED
        ],
        "reasons": [{"part": name, "steps": [_step(one) for one in steps]} for name, steps in parts],
    }


def _decided_on(row: Assessment) -> str:
    instant = row.run.approved_at
    return instant.astimezone(JST).date().isoformat() if instant else ""


def _amounts(row: Assessment) -> dict[str, int]:
    return {name: int(getattr(row, name)) for name in AMOUNT_COLUMNS}


def _step(step: explaining.Step) -> Told:
    return {"text": str(step["text_ja"]), "law": str(step["law"])}


def _change(newer: Assessment, older: Assessment) -> Told:
    """What a correction changed, amount by amount."""
    before, after = _amounts(older), _amounts(newer)
    lines = [[name, before[name], after[name]] for name in AMOUNT_COLUMNS if before[name] != after[name]]
    return {"decided_on": _decided_on(newer), "refund": newer.refund, "lines": lines}


def bills(row: Assessment) -> list[Told]:
    """The bills with what became of them in the ledger; without a claim there, as they were decided.

    ``part``, ``due``, ``yen`` to be paid in all, ``open`` still to be paid, ``state`` paid, open or late.
    """
    claims = ledger.Claim.objects.filter(
        scheme=claiming.SCHEME,
        addressee_number=row.addressee_number,
        levy_year=row.run.fiscal_year,
        notice_number=str(row.notice_number),
        part=ledger.Claim.Part.PRINCIPAL,
    )
    by_part = {one.instalment: one for one in claims}
    standing = ledger.balances(one.id for one in by_part.values())
    found: list[Told] = []
    for part, decided in enumerate(row.ordinary, 1):
        claim = by_part.get(part)
        yen = standing[claim.id].charged if claim else decided
        left = standing[claim.id].open if claim else decided
        due = claim.due_on if claim else claiming.due_of(row.run, part)
        if yen:
            told: Told = {"part": part, "due": due.isoformat(), "yen": yen, "open": left, "state": _state(left, due)}
            found.append({"way": ORDINARY, **told})
    return found


def _state(left: int, due: date) -> str:
    if not left:
        return "paid"
    return "late" if is_over(due) else "open"


def is_over(due: date) -> bool:
    """Whether a last day to pay is over; one on a closed day is the next open one."""
    return business_days.on_or_after(due) < current_context().business_date


def _withheld(row: Assessment) -> list[Told]:
    """Months in which the employer or the pension payer takes it: what they have handed over is their account."""
    year = row.run.fiscal_year
    wages = [(SPECIAL, 5 + at, yen) for at, yen in enumerate(row.special)]
    pension = [(PENSION, 3 + 2 * at, yen) for at, yen in enumerate(row.pension)]
    return [
        {"way": way, "month": f"{year + at // 12}-{at % 12 + 1:02d}", "yen": yen, "state": "withheld"}
        for way, at, yen in (*wages, *pension)
        if yen
    ]
