"""Rates by place and year (second reading of the law, resident tax): 法35・38・310・314の3条 and ordinances.

`livelihood_grade` is 1 unless the case's ordinance says otherwise: the rules give no table of 級地 by municipality.
Of a designated city's ward the city's rates hold. Where `ordinance` says another kind of municipality than the code,
the standard rates of that kind hold, unless it names rates too; per-capita amounts stay. What contradicts the code: the
kind, and a rate that lies nearer to the standard of the other kind (7% and 3% are the middle).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.law.reading.resident_tax_people import Case, part

DESIGNATED_CITIES = [
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130", "23100", "26100", "27100",
    "27140", "28100", "33100", "34100", "40100", "40130", "43100",
]  # fmt: skip

# Prefectural per-capita surtax in yen (rules 1.4).
PREFECTURE_SURTAX = {
    1_200: "04",
    1_000: "03 06 07 08 21 24",
    800: "05 25 28",
    700: "09 10 38",
    600: "26",
    500: "16 17 19 20 23 29 30 31 32 33 34 35 39 40 41 42 43 44 45 46",
    400: "22",
    300: "14 27",
}
SURTAX_OF = {prefecture: yen for yen, prefectures in PREFECTURE_SURTAX.items() for prefecture in prefectures.split()}


@dataclass(frozen=True)
class Place:
    """Rates of a place in a year; per-capita amounts in yen."""

    designated: bool
    city_rate: Fraction
    pref_rate: Fraction
    city_per_capita: int
    pref_per_capita: int
    grade: int
    contradicted: bool  # the ordinance says what cannot hold in a municipality of the code's kind

    @property
    def city_share(self) -> Fraction:
        """The city's share of what is split by law: three fifths, in a designated city four fifths."""
        return Fraction(4, 5) if self.designated else Fraction(3, 5)


def _designated_city(code5: str) -> str | None:
    """The designated city a five-digit code is or is a ward of."""
    if len(code5) != 5 or code5[2] != "1" or code5[:2] == "13":  # 13101 to 13123 are Tokyo's special wards
        return None
    older = [city for city in DESIGNATED_CITIES if city[:2] == code5[:2] and city <= code5]
    return older[-1] if older else None


def place_of(fiscal_year: int, case: Case) -> Place:
    """The rates that hold for a case."""
    code5 = str(case.get("municipality") or "")[:5]
    city = _designated_city(code5)
    ordinance = part(case, "ordinance")
    by_code = city is not None
    designated = by_code if ordinance.get("designated_city") is None else bool(ordinance["designated_city"])

    # 法314条の3・35条: standard 6% and 4%, in a designated city 8% and 2%.
    city_rate = Fraction(8, 100) if designated else Fraction(6, 100)
    pref_rate = Fraction(2, 100) if designated else Fraction(4, 100)
    # 法310条・38条: standard 3,000 and 1,000 (from FY2024).
    city_per_capita, pref_per_capita = 3_000, 1_000 + SURTAX_OF.get(code5[:2], 0)
    if code5[:2] == "14" and fiscal_year <= 2026 and designated == by_code:  # Kanagawa to FY2026
        pref_rate += Fraction(25, 100_000)
    if city == "14100":  # Yokohama to FY2028
        city_per_capita += 900
    elif city == "28100":  # Kobe to FY2027
        city_per_capita += 400
    elif city == "23100":  # Nagoya
        city_per_capita = 2_800
        city_rate = Fraction(77, 1_000) if designated else city_rate
    elif code5 == "01209":  # Yubari
        city_per_capita = 3_500
        city_rate = city_rate if designated else Fraction(65, 1_000)
    elif code5 == "28209":  # Toyooka
        city_rate = city_rate if designated else Fraction(61, 1_000)

    def told(key: str, otherwise: Fraction | int) -> Fraction:
        value = ordinance.get(key)
        return Fraction(otherwise) if value is None else Fraction(str(value))

    return Place(
        designated=designated,
        city_rate=told("city_rate", city_rate),
        pref_rate=told("pref_rate", pref_rate),
        city_per_capita=int(told("city_per_capita", city_per_capita)),
        pref_per_capita=int(told("pref_per_capita", pref_per_capita)),
        grade=int(told("livelihood_grade", 1)),
        contradicted=bool(code5)
        and (
            designated != by_code
            or ("city_rate" in ordinance and (told("city_rate", 0) >= Fraction(7, 100)) != by_code)
            or ("pref_rate" in ordinance and (told("pref_rate", 0) < Fraction(3, 100)) != by_code)
        ),
    )
