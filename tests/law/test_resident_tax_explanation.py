"""The trail of 個人住民税: every amount that is not nothing has its step; what gives nothing says why."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.law.resident_tax_cases import case
from yakuba.law import calculate
from yakuba.law.resident_tax.results import AMOUNTS
from yakuba.law.resident_tax.tables import SEPARATE

# Not a step of their own: they are told in the step of something else.
TOLD_ELSEWHERE = {"personal_diff_total", "withheld_excess", "city_per_capita", "pref_per_capita"}
LEVIES = ("income_levy", "levy_before_credit")


def expected(found: dict[str, Any]) -> dict[str, int]:
    """The steps that the results ask for, by rule: amounts of city and prefecture together, except the levies."""
    wanted = dict(found["deductions"])
    wanted |= {f"separate_{name}_taxable": found["separate"][name]["taxable"] for name in SEPARATE}
    for name in AMOUNTS:
        stem, _, side = name.rpartition("_")
        if name in TOLD_ELSEWHERE:
            continue
        if side in ("city", "pref") and stem:
            wanted[stem] = found[f"{stem}_city"] + found[f"{stem}_pref"]
        else:
            wanted[name] = found[name]
    wanted["per_capita"] = found["city_per_capita"] + found["pref_per_capita"]
    if any(step["rule"] == "exempt_person" for step in found["explanation"]):
        del wanted["income_levy_limit"], wanted["per_capita_limit"]  # who is exempt for who they are hears of no limits
    return {name: amount for name, amount in wanted.items() if amount}


@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_every_result_has_its_step_with_the_amount_in_words(year: int) -> None:
    dice = random.Random(year * 7)
    answers = calculate("resident-tax", [case(dice, year) for _ in range(120)], explain=True)
    for found in answers:
        steps = {step["rule"]: step for step in found["explanation"]}
        assert len(steps) == len(found["explanation"])
        for rule, amount in expected(found).items():
            assert steps[rule]["amount"] == amount, rule
            assert f"{amount:,}円" in steps[rule]["text_ja"] or rule == "per_capita", (rule, steps[rule]["text_ja"])
        for step in steps.values():
            assert step["law"]
            assert step["text_ja"].endswith(("。", "）"))
            assert set(step) == {"rule", "law", "inputs", "amount", "text_ja"}


def texts(fiscal_year: int = 2026, **given: Any) -> dict[str, str]:
    asked = {"fiscal_year": fiscal_year, "age": 45, "income": {"business": 6_000_000}, **given}
    steps = calculate("resident-tax", [asked], explain=True)[0]["explanation"]
    return {step["rule"]: step["text_ja"] for step in steps}


def test_what_gives_nothing_says_why() -> None:
    assert "500万円 を超える" in texts(self={"single_parent": "mother"})["single_parent"]
    assert "医療費が 100,000円 を超えない" in texts(paid={"medical": 99_999})["medical"]
    rich = texts(income={"business": 26_000_000}, spouse={})
    assert "1,000万円 を超える" in rich["spouse"]
    assert "2,500万円 を超える" in rich["basic"]
    assert "2,500万円 を超える" in rich["adjustment"]
    assert "133万円 を超える" in texts(spouse={"income": 1_330_001})["spouse_special"]
    assert "扶養控除はありません" in texts(dependants=[{"age": 3}])["under_16"]
    assert "2,000円 を超えない" in texts(paid={"furusato": 2_000})["donation_credit"]


def test_who_is_not_taxed_is_told_why() -> None:
    assert "生活扶助" in texts(self={"public_assistance": True})["exempt_person"]
    assert "135万円 以下" in texts(income={"business": 1_350_000}, self={"widow": True})["exempt_person"]
    none = texts(income={"salary_revenue": 1_100_000})
    assert (
        "450,000円（同一生計配偶者と扶養親族 0人、1級地）以下のため、均等割はかかりません" in none["per_capita_limit"]
    )
    assert none["annual_tax"] == "今年度、納める税額はありません。"


def test_a_refund_of_withheld_tax_is_told_with_its_amount() -> None:
    less = texts(income={"business": 530_000}, credits={"dividend_levy_withheld": 8_000})["annual_tax"]
    assert less.endswith("配当割額等 500円 を差し引きます。年税額は 4,500円 です。")
    refund = texts(income={"business": 530_000}, credits={"dividend_levy_withheld": 50_000})["annual_tax"]
    assert refund.endswith(
        "配当割額等 42,500円 を差し引きます。年税額は -37,500円 です（37,500円 を還付するか、未納の税に充てます）。"
    )


def test_roundings_are_named() -> None:
    told = texts(income={"salary_revenue": 5_505_000}, municipality="141003")
    assert "別表第五" in told["employment_income"]
    assert "1,000円未満を切り捨て" in told["taxable"]
    assert "2.025%" in told["pref_levy_before_credit"]
    assert "1円未満切捨て" in told["pref_levy_before_credit"]
    assert "100円未満を切り捨て" in told["city_income_levy"]


def test_when_the_tax_is_paid_is_told_by_each_way() -> None:
    request = {"pension": {"continuing": False, "pension_part_tax": 60_000}}
    told = texts(2024, income={"business": 3_000_000}, collection_request=request)
    assert "7月 23,500円、8月から翌年5月は 22,600円ずつです" in told["collection_special"]
    assert told["collection_ordinary"].startswith("納付書や口座振替で納めるときは、第1期（6月） 57,500円、")
    assert (
        "10月から翌年2月は 10,000円ずつです。初年度は、第1期（6月）から第2期（8月）は 15,000円ずつ"
        in (told["collection_pension"])
    )
    assert "collection_special" not in texts(income={"business": 400_000})
    assert "18歳以上65歳未満" in texts(age=None)["age_assumed"]
