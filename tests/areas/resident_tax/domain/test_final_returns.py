"""Lines of final returns: read by the layout, wrong ones held by name, amounts and relatives in the material."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import polars as pl

from tests.areas.resident_tax.domain.test_merging import PEOPLE_HERE, PERSON, merge
from tests.areas.resident_tax.reports import FINAL, KITAMI, cells, file, layout
from yakuba.areas.resident_tax.domain import precedence, reading
from yakuba.areas.resident_tax.domain.final_returns import Line, columns_of
from yakuba.areas.resident_tax.material_shape import AMOUNTS, LOSSES

ROOT = Path(__file__).parents[4]


def line(**changes: str) -> str:
    return ",".join(cells(144, **{"code": "700", **changes}))


def test_every_amount_of_the_assessment_has_its_column_and_losses_may_be_negative() -> None:
    keys = layout(700, 0).by_key
    told = {name for name in AMOUNTS if not name.startswith("credits.housing_loan")}
    assert told <= set(keys)
    assert {name for name in told if keys[name].kind == "S"} == LOSSES


def test_good_lines_are_taken_and_wrong_ones_held_with_the_columns_name() -> None:
    lines = [
        line(),
        line(**{"income.business": "-300000"}),
        line(**{"paid.medical": "-1"}),
        line(**{"income.business": "3O0"}),
    ]
    lines += [line(income_year="05"), line(name=""), "700,短い", line() + ",あとの列"]
    found = reading.read(file(*lines), 1, KITAMI)
    assert found.documents["line"].to_list() == [1, 2, 8]
    assert [(one.line, one.faults[0].field, one.faults[0].code) for one in found.apart] == [
        (3, "医療費", "digits"),
        (4, "事業所得", "digits"),
        (5, "年分", "year"),
        (6, "氏名", "missing"),
        (7, "", "columns"),
    ]
    counts = reading.counts([found])
    assert counts["accepted"] + counts["held"] + counts["rejected"] == counts["lines"] == 8
    assert found.documents["extra"].to_list()[-1] == "あとの列" and any(
        "extra_columns:700" in key for key in found.notices
    )
    many = reading.read(
        file(*(line(**{"income.business": f"{at - 20}"}) for at in range(40)), line(**{"income.business": "-"})),
        1,
        KITAMI,
    )
    assert len(many.documents) == 40 and [one.line for one in many.apart] == [41], "whole columns judge the same way"


def test_amounts_marks_and_relatives_come_out_and_only_the_newest_line_counts() -> None:
    given = {
        "income.salary_revenue": "4000000",
        "income.business": "-300000",
        "paid.medical": "0",
        "loan_possible": "200000",
        "loan_used": "150000",
        "loan_taxable": "2500000",
        "loan_move_in": "20190501",
        "self_disability": "2",
        "self_single": "1",
        "dependant1_name": "佐藤　一郎",
        "dependant1_birth": "20080707",
        "dependant1_relation": "1",
        "dependant1_income": "50000",
        "under16_1_name": "佐藤　二葉",
        "under16_1_birth": "20110309",
        "under16_1_together": "0",
        "dependant1_number": "123456789018",
    }
    taken = reading.read(file(line(**given)), 1, KITAMI)
    (original,) = taken.documents["original"]
    assert "123456789018" not in original, "the number is blotted out of what is kept"
    newest, older = Line(1, original, {1: 2}), Line(1, line(**{"income.salary_revenue": "1"}), {})
    told = columns_of([newest, older])
    row = told.people.row(0, named=True)
    assert (row["income.salary_revenue"], row["income.business"], row["paid.medical"]) == (4_000_000, -300_000, 0)
    assert row["income.pension_revenue"] is None and row["documents"] == 2
    assert (row["credits.housing_loan.remaining"], row["credits.housing_loan.move_in"]) == (50_000, date(2019, 5, 1))
    assert (row["self.disability"], row["self.single_parent"], row["spouse.claimed"]) == ("special", "mother", False)
    assert told.dependants.select("birth_date", "cohabiting", "income", "relative").rows() == [
        (date(2008, 7, 7), True, 50_000, 2),
        (date(2011, 3, 9), False, 0, None),
    ]
    made = precedence.with_returns(
        merge({"payment": 3_900_000, "social_insurance": 9}), told, pl.DataFrame(PEOPLE_HERE, schema=PERSON)
    )
    person = made.people.row(0, named=True)
    assert (person["income.salary_revenue"], person["paid.social_insurance"]) == (4_000_000, 9)
    codes = precedence.differences(merge({"payment": 3_900_000}), told)
    assert {name for name, rows in codes.items() if not rows.is_empty()} == {"final_twice", "return_salary_differs"}


def test_the_page_lists_the_columns_of_the_layout() -> None:
    spec = importlib.util.spec_from_file_location("final_returns", ROOT / "tools" / "final_returns.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = (ROOT / "docs" / "final-returns.md").read_text(encoding="utf-8")
    assert page == tool.written(page) and "| 139 |" in page, "run tools/final_returns.py"


def test_the_helper_fills_what_is_required() -> None:
    assert {item.key for item in layout(700, 0).items if item.required} <= set(FINAL)
