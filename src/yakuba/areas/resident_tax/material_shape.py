"""The form in which checked material goes to the assessment: columns by the law's own names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

AMOUNTS: Final = (
    "income.salary_revenue",
    "income.pension_revenue",
    "income.business",
    "income.real_estate",
    "income.interest",
    "income.dividend",
    "income.transfer_short",
    "income.transfer_long",
    "income.occasional",
    "income.miscellaneous",
    "income.forestry",
    "income.net_loss_carryover",
    "income.separate.long_transfer",
    "income.separate.short_transfer",
    "income.separate.listed_shares",
    "income.separate.listed_dividend",
    "income.separate.futures",
    "paid.social_insurance",
    "paid.small_enterprise_mutual_aid",
    "paid.life_new_general",
    "paid.life_new_pension",
    "paid.life_care_medical",
    "paid.life_old_general",
    "paid.life_old_pension",
    "paid.earthquake",
    "paid.old_long_term_casualty",
    "paid.medical",
    "paid.medical_reimbursed",
    "paid.self_medication",
    "paid.casualty_loss",
    "paid.casualty_reimbursed",
    "paid.disaster_expense",
    "paid.furusato",
    "paid.donation_prefecture",
    "paid.donation_municipality",
    "credits.dividend",
    "credits.foreign_tax",
    "credits.dividend_levy_withheld",
    "credits.housing_loan.remaining",
    "credits.housing_loan.income_tax_taxable",
)
"""Yen, never null. What neither a report nor a return tells is 0; losses are negative."""
LOSSES: Final = frozenset(
    {
        "income.business",
        "income.real_estate",
        "income.transfer_short",
        "income.transfer_long",
        "income.forestry",
        "income.separate.long_transfer",
        "income.separate.short_transfer",
        "income.separate.listed_shares",
        "income.separate.futures",
    }
)
"""Incomes that may be a loss (negative)."""

PEOPLE: Final = {
    "number": pl.Int64,
    "birth_date": pl.Date,
    "resident": pl.Boolean,
    **dict.fromkeys(AMOUNTS, pl.Int64),
    "self.disability": pl.String,
    "self.widow": pl.Boolean,
    "self.single_parent": pl.String,
    "self.working_student": pl.Boolean,
    "self.public_assistance": pl.Boolean,
    "spouse.claimed": pl.Boolean,
    "spouse.income": pl.Int64,
    "spouse.birth_date": pl.Date,
    "spouse.age": pl.Int64,
    "spouse.disability": pl.String,
    "credits.housing_loan.move_in": pl.Date,
    "credits.housing_loan.specified_acquisition": pl.Boolean,
    "documents": pl.Int64,
    "employers": pl.Int64,
}
"""Columns of ``Material.people``. ``resident``: lived here on 1 January (``as_of``); False means levied elsewhere
unless the municipality decides otherwise. ``disability`` is null, ``general`` or ``special``; ``single_parent`` null,
``mother`` or ``father``. ``spouse.claimed`` says whether a spouse counts at all; then either ``birth_date`` or ``age``
(31 December of the income year) is given. ``specified_acquisition`` is null where the document does not tell it."""

DEPENDANTS: Final = {
    "number": pl.Int64,
    "position": pl.Int64,
    "birth_date": pl.Date,
    "age": pl.Int64,
    "relation": pl.String,
    "cohabiting": pl.Boolean,
    "disability": pl.String,
    "income": pl.Int64,
}
"""Columns of ``Material.dependants``, one row a dependant; ``number`` is the taxpayer. Where the birth date is not
known, ``age`` is an age of the class the document counts the person in (特定 20, 老人 72, その他 30, 16歳未満 10) and
``birth_date`` is null. ``relation`` is ``child``, ``parent`` or ``other``."""

EMPLOYERS: Final = {
    "number": pl.Int64,
    "kind": pl.Int64,
    "employer_key": pl.String,
    "employer_name": pl.String,
    "designated_number": pl.String,
    "recipient_number": pl.String,
    "revenue": pl.Int64,
    "withheld": pl.Int64,
    "ordinary": pl.Boolean,
    "secondary": pl.Boolean,
    "left_on": pl.Date,
    "batch": pl.String,
    "line": pl.Int64,
}
"""Columns of ``Material.employers``, one row an active document: whom special collection may go through. ``kind`` 315
or 331; ``ordinary`` the employer asks for 普通徴収; ``secondary`` 乙欄; ``left_on`` the day of leaving, else null."""


@dataclass(frozen=True)
class Material:
    """One fiscal year's material, sorted by ``number`` (addressee numbers); the sources stay with their lines."""

    fiscal_year: int
    people: pl.DataFrame
    dependants: pl.DataFrame
    employers: pl.DataFrame
