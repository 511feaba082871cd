"""An online return becomes the record the desk keeps, answer by answer, and nobody types it again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tests.procedures.samples import all_samples
from tests.procedures.trying import Trial
from yakuba.areas.resident_tax import return_estimates, returns
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.platform.cases.models import Filing

SAMPLE = all_samples()["resident_tax_return"]


def filed(trial: Trial, answers: Mapping[str, Any]) -> TaxReturn:
    """What is kept once a return with these answers was accepted."""
    filing = trial.decided(trial.file(replace(SAMPLE, answers=answers)))
    assert filing.state == Filing.State.DONE, [(one["code"], one["message"]) for one in filing.findings]
    row = returns.latest(2026, trial.people["head"])
    assert row is not None and row.channel == "portal"
    assert filing.outcome["reference"] == f"2026-{row.addressee_number}-{row.version}"
    return returns.value_of(row)


def test_every_answer_stands_in_the_record_and_filing_again_corrects_it(trial: Trial) -> None:
    with trial.running():
        kept = filed(trial, {**SAMPLE.answers, "myself": ["disabled"], "kin_severe": ["child"]})
        assert kept.amounts == {
            "income.salary_revenue": 4_000_000,
            "income.business": 300_000,
            "paid.social_insurance": 600_000,
            "paid.medical": 250_000,
        }
        assert kept.spouse is not None and kept.spouse.number == trial.people["spouse"]
        assert [(one.number, one.relation, one.disability) for one in kept.dependants] == [
            (trial.people["pupil"], "child", ""),
            (trial.people["child"], "child", "special"),
        ]
        assert kept.disability == "general" and kept.filed_on == date(2026, 11, 24)
        estimate = return_estimates.estimate(kept)
        assert estimate is not None and estimate.annual_tax > 0
        again = filed(trial, {**SAMPLE.answers, "salary": 4_100_000})
        assert again.amounts["income.salary_revenue"] == 4_100_000
        assert [one.version for one in returns.versions(2026, kept.taxpayer)] == [2, 1], "the first one stays"


def test_no_income_is_the_short_path(trial: Trial) -> None:
    with trial.running():
        kept = filed(trial, {"year": 2026, "income": "none", "nothing": "savings", "phone": "090-1234-5678"})
        assert kept.no_income and kept.nothing == "savings" and kept.amounts == {} and not kept.dependants
        estimate = return_estimates.estimate(kept)
        assert estimate is not None and estimate.annual_tax == 0
