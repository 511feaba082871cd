"""The columns the engine of resident tax takes and gives: one row a taxpayer, and one row a dependant.

Money is whole yen. A column left out of `blank` is nothing for everybody and takes no memory.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, fields
from typing import Any, Self

import numpy as np

from yakuba.law.columns import RATE_UNIT, Flags, Ints

NONE, GENERAL, SPECIAL = range(3)  # disability
NOT_SINGLE, MOTHER, FATHER = range(3)  # single parent
CHILD, PARENT, OTHER = range(3)  # relation of a dependant
UNKNOWN_AGE = 40  # who is told of without an age counts as grown up and below every age of the law
NOT_TOLD = -1  # `income_tax_taxable` that nobody told

# The classes taxed apart, in the order in which deductions that exceed 総所得金額 are taken from them.
SEPARATE = ("short_transfer", "long_transfer", "listed_dividend", "listed_shares", "futures", "forestry")

# What a column holds that is not given and not zero.
BLANKS = {
    "age": UNKNOWN_AGE,
    "spouse_age": UNKNOWN_AGE,
    "cohabiting": 1,
    "spouse_cohabiting": 1,
    "income_tax_taxable": NOT_TOLD,
    "city_rate": 6 * RATE_UNIT // 100,
    "pref_rate": 4 * RATE_UNIT // 100,
    "city_per_capita": 3000,
    "pref_per_capita": 1000,
    "grade": 1,
}


class Columns:
    """Common to the tables: all fields are columns of one length."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(getattr(self, _names(type(self))[0]))

    def part(self, start: int, stop: int) -> Self:
        """The rows from `start` to before `stop`, without copying."""
        return type(self)(**{name: getattr(self, name)[start:stop] for name in _names(type(self))})

    def chosen(self, rows: Any) -> Self:
        """The rows an index or mask chooses."""
        return type(self)(**{name: getattr(self, name)[rows] for name in _names(type(self))})

    @classmethod
    def blank(cls, rows: int, **given: Any) -> Self:
        """Columns of `rows`; what is not given is zero, false, or the default of its field."""
        known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
        if unknown := set(given) - set(known):
            raise TypeError(f"no such columns: {sorted(unknown)}")
        return cls(**{name: _whole(field, given.get(name), rows) for name, field in known.items()})


def _names(table: type[Any]) -> tuple[str, ...]:
    if table not in _NAMES:
        _NAMES[table] = tuple(field.name for field in fields(table))
    return _NAMES[table]


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _whole(field: Field[Any], given: Any, rows: int) -> Any:
    kind = np.bool_ if field.type == "Flags" else np.int64
    value = BLANKS.get(field.name, 0) if given is None else given
    column: Any = np.asarray(value, dtype=kind)
    return column if column.shape == (rows,) else np.broadcast_to(column, (rows,))


@dataclass(frozen=True)
class Taxpayers(Columns):
    """One row a taxpayer: incomes of the year before, what was paid, circumstances, credits.

    Salary and pension are revenue; the others are incomes (所得) after costs and special deductions, before halving;
    business, real estate, transfers and forestry may be losses (negative). `age` and `spouse_age` are those on
    31 December of the income year, `minor` is on 1 January after it.
    """

    age: Ints
    minor: Flags
    salary_revenue: Ints
    pension_revenue: Ints
    business: Ints
    real_estate: Ints
    interest: Ints
    dividend: Ints
    transfer_short: Ints
    transfer_long: Ints
    occasional: Ints
    miscellaneous: Ints
    forestry: Ints
    long_transfer: Ints
    short_transfer: Ints
    listed_shares: Ints
    listed_dividend: Ints
    futures: Ints
    net_loss_carryover: Ints
    social_insurance: Ints
    small_enterprise_mutual_aid: Ints
    life_new_general: Ints
    life_new_pension: Ints
    life_care_medical: Ints
    life_old_general: Ints
    life_old_pension: Ints
    earthquake: Ints
    old_long_term_casualty: Ints
    medical: Ints
    medical_reimbursed: Ints
    self_medication: Ints
    casualty_loss: Ints
    casualty_reimbursed: Ints
    disaster_expense: Ints
    furusato: Ints
    donation_prefecture: Ints
    donation_municipality: Ints
    disability: Ints  # NONE, GENERAL, SPECIAL
    widow: Flags
    single_parent: Ints  # NOT_SINGLE, MOTHER, FATHER
    working_student: Flags
    public_assistance: Flags
    has_spouse: Flags
    spouse_income: Ints  # 合計所得金額 of the spouse
    spouse_age: Ints
    spouse_disability: Ints
    spouse_cohabiting: Flags
    housing_remaining: Ints
    housing_move_in: Ints  # yyyymmdd
    housing_specified: Flags
    income_tax_taxable: Ints
    dividend_creditable: Ints
    foreign_tax: Ints
    dividend_levy_withheld: Ints


