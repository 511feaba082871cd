"""軽自動車税種別割: the published table, and the months at which a vehicle changes from one column to the next."""

from __future__ import annotations

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts
from yakuba.law.light_vehicle_tax import KINDS

# Kind: standard, first registered before April 2015, over thirteen years (municipal pages).
TABLE = {
    "moped50": (2000, 2000, 2000),
    "moped125": (2400, 2400, 2400),
    "minicar": (3700, 3700, 3700),
    "other_special": (5900, 5900, 5900),
    "motorcycle_over250": (6000, 6000, 6000),
    "tricycle": (3900, 3100, 4600),
    "car_private": (10800, 7200, 12900),
    "car_business": (6900, 5500, 8200),
    "van_private": (5000, 4000, 6000),
    "van_business": (3800, 3000, 4500),
}


@pytest.mark.parametrize("kind", TABLE)
def test_the_published_table_holds(kind: str) -> None:
    months = ("2015-04", "2015-03", "2013-03")
    found = [answer("light-vehicle-tax", fiscal_year=2026, kind=kind, first_registered=month) for month in months]
    assert tuple(one["annual"] for one in found) == TABLE[kind]
    assert answer("light-vehicle-tax", fiscal_year=2026, kind=kind)["annual"] == TABLE[kind][0]


@pytest.mark.parametrize(("year", "last_heavy"), [(2024, "2011-03"), (2025, "2012-03"), (2026, "2013-03")])
def test_the_heavy_rate_begins_with_the_fourteenth_year(year: int, last_heavy: str) -> None:
    case = {"fiscal_year": year, "kind": "car_private"}
    following = last_heavy[:5] + "04"
    amounts = [
        answer("light-vehicle-tax", **case, first_registered=month)["annual"] for month in (last_heavy, following)
    ]
    assert amounts == [12_900, 7_200]
    assert answer("light-vehicle-tax", **case, first_registered=last_heavy, electric=True)["annual"] == 7_200


def test_an_electric_vehicle_is_light_in_the_year_after_its_first_inspection() -> None:
    case = {"fiscal_year": 2026, "kind": "car_private", "electric": True}
    months = ("2025-03", "2025-04", "2026-03", "2026-04", "2026-05")
    amounts = [answer("light-vehicle-tax", **case, first_registered=month)["annual"] for month in months]
    assert amounts == [10_800, 2_700, 2_700, 10_800, 0]


def test_the_new_class_of_small_motorcycles_begins_in_2025() -> None:
    found = [
        answer("light-vehicle-tax", fiscal_year=year, kind="moped125_4kw")["annual"] for year in (2024, 2025, 2026)
    ]
    assert found == [2_400, 2_000, 2_000]


def test_what_is_not_covered_or_unknown_is_told_by_field() -> None:
    assert field_of_error("light-vehicle-tax", fiscal_year=2027, kind="minicar") == "fiscal_year"
    assert field_of_error("light-vehicle-tax", fiscal_year=2026, kind="truck") == "kind"
    assert field_of_error("light-vehicle-tax", fiscal_year=2026, kind="minicar", colour="red") == "colour"
    assert "13年を超えた" in texts("light-vehicle-tax", fiscal_year=2026, kind="tricycle", first_registered="2000-01")


def test_many_at_once_answer_as_each_alone() -> None:
    assert same_alone(
        "light-vehicle-tax",
        [
            {"fiscal_year": year, "kind": kind, "first_registered": month, "electric": electric}
            for year in (2024, 2026)
            for kind in KINDS
            for month in (None, "2011-03", "2025-05")
            for electric in (False, True)
        ],
    )
