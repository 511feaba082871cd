"""The rehearsal of the change from fiscal year 2026 to 2027: 50 municipalities, three with own rates, one told."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from tests.law.reading import households
from yakuba.law import calculate
from yakuba.law.ordinances import OrdinancesWrong
from yakuba.law.parameters import Package, PackageWrong, ParameterMissing, packages, read_package
from yakuba.law.rehearsal import Rehearsal, ordinances_from
from yakuba.law.resident_tax import assess, law_of
from yakuba.law.resident_tax.inputs import ResidentTaxCase, columns_of
from yakuba.operation.cli.main import main
from yakuba.standards.municipalities import Kind, all_municipalities

PUBLISHED = datetime.date(2026, 3, 31)
EVE = PUBLISHED - datetime.timedelta(days=1)
PLACES = [place for place in all_municipalities() if place.kind is not Kind.WARD][::35][:50]
TOWNS = [place.code for place in PLACES if place.kind not in (Kind.DESIGNATED_CITY, Kind.SPECIAL_WARD)]
OWN: dict[str, dict[str, Any]] = dict(
    zip(
        TOWNS[5:8],
        ({"city_rate": "0.061"}, {"city_per_capita_add": 500}, {"city_rate": "0.059", "city_per_capita": 2800}),
        strict=True,
    )
)
BROKEN = TOWNS[10]
ORDINANCES = yaml.safe_dump(
    {
        code: [{"from": datetime.date(2025, 4, 1), "values": values, "source": "drawn for the test", "mark": "M"}]
        for code, values in {**OWN, BROKEN: {"city_rate": "0.068"}}.items()
    }
)
LIMIT: dict[str, Any] = {"keys": ["city_rate"], "from": datetime.date(2027, 4, 1), "above": "0.065"}
LIMIT |= {"reason": "所得割の税率は6.5%までとされました。", "remedy": "条例を改めて6.5%以下にしてください。"}


def the_package(**more: Any) -> Package:
    """The reform of 2026 as published, with a limit on the rate of municipalities, and what a test adds."""
    (path,) = (Path(__file__).parents[2] / "src/yakuba/law/packages").glob("2026-law-2.yaml")
    said = yaml.safe_load(path.read_text("utf-8"))
    return read_package(yaml.safe_dump({**said, "invalidates": {"resident-tax": [LIMIT]}, **more}, allow_unicode=True))


def drawn(each: int) -> list[dict[str, Any]]:
    """Taxpayers of 2027 for each of the municipalities, without ordinances of their own."""
    cases = households.taxpayers(2027, each * len(PLACES), 6)
    codes = [place.code for place in PLACES for _ in range(each)]
    for number, (case, code) in enumerate(zip(cases, codes, strict=True)):
        case.pop("ordinance", None)
        case |= {"municipality": code, "id": f"{code}-{number}"}
    return cases


@functools.cache
def rehearsed(each: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    cases = drawn(each)
    rehearsal = Rehearsal(the_package(), 2027, ordinances_from(ORDINANCES))
    rehearsal.add(cases)
    return rehearsal.report(), cases


def check_sums(found: dict[str, Any], each: int) -> None:
    """Every report adds up, and the whole is the sum of its parts."""
    assert len(found["municipalities"]) == 50
    computed = [one for one in found["municipalities"] if one["status"] == "computed"]
    assert len(computed) == 49
    for one in computed:
        assert one["people"] == one["changed"] + one["unchanged"] == each
        assert one["after"] - one["before"] == one["difference"] == sum(band["yen"] for band in one["bands"])
        assert sum(band["people"] for band in one["bands"]) == each
        assert sum(band["people"] for band in one["bands"] if band["yen"]) == one["changed"]
    for name in ("people", "before", "after", "difference", "changed", "unchanged"):
        assert found["total"][name] == sum(one[name] for one in computed)
    assert found["total"]["changed"] > each
    assert found["total"]["difference"] < 0


def check_against_the_command(found: dict[str, Any], cases: list[dict[str, Any]]) -> None:
    """With the package, each sum is what `law calc` says of the cases, the own ordinance told in each."""
    told = {code: dict(values) for code, values in OWN.items()}
    told[TOWNS[6]] = {"city_per_capita": 3_500}
    asked = [
        case | ({"ordinance": told[case["municipality"]]} if case["municipality"] in told else {}) for case in cases
    ]
    sums: dict[str, int] = {}
    for case, answer in zip(asked, calculate("resident-tax", asked), strict=True):
        sums[case["municipality"]] = sums.get(case["municipality"], 0) + answer["annual_tax"]
    for one in found["municipalities"]:
        if one["status"] == "computed":
            assert one["after"] == sums[one["code"]], one["name"]


def test_every_report_adds_up() -> None:
    check_sums(rehearsed(20)[0], 20)


def test_each_is_computed_under_its_own_ordinance() -> None:
    found, cases = rehearsed(20)
    check_against_the_command(found, cases)
    reports = {one["code"]: one for one in found["municipalities"]}
    for code, values in OWN.items():
        assert reports[code]["ordinance"].items() >= values.items()
    plain = Rehearsal(the_package(), 2027)
    plain.add(cases)
    standard = {one["code"]: one for one in plain.report()["municipalities"]}
    differ = {
        code
        for code, one in standard.items()
        if one["status"] != "computed" or one["after"] != reports[code].get("after")
    }
    assert differ == {*OWN, BROKEN}


def test_whose_ordinance_becomes_invalid_is_told_and_not_computed() -> None:
    found, _ = rehearsed(20)
    assert found["invalid"] == [BROKEN]
    (one,) = (one for one in found["municipalities"] if one["code"] == BROKEN)
    assert one["name"] in {place.full_name for place in PLACES}
    assert one["invalid"] == [
        {"key": "city_rate", "value": "0.068", "reason": LIMIT["reason"], "remedy": LIMIT["remedy"]}
    ]
    assert (one["people"], "after" in one, "difference" in one) == (20, False, False)


@pytest.mark.parametrize(
    ("rule", "values", "invalid"),
    [
        ({"above": "0.065"}, {"city_rate_add": "0.0051"}, True),
        ({"above": "0.065"}, {"city_rate": "0.065"}, False),
        ({"below": "0.06"}, {"city_rate": "0.059"}, True),
        ({}, {"city_rate": "0.06"}, True),
        ({}, {"city_per_capita": 3_100}, False),
        ({"from": datetime.date(2028, 4, 1)}, {"city_rate": "0.061"}, False),
        ({"keys": ["city_rate_add"]}, {"city_rate": "0.061"}, False),
        ({"keys": ["livelihood_grade"], "above": 2}, {"livelihood_grade": 3}, True),
        ({"above": "0.09"}, {"city_rate": "0.08"}, True),  # a town with the rate of a designated city
    ],
)
def test_what_a_package_forbids_an_ordinance(rule: dict[str, Any], values: dict[str, Any], invalid: bool) -> None:
    rule = {key: value for key, value in LIMIT.items() if key != "above"} | rule
    own = {TOWNS[0]: [{"from": datetime.date(2025, 4, 1), "values": values, "source": "test", "mark": "M"}]}
    rehearsal = Rehearsal(the_package(invalidates={"resident-tax": [rule]}), 2027, ordinances_from(yaml.safe_dump(own)))
    assert rehearsal.report()["invalid"] == ([TOWNS[0]] if invalid else [])


def test_an_ordinance_that_ended_is_not_asked() -> None:
    version = {"from": datetime.date(2025, 4, 1), "to": datetime.date(2027, 3, 31), "values": {"city_rate": "0.068"}}
    own = ordinances_from(yaml.safe_dump({TOWNS[0]: [version | {"source": "test", "mark": "M"}]}))
    assert Rehearsal(the_package(), 2027, own).report()["invalid"] == []


def test_examples_show_the_steps_that_change() -> None:
    found, _ = rehearsed(20)
    examples = [example for one in found["municipalities"] for example in one.get("examples", [])]
    assert len(examples) > 25
    for example in examples:
        assert example["difference"] == example["after"] - example["before"] != 0
        assert example["steps"]
        assert all(step["before"] != step["after"] for step in example["steps"])
    assert any(step["rule"] == "employment_income" for example in examples for step in example["steps"])


def test_who_becomes_exempt_is_named() -> None:
    """A salary of 1,190,000 leaves 540,000 with the deduction of before, with the new one 450,000: the limit."""
    salary = {"age": 40, "municipality": TOWNS[0], "income": {"salary_revenue": 1_190_000}}
    rehearsal = Rehearsal(the_package(), 2027)
    rehearsal.add([salary | {"id": "a"}, salary | {"id": "b", "income": {"salary_revenue": 5_000_000}}])
    (one,) = rehearsal.report()["municipalities"]
    assert one["exempt"] == {"all": ["a"], "income_levy": ["a"], "no_longer": [], "income_levy_no_longer": []}
    assert (one["changed"], one["unchanged"]) == (1, 1)
    (example,) = one["examples"]
    assert (example["id"], example["after"]) == ("a", 0)


def test_publishing_needs_no_action_of_any_municipality() -> None:
    """Every municipality has the old law until the eve, the new one from the day; what the rehearsal said came true."""
    found, cases = rehearsed(20)
    reports = {one["code"]: one for one in found["municipalities"]}
    read = [ResidentTaxCase.model_validate(case) for case in cases]
    kept = np.array([case.municipality not in {*OWN, BROKEN} for case in read])
    codes = np.array([case.municipality for case in read])
    for known_on, name in ((EVE, "before"), (PUBLISHED, "after"), (None, "after")):
        law = law_of(2027, known_on=known_on)
        tax = assess(law, *columns_of(law, read)).annual_tax
        for code in set(codes[kept].tolist()):
            assert tax[codes == code].sum() == reports[code][name]


def test_past_years_are_computed_under_their_own_law() -> None:
    assert rehearsed(20)[0]["retroactive"] == []
    for year in (2024, 2025, 2026):
        cases = [ResidentTaxCase.model_validate(case) for case in households.taxpayers(year, 300, 6)]
        old, new = law_of(year, known_on=EVE), law_of(year)
        before, after = assess(old, *columns_of(old, cases)), assess(new, *columns_of(new, cases))
        for field in dataclasses.fields(before):
            assert (getattr(before, field.name) == getattr(after, field.name)).all(), (year, field.name)


def test_a_package_that_reaches_back_is_told() -> None:
    version = {"from": datetime.date(2026, 4, 1), "value": 630_000, "source": "test", "mark": "M"}
    backdated = the_package(changes={"resident-tax": {"dependant_income_limit": [version]}, "child-allowance": {}})
    found = Rehearsal(backdated, 2027).report()
    assert found["retroactive"] == [2026]
    assert found["not_rehearsed"] == ["child-allowance"]
    assert [one["name"] for one in found["changed_parameters"]] == ["dependant_income_limit"]


def test_what_does_not_belong_is_refused_by_name() -> None:
    rehearsal = Rehearsal(the_package(), 2027)
    good = {"municipality": TOWNS[0]}
    wrong = [{"fiscal_year": 2026, **good}, {}, {"ordinance": {"city_rate": "0.06"}, **good}, {"nothing": 1}, 5]
    rehearsal.add([*wrong, good])
    found = rehearsal.report()
    fields = [one["field"] for one in found["refused"]]
    assert fields == ["fiscal_year", "municipality", "ordinance", "nothing", ""]
    assert found["total"]["people"] == 1
    with pytest.raises(PackageWrong, match="個人住民税を変えません"):
        Rehearsal(the_package(changes={}, invalidates={}), 2027)
    with pytest.raises(PackageWrong, match="nothing"):
        Rehearsal(the_package(invalidates={"resident-tax": [LIMIT | {"keys": ["nothing"]}]}), 2027)
    with pytest.raises(PackageWrong, match="unheard"):
        Rehearsal(the_package(changes={"resident-tax": {"unheard": []}}), 2027)
    with pytest.raises(PackageWrong, match="読めません"):
        read_package("name: 1")
    with pytest.raises(ParameterMissing):
        Rehearsal(the_package(), 2010)


@pytest.mark.parametrize(
    "text",
    ["- 1", "'999999': []", "1: [", '"012084": [{from: 2027-04-01, source: a, values: {nothing: 1}}]',
     '"012084": [{from: 2027-04-01, source: a, values: {city_rate: six}}]', '"012084": [{values: {}}]'],
)  # fmt: skip
def test_a_file_of_ordinances_that_is_wrong(text: str) -> None:
    with pytest.raises(OrdinancesWrong):
        ordinances_from(text)


def test_the_command_writes_a_report_for_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases, out, own = tmp_path / "cases", tmp_path / "out", tmp_path / "own.yaml"
    cases.mkdir()
    line = json.dumps({"id": 1, "age": 40, "income": {"salary_revenue": 1_190_000}})
    for code in TOWNS[:2]:
        (cases / f"{code}.jsonl").write_text(line + "\n", encoding="utf-8")
    asked = ["law", "rehearse", packages()[0].name, "--fiscal-year", "2027", "--cases", str(cases)]
    assert main([*asked, "--out", str(out)]) == 0
    assert "新たに非課税 1" in capsys.readouterr().out
    report = json.loads((out / f"{TOWNS[0]}.json").read_text("utf-8"))
    assert report["exempt"]["all"] == [1]
    assert json.loads((out / "summary.json").read_text("utf-8"))["total"]["people"] == 2
    version = {"from": datetime.date(2025, 4, 1), "values": {"city_rate": "0.08"}, "source": "test", "mark": "M"}
    own.write_text(yaml.safe_dump({TOWNS[1]: [version]}), encoding="utf-8")
    (cases / f"{TOWNS[2]}.jsonl").write_text('{"id"\n', encoding="utf-8")
    assert main([*asked, "--ordinances", str(own), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["invalid"], [one["code"] for one in found["refused"]]) == ([TOWNS[1]], ["json"])
    assert main([*asked, "--ordinances", str(own)]) == 1
    assert "条例の city_rate（0.08）は使えません" in capsys.readouterr().out
    assert main(["law", "rehearse", "nothing", "--fiscal-year", "2027"]) == 1
    assert packages()[0].name in capsys.readouterr().err


@pytest.mark.proof
@pytest.mark.pure
def test_the_rehearsal_with_many_taxpayers() -> None:
    found, cases = rehearsed(1_000)
    check_sums(found, 1_000)
    check_against_the_command(found, cases)


def drafted(name: str, *versions: dict[str, Any]) -> Package:
    """A draft that changes one parameter of resident tax."""
    rest = {"source": "drawn for the test", "mark": "M"}
    day = datetime.date(2027, 4, 1)
    changes = {"resident-tax": {name: [{"from": day, **rest, **one} for one in versions]}}
    said = {
        "name": "draft",
        "title": "案",
        "published": datetime.date(2026, 12, 1),
        "law_number": "",
        "changes": changes,
    }
    return read_package(yaml.safe_dump(said, allow_unicode=True))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("forest_tax", "abc", "整数"),
        ("forest_tax", 10**24, "大きすぎます"),
        ("basic", [], "空にできません"),
        ("basic", [[1, 2, 3]], "2 個"),
        ("standard_rates", [[0.06, 0.04], [0.08, 0.02]], "引用符"),
        ("separate_rates", {"futures": "0.06"}, "名前のついた値"),
    ],
)
def test_a_draft_whose_values_do_not_fit_is_refused_by_name(name: str, value: Any, said: str) -> None:
    with pytest.raises(PackageWrong, match=said):
        Rehearsal(drafted(name, {"value": value}), 2027)


def test_a_draft_with_a_wrong_day_or_two_values_of_one_day_is_refused() -> None:
    with pytest.raises(PackageWrong, match="日付は"):
        drafted("forest_tax", {"from": "April", "value": 2000})
    with pytest.raises(PackageWrong, match="二つ"):
        drafted("forest_tax", {"value": 2000}, {"value": 3000})


def test_a_draft_that_nothing_can_be_computed_with_is_told_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft, cases = tmp_path / "draft.yaml", tmp_path / "cases.jsonl"
    version = {"from": datetime.date(2027, 4, 1), "value": 0, "source": "", "mark": "M"}
    said = {"name": "draft", "title": "案", "published": datetime.date(2026, 12, 1), "law_number": ""}
    draft.write_text(yaml.safe_dump({**said, "changes": {"resident-tax": {"levy_unit": [version]}}}), "utf-8")
    cases.write_text('{"municipality": "012084", "age": 40, "income": {"salary_revenue": 5000000}}', "utf-8")
    assert main(["law", "rehearse", str(draft), "--fiscal-year", "2027", "--cases", str(cases)]) == 1
    assert "計算できません" in capsys.readouterr().err
