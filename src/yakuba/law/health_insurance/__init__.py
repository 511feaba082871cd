"""国民健康保険税・料 of a household: reduction, four components, caps.

`rules` are the formulas over columns, `cases` what the command takes and gives, `explaining` the trail.
"""

from yakuba.law.health_insurance.cases import RESULT, HealthInsuranceCase, answers
from yakuba.law.health_insurance.rules import NAME
from yakuba.law.schemes import Period, Scheme

SCHEME = Scheme(NAME, "国民健康保険税・料", Period("fiscal_year", 2024, 2026), HealthInsuranceCase, answers, RESULT)

__all__ = ["SCHEME"]
