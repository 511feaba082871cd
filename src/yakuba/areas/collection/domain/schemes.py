"""What is collected, by its code on claims: taxes, ruled by 地方税法, and charges of ordinances. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TAXES: Final[Mapping[str, str]] = {
    "resident_tax": "個人住民税",
    "fixed_asset_tax": "固定資産税",
    "light_vehicle_tax": "軽自動車税",
}
CHARGES: Final[Mapping[str, str]] = {
    "health_insurance": "国民健康保険",
    "long_term_care": "介護保険料",
    "late_elderly": "後期高齢者医療保険料",
    "child_allowance": "児童手当の返還金",
}
"""Not under 地方税法, or (国民健康保険) either a tax or a charge, as the municipality has it."""
SCHEMES: Final[Mapping[str, str]] = {**TAXES, **CHARGES}
