"""A law change is rehearsed in any scheme over cases; an ordinance it no longer lets stand is told where it counts."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.law.reading import households_other
from yakuba.law import calculate, parameters
from yakuba.law.parameters import Package, PackageWrong, ParameterMissing, in_force, read_package, using
from yakuba.law.rehearsal_cases import CasesRehearsal
from yakuba.law.resident_tax import law_of
from yakuba.law.resident_tax.standing import fallen_of
from yakuba.law.what_if import Bill, Study, report
from yakuba.operation.cli.main import main

APRIL = datetime.date(2027, 4, 1)
LIMIT = {"from": APRIL, "reason": "超過課税はできません。", "remedy": "条例を改めてください。"}


def draft(changes: dict[str, Any], **invalidates: list[dict[str, Any]]) -> str:
    """A package as YAML: each parameter's new value from April 2027."""
    version = {"from": APRIL, "source": "drawn for the test", "mark": "M"}
    said = {
        "name": "draft",
        "title": "改正の案",
        "published": datetime.date(2026, 11, 1),
        "law_number": "令和8年法律第9号",
        "changes": {
            scheme: {name: [version | {"value": value}] for name, value in values.items()}
            for scheme, values in changes.items()
        },
        "invalidates": {name.replace("_", "-"): rules for name, rules in invalidates.items()},
    }
    return yaml.safe_dump(said, allow_unicode=True)


def families(month: str) -> list[dict[str, Any]]:
    return [
        {"month": month, "id": place, "municipality": "012084", "children": [{"birth_date": f"{year}-06-10"}]}
        for place, year in enumerate((2026, 2025, 2015, 2002))
    ]


