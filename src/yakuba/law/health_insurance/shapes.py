"""国民健康保険税・料: what a case may hold, and the columns and results of many."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from yakuba.law.cases import AnnualCase, RoundTo
from yakuba.law.contract import Age, Day, Rate, Whole, Words, Yen
from yakuba.law.health_insurance import rules
from yakuba.law.parameters import Law

LABELS = {"medical": "医療分", "support": "後期高齢者支援金分", "care": "介護分", "child": "子ども・子育て支援納付金分"}


class Member(Words):
    """A person of the household other than its head."""

    age: Annotated[Age | None, Field(description="age on 1 April of the fiscal year")] = None
    birth_date: Annotated[Day | None, Field(description="takes the place of age; birthdays divide months")] = None
    total_income: Annotated[Yen | None, Field(description="総所得金額等; left out, it follows from the revenues")] = (
        None
    )
    salary_revenue: Annotated[Yen, Field(description="給与収入, gross")] = 0
    pension_revenue: Annotated[Yen, Field(description="公的年金等の収入, gross")] = 0
    months: Annotated[Whole, Field(ge=0, le=12, description="months insured in the fiscal year")] = 12
    income_unknown: Annotated[bool, Field(description="未申告: no reduction for the household")] = False
    specified_former: Annotated[bool, Field(description="特定同一世帯所属者: counts for the reduction only")] = False


class Head(Member):
    """The head of the household, who owes the premium."""

    insured: Annotated[bool, Field(description="false: 擬制世帯主, whose income counts for the reduction only")] = True


class ComponentRates(Words):
    """The rates of a component."""

    rate: Annotated[Rate, Field(description="所得割率")] = Decimal(0)
    per_capita: Annotated[Yen, Field(description="均等割額, yen a year")] = 0
    per_household: Annotated[Yen, Field(description="平等割額, yen a year")] = 0
    asset_rate: Annotated[Rate, Field(description="資産割率; not counted, a case holds no 固定資産税額")] = Decimal(0)


class Ordinance(Words):
    """What the municipality fixes for the year."""

    medical: ComponentRates = ComponentRates()
    support: ComponentRates = ComponentRates()
    care: ComponentRates = ComponentRates()
    child: Annotated[ComponentRates, Field(description="from fiscal 2026")] = ComponentRates()
    round: RoundTo = 100


class HealthInsuranceCase(AnnualCase):
    """One household in one fiscal year."""

    form: Annotated[Literal["tax", "premium"], Field(description="保険税 or 保険料: where amounts drop to yen")] = "tax"
    head: Head
    members: Annotated[list[Member], Field(description="without the head")] = []
    ordinance: Ordinance = Ordinance()


@dataclass(frozen=True)
class Found:
    """Columns and results of many cases."""

    law: Law
    fiscal_year: int
    ordinances: list[Ordinance]
    caps: dict[str, int]
    people: tuple[rules.Members, rules.Standings, rules.Judged]
    components: dict[str, rules.Component]
    first: list[int]  # the head's row among the members, by case
