"""固定資産税: small plots, the adjustment of land, thresholds, new houses, city planning tax, exact to the yen."""

from __future__ import annotations

import random
from fractions import Fraction
from math import floor
from typing import Any

import pytest

from tests.law.asking import answer, field_of_error, same_alone, texts


def asked(**case: Any) -> dict[str, Any]:
    return answer("fixed-asset-tax", fiscal_year=2026, **case)


def parcel(**land: Any) -> dict[str, Any]:
    found = asked(land=[land])["land"][0]
    assert isinstance(found, dict)
    return found


def test_small_plots_count_a_sixth_and_the_rest_a_third() -> None:
    home = {"use": "residential", "value": 12_000_000}
    assert parcel(**home, area=200)["full_base"] == 2_000_000
    assert parcel(**home, area=300)["full_base"] == 2_666_666
    assert parcel(**home, area=400, dwellings=2)["full_base"] == 2_000_000
    assert parcel(**home, area=400, dwellings=0)["full_base"] == 4_000_000
    assert parcel(**home)["full_base"] == 2_000_000


@pytest.mark.parametrize(
    ("previous", "level", "base"),
    [
        (None, 1.0, 2_000_000),
        (2_500_000, 1.25, 2_000_000),
        (1_999_999, 0.999, 2_000_000),
        (1_900_000, 0.95, 2_000_000),
        (1_899_999, 0.949, 1_999_999),
        (1_000_000, 0.5, 1_100_000),
        (100_000, 0.05, 400_000),
        (0, 0.0, 400_000),
    ],
)
def test_residential_land_rises_by_five_hundredths(previous: int | None, level: float, base: int) -> None:
    found = parcel(use="residential", value=12_000_000, area=200, previous_base=previous)
    assert (found["load_level"], found["base"]) == (level, base)
    other = parcel(use="other", value=2_000_000, previous_base=previous)
    assert other == found


@pytest.mark.parametrize(
    ("previous", "base"),
    [
        (None, 700_000),
        (700_001, 700_000),
        (700_000, 700_000),
        (699_999, 699_999),
        (600_000, 600_000),
        (599_999, 600_000),
        (549_999, 599_999),
        (100_000, 200_000),
    ],
)
def test_commercial_land_stays_between_six_and_seven_tenths(previous: int | None, base: int) -> None:
    assert parcel(use="commercial", value=1_000_000, previous_base=previous)["base"] == base


def test_the_thresholds_of_land_and_houses_are_apart() -> None:
    below = asked(land=[{"value": 299_999}], houses=[{"value": 199_999}])
    assert (below["total"], below["exempt"]) == (0, True)
    above = asked(land=[{"value": 150_000}, {"value": 150_000}], houses=[{"value": 199_999}])
    assert (above["land_tax"], above["house_tax"], above["total"], above["exempt"]) == (4_200, 0, 4_200, False)
    houses = asked(land=[{"value": 299_999}], houses=[{"value": 200_999}])
    assert (houses["land_tax"], houses["house_tax"], houses["total"]) == (0, 2_800, 2_800)


@pytest.mark.parametrize(
    ("area", "reduction"),
    [(49.99, 0), (50, 70_000), (120, 70_000), (240, 35_000), (280, 30_000), (280.01, 0)],
)
def test_a_new_house_pays_half_on_up_to_120_square_metres(area: float, reduction: int) -> None:
    found = asked(houses=[{"value": 10_000_000, "floor_area": area, "new_years_left": 1}])
    assert (found["houses"][0]["reduction"], found["house_tax"]) == (reduction, 140_000 - reduction)
    assert asked(houses=[{"value": 10_000_000, "floor_area": area}])["house_tax"] == 140_000


def test_the_city_planning_tax_has_its_own_shares_and_floor() -> None:
    found = asked(
        land=[{"use": "residential", "value": 12_000_000, "area": 200}],
        houses=[{"value": 10_000_000, "floor_area": 120, "new_years_left": 3}],
        ordinance={"city_planning_rate": "0.003"},
    )
    # 2,000,000 x 1.4% + 70,000 = 98,000; (4,000,000 + 10,000,000) x 0.3% = 42,000.
    assert (found["land_tax"], found["house_tax"], found["city_planning_tax"], found["total"]) == (
        28_000,
        70_000,
        42_000,
        140_000,
    )
    assert "制限税率" in asked(ordinance={"city_planning_rate": "0.0031"})["warnings"][0]["message"]


def test_large_values_stay_exact() -> None:
    dice = random.Random(7)
    for _ in range(200):
        value, area = dice.randrange(1, 10**11), Fraction(dice.randrange(1, 10**8), 100)
        dwellings = dice.randrange(1, 50)
        small = min(area, Fraction(200 * dwellings))
        expected = floor(value * (small / 6 + (area - small) / 3) / area)
        home = {"value": value, "use": "residential", "area": f"{float(area):.2f}", "dwellings": dwellings}
        assert parcel(**home)["full_base"] == expected
        floor_area = Fraction(dice.randrange(5000, 28001), 100)
        reduced = floor(value * min(Fraction(1), Fraction(120) / floor_area) * Fraction(14, 1000) / 2)
        house = {"value": value, "floor_area": f"{float(floor_area):.2f}", "new_years_left": 2}
        found = asked(houses=[house])["houses"][0]["reduction"]
        assert found == (reduced if value >= 200_000 else 0)


def test_many_at_once_answer_as_each_alone_and_are_explained() -> None:
    parcels = [
        {"value": 3_000_000, "use": use, "area": 250, "previous_base": previous}
        for use in ("residential", "commercial", "other")
        for previous in (None, 500_000)
    ]
    houses = [{"value": 4_000_000, "floor_area": 100, "new_years_left": left} for left in (0, 2)]
    cases = [
        {"fiscal_year": 2025, "land": parcels[start:end], "houses": houses[: start % 3]}
        for start in range(4)
        for end in range(7)
    ]
    assert same_alone("fixed-asset-tax", cases)
    text = texts("fixed-asset-tax", **cases[-8])
    assert "新築住宅の減額" in text
    assert "年税額" in text
    assert field_of_error("fixed-asset-tax", fiscal_year=2025, land=[{"value": -1}]) == "land.0.value"
    assert field_of_error("fixed-asset-tax", fiscal_year=2025, houses=[{"value": 1, "floor_area": 1.001}]) != ""
