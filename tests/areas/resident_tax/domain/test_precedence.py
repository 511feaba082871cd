"""Returns over reports: one source for each amount, the family of the return, and what differs is found."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

import polars as pl

from tests.areas.resident_tax.domain.test_merging import PEOPLE_HERE, PERSON, merge
from yakuba.areas.resident_tax.domain import assessing, findings, precedence
from yakuba.areas.resident_tax.domain.returns import FINAL, RETURN, Dependant, Returns, Spouse, TaxReturn, columns_of
from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, EMPLOYERS, PEOPLE, Material
from yakuba.law import calculate
from yakuba.law.resident_tax import law_of

SALARY, PENSION = "income.salary_revenue", "income.pension_revenue"
DAY = date(2026, 2, 20)


def told(number: int = 1, amounts: dict[str, int] | None = None, **more: Any) -> TaxReturn:
    return TaxReturn(taxpayer=number, fiscal_year=2026, filed_on=DAY, amounts=amounts or {}, **more)


def over(reported: Material, returns: Returns) -> Material:
    return precedence.with_returns(reported, returns, pl.DataFrame(PEOPLE_HERE, schema=PERSON))


def one(reported: Material, *returns: TaxReturn) -> dict[str, Any]:
    found = over(reported, columns_of(returns)).people
    return found.filter(pl.col("number") == 1).row(0, named=True)


def test_the_shape_is_the_promised_one() -> None:
    made = over(merge({"payment": 1}), columns_of([told(number=4, amounts={"income.business": 5})]))
    assert dict(made.people.schema) == PEOPLE and dict(made.dependants.schema) == DEPENDANTS
    assert dict(made.employers.schema) == EMPLOYERS
    assert made.people["number"].to_list() == [1, 4], "who has a return alone is there, and who has none"
    assert made.people.row(1, named=True)["birth_date"] == date(1950, 5, 5)
    assert made.people["resident"].to_list() == [True, True]
    flags = [name for name, kind in PEOPLE.items() if kind == pl.Boolean and "specified" not in name]
    assert made.people.select(*AMOUNTS, *flags, "documents", "employers").null_count().sum_horizontal().sum() == 0


def test_wages_of_the_return_stand_for_those_of_the_reports() -> None:
    reported = merge({"payment": 3_000_000, "social_insurance": 400_000}, {"payment": 500_000})
    found = one(reported, told(amounts={SALARY: 3_500_000, "income.business": 200_000}))
    assert (found[SALARY], found["income.business"]) == (3_500_000, 200_000)
    assert found["paid.social_insurance"] == 400_000, "what the return leaves empty is in the report"
    assert one(reported, told(amounts={SALARY: 0}))[SALARY] == 0, "a zero that was told is told"
    assert one(reported, told(amounts={"income.business": 1}))[SALARY] == 3_500_000
    assert one(reported, told(no_income=True, nothing="savings"))[SALARY] == 3_500_000
    kept = over(reported, columns_of([told(amounts={SALARY: 3_500_000})])).employers
    assert kept["revenue"].to_list() == [3_000_000, 500_000], "special collection still knows the employers"


def test_an_amount_is_never_counted_twice() -> None:
    """Of each group of amounts one source alone: the final return, else the resident-tax return, else the reports."""
    chance = random.Random(48)
    reports = {
        "payment": SALARY,
        "life_new_general": "paid.life_new_general",
        "life_old_pension": "paid.life_old_pension",
    }
    for _ in range(25):
        documents = [{name: chance.choice((None, chance.randrange(1, 900_000))) for name in reports} for _ in range(2)]
        documents.append({"code": 331, "payment": chance.randrange(1, 900_000)})
        reported = merge(*documents)
        each = {
            source: told(amounts={name: chance.randrange(900_000) for name in AMOUNTS if chance.random() < 0.2})
            for source in (RETURN, FINAL)
            if chance.random() < 0.7
        }
        returns = Returns.nothing()
        for source, value in each.items():
            returns = returns.beside(columns_of([value], source))
        found = over(reported, returns).people.row(0, named=True)
        plain = reported.people.row(0, named=True)
        best = each.get(FINAL) or each.get(RETURN) or told()
        for group in precedence.GROUPS:
            in_return = any(name in best.amounts for name in group)
            for name in group:
                assert found[name] == (best.amounts.get(name, 0) if in_return else plain[name]), name


def test_the_final_return_goes_before_the_other() -> None:
    low, high = told(amounts={SALARY: 1, "paid.medical": 9}), told(amounts={SALARY: 2})
    returns = columns_of([low]).beside(columns_of([high], FINAL))
    found = over(merge({"payment": 3}), returns).people.row(0, named=True)
    assert (found[SALARY], found["paid.medical"]) == (2, 0)
    assert found["documents"] == 2, "one report, and the return that counts"


def test_the_family_is_that_of_the_return_alone() -> None:
    reported = merge({"payment": 1, "dep_general": 2, "self_special": 1, "spouse_kind": 1})
    child = Dependant(name="イ", birth_date=date(2010, 1, 1), number=2, income=100_000, disability="general")
    spouse = Spouse(name="エ", birth_date=date(1950, 5, 5), number=4, income=300_000)
    made = over(reported, columns_of([told(spouse=spouse, dependants=(child,), widow=False, working_student=True)]))
    assert made.dependants.select("birth_date", "relation", "income", "disability").rows() == [
        (date(2010, 1, 1), "child", 100_000, "general")
    ]
    found = made.people.row(0, named=True)
    assert found["self.disability"] is None and found["self.working_student"] is True
    assert (found["spouse.claimed"], found["spouse.income"], found["spouse.birth_date"]) == (
        True,
        300_000,
        date(1950, 5, 5),
    )
    nobody = over(reported, columns_of([told()]))
    assert nobody.dependants.is_empty() and not nobody.people["spouse.claimed"].any()
    claims = precedence.claims(
        pl.DataFrame({"number": [1, 3], "kind": ["dependant", "spouse"], "relative": [3, 1]}),
        columns_of([told(spouse=spouse, dependants=(child,))]),
    )
    assert sorted(claims.rows()) == [(1, "dependant", 2), (1, "spouse", 4), (3, "spouse", 1)]


def test_differences_are_found_for_the_desk() -> None:
    reported = merge({"payment": 3_000_000, "social_insurance": 400_000}, {"code": 331, "payment": 700_000})

    def codes(*returns: Returns) -> dict[str, int | None]:
        whole = Returns.nothing()
        for each in returns:
            whole = whole.beside(each)
        differing = precedence.differences(reported, whole)
        rows = findings.findings(over(reported, whole), precedence.claims(NOBODY, whole), differing)
        return dict(rows.select("code", "amount").iter_rows())

    assert codes() == {}
    assert codes(columns_of([told(amounts={SALARY: 3_000_000, PENSION: 700_000})])) == {}
    assert codes(columns_of([told(amounts={SALARY: 2_900_000, "paid.social_insurance": 100_000})])) == {
        "return_salary_differs": 100_000,
        "return_lacks_pension": 700_000,
        "return_social_less": 300_000,
    }
    assert codes(columns_of([told(no_income=True, nothing="savings")])) == {"no_income_but_reports": 3_700_000}
    right = told(amounts={SALARY: 3_000_000, PENSION: 700_000})
    assert codes(columns_of([right]), columns_of([right], FINAL)) == {"two_returns": None}


NOBODY = pl.DataFrame(schema={"number": pl.Int64, "kind": pl.String, "relative": pl.Int64})


def test_what_a_return_comes_to_is_what_its_basis_comes_to_alone() -> None:
    """Losses, incomes taxed apart, credits and donations go through to the tax and to what is kept with it."""
    amounts = {
        SALARY: 6_000_000,
        "income.business": -300_000,
        "income.dividend": 400_000,
        "income.separate.long_transfer": 2_000_000,
        "income.separate.listed_shares": 150_000,
        "paid.medical": 350_000,
        "paid.medical_reimbursed": 50_000,
        "paid.furusato": 40_000,
        "credits.dividend": 400_000,
        "credits.foreign_tax": 1_000,
    }
    child = Dependant(name="イ", birth_date=date(2010, 1, 1), number=2)
    made = over(merge(), columns_of([told(amounts=amounts, dependants=(child,), spouse=Spouse(name="妻"))]))
    (row,) = assessing.assessed(law_of(2026), "012084", made).iter_rows(named=True)
    (answer,) = calculate("resident-tax", [json.loads(row["basis"])])
    assert "errors" not in answer, answer
    for name in assessing.AMOUNT_COLUMNS:
        assert row[name] == answer[name], name
    plain = over(merge(), columns_of([told(amounts={SALARY: 6_000_000})]))
    (without,) = assessing.assessed(law_of(2026), "012084", plain).iter_rows(named=True)
    assert row["total_income"] > without["total_income"] and row["total_deductions"] > without["total_deductions"]
    totals = findings.total_incomes(made)
    assert totals["total_income"].to_list() == [row["total_income"]], "findings count all incomes too"
