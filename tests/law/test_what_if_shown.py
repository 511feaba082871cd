"""What a page shows of a what-if: nothing of a few people, values typed as people type, words that are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from yakuba.law.columns import column
from yakuba.law.parameters import fiscal_day, in_force
from yakuba.law.what_if import SUBJECTS, Bill, BillWrong, Effect, Study, hidden, report, table, typed
from yakuba.law.what_if.hiding import FEWEST
from yakuba.law.what_if.words import finding, label

TAX = SUBJECTS["resident-tax"]


def effect(groups: list[tuple[int, int, int, int]]) -> Effect:
    """Taxpayers as (how many, income, yen more than before, age), each with 100,000 yen before."""
    rows = [row for count, *row in groups for _ in range(count)]
    more = column([row[1] for row in rows])
    before = np.full(len(rows), 100_000)
    zeros = np.zeros(len(rows), dtype=np.int64)
    income, ages = column([row[0] for row in rows]), column([row[2] for row in rows])
    return Effect(before, before + more, income, zeros, ("すべて",), True, ages)


def shown(groups: list[tuple[int, int, int, int]]) -> dict[str, Any]:
    return hidden(report(effect(groups)))


def test_a_class_of_few_goes_and_takes_the_smallest_other_with_it() -> None:
    found = shown([(3, 500_000, 200, 30), (7, 1_500_000, 300, 45), (20, 2_500_000, -400, 66)])
    parts = {label("by_income", part): part for part in found["by_income"] if part["count"] != 0}
    assert parts["100万円以下"]["count"] is None and parts["100万円以下"]["change"] is None
    assert parts["100万円超200万円以下"]["count"] is None, "or the total minus the others would tell the three"
    assert parts["200万円超300万円以下"]["count"] == 20 and found["total"]["count"] == 30
    ages = {label("by_age", part): part["count"] for part in found["by_age"]}
    assert ages["30〜39歳"] is None and ages["40〜49歳"] is None and ages["65〜74歳"] == 20


def test_nothing_tells_of_fewer_than_five_whatever_is_subtracted() -> None:
    dice = np.random.default_rng(11)
    for _ in range(200):
        groups = [
            (int(dice.integers(0, 9)), income, int(dice.choice([-700, -50, 0, 0, 60, 4_000])), 20 + income // 100_000)
            for income in range(0, 4_000_001, 500_000)
        ]
        whole, found = report(effect(groups)), shown(groups)
        for group in ("by_income", "by_age"):
            for figure, counted in (("count", "count"), ("gained", "gaining"), ("lost", "losing")):
                there = [part for part in found[group] if part[figure] is not None]
                assert all(part[counted] == 0 or part[counted] >= FEWEST for part in there)
                gone = [
                    real[counted]
                    for part, real in zip(found[group], whole[group], strict=True)
                    if part[figure] is None and real[counted]
                ]
                if found["total"][figure] is not None:
                    assert len(gone) != 1 or gone[0] >= FEWEST, (group, figure, groups)
        for side in (-1, 1):
            rows = [
                (part["count"], real["count"])
                for part, real in zip(found["by_size"], whole["by_size"], strict=True)
                if real["count"] and (real["from"] or -1) * side > 0 and not real["from"] == real["to"] == 0
            ]
            assert all(count is None or count >= FEWEST for count, _ in rows)
            gone = [real for count, real in rows if count is None]
            assert len(gone) != 1 or len(rows) == 1, "or the others would tell"


def test_of_fewer_than_five_in_all_no_class_is_told_not_even_the_one_that_does_not_change() -> None:
    found = shown([(1, 500_000, 0, 30), (3, 1_500_000, 0, 45)])
    assert found["total"]["count"] is None
    assert {part["count"] for part in found["by_size"]} == {None}, "four who keep what they have are four, too"
    five = shown([(5, 500_000, 0, 30)])
    assert sum(part["count"] or 0 for part in five["by_size"]) == five["total"]["count"] == 5


def test_the_sentence_says_what_the_figures_say() -> None:
    found = shown([(10, 500_000, 200, 30), (20, 2_500_000, -400, 66), (5, 0, 0, 70)])
    said = finding(found, TAX)
    assert "3,500,000円から3,494,000円へ、6,000円減ります" in said
    assert "得をするのは20人、損をするのは10人、変わらないのは5人です" in said
    assert "もっとも大きいのは所得が200万円超300万円以下の区分で、-400円です" in said
    assert finding(shown([(3, 1, 1, 30)]), TAX) == "計算したのが5人未満なので、数字は示しません。"
    assert "変わるのが5人未満" in finding(shown([(3, 1, 1, 30), (9, 1, 0, 30)]), TAX)
    groups = {row["group"] for row in table(report(effect([(9, 1, 1, 30)])))}
    assert groups == {"total", "by_decile", "by_income", "by_age", "by_kind", "by_size"}


@pytest.mark.parametrize("scheme", sorted(SUBJECTS))
def test_every_value_of_the_law_comes_back_as_it_is_shown(scheme: str) -> None:
    law = in_force(scheme, fiscal_day(2026))
    for name, parameter in law.parameters.items():
        if parameter.versions[0].valid_from <= law.day:
            assert typed.read(name, law.value(name), typed.shown(law.value(name))) == law.value(name), name


@pytest.mark.parametrize(
    ("old", "text", "said"),
    [
        (3000, "三千", "額：整数で"),
        ("0.06", "6割", "額：率は"),
        ("0.06", "nan", "額：率は"),
        ([[1, 2]], "1, 2, 3", "値が 2 個"),
        ({"care": 1}, "医療分: 5", "「介護分」"),
        ([9, 5], "1, 2\n3, 4", "値を一行に"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(old: Any, text: str, said: str) -> None:
    with pytest.raises(BillWrong, match=said):
        typed.read("額", old, text)


def test_a_table_of_rates_and_a_flat_row_can_be_changed_and_another_year_is_refused() -> None:
    taxpayer = {"fiscal_year": 2026, "age": 45, "municipality": "012084", "income": {"salary_revenue": 5_000_000}}
    rates = [["0.07", "0.04"], ["0.08", "0.02"]]
    study = Study("resident-tax", Bill("", {"standard_rates": rates}, {}), only=2026)
    study.add([taxpayer, taxpayer | {"fiscal_year": 2025}])
    assert report(study.effect())["total"]["change"] > 0
    assert [one[0]["code"] for one in study.refused] == ["other_period"]
    caps = {"medical": 700_000, "support": 260_000, "care": 170_000, "child": 40_000}
    assert Study("health-insurance", Bill("", {"caps": caps}, {}), only=2026), "a part that is there from 2026 on"
    with pytest.raises(BillWrong, match="次の項目を書けます"):
        Study("health-insurance", Bill("", {"caps": caps}, {}), only=2025)