@dataclass(frozen=True)
class Dependants(Columns):
    """One row a relative in the taxpayer's livelihood other than the spouse; `owner` is the taxpayer's row."""

    owner: Ints
    age: Ints
    income: Ints  # 合計所得金額
    relation: Ints  # CHILD, PARENT (直系尊属), OTHER
    cohabiting: Flags
    disability: Ints


@dataclass(frozen=True)
class OrdinanceColumns(Columns):
    """What the ordinances of each taxpayer's municipality fix; rates are parts of `RATE_UNIT`."""

    designated: Flags
    city_rate: Ints
    pref_rate: Ints
    city_per_capita: Ints
    pref_per_capita: Ints
    grade: Ints  # 生活保護の級地 1, 2, 3


@dataclass(frozen=True)
class Assessment(Columns):
    """Every result and intermediate of each taxpayer. `_city` / `_pref`: 市町村民税 / 道府県民税."""

    employment_before_adjustment: Ints
    income_adjustment_high: Ints  # 所得金額調整控除 for salaries above 8.5 million
    income_adjustment_both: Ints  # … for salary and pension
    employment_income: Ints
    pension_income: Ints
    loss_offset: Ints  # losses set off against other incomes
    aggregate_income: Ints  # 総所得金額 before carry-over
    total_income: Ints  # 合計所得金額
    carried_over: Ints
    aggregate_after_carryover: Ints
    total_income_after_carryover: Ints  # 総所得金額等
    spouse_counted: Flags  # 同一生計配偶者
    under_16: Ints
    age_16_to_18: Ints
    age_19_to_22: Ints
    age_23_to_69: Ints
    elder: Ints
    elder_parent: Ints  # 同居老親等
    dependants_counted: Ints
    disabled_general: Ints  # with the taxpayer
    disabled_special: Ints
    disabled_cohabiting: Ints  # 同居特別障害者
    deduction_casualty: Ints
    deduction_medical: Ints
    self_medication_chosen: Flags
    deduction_social_insurance: Ints
    deduction_small_enterprise_mutual_aid: Ints
    life_general: Ints
    life_pension: Ints
    life_care_medical: Ints
    deduction_life: Ints
    deduction_earthquake: Ints
    deduction_disability: Ints
    deduction_widow: Ints
    deduction_single_parent: Ints
    deduction_working_student: Ints
    deduction_spouse: Ints
    deduction_spouse_special: Ints
    deduction_dependants: Ints
    deduction_specified_relative_special: Ints
    deduction_basic: Ints
    total_deductions: Ints
    taxable: Ints
    separate_short_transfer_taxable: Ints
    separate_short_transfer_city: Ints
    separate_short_transfer_pref: Ints
    separate_long_transfer_taxable: Ints
    separate_long_transfer_city: Ints
    separate_long_transfer_pref: Ints
    separate_listed_dividend_taxable: Ints
    separate_listed_dividend_city: Ints
    separate_listed_dividend_pref: Ints
    separate_listed_shares_taxable: Ints
    separate_listed_shares_city: Ints
    separate_listed_shares_pref: Ints
    separate_futures_taxable: Ints
    separate_futures_city: Ints
    separate_futures_pref: Ints
    separate_forestry_taxable: Ints
    separate_forestry_city: Ints
    separate_forestry_pref: Ints
    city_levy_before_credit: Ints
    pref_levy_before_credit: Ints
    personal_diff_total: Ints
    adjustment_city: Ints
    adjustment_pref: Ints
    dividend_credit_city: Ints
    dividend_credit_pref: Ints
    housing_credit_city: Ints
    housing_credit_pref: Ints
    donation_credit_city: Ints
    donation_credit_pref: Ints
    donation_special_city: Ints  # 特例控除額, within the donation credit
    donation_special_pref: Ints
    foreign_credit_city: Ints
    foreign_credit_pref: Ints
    taper_city: Ints
    taper_pref: Ints
    flat_credit_city: Ints
    flat_credit_pref: Ints
    withheld_city: Ints  # 配当割額・株式等譲渡所得割額の控除
    withheld_pref: Ints
    withheld_excess: Ints  # what of it no levy is left for: refunded or set against 均等割
    city_income_levy: Ints
    pref_income_levy: Ints
    income_levy_before_flat: Ints  # both, each with the 100-yen floor, had there been no 定額減税
    annual_before_flat: Ints  # the tax of the year, likewise
    city_per_capita: Ints
    pref_per_capita: Ints
    forest_tax: Ints
    annual_tax: Ints  # less `withheld_excess`: a refund is negative
    per_capita_exempt: Flags
    income_levy_exempt: Flags
    exempt_by: Ints  # 0 no, 1 public assistance, 2 disability etc. up to 135万, 3 income up to the limits
    per_capita_limit: Ints
    income_levy_limit: Ints
