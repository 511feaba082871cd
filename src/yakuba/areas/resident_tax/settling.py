"""What corrections and cancellations do to earlier documents, set by set; doing it again changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from django.db import connection

from yakuba.areas.resident_tax.models import DocumentBatch
from yakuba.platform.tenancy.scope import current

_SUPERSEDE: Final = """
WITH later AS (
  SELECT employer_key, person_key, correction, sequence FROM tax_document
  WHERE municipality_id = %(municipality)s AND batch_id = %(batch)s AND correction IN (2, 3)
), settled AS (
  SELECT d.batch_id, d.line, first.correction, first.sequence
  FROM (SELECT DISTINCT employer_key, person_key FROM later) AS keys
  JOIN tax_document AS d ON d.municipality_id = %(municipality)s AND d.fiscal_year = %(year)s
    AND d.employer_key = keys.employer_key AND d.person_key = keys.person_key AND d.state = 'active'
  JOIN LATERAL (
    SELECT correction, sequence FROM later
    WHERE later.employer_key = d.employer_key AND later.person_key = d.person_key AND later.sequence > d.sequence
    ORDER BY sequence LIMIT 1
  ) AS first ON true
)
UPDATE tax_document AS d
SET state = CASE settled.correction WHEN 3 THEN 'cancelled' ELSE 'replaced' END, superseded_by = settled.sequence
FROM settled WHERE d.municipality_id = %(municipality)s AND d.batch_id = settled.batch_id AND d.line = settled.line
RETURNING settled.correction
"""
_LONELY: Final = """
SELECT count(*) FROM tax_document AS d
WHERE d.municipality_id = %(municipality)s AND d.batch_id = %(batch)s AND d.correction IN (2, 3) AND NOT EXISTS (
  SELECT FROM tax_document AS e WHERE e.municipality_id = %(municipality)s AND e.fiscal_year = %(year)s
    AND e.employer_key = d.employer_key AND e.person_key = d.person_key AND e.superseded_by = d.sequence)
"""


def settle(batch: DocumentBatch) -> Counter[str]:
    """Let each correction (2) and cancellation (3) of a batch act on earlier documents of the same employer and person.

    A correction without an earlier document stands by itself; ``nothing_to_correct`` counts those.
    """
    values: dict[str, Any] = {"municipality": current(), "batch": batch.id, "year": batch.fiscal_year}
    with connection.cursor() as cursor:
        cursor.execute(_SUPERSEDE, values)
        done = Counter("cancelled" if correction == 3 else "replaced" for (correction,) in cursor.fetchall())
        cursor.execute(_LONELY, values)
        (lonely,) = cursor.fetchone()
    return done + Counter(nothing_to_correct=lonely)
