"""How a year's tax is split: the months of the employer, the instalments of the bill, pensions."""

from __future__ import annotations

from typing import Any

from yakuba.law import calculate


def collected(fiscal_year: int = 2026, **case: Any) -> tuple[int, dict[str, Any]]:
    found = calculate("resident-tax", [{"fiscal_year": fiscal_year, "age": 45, **case}])[0]
    return found["annual_tax"], found["collection"]


def test_twelve_months_and_four_instalments_with_the_rest_in_the_first() -> None:
    tax, split = collected(income={"business": 3_000_000})
    assert tax == 259_500
    assert split["special"] == [21_900, *[21_600] * 11]
    assert split["ordinary"] == [67_500, 64_000, 64_000, 64_000]


def test_per_capita_alone_is_due_at_once_and_nothing_is_due_for_no_tax() -> None:
    tax, split = collected(income={"business": 1_000_000}, dependants=[{"age": 5}], municipality="012084")
    assert tax == 0
    assert split == {"special": [0] * 12, "ordinary": []}
    tax, split = collected(income={"business": 1_100_000}, dependants=[{"age": 5}])
    assert split == {"special": [5_000, *[0] * 11], "ordinary": [5_000]}
    _, small = collected(income={"business": 456_000})
    assert small == {"special": [700, *[500] * 11], "ordinary": [3_200, 1_000, 1_000, 1_000]}


def test_the_flat_credit_of_2024_leaves_june_out_and_comes_off_the_first_instalments() -> None:
    family = {"spouse": {}, "dependants": [{"age": 5}] * 3}
    tax, split = collected(2024, income={"business": 3_000_000}, **family)
    assert tax == 176_500
    assert split["special"] == [0, 16_500, *[16_000] * 10]
    # 226,500 without the credit: 58,500 and three times 56,000, less 50,000.
    assert split["ordinary"] == [8_500, 56_000, 56_000, 56_000]
    # Only 均等割 is left: the employer takes it whole, in July; the bill's first two instalments fall away.
    tax, split = collected(2024, income={"business": 530_000})
    assert (tax, split["special"]) == (5_000, [0, 5_000, *[0] * 10])
    assert split["ordinary"] == [0, 0, 2_000, 3_000]
    _, unaffected = collected(2025, income={"business": 10_000_001}, spouse={})
    assert unaffected["special"][0] >= unaffected["special"][1] > 0


def test_pensions_follow_the_pattern_of_tomika() -> None:
    def asked(part: int, previous: int = 0, continuing: bool = True) -> dict[str, list[int]]:
        request = {"continuing": continuing, "previous_year_pension_tax": previous, "pension_part_tax": part}
        _, split = collected(collection_request={"pension": request})
        pension: dict[str, list[int]] = split["pension"]
        return pension

    first = asked(60_000, continuing=False)
    assert first == {"provisional": [0, 0, 0], "final": [10_000] * 3, "ordinary": [15_000, 15_000]}
    assert asked(36_000, 60_000) == {"provisional": [10_000] * 3, "final": [2_000] * 3}
    assert asked(60_000, 36_000) == {"provisional": [6_000] * 3, "final": [14_000] * 3}
    assert asked(60_000, 60_000) == {"provisional": [10_000] * 3, "final": [10_000] * 3}
    rest = asked(36_500, 41_000)
    assert rest == {"provisional": [6_900, 6_800, 6_800], "final": [5_400, 5_300, 5_300]}
    assert asked(10_000, 60_000) == {"provisional": [10_000] * 3, "final": [-20_000, 0, 0]}


def test_the_flat_credit_of_2024_comes_off_pensions_from_october_on() -> None:
    request = {"previous_year_pension_tax": 24_000, "pension_part_tax": 0}
    case = {"income": {"pension_revenue": 2_200_000}, "age": 70}
    tax, _ = collected(2024, **case)
    request["pension_part_tax"] = tax
    _, split = collected(2024, **case, collection_request={"pension": request})
    assert tax == 59_500
    # 69,500 without the credit, 12,000 taken: 57,500 in three, less 10,000 in October.
    assert split["pension"] == {"provisional": [4_000] * 3, "final": [19_300 - 10_000, 19_100, 19_100]}
