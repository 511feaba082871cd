"""Documents of one person as one row of the law's input."""

from datetime import date
from typing import Any

import polars as pl

from yakuba.areas.resident_tax.domain import merging
from yakuba.areas.resident_tax.domain.typed import AMOUNTS, COUNTS, DATES
from yakuba.areas.resident_tax.material_shape import DEPENDANTS, EMPLOYERS, PEOPLE, Material

TEXTS = ("employer_key", "employer_name", "designated_number", "recipient_number")
DOCUMENT = {
    "number": pl.Int64,
    "batch": pl.String,
    "line": pl.Int64,
    "code": pl.Int64,
    **dict.fromkeys(TEXTS, pl.String),
    **dict.fromkeys(DATES, pl.Date),
    **dict.fromkeys((*AMOUNTS, *COUNTS), pl.Int64),
}
RELATIVE = {
    "number": pl.Int64,
    "batch": pl.String,
    "line": pl.Int64,
    "position": pl.Int64,
    "kind": pl.String,
    "kana": pl.String,
    "abroad": pl.Boolean,
    "holder": pl.Int64,
}
PERSON = {
    "number": pl.Int64,
    "birth_date": pl.Date,
    "sex": pl.String,
    "resident": pl.Boolean,
    "household": pl.String,
    "kana": pl.String,
}
PEOPLE_HERE = [
    {"number": 1, "birth_date": date(1980, 1, 1), "sex": "2", "resident": True, "household": "9", "kana": "ア"},
    {"number": 2, "birth_date": date(2010, 1, 1), "sex": "1", "resident": True, "household": "9", "kana": "イ"},
    {"number": 3, "birth_date": date(2010, 1, 2), "sex": "1", "resident": True, "household": "9", "kana": "ウ"},
    {"number": 4, "birth_date": date(1950, 5, 5), "sex": "1", "resident": True, "household": "8", "kana": "エ"},
]


def merge(*documents: dict[str, Any], relatives: tuple[dict[str, Any], ...] = ()) -> Material:
    rows = [
        dict.fromkeys(DOCUMENT) | {"number": 1, "batch": "b", "line": at, "code": 315, "employer_key": f"e{at}"} | row
        for at, row in enumerate(documents, 1)
    ]
    near = [
        {"number": 1, "batch": "b", "line": 1, "position": at, "abroad": False, "kana": "", "holder": None} | row
        for at, row in enumerate(relatives)
    ]
    return merging.merged(
        2026,
        pl.DataFrame(rows, schema=DOCUMENT),
        pl.DataFrame(near, schema=RELATIVE),
        pl.DataFrame(PEOPLE_HERE, schema=PERSON),
    )


def person(*documents: dict[str, Any]) -> dict[str, Any]:
    return merge(*documents).people.row(0, named=True)


def test_the_shape_is_the_promised_one_also_of_nothing() -> None:
    for made in (merge(), merge({"payment": 1, "dep_general": 1})):
        assert dict(made.people.schema) == PEOPLE
        assert dict(made.dependants.schema) == DEPENDANTS
        assert dict(made.employers.schema) == EMPLOYERS


def test_pay_of_a_previous_employer_counts_once() -> None:
    first, second = {"payment": 1_500_000}, {"payment": 4_500_000, "other_payment": 1_500_000}
    assert person(first, second)["income.salary_revenue"] == 4_500_000
    assert person({"payment": 1_400_000}, second)["income.salary_revenue"] == 5_900_000
    assert merge(first, second).employers["revenue"].to_list() == [1_500_000, 4_500_000]
    pension = person({"payment": 900_000, "code": 331}, second, first)
    assert (pension["income.pension_revenue"], pension["documents"], pension["employers"]) == (900_000, 2, 1)


def test_premiums_and_credits_are_derived_from_the_deductions_of_income_tax() -> None:
    made = person({"earthquake_deduction": 35_000, "old_long_term_casualty": 12_000})
    assert (made["paid.earthquake"], made["paid.old_long_term_casualty"]) == (24_000, 12_000)
    made = person(
        {
            "housing_possible": 200_000,
            "housing_credit": 150_000,
            "housing_move_in": date(2020, 5, 1),
            "employment_income": 4_000_999,
            "total_deductions": 1_000_000,
        }
    )
    assert (made["credits.housing_loan.remaining"], made["credits.housing_loan.income_tax_taxable"]) == (
        50_000,
        3_000_000,
    )
    assert made["credits.housing_loan.move_in"] == date(2020, 5, 1)
    made = person({"housing_possible": 150_000, "housing_credit": 150_000, "housing_move_in": date(2020, 5, 1)})
    assert (made["credits.housing_loan.remaining"], made["credits.housing_loan.move_in"]) == (0, None)


def test_marks_and_family_come_from_the_main_report_and_are_not_summed() -> None:
    made = merge({"dep_general": 1, "dep_specific": 1, "single_parent": 1, "self_special": 1}, {"dep_general": 1})
    (one,) = made.people.to_dicts()
    assert (one["self.single_parent"], one["self.disability"], one["spouse.claimed"]) == ("mother", "special", False)
    assert (one["spouse.income"], one["spouse.age"]) == (None, None)
    assert made.dependants["age"].to_list() == [20, 30]


def test_a_known_relative_has_a_birth_date_and_the_class_of_the_age_on_the_last_day() -> None:
    heads = {"dep_general": 1, "dep_under16": 1, "dep_elderly": 2, "dep_elderly_cohabiting": 1}
    marks = {"disabled_general": 3, "disabled_special": 2, "disabled_special_cohabiting": 1}
    named = (("under16", "イ", None), ("under16", "ウ", None), ("dependant", "", 4), ("dependant", "エ", None))
    relatives = tuple({"kind": kind, "kana": kana, "holder": holder} for kind, kana, holder in named)
    made = merge({**heads, **marks, "spouse_kind": 1, "spouse_elderly": 1}, relatives=relatives)
    columns = ("birth_date", "age", "relation", "cohabiting", "disability")
    told = [tuple(row[name] for name in columns) for row in made.dependants.to_dicts()]
    assert told == [
        (date(1950, 5, 5), None, "parent", True, "special"),  # found by number
        (None, 72, "other", False, "special"),
        (date(2010, 1, 1), None, "other", True, "general"),  # born on 1 January: 16 on 31 December 2025
        (date(2010, 1, 2), None, "child", True, "general"),
    ]
    (one,) = made.people.to_dicts()
    assert (one["spouse.claimed"], one["spouse.age"], one["spouse.disability"]) == (True, 72, "general")
