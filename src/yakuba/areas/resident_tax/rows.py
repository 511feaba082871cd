"""Between rows of an assessment and the domain; the lock under which a taxpayer's row is followed by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import connection

from yakuba.areas.resident_tax.domain import changing, collecting
from yakuba.areas.resident_tax.domain.collecting import Collected
from yakuba.areas.resident_tax.domain.names import ORDINARY, PENSION, SPECIAL
from yakuba.areas.resident_tax.models import Assessment
from yakuba.platform.tenancy.scope import current

WAYS: Final = (SPECIAL, ORDINARY, PENSION)
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_year(fiscal_year: int) -> None:
    """Until the end of the transaction nobody else decides about the year: two rows would rest on the same one."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"resident-tax:{current()}:{fiscal_year}"])


def opens_on(fiscal_year: int, day: date) -> dict[str, int]:
    """The first part of each way that is not due yet on a day."""
    return {way: changing.first_open(way, fiscal_year, day) for way in WAYS}


def collected_of(row: Mapping[str, Any]) -> Collected:
    """A row, by its columns, as the domain sees it."""
    return Collected(
        method=row["method"],
        special=tuple(row["special"] or ()),
        ordinary=tuple(row["ordinary"] or ()),
        pension=tuple(row["pension"] or ()),
        key=row["employer_key"],
        name=row["employer_name"],
        designated=row["designated_number"],
        earlier=collecting.earlier_of(row.get("earlier_collectors") or "[]"),
        payer=row["pension_payer_key"],
    )


def collected(row: Assessment) -> Collected:
    """The same of a row that was read."""
    return collected_of(vars(row))


def put(row: Assessment, found: Collected) -> None:
    """Write into a row how it is collected."""
    row.method = found.method
    row.special, row.ordinary, row.pension = list(found.special), list(found.ordinary), list(found.pension)
    row.employer_key, row.employer_name, row.designated_number = found.key, found.name, found.designated
    row.earlier_collectors = collecting.earlier_text(found.earlier)
