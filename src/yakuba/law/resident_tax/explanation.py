"""The trail of one taxpayer: why the tax is what it is, in sentences a taxpayer understands."""

from __future__ import annotations

from typing import Any

from yakuba.law.parameters import Law
from yakuba.law.resident_tax.tables import Assessment, OrdinanceColumns, Taxpayers


def explained(
    law: Law, ordinances: OrdinanceColumns, taxpayers: Taxpayers, found: Assessment, row: int
) -> list[dict[str, Any]]:
    """The steps of one row, in the order of the law."""
    return []
