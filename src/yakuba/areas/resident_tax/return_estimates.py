"""What a return would come to, before it is decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.areas.resident_tax.domain import assessing
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.material import material
from yakuba.law import calculate
from yakuba.law.resident_tax import law_of
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current


@dataclass(frozen=True)
class Estimate:
    """What the tax would be with a return, yen; `why` is the law's explanation, a sentence and its article each."""

    annual_tax: int
    total_income: int
    total_deductions: int
    taxable: int
    per_capita_exempt: bool
    income_levy_exempt: bool
    why: tuple[tuple[str, str], ...]


def estimate(told: TaxReturn) -> Estimate | None:
    """The tax as it would be assessed with this return over the reports known now; None for who is not levied here."""
    law = law_of(told.fiscal_year, known_on=current_context().business_date)
    code = directory.by_id(current()).lg_code
    rows = assessing.assessed(law, code, material(told.fiscal_year, [told.taxpayer], instead=told))
    found = next((row for row in rows.iter_rows(named=True) if row["number"] == told.taxpayer), None)
    if found is None:
        return None
    (answer,) = calculate("resident-tax", [json.loads(found["basis"])], explain=True)
    steps: list[Mapping[str, Any]] = answer.get("explanation", [])
    return Estimate(
        annual_tax=int(found["annual_tax"]),
        total_income=int(found["total_income"]),
        total_deductions=int(found["total_deductions"]),
        taxable=int(found["taxable"]),
        per_capita_exempt=bool(found["per_capita_exempt"]),
        income_levy_exempt=bool(found["income_levy_exempt"]),
        why=tuple((str(one["text_ja"]), str(one["law"])) for one in steps),
    )
