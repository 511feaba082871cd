"""What the demographic model takes from public statistics, with sources. Shares are 0..1, rates are per year.

`data/prefectures.csv` is computed from 社会・人口統計体系 (e-Stat), see docs/synthetic-population.md.
"""

import csv
from dataclasses import dataclass, fields
from importlib import resources
from typing import Final

MALE: Final = "1"
FEMALE: Final = "2"

AGE_GROUP_YEARS: Final = 5
OPEN_AGE: Final = 90
"""First age of the open group (90歳以上)."""

MARRIED_MEN: Final = (
    *(0.0, 0.0, 0.0, 0.0, 0.045, 0.263, 0.508, 0.625, 0.669, 0.674),
    *(0.687, 0.721, 0.754, 0.777, 0.807, 0.830, 0.812, 0.687, 0.687),
)
MARRIED_WOMEN: Final = (
    *(0.0, 0.0, 0.0, 0.0, 0.071, 0.355, 0.607, 0.703, 0.726, 0.719),
    *(0.721, 0.741, 0.755, 0.735, 0.678, 0.574, 0.416, 0.240, 0.100),
)
"""有配偶 share by five-year group 0-4 … 90+, 2020 census, national (社会・人口統計体系 A1602xx over A1601-A1604;
85-89 and 90+ split from the published 85+ with general knowledge of the ratio)."""

WITH_SPOUSE: Final = 0.96
"""Share of the married who are registered in one household with the spouse (the rest: 単身赴任, care homes)."""

INSIDE_PREFECTURE_MOVES: Final = 0.0219
"""Moves between municipalities of one prefecture per resident (住民基本台帳人口移動報告 2023: 2.71 of 124 million)."""

MOVES_WITHIN: Final = 0.020
"""転居 per resident (2020 census, 5年前の常住地: about 9 to 10 % moved inside the municipality in five years)."""

MOVE_AGE_PATTERN: Final = (
    *(1.35, 0.80, 0.45, 0.95, 2.90, 2.80, 1.95, 1.30, 0.85, 0.65),
    *(0.55, 0.45, 0.40, 0.33, 0.26, 0.28, 0.38, 0.50, 0.50),
)
"""Relative rate of changing address by five-year group: the shape of 移動率 by age in 住民基本台帳人口移動報告."""

MOTHER_AGE_MEAN: Final = 31.0
MOTHER_AGE_DEVIATION: Final = 4.8
"""Age of mothers at birth (人口動態統計 2022: mean over all births 32, first births 30.9)."""

DEATH_AGES: Final = ((40, 59, 0.05), (60, 69, 0.08), (70, 79, 0.21), (80, 89, 0.37), (90, 99, 0.29))
"""Age range and share of deaths (人口動態統計 2023, rounded)."""

HISTORY_YEARS: Final = 10
"""Changes further back are folded into a person's first row, as after a migration of systems."""

REMOVED_YEARS: Final = 3
"""Removed persons of the last so many years are in the file."""

SUPPORTED_SPACING_DAYS: Final = 300
"""Least days between two births of one mother (twins apart)."""

VARIANT_SHARE: Final = 0.01
"""Share of persons whose surname is written with a variant character."""


@dataclass(frozen=True, slots=True)
class PrefectureRates:
    """Figures of one prefecture. `inflow`/`outflow`: moves over the prefecture's border per resident."""

    household_size: float
    single_share: float
    nuclear_share: float
    extended_share: float
    foreign_share: float
    inflow: float
    outflow: float
    births: float
    deaths: float

    @property
    def move_in(self) -> float:
        """転入 per resident and year, from other prefectures and from other municipalities of the same one."""
        return self.inflow + INSIDE_PREFECTURE_MOVES

    @property
    def move_out(self) -> float:
        """転出 per resident and year."""
        return self.outflow + INSIDE_PREFECTURE_MOVES


def prefecture_rates(prefecture_code: str) -> PrefectureRates:
    """Figures of a prefecture by two-digit code. Raises KeyError for an unknown code."""
    source = resources.files(__package__).joinpath("data/prefectures.csv")
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        if row["code"] == prefecture_code:
            return PrefectureRates(**{field.name: float(row[field.name]) for field in fields(PrefectureRates)})
    raise KeyError(prefecture_code)
