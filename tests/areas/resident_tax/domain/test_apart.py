"""Wages and pension of one person collected apart; a pension that goes on takes half of last year's tax first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tests.areas.resident_tax.test_assessing import material
from yakuba.areas.resident_tax.domain import assessing
from yakuba.areas.resident_tax.material_shape import Material
from yakuba.law.resident_tax import law_of

CODE = "012084"


@pytest.fixture(scope="module")
def given() -> Material:
    """Everybody is 70 and drew a pension that was reported; about half have wages or something else beside it."""
    found = material(300, 11)
    amounts = found.people.with_columns(
        birth_date=pl.lit(date(1955, 6, 1)),
        resident=pl.lit(True),
        **{"income.pension_revenue": pl.lit(2_800_000, dtype=pl.Int64)},
    )
    reports = found.people.select(
        "number",
        kind=pl.lit(331, dtype=pl.Int64),
        employer_key=pl.lit("cPENSION"),
        employer_name=pl.lit("年金機構"),
        designated_number=pl.lit(""),
        recipient_number=pl.lit(""),
        revenue=pl.lit(2_800_000, dtype=pl.Int64),
        withheld=pl.lit(0, dtype=pl.Int64),
        ordinary=pl.lit(False),
        secondary=pl.lit(False),
        left_on=pl.lit(None, dtype=pl.Date),
        batch=pl.lit("p"),
        line=pl.col("number"),
    )
    wages = found.employers.filter(pl.col("kind") == 315)
    return replace(found, people=amounts, employers=pl.concat([wages, reports]).sort("number"))


def parts(frame: pl.DataFrame) -> pl.DataFrame:
    sums = [pl.col(way).list.sum().fill_null(0).alias(f"{way}_sum") for way in ("special", "ordinary", "pension")]
    return frame.with_columns(*sums)


def test_the_pension_takes_its_part_and_the_wages_theirs(given: Material) -> None:
    law = law_of(2026)
    frame = parts(assessing.assessed(law, CODE, given))
    no_pension = replace(
        given, people=given.people.with_columns(pl.lit(0, dtype=pl.Int64).alias("income.pension_revenue"))
    )
    without = assessing.assessed(law, CODE, no_pension)["annual_tax"]
    seen = set()
    for row, rest in zip(frame.iter_rows(named=True), without, strict=True):
        total = row["special_sum"] + row["ordinary_sum"] + row["pension_sum"]
        assert total == max(row["annual_tax"], 0) and row["refund"] == 0
        assert min((*row["special"], *row["ordinary"], *row["pension"], 0)) >= 0
        if row["annual_tax"] <= 0:
            continue
        if row["special"]:
            assert row["special_sum"] == row["annual_tax"] - row["pension_tax"] and row["method"] == "special"
        if row["pension_tax"]:
            assert row["pension_payer_key"] == "cPENSION" and not any(row["pension"][:3])
            assert row["pension_tax"] == min(max(row["annual_tax"] - rest, 0), row["annual_tax"])
            half = row["pension_tax"] // 2 // 100 * 100
            assert row["pension_sum"] == half, "half by the pension from October, half by the first two bills"
            if row["special"]:
                assert row["ordinary_sum"] == sum(row["ordinary"][:2]) == row["pension_tax"] - half
        seen.add((bool(row["special"]), bool(row["ordinary"]), bool(row["pension"])))
    assert {(True, True, True), (False, True, True)} <= seen


def test_a_pension_that_goes_on_takes_half_of_last_year_first(given: Material) -> None:
    numbers = given.people["number"]
    before = pl.DataFrame({"number": numbers, "pension_tax": [(place * 700) % 90_100 for place in range(len(numbers))]})
    frame = parts(assessing.assessed(law_of(2026), CODE, given, before)).join(
        before.select("number", last="pension_tax"), on="number", how="left"
    )
    refunded = 0
    for row in frame.iter_rows(named=True):
        total = row["special_sum"] + row["ordinary_sum"] + row["pension_sum"]
        assert total == max(row["annual_tax"], 0), row
        if not row["last"]:
            continue
        half = row["last"] // 2 // 100 * 100
        assert sum(row["pension"][:3]) == half - row["refund"], "仮徴収, less what comes back of it"
        if not row["refund"]:
            assert row["pension"][1] == row["pension"][2] == half // 3 // 100 * 100, "the rest in April"
        final = row["pension_tax"] - half
        assert sum(row["pension"][3:]) == max(final, 0) and row["refund"] == max(-final, 0)
        assert not row["ordinary"] or row["method"] == "pension", "no bills for a pension that goes on"
        refunded += row["refund"] > 0
    assert refunded


def test_whose_pension_nobody_reported_pays_by_bill(given: Material) -> None:
    unreported = replace(given, employers=given.employers.filter(pl.col("kind") == 315))
    before = given.people.select("number", pension_tax=pl.lit(60_000, dtype=pl.Int64))
    frame = assessing.assessed(law_of(2026), CODE, unreported, before)
    assert set(frame["method"]) <= {"special", "ordinary", "none"} and frame["pension_tax"].sum() == 0
