"""The typed items of a document, the same for both reports: what later steps compute with."""

from __future__ import annotations

from typing import Final

import polars as pl

AMOUNTS: Final = (
    "payment",
    "withheld",
    "social_insurance",
    "small_enterprise_mutual_aid",
    "life_deduction",
    "earthquake_deduction",
    "housing_credit",
    "housing_possible",
    "spouse_income",
    "life_new_general",
    "life_old_general",
    "life_care_medical",
    "life_new_pension",
    "life_old_pension",
    "old_long_term_casualty",
    "employment_income",
    "total_deductions",
    "spouse_deduction",
    "other_payment",
    "other_social_insurance",
)
"""Yen."""
COUNTS: Final = (
    "spouse_kind",
    "spouse_elderly",
    "dep_specific",
    "dep_elderly",
    "dep_elderly_cohabiting",
    "dep_general",
    "dep_under16",
    "disabled_special",
    "disabled_special_cohabiting",
    "disabled_general",
    "self_special",
    "self_general",
    "widow",
    "widower",
    "special_widow",
    "single_parent",
    "working_student",
    "minor",
    "secondary",
    "died",
    "joined_left",
    "ordinary",
    "housing_category",
)
"""Marks and heads."""
TEXTS: Final = (
    "filer_number",
    "corporate_number",
    "designated_number",
    "employer_name",
    "recipient_number",
    "name",
    "name_kana",
    "address",
)
DATES: Final = ("birth_date", "joined_left_on", "housing_move_in")

DOCUMENT: Final = {
    "line": pl.Int64,
    "code": pl.Int16,
    "columns": pl.Int16,
    "correction": pl.Int16,
    **dict.fromkeys(TEXTS, pl.String),
    **dict.fromkeys(DATES, pl.Date),
    **dict.fromkeys(AMOUNTS, pl.Int64),
    **dict.fromkeys(COUNTS, pl.Int16),
    "number": pl.String,
    "extra": pl.String,
    "original": pl.String,
}
"""Columns of accepted documents. ``number`` is the individual number in the clear, for the moment of reading only;
``original`` is the whole line with individual numbers blotted out; ``extra`` what stood behind the known columns."""

RELATIVE: Final = {
    "line": pl.Int64,
    "position": pl.Int16,
    "kind": pl.String,
    "kana": pl.String,
    "name": pl.String,
    "abroad": pl.Boolean,
    "number": pl.String,
}
"""Columns of named relatives: ``kind`` ``spouse``, ``dependant`` or ``under16``."""
