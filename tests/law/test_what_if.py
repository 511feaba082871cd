"""What if: a bill over cases, totals, gains by income, kind and size, refusals, the table and the picture."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from yakuba.law import calculate
from yakuba.law.columns import column
from yakuba.law.what_if import Bill, BillWrong, Effect, Study, read_bill, report, svg, table
from yakuba.operation.cli.main import main

DICE = random.Random(4)
FAMILIES: list[dict[str, Any]] = [
    {
        "month": "2025-05",
        "children": [{"birth_date": f"{DICE.randrange(2008, 2025)}-06-10"} for _ in range(DICE.randrange(4))],
        "claimant": {"income": DICE.randrange(0, 9_000_000)},
    }
    for _ in range(60)
]
TAXPAYERS: list[dict[str, Any]] = [
    {"fiscal_year": year, "age": 45, "income": {"salary_revenue": salary}, **family}
    for year in (2025, 2026)
    for salary in (0, 1_500_000, 4_000_000, 12_000_000)
    for family in ({}, {"spouse": {"income": 0}}, {"dependants": [{"age": 10}], "self": {"single_parent": "mother"}})
]
HOUSEHOLDS: list[dict[str, Any]] = [
    {
        "fiscal_year": 2026,
        "head": {"age": age, "total_income": income},
        "members": [{"age": 5}] if age < 60 else [],
        "ordinance": {"medical": {"rate": "0.07", "per_capita": 30_000}, "support": {"rate": "0.02"}},
    }
    for age in (45, 66)
    for income in (0, 1_000_000, 3_000_000, 20_000_000)
]


def studied(scheme: str, cases: list[dict[str, Any]], **bill: Any) -> dict[str, Any]:
    study = Study(scheme, Bill("", bill.get("parameters", {}), bill.get("ordinance", {})))
    study.add(cases[:7])
    study.add(cases[7:])
    assert not study.refused
    return report(study.effect())


def paid(scheme: str, cases: list[dict[str, Any]], key: str) -> int:
    return sum(one[key] for one in calculate(scheme, cases))


def test_a_bill_on_child_allowance_counts_what_each_family_gets_more() -> None:
    found = studied("child-allowance", FAMILIES, parameters={"under_three": 20_000})
    total = found["total"]
    small = [
        sum(child["monthly"] == 15_000 for child in one["children"]) for one in calculate("child-allowance", FAMILIES)
    ]
    assert total["before"] == paid("child-allowance", FAMILIES, "monthly_total")
    assert (total["change"], total["gained"], total["lost"]) == (5_000 * sum(small), 5_000 * sum(small), 0)
    assert (total["gaining"], total["losing"]) == (sum(count > 0 for count in small), 0)
    assert small.count(0) < len(FAMILIES)


@pytest.mark.parametrize(
    ("scheme", "cases", "bill", "key"),
    [
        ("resident-tax", TAXPAYERS, {"ordinance": {"city_rate": "0.07"}}, "annual_tax"),
        ("health-insurance", HOUSEHOLDS, {"ordinance": {"medical": {"rate": "0.06"}}}, "annual_total"),
    ],
)
def test_an_ordinance_is_counted_as_the_command_would(
    scheme: str, cases: list[dict[str, Any]], bill: dict[str, Any], key: str
) -> None:
    total = studied(scheme, cases, **bill)["total"]
    after = [case | {"ordinance": {**case.get("ordinance", {}), **_merged(case, bill["ordinance"])}} for case in cases]
    assert (total["before"], total["after"]) == (paid(scheme, cases, key), paid(scheme, after, key))
    assert total["change"] != 0
    assert total["change"] == total["lost"] - total["gained"]  # who pays more loses


def _merged(case: dict[str, Any], ordinance: dict[str, Any]) -> dict[str, Any]:
    own = case.get("ordinance", {})
    return {
        key: {**own.get(key, {}), **value} if isinstance(value, dict) else value for key, value in ordinance.items()
    }


def test_parameters_of_tax_and_insurance_change_the_law_itself() -> None:
    flat = studied("resident-tax", TAXPAYERS, parameters={"forest_tax": 2_000})
    payers = sum(one["forest_tax"] > 0 for one in calculate("resident-tax", TAXPAYERS))
    assert (flat["total"]["change"], flat["total"]["losing"]) == (1_000 * payers, payers)
    cap = studied("health-insurance", HOUSEHOLDS, parameters={"caps": {"medical": 700_000}})
    assert (cap["total"]["change"], cap["total"]["losing"]) == (60_000, 2)


def test_the_parts_of_a_report_add_up_to_its_total() -> None:
    found = studied("resident-tax", TAXPAYERS, ordinance={"city_rate": "0.055"})
    for group in ("by_decile", "by_income", "by_kind"):
        for figure in ("count", "before", "after", "change", "gaining", "gained", "losing", "lost"):
            assert sum(part[figure] for part in found[group]) == found["total"][figure]
    assert sum(part["count"] for part in found["by_size"]) == found["total"]["count"] == len(TAXPAYERS)
    assert {part["kind"] for part in found["by_kind"]} == {"ひとり親", "配偶者のいる人", "その他の単身者"}


def test_sizes_hold_at_their_ends() -> None:
    change = [-100_000, -99_999, -1_000, -999, 0, 999, 1_000, 99_999, 100_000]
    nothing = column([0] * len(change))
    found = report(Effect(nothing, column(change), nothing, nothing, ("all",), True))
    counts = {(part["from"], part["to"]): part["count"] for part in found["by_size"] if part["count"]}
    assert counts == {
        (None, -100_000): 1,
        (-99_999, -50_000): 1,
        (-4_999, -1_000): 1,
        (-999, -1): 1,
        (0, 0): 1,
        (1, 999): 1,
        (1_000, 4_999): 1,
        (50_000, 99_999): 1,
        (100_000, None): 1,
    }
    assert (found["total"]["losing"], found["total"]["gaining"]) == (4, 4)


@pytest.mark.parametrize(
    ("scheme", "text", "said"),
    [
        ("child-allowance", "parameters: {under_four: 1}", "under_four"),
        ("child-allowance", "parameters: {under_three: many}", "整数"),
        ("child-allowance", "ordinance: {rate: 1}", "条例で定める項目がありません"),
        ("health-insurance", "parameters: {caps: {dental: 1}}", "caps"),
        ("health-insurance", "parameters: {care_ages: [[40]]}", "2 個"),
        ("health-insurance", "ordinance: {medical: {rate: 7}}", "ordinance.medical.rate"),
        ("resident-tax", "changes: {}", "parameters"),
        ("resident-tax", "title: nothing", "parameters"),
        ("resident-tax", "a: [", "YAML"),
    ],
)
def test_a_bill_that_does_not_fit_is_refused_by_name(scheme: str, text: str, said: str) -> None:
    with pytest.raises(BillWrong, match=said):
        Study(scheme, read_bill(text))


def test_the_picture_is_whole_svg_without_anything_from_outside() -> None:
    found = studied("resident-tax", TAXPAYERS, ordinance={"city_rate": "0.07"})
    picture = svg(found, "<率> & 案", "年額", pays=True)
    root = ET.fromstring(picture)
    assert root.tag.endswith("svg")
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    assert "<率> & 案（年額）" in texts
    assert sum("第" in text for text in texts) == 10
    assert not any(word in picture for word in ("<script", "<style", "href", "url("))
    nobody = Effect(column([]), column([]), column([]), column([]), ("all",), False)
    ET.fromstring(svg(report(nobody), "", "月額", pays=False))


def test_the_command_writes_report_table_and_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, bill = tmp_path / "in.jsonl", tmp_path / "bill.yaml"
    given.write_text("\n".join(json.dumps(case) for case in FAMILIES) + '\n{"month": 5}\n', encoding="utf-8")
    bill.write_text("title: 案\nparameters: {under_three: 20000}\n", encoding="utf-8")
    asked = ["law", "what-if", "child-allowance", "--bill", str(bill), "--plot", str(tmp_path / "a.svg"), str(given)]
    assert main([*asked, str(tmp_path / "out.json")]) == 1
    assert "1 件" in capsys.readouterr().err
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (found["title"], found["refused"], found["total"]["count"]) == ("案", 1, len(FAMILIES))
    assert main([*asked, str(tmp_path / "out.csv")]) == 1
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(table(found))
    assert int(rows[0]["change"]) == found["total"]["change"]
    assert "<svg" in (tmp_path / "a.svg").read_text("utf-8")
    bill.write_text("parameters: {nothing: 1}\n", encoding="utf-8")
    assert main([*asked, "-"]) == 1
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"forest_tax": 10**21}, "大きすぎます"),
        ({"basic": []}, "空にできません"),
        ({"levy_unit": 0}, "計算できません"),
        ({"dependant": [[16, 0, 0]]}, "計算できません"),
        ({"standard_rates": [["0.06", "0.04"]]}, "計算できません"),
    ],
)
def test_values_that_nothing_can_be_computed_with_are_told_and_not_computed(
    parameters: dict[str, Any], said: str
) -> None:
    case = {"fiscal_year": 2026, "age": 45, "income": {"salary_revenue": 5_505_000}, "dependants": [{"age": 20}]}
    with pytest.raises(BillWrong, match=said):
        Study("resident-tax", Bill("", parameters, {})).add([{**case, "municipality": "011002"}])


def test_a_relief_may_be_abolished_by_an_empty_table() -> None:
    case = {"fiscal_year": 2026, "age": 45, "income": {"salary_revenue": 5_505_000}}
    case["dependants"] = [{"age": 20, "income": 900_000}]
    found = Study("resident-tax", Bill("", {"specified_relative_special": []}, {}))
    found.add([case])
    assert report(found.effect())["total"]["change"] == 45_000
