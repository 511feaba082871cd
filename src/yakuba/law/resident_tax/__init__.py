"""個人住民税 (地方税法 23条–・292条–; 森林環境税): the levy of fiscal years 2024 to 2027, for one or a million.

`assess` takes and gives columns (`tables`); `SCHEME` answers cases of the command line. Incomes of a taxpayer for other
schemes: `income.employment_income` and `income.pension_income`.
"""

from yakuba.law.resident_tax.engine import assess, law_of
from yakuba.law.resident_tax.income import employment_income, pension_income
from yakuba.law.resident_tax.inputs import age_at_year_end, ordinance_columns
from yakuba.law.resident_tax.results import SCHEME
from yakuba.law.resident_tax.tables import Assessment, Dependants, OrdinanceColumns, Taxpayers

__all__ = [
    "SCHEME",
    "Assessment",
    "Dependants",
    "OrdinanceColumns",
    "Taxpayers",
    "age_at_year_end",
    "assess",
    "employment_income",
    "law_of",
    "ordinance_columns",
    "pension_income",
]
