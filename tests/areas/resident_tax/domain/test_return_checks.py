"""What a return may not say, by the line of the form and the remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yakuba.areas.resident_tax.domain.return_checks import faults
from yakuba.areas.resident_tax.domain.returns import Dependant, Spouse, TaxReturn

TODAY = date(2026, 11, 24)
CHILD = Dependant(name="子", birth_date=date(2010, 1, 1), number=2)
GOOD: dict[str, Any] = {
    "taxpayer": 1,
    "fiscal_year": 2026,
    "filed_on": date(2026, 3, 1),
    "amounts": {"income.salary_revenue": 1},
}


def codes(**changed: Any) -> list[str]:
    found = faults(TaxReturn(**{**GOOD, **changed}), TODAY, (2024, 2027))
    assert all(one.message and one.remedy and one.item for one in found)
    return [one.code for one in found]


def test_nothing_is_wrong_with_a_plain_return_or_one_without_income() -> None:
    assert codes() == []
    assert codes(amounts={}, no_income=True, nothing="savings", dependants=(CHILD,)) == []
    assert codes(amounts={"income.business": -5}, spouse=Spouse(name="妻", birth_date=date(1980, 1, 1))) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fiscal_year": 2023}, "R-01"),
        ({"fiscal_year": 2027}, "R-01"),
        ({"filed_on": date(2026, 11, 25)}, "R-02"),
        ({"no_income": True, "nothing": "savings"}, "R-03"),
        ({"amounts": {}, "no_income": True}, "R-04"),
        ({"amounts": {}}, "R-05"),
        ({"amounts": {"income.salary_revenue": 1, "income.gold": 1}}, "R-06"),
        ({"amounts": {"income.salary_revenue": -1}}, "R-07"),
        ({"amounts": {"income.salary_revenue": 10**12}}, "R-07"),
        ({"amounts": GOOD["amounts"] | {"paid.medical_reimbursed": 1}}, "R-08"),
        ({"amounts": GOOD["amounts"] | {"paid.medical": 1, "paid.self_medication": 1}}, "R-09"),
        ({"widow": True, "single_parent": "mother", "dependants": (CHILD,)}, "R-10"),
        (
            {
                "single_parent": "father",
                "dependants": (CHILD,),
                "spouse": Spouse(name="妻", birth_date=TODAY.replace(1980)),
            },
            "R-11",
        ),
        ({"single_parent": "mother"}, "R-12"),
        ({"dependants": (Dependant(name="私", birth_date=date(1980, 1, 1), number=1),)}, "R-13"),
        ({"dependants": (CHILD, CHILD)}, "R-14"),
        ({"dependants": (Dependant(name=" ", birth_date=date(1980, 1, 1)),)}, "R-15"),
        ({"dependants": (Dependant(name="子"),)}, "R-16"),
        ({"dependants": (Dependant(name="子", birth_date=date(2026, 1, 1)),)}, "R-17"),
        ({"dependants": (Dependant(name="子", birth_date=date(2010, 1, 1), income=-1),)}, "R-18"),
    ],
)
def test_each_fault_is_told_by_its_code(changed: dict[str, Any], code: str) -> None:
    assert codes(**changed) == [code]
