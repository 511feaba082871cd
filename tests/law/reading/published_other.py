"""Published examples of the smaller schemes, and the form in which results are compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.law.reading import (
    child_allowance,
    childcare_fee,
    fixed_asset_tax,
    health_insurance,
    late_elderly_premium,
    light_vehicle_tax,
    long_term_care_premium,
)
from tests.law.reading.common_reading import Answer, Case

READINGS: dict[str, Callable[[Case], Answer]] = {
    "child-allowance": child_allowance.answer,
    "health-insurance": health_insurance.answer,
    "light-vehicle-tax": light_vehicle_tax.answer,
    "fixed-asset-tax": fixed_asset_tax.answer,
    "long-term-care-premium": long_term_care_premium.answer,
    "late-elderly-premium": late_elderly_premium.answer,
    "childcare-fee": childcare_fee.answer,
}


def plain(value: Any) -> Any:
    """A result in which equal numbers are equal, written as integer, decimal, string or JSON number."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | str):
        return value
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else number.normalize()


def stated(expected: Any, found: Any) -> Any:
    """Of what was found, the keys the source states."""
    if isinstance(expected, dict):
        return {key: stated(value, found[key]) for key, value in expected.items()}
    if isinstance(expected, list):
        assert len(expected) == len(found)
        return [stated(value, row) for value, row in zip(expected, found, strict=True)]
    return found


def _dates_as_text(value: Any) -> Any:
    """YAML reads a day as a date; the contract has text."""
    if isinstance(value, dict):
        return {key: _dates_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _published() -> list[tuple[str, Case]]:
    root = Path(__file__).parents[1] / "cases"
    return [
        (scheme, _dates_as_text(case))
        for scheme in READINGS
        for path in sorted((root / scheme).glob("*.yaml"))
        for case in yaml.safe_load(path.read_text("utf-8"))
    ]


PUBLISHED = _published()
