"""What does not fit together between documents and persons is told, with the other person and the amount."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from tests.areas.resident_tax.domain.test_merging import DOCUMENT, PEOPLE_HERE, PERSON
from yakuba.areas.resident_tax.domain import merging
from yakuba.areas.resident_tax.domain.findings import FINDING, KINDS, findings

CLAIM = {"number": pl.Int64, "kind": pl.String, "relative": pl.Int64}
NOBODY = pl.DataFrame(
    schema={
        "number": pl.Int64,
        "batch": pl.String,
        "line": pl.Int64,
        "position": pl.Int64,
        "kind": pl.String,
        "kana": pl.String,
        "abroad": pl.Boolean,
        "holder": pl.Int64,
    }
)


def found(
    documents: list[dict[str, Any]], claims: Sequence[tuple[int, str, int]] = (), year: int = 2026
) -> list[tuple[int, str, int | None, int | None]]:
    rows = [
        dict.fromkeys(DOCUMENT) | {"number": 1, "batch": "b", "line": at, "code": 315, "employer_key": f"e{at}"} | row
        for at, row in enumerate(documents, 1)
    ]
    here = pl.DataFrame(PEOPLE_HERE, schema=PERSON)
    made = merging.merged(year, pl.DataFrame(rows, schema=DOCUMENT), NOBODY, here)
    told = findings(made, pl.DataFrame(list(claims), schema=CLAIM, orient="row"))
    assert dict(told.schema) == FINDING and set(told["code"]) <= set(KINDS)
    return list(told.iter_rows())


PAID = {"payment": 5_000_000}


def test_employers_and_residence() -> None:
    assert found([PAID]) == [] == found([])
    assert found([PAID, PAID]) == [(1, "several_employers", None, None)]
    assert found([PAID, PAID | {"employer_key": "e1"}]) == [(1, "same_employer_twice", None, None)]
    assert found([PAID | {"number": 99}]) == [(99, "no_resident", None, None)]


@pytest.mark.parametrize(
    ("year", "revenue", "income"),
    [(2025, 1_030_000, None), (2025, 1_031_000, 481_000), (2026, 1_230_000, None), (2026, 1_231_000, 581_000),
     (2027, 1_360_000, None), (2027, 1_361_000, 621_000)],
)  # fmt: skip
def test_a_dependant_over_the_years_limit_is_told(year: int, revenue: int, income: int | None) -> None:
    told = found([PAID, {"number": 2, "payment": revenue}], [(1, "dependant", 2)], year)
    assert told == ([] if income is None else [(1, "over_limit", 2, income)])
    told = found([PAID, {"number": 2, "payment": revenue}], [(1, "spouse", 2)], year)
    assert told == ([] if income is None else [(1, "spouse_over_limit", 2, income)])


def test_a_pensioners_income_counts_by_age() -> None:
    pension = {"number": 4, "code": 331, "payment": 1_690_000}  # born in 1950
    assert found([PAID, pension], [(1, "dependant", 4)]) == [(1, "over_limit", 4, 590_000)]
    assert found([PAID, pension | {"payment": 1_680_000}], [(1, "dependant", 4)]) == []


def test_one_person_claimed_by_two_and_spouses_claiming_each_other() -> None:
    both = [PAID, {"number": 4, "payment": 100_000}]
    assert found(both, [(1, "under16", 2), (4, "under16", 2)]) == [
        (1, "claimed_twice", 2, None),
        (4, "claimed_twice", 2, None),
    ]
    assert found(both, [(1, "under16", 2), (1, "under16", 2)]) == []
    mutual = [(1, "spouse", 4), (4, "spouse", 1)]
    told = found([{"payment": 100_000}, {"number": 4, "payment": 100_000}], mutual)
    assert [(number, code, other) for number, code, other, _ in told] == [
        (1, "spouses_claim_each_other", 4),
        (4, "spouses_claim_each_other", 1),
    ]
