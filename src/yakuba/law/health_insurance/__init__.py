"""国民健康保険税・料 of a household: reduction, four components, caps.

`rules` are the formulas over columns, `shapes` what a case may hold, `cases` from cases to answers, `explaining` why.
"""

from yakuba.law.health_insurance.cases import RESULT, answers
from yakuba.law.health_insurance.rules import NAME
from yakuba.law.health_insurance.shapes import HealthInsuranceCase
from yakuba.law.schemes import Period, Scheme

SCHEME = Scheme(NAME, "国民健康保険税・料", Period("fiscal_year", 2024, 2026), HealthInsuranceCase, answers, RESULT)

__all__ = ["SCHEME"]
