"""A decided resident tax of some people, as an assessment leaves it, without the documents before it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.world import MORNING
from yakuba.areas.resident_tax.domain.assessing import AMOUNT_COLUMNS
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.law import calculate
from yakuba.platform.tenancy import numbers


@dataclass(frozen=True)
class Wages:
    """What somebody earned, and who takes the tax from it: an employer by name, or nobody (bills).

    ``withheld``: 配当割額・株式等譲渡所得割額 that was told, yen.
    """

    yen: int
    employer: str = ""
    birth_date: str = "1981-04-02"
    withheld: int = 0


def _row(run: AssessmentRun, place: int, number: int, wages: Wages) -> Assessment:
    basis: dict[str, Any] = {
        "fiscal_year": run.fiscal_year,
        "municipality": "012084",
        "birth_date": wages.birth_date,
        "income": {"salary_revenue": wages.yen},
        "paid": {"social_insurance": wages.yen // 10},
        "credits": {"dividend_levy_withheld": wages.withheld},
    }
    (answer,) = calculate("resident-tax", [basis])
    taxed = answer["annual_tax"] > 0
    method = ("special" if wages.employer else "ordinary") if taxed else "none"
    return Assessment(
        municipality_id=run.municipality_id,
        run_id=run.id,
        addressee_number=number,
        notice_number=run.fiscal_year % 100 * 100_000_000 + place,
        method=method,
        employer_name=wages.employer,
        **{name: answer[name] for name in AMOUNT_COLUMNS},
        per_capita_exempt=answer["per_capita_exempt"],
        income_levy_exempt=answer["income_levy_exempt"],
        special=answer["collection"]["special"] if method == "special" else [],
        ordinary=answer["collection"]["ordinary"] if method == "ordinary" else [],
        pension=[],
        basis=json.dumps(basis),
    )


def decide_taxes(wanted: Mapping[int, Wages], year: int = 2026) -> tuple[AssessmentRun, dict[int, Assessment]]:
    """Decided in the open town: the run, and each person's row."""
    (serial,) = numbers.take("tax_assessment_run")
    run = AssessmentRun.objects.create(
        number=serial, fiscal_year=year, initial=True, state=AssessmentRun.State.COMPUTED, created_at=MORNING
    )
    rows = {number: _row(run, place, number, wages) for place, (number, wages) in enumerate(wanted.items(), 1)}
    Assessment.objects.bulk_create(rows.values())
    run.state, run.approved_at = AssessmentRun.State.APPROVED, MORNING
    run.save(update_fields=["state", "approved_at"])
    return run, rows
