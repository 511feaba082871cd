"""A decided resident tax of one person of the town, as an assessment leaves it."""

import json
from typing import Any

from tests.world import MORNING
from yakuba.areas.resident_tax.domain.assessing import AMOUNT_COLUMNS
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.law import calculate

BASIS: dict[str, Any] = {
    "fiscal_year": 2026,
    "municipality": "012084",
    "birth_date": "1981-04-02",
    "income": {"salary_revenue": 5_000_000},
    "paid": {"social_insurance": 700_000},
}


def decide_tax(number: int) -> Assessment:
    """Decided for 2026, to be paid by bill."""
    (answer,) = calculate("resident-tax", [BASIS])
    run = AssessmentRun.objects.create(
        number=1, fiscal_year=2026, initial=True, state=AssessmentRun.State.COMPUTED, created_at=MORNING
    )
    row = Assessment.objects.create(
        run_id=run.id,
        addressee_number=number,
        notice_number=2_600_000_001,
        method="ordinary",
        **{name: answer[name] for name in AMOUNT_COLUMNS},
        per_capita_exempt=answer["per_capita_exempt"],
        income_levy_exempt=answer["income_levy_exempt"],
        special=[],
        ordinary=answer["collection"]["ordinary"],
        pension=[],
        basis=json.dumps(BASIS),
    )
    run.state, run.approved_at = AssessmentRun.State.APPROVED, MORNING
    run.save(update_fields=["state", "approved_at"])
    return row
