"""Who is asked for a return, and who is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from tests.areas.resident_tax.domain.test_merging import DOCUMENT, PERSON, RELATIVE
from yakuba.areas.resident_tax.domain import merging
from yakuba.areas.resident_tax.domain.returns import Returns, TaxReturn, columns_of
from yakuba.areas.resident_tax.domain.undeclared import UNDECLARED, Known, undeclared


def person(number: int, born: date, resident: bool = True) -> dict[str, Any]:
    return {
        "number": number,
        "birth_date": born,
        "sex": "1",
        "resident": resident,
        "household": str(number),
        "kana": "",
    }


PEOPLE = pl.DataFrame(
    [
        *(person(number, date(1980, 5, 5)) for number in range(1, 8)),
        person(8, date(2008, 1, 2)),
        person(9, date(2008, 1, 3)),
        person(10, date(1980, 5, 5), resident=False),
    ],
    schema=PERSON,
)
CLAIMS = pl.DataFrame({"number": [1], "kind": ["spouse"], "relative": [2]})


def asked(*documents: dict[str, Any], returns: Returns | None = None, before: Returns | None = None) -> list[Any]:
    rows = [
        dict.fromkeys(DOCUMENT) | {"batch": "b", "line": at, "code": 315, "employer_key": f"e{at}"} | one
        for at, one in enumerate(documents, 1)
    ]
    frame = pl.DataFrame(rows, schema=DOCUMENT)
    reported = merging.merged(2026, frame, pl.DataFrame(schema=RELATIVE), PEOPLE)
    none = Returns.nothing()
    found = undeclared(Known(reported, returns or none, CLAIMS, PEOPLE, before or none), frame)
    assert dict(found.schema) == UNDECLARED
    return found.select("number", "reason", "amount").rows()


def filed(number: int, year: int, **amounts: int) -> Returns:
    return columns_of(
        [
            TaxReturn(
                taxpayer=number,
                fiscal_year=year,
                filed_on=date(year, 3, 1),
                amounts={f"income.{name}": value for name, value in amounts.items()},
            )
        ]
    )


def test_who_is_asked_and_why() -> None:
    wages: list[dict[str, Any]] = [
        {"number": 1, "payment": 4_000_000, "employment_income": 2_760_000},
        {"number": 3, "payment": 2_000_000, "employment_income": 1_000_000},
        {"number": 3, "payment": 900_000, "employer_key": "x", "secondary": 1},
        {"number": 4, "payment": 1_500_000, "secondary": 1},
    ]
    found = asked(*wages, returns=filed(5, 2026), before=filed(6, 2025, business=2_000_000))
    assert found == [
        (6, "own_business", 2_000_000),
        (3, "several_wages", 2_900_000),
        (4, "secondary_only", 1_500_000),
        (7, "nothing", None),
        (8, "nothing", None),
    ], "not who is claimed (2), who filed (5), who is under age (9) or lived elsewhere (10)"


def test_wages_counted_together_by_the_last_employer_ask_for_nothing() -> None:
    first, second = {"number": 3, "payment": 900_000}, {"number": 3, "payment": 2_900_000, "other_payment": 900_000}
    assert [row for row in asked(first, second) if row[0] == 3] == []
