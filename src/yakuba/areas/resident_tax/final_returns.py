"""Final returns that came from the tax office: documents of code 700 that have their person, as returns of a year."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from django.db import connection

from yakuba.areas.resident_tax.domain.final_returns import Line, columns_of
from yakuba.areas.resident_tax.domain.layouts import FINAL_RETURNS
from yakuba.areas.resident_tax.domain.returns import Returns
from yakuba.platform.tenancy.scope import current

# The newest document of a person first: it is the one that counts.
_LINES: Final = """
SELECT d.addressee_number, d.original,
  coalesce((SELECT jsonb_object_agg(r.position, r.number_holder) FROM tax_document_relative AS r
    WHERE r.municipality_id = d.municipality_id AND r.batch_id = d.batch_id AND r.line = d.line
      AND r.number_holder IS NOT NULL)::text, '{}')
FROM tax_document AS d
WHERE d.municipality_id = %s AND d.fiscal_year = %s AND d.code = %s AND d.state = 'active'
  AND d.addressee_number IS NOT NULL AND (%s OR d.addressee_number = ANY(%s))
ORDER BY d.addressee_number, d.sequence DESC
"""


def of_year(fiscal_year: int, numbers: Collection[int] | None = None) -> Returns:
    """The final returns of a year as columns; `numbers` narrows to these taxpayers."""
    values: list[Any] = [current(), fiscal_year, FINAL_RETURNS, numbers is None, list(numbers or ())]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        rows = cursor.fetchall()
    return columns_of([Line(number, original, _holders(told)) for number, original, told in rows])


def _holders(told: str) -> dict[int, int]:
    return {int(place): int(number) for place, number in json.loads(told).items()}
