"""Random taxpayers in the form of the contract, deterministic, with the boundaries of every table oversampled.

`taxpayers(year, count, seed)`: the same three numbers give the same cases on any machine. About half of all amounts are
drawn at a threshold of the law, at the yen beside it or 1,000 yen away; the rest log-uniformly. Each case is drawn
around a theme (family, tapering, 135万, spouse bands, high incomes, pension, losses, separate classes, credits, …), the
parts of other themes are mixed in.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.law.reading.resident_tax import answer

Case = dict[str, Any]

SALARY = [
    550_999, 551_000, 650_999, 651_000, 740_999, 741_000, 930_000, 965_000, 1_000_000, 1_030_000, 1_065_000, 1_100_000,
    1_120_000, 1_155_000, 1_190_000, 1_230_000, 1_360_000, 1_618_999, 1_619_999, 1_621_999, 1_623_999, 1_627_999,
    1_799_999, 1_899_999, 1_900_000, 2_000_000, 2_190_999, 2_192_999, 2_195_999, 2_199_999, 2_200_000, 3_599_999,
    3_600_000, 3_601_000, 6_599_999, 6_600_000, 8_499_999, 8_500_000, 8_500_001, 9_999_999, 10_000_000, 10_950_000,
    11_450_000, 11_950_000, 20_000_000, 25_950_000, 26_450_000, 26_950_000,
]  # fmt: skip
PENSION = [
    600_000, 1_050_000, 1_100_000, 1_200_000, 1_300_000, 1_480_000, 1_515_000, 1_550_000, 1_580_000, 2_110_000,
    2_450_000, 3_299_999, 3_300_000, 4_099_999, 4_100_000, 7_699_999, 7_700_000, 9_999_999, 10_000_000, 15_000_000,
]  # fmt: skip
TOTAL = [
    100_000, 380_000, 415_000, 430_000, 450_000, 480_000, 580_000, 620_000, 750_000, 828_000, 850_000, 890_000, 919_000,
    1_010_000, 1_120_000, 1_320_000, 1_350_000, 1_360_000, 1_388_000, 1_549_000, 1_710_000, 1_820_000, 2_060_000,
    2_170_000, 2_430_000, 3_360_000, 4_890_000, 5_000_000, 6_550_000, 9_000_000, 9_500_000, 10_000_000, 18_050_000,
    20_000_000, 23_500_000, 24_000_000, 24_500_000, 25_000_000, 40_430_000,
]  # fmt: skip
RELATIVE = [
    0, 380_000, 450_000, 480_000, 480_001, 499_999, 500_000, 549_999, 550_000, 580_000, 620_000, 900_000, 950_000,
    1_000_000, 1_050_000, 1_100_000, 1_150_000, 1_200_000, 1_230_000, 1_250_000, 1_300_000, 1_330_000,
]  # fmt: skip
RELATIVE_SALARY = [930_000, 1_000_000, 1_030_000, 1_050_000, 1_100_000, 1_230_000, 1_360_000, 1_500_000, 1_880_000,
                   1_900_000, 1_960_000, 2_010_000, 2_015_999, 2_190_999, 2_199_999]  # fmt: skip
INSURANCE = [12_000, 15_000, 32_000, 40_000, 50_000, 56_000, 70_000, 80_000]
AGES = [0, 1, 3, 15, 16, 18, 19, 20, 22, 23, 30, 45, 64, 65, 69, 70, 71, 80, 90]
# Kitami, Sapporo, Yokohama, Yokohama Nishi, Kawasaki, Odawara, Kobe, Nagoya, Nagoya Naka, Yubari, Toyooka, Sendai,
# Chiyoda, Shizuoka, Osaka, Sakai, Kumamoto, Kyoto, Oita, Tokushima, Morioka, Tomika, Fukuoka, Matsuyama, Maebashi
PLACES = [
    "012084", "011002", "141003", "141038", "141305", "142069", "281000", "231002", "231061", "012092", "282090",
    "041009", "131016", "221007", "271004", "271403", "431001", "261009", "442011", "362018", "032018", "215023",
    "401307", "382019", "102016",
]  # fmt: skip
DISABILITIES = ["general", "special"]


class _Draw:
    """One taxpayer being drawn."""

    def __init__(self, rng: Random, year: int) -> None:
        self.rng, self.year, self.chance = rng, year, rng.random

    def at(self, points: list[int]) -> int:
        """A threshold, itself or beside it."""
        rng = self.rng
        point = points[int(self.chance() * len(points))]
        kind = self.chance()
        if kind < 0.3:
            return point
        if kind < 0.65:
            return max(0, point + (-1 if kind < 0.47 else 1))
        if kind < 0.85:
            return max(0, point + (-1_000 if kind < 0.75 else 1_000))
        return max(0, point + rng.randrange(-5_000, 5_000))

    def amount(self, points: list[int], most: int) -> int:
        """Half at a threshold, half log-uniform up to `most`."""
        if self.chance() < 0.5:
            return self.at(points)
        return int(1_000 * (most / 1_000) ** self.chance())

    def person(self, age: int) -> Case:
        """Age as a number or as a birth date, with 1 January and 2 January drawn often."""
        if self.chance() < 0.6:
            return {"age": age}
        born = self.year - 1 - age
        day = self.chance()
        if day < 0.25:
            return {"birth_date": f"{born + 1}-01-01"}
        if day < 0.4:
            return {"birth_date": f"{born}-01-02"}
        return {"birth_date": f"{born}-{2 + int(self.chance() * 11):02}-{1 + int(self.chance() * 28):02}"}

    def relative(self, age: int) -> Case:
        """A relative with an own income, none in half of the cases."""
        told = self.person(age)
        kind = self.chance()
        if kind < 0.3:
            told["income"] = self.at(RELATIVE)
        elif kind < 0.5:
            told["salary_revenue"] = self.at(RELATIVE_SALARY)
        if self.chance() < 0.12:
            told["disability"] = DISABILITIES[int(self.chance() * 2)]
        if self.chance() < 0.2:
            told["cohabiting"] = self.chance() < 0.4
        return told


def _family(draw: _Draw, case: Case) -> None:
    if draw.chance() < 0.6:
        case["spouse"] = draw.relative(draw.rng.choice((25, 45, 69, 70, 71)))
    children = []
    for _ in range(int(draw.chance() * 4.4)):
        told = draw.relative(AGES[int(draw.chance() * len(AGES))])
        if draw.chance() < 0.35:
            told["relation"] = ("child", "parent", "other")[int(draw.chance() * 3)]
        children.append(told)
    if children:
        case["dependants"] = children


def _self(draw: _Draw, case: Case) -> None:
    own: Case = {}
    kind = draw.chance()
    if kind < 0.25:
        own["disability"] = DISABILITIES[int(draw.chance() * 2)]
    elif kind < 0.45:
        own["widow"] = True
    elif kind < 0.7:
        own["single_parent"] = "mother" if kind < 0.6 else "father"
    elif kind < 0.9:
        own["working_student"] = True
    else:
        own["public_assistance"] = True
    case["self"] = own


def _paid(draw: _Draw, case: Case) -> None:
    paid: Case = {}
    if draw.chance() < 0.8:
        paid["social_insurance"] = int(draw.chance() * 1_200_000)
    if draw.chance() < 0.15:
        paid["small_enterprise_mutual_aid"] = int(draw.chance() * 840_000)
    for name in ("life_new_general", "life_new_pension", "life_care_medical", "life_old_general", "life_old_pension"):
        if draw.chance() < 0.3:
            paid[name] = draw.amount(INSURANCE, 120_000)
    if draw.chance() < 0.3:
        paid["earthquake"] = draw.amount(INSURANCE, 60_000)
    if draw.chance() < 0.15:
        paid["old_long_term_casualty"] = draw.amount([5_000, 15_000], 20_000)
    case["paid"] = paid


def _losses_and_illness(draw: _Draw, case: Case) -> None:
    paid = case.setdefault("paid", {})
    if draw.chance() < 0.6:
        paid["medical"] = draw.amount([100_000, 2_000_000, 2_100_000], 3_000_000)
        if draw.chance() < 0.4:
            paid["medical_reimbursed"] = int(draw.chance() * 200_000)
    if draw.chance() < 0.3:
        paid["self_medication"] = draw.amount([12_000, 100_000], 150_000)
    if draw.chance() < 0.3:
        paid["casualty_loss"] = draw.amount([50_000], 3_000_000)
        paid["casualty_reimbursed"] = int(draw.chance() * 300_000)
        paid["disaster_expense"] = draw.amount([50_000], 400_000)


def _taper(draw: _Draw, case: Case) -> None:
    heads = int(draw.chance() * 4)
    case["dependants"] = [draw.person(draw.rng.choice((5, 10, 15, 40))) for _ in range(heads)]
    limit = 350_000 * (heads + 1) + 100_000 + (320_000 if heads else 0)
    case["income"] = {"business": limit + int(draw.chance() ** 2 * 90_000) - 500}


def _needy(draw: _Draw, case: Case) -> None:
    case["income"] = {"business": draw.at([1_350_000])}
    _self(draw, case)
    if draw.chance() < 0.3:
        case.pop("self")
        born = draw.year - 18
        case.pop("age", None)
        case["birth_date"] = draw.rng.choice((f"{born}-01-01", f"{born}-01-02", f"{born}-01-03", f"{born + 1}-05-05"))


def _high(draw: _Draw, case: Case) -> None:
    case["income"] = {"business": draw.at([point for point in TOTAL if point >= 9_000_000])}
    _family(draw, case)


def _adjustment(draw: _Draw, case: Case) -> None:
    _family(draw, case)
    _self(draw, case)
    case["income"] = {"business": 2_430_000 + int(draw.chance() * 1_800_000) // 500 * 500}


def _pension(draw: _Draw, case: Case) -> None:
    case.pop("birth_date", None)
    case.pop("age", None)
    case |= draw.person(draw.rng.choice((60, 64, 65, 66, 80)))
    case["income"] = {"pension_revenue": draw.amount(PENSION, 12_000_000)}
    if draw.chance() < 0.4:
        case["income"]["salary_revenue"] = draw.amount(SALARY, 24_000_000)
    if draw.chance() < 0.2:
        case["income"]["business"] = draw.at([10_000_000, 20_000_000])
    if draw.chance() < 0.6:
        tax = [int(draw.chance() * 2_000) * 100 for _ in range(2)]
        request: Case = {"pension_part_tax": tax[1], "previous_year_pension_tax": tax[0]}
        if draw.chance() < 0.3:
            request["continuing"] = draw.chance() < 0.5
        case["collection_request"] = {"pension": request}


def _losses(draw: _Draw, case: Case) -> None:
    income = case["income"]
    for name, often in (("business", 0.7), ("real_estate", 0.6)):
        if draw.chance() < often:
            income[name] = -int(1_000 * 4_000 ** draw.chance())
    for name in ("transfer_short", "transfer_long", "occasional", "forestry", "miscellaneous", "interest", "dividend"):
        if draw.chance() < 0.4:
            sign = -1 if draw.chance() < 0.3 else 1
            income[name] = sign * draw.amount(TOTAL[:12], 3_000_000)


def _other_classes(draw: _Draw, case: Case) -> None:
    income = case["income"]
    for name in (
        "business", "real_estate", "interest", "dividend", "transfer_short", "transfer_long", "occasional",
        "miscellaneous", "forestry",
    ):  # fmt: skip
        if draw.chance() < 0.3:
            income[name] = draw.amount(TOTAL[:20], 6_000_000)
    if draw.chance() < 0.4:
        income["net_loss_carryover"] = draw.amount(TOTAL[:20], 4_000_000)


def _separate(draw: _Draw, case: Case) -> None:
    separate: Case = {}
    for name in ("long_transfer", "short_transfer", "listed_shares", "listed_dividend", "futures"):
        if draw.chance() < 0.4:
            separate[name] = draw.amount(TOTAL, 30_000_000) * (-1 if draw.chance() < 0.06 else 1)
    case["income"]["separate"] = separate
    if draw.chance() < 0.3:  # deductions reach into the separate classes
        case["income"].pop("salary_revenue", None)


def _credits(draw: _Draw, case: Case) -> None:
    credits: Case = {}
    paid = case.setdefault("paid", {})
    if draw.chance() < 0.45:
        paid["furusato"] = draw.amount([2_000, 30_000, 100_000], 1_500_000)
    for name in ("donation_prefecture", "donation_municipality"):
        if draw.chance() < 0.2:
            paid[name] = draw.amount([2_000, 50_000], 600_000)
    if draw.chance() < 0.5:
        credits["housing_loan"] = {
            "remaining": draw.amount([97_500, 136_500], 400_000),
            "move_in": draw.rng.choice(
                ("2008-12-31", "2009-01-01", "2014-03-31", "2014-04-01", "2015-12-31", "2016-01-01", "2021-12-31",
                 "2022-01-01", "2025-12-31", "2026-01-01", "2015-06-01", "2019-10-10", "2023-03-03")
            ),
            "specified_acquisition": draw.chance() < 0.5,
            "income_tax_taxable": int(draw.chance() * 4_000) * 1_000,
        }  # fmt: skip
    if draw.chance() < 0.3:
        credits["dividend"] = int(draw.chance() * 900_000)
        case["income"]["dividend"] = credits["dividend"]
    if draw.chance() < 0.2:
        credits["foreign_tax"] = int(draw.chance() * 60_000)
    if draw.chance() < 0.3:
        credits["dividend_levy_withheld"] = int(10 * 20_000 ** draw.chance())
    if credits:
        case["credits"] = credits


def _place(draw: _Draw, case: Case) -> None:
    kind = draw.chance()
    if kind < 0.6:
        case["municipality"] = PLACES[int(draw.chance() * len(PLACES))]
    ordinance: Case = {}
    if 0.4 < kind < 0.85:
        ordinance["livelihood_grade"] = 1 + int(draw.chance() * 3)
    if kind > 0.95:
        ordinance |= {"designated_city": True, "city_rate": "0.08", "pref_rate": "0.02"}
    elif kind > 0.9 or 0.3 < kind < 0.34:  # with a code it may contradict
        ordinance["designated_city"] = kind > 0.92 or kind < 0.32
    if 0.5 < kind < 0.55:
        ordinance |= {"city_rate": "0.061", "pref_rate": "0.0405", "city_per_capita": 3_500, "pref_per_capita": 1_700}
    if ordinance:
        case["ordinance"] = ordinance


THEMES: list[tuple[float, Callable[[_Draw, Case], None]]] = [
    (0.10, _taper),
    (0.16, _needy),
    (0.24, _high),
    (0.34, _adjustment),
    (0.46, _pension),
    (0.54, _losses),
    (0.64, _other_classes),
    (0.74, _separate),
]


def _one(rng: Random, year: int, number: int) -> Case:
    draw = _Draw(rng, year)
    case: Case = {"id": f"{year}-{number}", "fiscal_year": year}
    case |= draw.person(rng.choice((17, 18, 22, 35, 50, 64, 65, 70)))
    income: Case = {}
    case["income"] = income
    if draw.chance() < 0.7:
        income["salary_revenue"] = draw.amount(SALARY, 30_000_000)
    else:
        income["business"] = draw.amount(TOTAL, 30_000_000)
    _place(draw, case)
    if draw.chance() < 0.6:
        _family(draw, case)
    if draw.chance() < 0.2:
        _self(draw, case)
    if draw.chance() < 0.5:
        _paid(draw, case)
    if draw.chance() < 0.15:
        _losses_and_illness(draw, case)
    theme = draw.chance()
    for up_to, add in THEMES:
        if theme < up_to:
            add(draw, case)
            break
    if draw.chance() < 0.35:
        _credits(draw, case)
    if "collection_request" in case and draw.chance() < 0.2:  # the pension takes the whole tax
        whole = answer(case)["annual_tax"]
        case["collection_request"]["pension"]["pension_part_tax"] = max(0, int(str(whole)))
    return case


def taxpayers(year: int, count: int, seed: int) -> list[Case]:
    """Random cases of scheme `resident-tax` for a fiscal year."""
    rng = Random(f"{year}/{seed}")
    return [_one(rng, year, number) for number in range(count)]