def test_child_allowance_is_rehearsed_with_its_reasons_and_other_months_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = draft({"child-allowance": {"under_three": 18_000}})
    rehearsal = CasesRehearsal(read_package(text), "child-allowance", "2027-04")
    rehearsal.add([*families("2027-04"), *families("2027-03")])
    found = rehearsal.report()
    (place,) = found["municipalities"]
    assert (place["before"], place["after"], place["changed"], place["people"]) == (40_000, 46_000, 2, 4)
    assert sum(band["yen"] for band in place["bands"]) == place["difference"] == 6_000
    assert [one["id"] for one in place["examples"]] == [0]
    assert any("18,000円" in step["after"] for step in place["examples"][0]["steps"])
    assert [one["code"] for one in found["refused"]] == ["other_period"] * 4
    assert [one["name"] for one in found["changed_parameters"]] == ["under_three"]
    (tmp_path / "draft.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, families("2027-04"))), encoding="utf-8")
    asked = ["law", "rehearse", str(tmp_path / "draft.yaml"), "--scheme", "child-allowance", "--fiscal-year", "2027"]
    assert main([*asked, "--cases", str(tmp_path / "cases.jsonl")]) == 0
    assert "40,000円 → 46,000円（+6,000円）、額が変わる人 2 / 4" in capsys.readouterr().out
    assert main([*asked, "--ordinances", str(tmp_path / "draft.yaml")]) == 1
    assert "条例のファイルは個人住民税だけ" in capsys.readouterr().err
    with pytest.raises(PackageWrong, match="軽自動車税"):
        CasesRehearsal(read_package(text), "light-vehicle-tax", 2026)
    with pytest.raises(ParameterMissing):
        CasesRehearsal(read_package(text), "child-allowance", "2020-01")


def test_what_is_rehearsed_is_what_the_scheme_answers_under_each_law() -> None:
    """Health insurance builds on the incomes of resident tax: both changes act together."""
    version = {"from": datetime.date(2026, 4, 1), "source": "drawn for the test", "mark": "M"}
    said = yaml.safe_load(draft({}))
    said["changes"] = {
        "health-insurance": {"base_limit": [version | {"value": 900_000}]},
        "resident-tax": {"pension_income_older": [version | {"value": [[100_000_000_000, 100, 2_000_000]]}]},
    }
    package = read_package(yaml.safe_dump(said, allow_unicode=True))
    rates = {"medical": {"rate": "0.07", "per_capita": 30_000}}
    cases = [
        {"fiscal_year": 2026, "id": place, "head": {"age": 70, "pension_revenue": 1_900_000 + place * 100_000}}
        | {"ordinance": rates}
        for place in range(5)
    ]
    rehearsal = CasesRehearsal(package, "health-insurance", 2026)
    rehearsal.add([*cases, {"fiscal_year": 2026}])
    found = rehearsal.report()
    before = sum(one["annual_total"] for one in calculate("health-insurance", cases))
    day = datetime.date(2026, 4, 1)
    laws = [parameters.around(package, name, day)[1] for name in package.changes]
    with using(*laws):
        after = sum(one["annual_total"] for one in calculate("health-insurance", cases))
        only = in_force("resident-tax", day).value("pension_income_older")
    assert only == [[100_000_000_000, 100, 2_000_000]] != in_force("resident-tax", day).value("pension_income_older")
    assert (found["total"]["before"], found["total"]["after"]) == (before, after) and after < before
    with using(laws[0]):
        assert sum(one["annual_total"] for one in calculate("health-insurance", cases)) != after
    assert len(found["refused"]) == 1


BILLS: dict[str, tuple[str, Any]] = {
    "light-vehicle-tax": ("amounts", {"minicar": 9_000, "car_private": 20_000}),
    "childcare-fee": ("sibling_shares", [[100, 100, 100]]),
    "fixed-asset-tax": ("house_free_below", 100_000_000),
    "long-term-care-premium": ("ratios", [[100] * 13]),
    "late-elderly-premium": ("cap", 10_000),
}


@pytest.mark.parametrize("scheme", sorted(BILLS))
def test_a_scheme_that_only_answers_is_tried_as_well(scheme: str) -> None:
    """What is paid before is what the scheme answers; the bill changes it, and is gone afterwards."""
    cases = households_other.cases(scheme, 2026, 60, 5)
    key = {"childcare-fee": "monthly", "fixed-asset-tax": "total"}.get(scheme, "annual")
    name, value = BILLS[scheme]
    study = Study(scheme, Bill("", {name: value}, {}))
    study.add(cases)
    total = report(study.effect())["total"]
    answers = [one for one in calculate(scheme, cases) if "errors" not in one]
    assert (total["count"], total["before"]) == (len(answers), sum(one[key] for one in answers))
    assert total["change"] != 0 and len(study.refused) == len(cases) - len(answers)


def test_an_ordinance_that_can_no_longer_stand_is_told_by_the_calculation(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [LIMIT | {"keys": ["pref_per_capita"], "above": 1_000}, LIMIT | {"keys": ["city_rate"], "above": "0.065"}]
    package = read_package(draft({}, resident_tax=rules))
    kanagawa, kitami = "141003", "012084"
    case: dict[str, Any] = {"fiscal_year": 2027, "age": 40, "income": {"salary_revenue": 5_000_000}}
    told = {"ordinance": {"city_rate": "0.068"}, "municipality": kitami}
    own = {"ordinance": {"pref_per_capita": 1_000}, "municipality": "142018"}
    cases = [case | {"municipality": "142018"}, case | {"municipality": kitami}, case | told, case | own]
    assert not any("warnings" in one for one in calculate("resident-tax", cases)), "no published package says so"
    monkeypatch.setattr(parameters, "packages", lambda: (package,))
    answers = calculate("resident-tax", [*cases, case | {"fiscal_year": 2026, "municipality": kanagawa}])
    warned = [[one["field"] for one in answer.get("warnings", [])] for answer in answers]
    assert warned == [["ordinance.pref_per_capita"], [], ["ordinance.city_rate"], [], []]
    assert answers[0]["warnings"][0]["message"].endswith("は使えません。超過課税はできません。条例を改めてください。")
    (wrong,) = fallen_of(law_of(2027), kanagawa)
    assert (wrong.key, Decimal(wrong.value)) == ("pref_per_capita", Decimal(1_300))
    assert fallen_of(law_of(2026), kanagawa) == [] == fallen_of(law_of(2027), kanagawa, known=[])


def test_a_case_whose_ordinance_falls_is_refused_with_the_remedy() -> None:
    rule = LIMIT | {"keys": ["city_planning_rate"], "above": "0.002", "from": datetime.date(2026, 4, 1)}
    package: Package = read_package(draft({}, fixed_asset_tax=[rule]))
    rehearsal = CasesRehearsal(package, "fixed-asset-tax", 2026)
    rehearsal.add([{"fiscal_year": 2026, "ordinance": {"city_planning_rate": "0.003"}}])
    assert [(one["code"], one["message"]) for one in rehearsal.refused] == [
        ("invalidated", "超過課税はできません。条例を改めてください。")
    ]
