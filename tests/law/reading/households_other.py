"""Random cases of the smaller schemes in the form of the contract, deterministic, boundaries oversampled.

`cases(scheme, year, count, seed)`: the same four values give the same cases on any machine. About half of all amounts
are drawn at a point of the law or one yen beside it; months and birth dates around the days on which something ends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.law.reading.common_reading import Case

FISCAL_YEARS = {
    "child-allowance": (2023, 2024, 2025, 2026),
    "health-insurance": (2024, 2025, 2026),
    "light-vehicle-tax": (2024, 2025, 2026),
    "fixed-asset-tax": (2024, 2025, 2026),
    "long-term-care-premium": (2024, 2025, 2026),
    "late-elderly-premium": (2024, 2025, 2026),
    "childcare-fee": (2024, 2025, 2026),
}


def cases(scheme: str, year: int, count: int, seed: int) -> list[Case]:
    """`count` cases of a scheme for one fiscal year, each with an `id`."""
    rng = Random(f"{scheme} {year} {seed}")
    return [{"id": f"{scheme}-{year}-{seed}-{at}"} | DRAWN[scheme](rng, year) for at in range(count)]


def _near(rng: Random, points: list[int], highest: int) -> int:
    """A point of the law, itself or one beside it, or any amount."""
    if rng.random() < 0.55:
        return max(rng.choice(points) + rng.choice((-1, 0, 0, 1)), 0)
    return rng.randrange(highest) if rng.random() < 0.8 else rng.randrange(highest // 1_000) * 1_000


def _month(rng: Random, year: int, favourites: list[tuple[int, int]]) -> tuple[int, int]:
    if favourites and rng.random() < 0.4:
        return rng.choice(favourites)
    at = rng.randrange(12)
    return (year, at + 4) if at < 9 else (year + 1, at - 8)


def _birth(rng: Random, year: int, month: int, ages: tuple[int, ...]) -> date:
    """A birthday that reaches one of the ages about now; often on a first, on 1 or 2 April, at a month's end."""
    age = rng.choice(ages)
    kind = rng.random()
    if kind < 0.3:  # the ends of school years
        base = date(year - age - rng.choice((0, 0, 1)), 4, 1) + timedelta(days=rng.choice((-1, 0, 1, 2)))
    elif kind < 0.6:  # birthdays about this month
        base = date(year - age, month, 1) + timedelta(days=rng.choice((-32, -31, -1, 0, 1, 14, 30, 31, 32)))
    elif kind < 0.65:
        base = date((year - age) // 4 * 4, 2, 29)
    else:
        base = date(year - age, 1, 1) + timedelta(days=rng.randrange(365))
    return base


def _child_allowance(rng: Random, year: int) -> Case:
    this, month = _month(rng, year, [(2024, 9), (2024, 10)] if year == 2024 else [(year, 4), (year + 1, 3)])
    children: list[Case] = []
    for _ in range(rng.choice((1, 1, 2, 2, 3, 3, 3, 4, 5, 6))):
        birth = _birth(rng, this, month, (0, 1, 2, 3, 3, 3, 6, 10, 12, 13, 15, 16, 18, 19, 20, 22, 23))
        if children and rng.random() < 0.1:
            birth = date.fromisoformat(children[-1]["birth_date"])  # twins
        if (birth.year, birth.month) > (this, month):
            birth = date(birth.year - 1, birth.month, min(birth.day, 28))
        child: Case = {"birth_date": birth.isoformat()}
        if rng.random() < 0.15:
            child["supported"] = rng.random() < 0.3
        if rng.random() < 0.08:
            child["institution"] = rng.random() < 0.8
        children.append(child)
    claimant: Case = {}
    if rng.random() < 0.9:
        claimant["employer_kind"] = rng.choice(("private", "private", "public_servant", "none"))
    if rng.random() < 0.8:
        dependants = rng.randrange(6)
        limits = [6_220_000 + 380_000 * dependants, 8_580_000 + 380_000 * dependants]
        claimant |= {"dependants": dependants, "income": _near(rng, limits, 12_000_000)}
    return {"month": f"{this:04}-{month:02}", "children": children} | ({"claimant": claimant} if claimant else {})


VEHICLES = [
    "moped50",
    "moped125_4kw",
    "specified_small",
    "moped90",
    "moped125",
    "minicar",
    "agricultural",
    "other_special",
    "motorcycle250",
    "motorcycle_over250",
]
CARS = ["tricycle", "car_private", "car_business", "van_private", "van_business"]


def _light_vehicle(rng: Random, year: int) -> Case:
    drawn: Case = {"fiscal_year": year, "kind": rng.choice(CARS * 4 + VEHICLES)}
    if drawn["kind"] in CARS or rng.random() < 0.3:
        points = [(year - 13) * 12 + 2, 2015 * 12 + 3, (year - 1) * 12 + 3, year * 12 + 2, (year - 14) * 12 + 3]
        if rng.random() < 0.7:
            month = min(rng.choice(points) + rng.choice((-1, 0, 1)), year * 12 + 2)
        else:
            month = rng.randrange(1990 * 12, year * 12 + 3)
        drawn["first_registered"] = f"{month // 12:04}-{month % 12 + 1:02}"
        if rng.random() < 0.05:
            del drawn["first_registered"]
    if rng.random() < 0.3:
        drawn["electric"] = rng.random() < 0.7
    return drawn


def _fixed_asset(rng: Random, year: int) -> Case:
    drawn: Case = {"fiscal_year": year, "land": [_parcel(rng) for _ in range(rng.choice((0, 1, 1, 2, 3)))]}
    drawn["houses"] = [_house(rng) for _ in range(rng.choice((0, 1, 1, 2)))]
    ordinance: Case = {}
    if rng.random() < 0.5:
        ordinance["rate"] = rng.choice((0.014, "0.014", 0.015, "0.0145", 0.016))
    if rng.random() < 0.4:
        ordinance["city_planning_rate"] = rng.choice((0.003, "0.003", 0.002, "0.0025"))
    return drawn | ({"ordinance": ordinance} if ordinance else {})


def _parcel(rng: Random) -> Case:
    value = _near(rng, [300_000, 600_000, 900_000, 1_800_000, 18_000_000, 17_000_000], 60_000_000)
    parcel: Case = {"value": value, "use": rng.choice(("residential", "residential", "commercial", "other"))}
    dwellings = rng.choice((1, 1, 1, 2, 4))
    parcel["area"] = max(
        rng.choice(
            (200 * dwellings + rng.choice((-1, 0, 1)), rng.randrange(30, 1500), rng.choice((165.29, 200.5, 99.17)))
        ),
        1,
    )
    full = value
    if parcel["use"] == "residential":
        if dwellings > 1 or rng.random() < 0.3:
            parcel["dwellings"] = dwellings
        full = value // 6 if parcel["area"] <= 200 * dwellings else value // 5
    if rng.random() < 0.8:
        level = rng.choice(
            (100, 150, 200, 500, 550, 551, 590, 600, 600, 601, 650, 700, 700, 701, 750, 940, 950, 999, 1_000, 1_100)
        )
        parcel["previous_base"] = max(full * level // 1_000 + rng.choice((-1, 0, 0, 1)), 0)
    return parcel


def _house(rng: Random) -> Case:
    house: Case = {"value": _near(rng, [199_999, 200_000, 400_000, 13_300_000], 40_000_000)}
    house["floor_area"] = rng.choice(
        (49.99, 50, 119, 120, 121, 140, 279.9, 280, 280.01, 99.37, 133.33, rng.randrange(20, 400))
    )
    if rng.random() < 0.6:
        house["fireproof"] = rng.random() < 0.4
        house["new_years_left"] = rng.randrange(6 if house["fireproof"] else 4)
    return house


def _long_term_care(rng: Random, year: int) -> Case:
    ordinance: Case = {"base": rng.choice((72_000, 79_800, 66_000, 70_800, 69_600, 79_070, 74_196, 63_601))}
    if rng.random() < 0.6:
        ordinance["round"] = rng.choice((1, 10, 100))
    drawn: Case = {"fiscal_year": year, "ordinance": ordinance}
    if rng.random() < 0.1:
        return drawn | {"stage": rng.randrange(1, 14)}
    if rng.random() < 0.1:
        drawn["public_assistance"] = rng.random() < 0.8
    if rng.random() < 0.5:  # taxed
        points = [1_200_000, 2_100_000, 3_200_000, 4_200_000, 5_200_000, 6_200_000, 7_200_000]
        drawn |= {"self_taxed": True, "total_income": _near(rng, points, 9_000_000)}
        if rng.random() < 0.7:
            drawn["household_taxed"] = True
        return drawn | ({"pension_revenue": rng.randrange(4_000_000)} if rng.random() < 0.5 else {})
    drawn["self_taxed"] = False
    drawn["household_taxed"] = rng.random() < 0.5
    drawn["pension_revenue"] = pension = _near(rng, [800_000, 809_000, 826_500, 1_100_000, 1_200_000], 2_000_000)
    rest = rng.choice((0, 0, 800_000 - pension, 809_000 - pension, 826_500 - pension, 1_200_000 - pension))
    other = max(rest + rng.choice((-1, 0, 1)), 0)
    drawn["total_income"] = max(pension - 1_100_000, 0) + other
    return drawn


def _late_elderly(rng: Random, year: int) -> Case:
    insured, earners = rng.choice((1, 1, 2, 3)), rng.randrange(4)
    limit7 = 430_000 + 100_000 * max(earners - 1, 0)
    half, fifth = {2024: (295_000, 545_000), 2025: (305_000, 560_000), 2026: (310_000, 570_000)}[year]
    points = [limit7, limit7 + half * insured, limit7 + fifth * insured]
    incomes = [430_000, 580_000, 1_010_000, 24_000_000, 24_500_000, 25_000_000]
    income = _near(rng, incomes, 3_000_000 if rng.random() < 0.7 else 12_000_000)
    household: Case = {"judged_income": _near(rng, points, 3_000_000), "earners": earners}
    if insured > 1 or rng.random() < 0.5:
        household["insured"] = insured
    drawn: Case = {"fiscal_year": year, "total_income": income, "household": household}
    drawn["ordinance"] = {
        "per_capita": rng.choice((47_300, 52_953, 49_412, 50_389, 44_321)),
        "rate": rng.choice((0.0967, "0.1179", 0.0956, "0.1021")),
    }
    if rng.random() < 0.3:
        drawn["ordinance"]["round"] = rng.choice((1, 10, 100))
    if rng.random() < 0.2:
        drawn["former_dependant"] = rng.random() < 0.8
    return drawn


def _childcare(rng: Random, year: int) -> Case:
    this, month = _month(rng, year, [(year, 4), (year, 8), (year, 9), (year + 1, 3)])
    points = [0, 48_600, 57_700, 77_101, 97_000, 169_000, 301_000, 397_000]
    levies = {str(at): _near(rng, points, 500_000) for at in (year - 1, year)}
    birth = min(_birth(rng, this, month, (0, 1, 2, 3, 3, 4, 5)), date(this, month, 1))
    birth = max(birth, date(year - 6, 4, 2))  # not yet at school
    drawn: Case = {
        "month": f"{this:04}-{month:02}",
        "child": {"birth_date": birth.isoformat()},
        "municipal_income_levy_by_fiscal_year": levies,
    }
    if rng.random() < 0.7:
        drawn["hours"] = rng.choice(("standard", "short"))
    if rng.random() < 0.6:
        drawn["order"] = rng.choice((1, 2, 2, 3, 4))
    if rng.random() < 0.4:
        drawn["single_parent"] = rng.random() < 0.8
    if rng.random() < 0.3:
        drawn["ordinance"] = {
            "table": [
                {"class": "B", "levy_below": 1, "standard": 0, "short": 0},
                {"class": "C1", "levy_below": 48_600, "standard": 9_701, "short": 9_501},
                {"class": "D1", "levy_below": 97_000, "standard": 20_300, "short": 19_900},
                {"class": "D2", "standard": 45_005, "short": 44_003},
            ]
        }
    return drawn


NHI_RATES: tuple[Case, ...] = (
    {  # Narita FY2025 and an invented child part
        "medical": {"rate": 0.0681, "per_capita": 22_100, "per_household": 19_100},
        "support": {"rate": 0.0213, "per_capita": 8_700, "per_household": 0},
        "care": {"rate": 0.0189, "per_capita": 10_500, "per_household": 5_300},
        "child": {"rate": 0.003, "per_capita": 1_800},
    },
    {  # Setouchi FY2025: odd amounts
        "medical": {"rate": "0.0961", "per_capita": 26_663, "per_household": 22_825},
        "support": {"rate": "0.0314", "per_capita": 9_539, "per_household": 7_355},
        "care": {"rate": "0.0271", "per_capita": 10_101, "per_household": 5_003},
        "child": {"rate": "0.0029", "per_capita": 1_733, "per_household": 851},
        "round": 100,
    },
    {  # without a household part, to the yen
        "medical": {"rate": 0.0771, "per_capita": 47_300},
        "support": {"rate": 0.0269, "per_capita": 16_800},
        "care": {"rate": 0.0225, "per_capita": 16_600},
        "child": {"rate": 0.0031, "per_capita": 1_817},
        "round": 1,
    },
)


def _health(rng: Random, year: int) -> Case:
    half, fifth = {2024: (295_000, 545_000), 2025: (305_000, 560_000), 2026: (310_000, 570_000)}[year]
    size = rng.choice((0, 0, 1, 1, 2, 3, 4))
    points = [430_000 + 100_000 * extra for extra in range(2)]
    points += [430_000 + share * people for share in (half, fifth) for people in range(1, size + 2)]
    head = _member(rng, year, points)
    if rng.random() < 0.15:
        head["insured"] = False
    members = [_member(rng, year, points) for _ in range(size)]
    for member in members:
        if rng.random() < 0.1:  # moved on to the system of the late elderly
            member.pop("birth_date", None)
            member |= {"specified_former": True, "age": rng.choice((75, 80))}
    drawn: Case = {"fiscal_year": year, "form": rng.choice(("tax", "premium")), "head": head, "members": members}
    return drawn | {"ordinance": rng.choice(NHI_RATES)}


def _member(rng: Random, year: int, points: list[int]) -> Case:
    member: Case = {}
    age = rng.choice((0, 3, 5, 6, 10, 17, 18, 30, 39, 40, 50, 64, 65, 70, 74, 75))
    if rng.random() < 0.5:
        member["age"] = age
    else:
        base = date(year - age, 4, 1) if rng.random() < 0.5 else date(year - age, rng.choice((1, 4, 9)), 1)
        birth = base + timedelta(days=rng.choice((-1, 0, 1, 2, rng.randrange(-90, 270))))
        member["birth_date"] = birth.isoformat()
    if age >= 15:
        _revenues(rng, year, age, member, points)
    if rng.random() < 0.2:
        member["months"] = rng.randrange(13)
    if rng.random() < 0.05:
        member["income_unknown"] = True
    return member


def _revenues(rng: Random, year: int, age: int, member: Case, points: list[int]) -> None:
    kind = rng.random()
    if kind < 0.35:
        member["total_income"] = _near(rng, [*points, 24_000_000, 24_500_000, 25_000_000, 7_000_000], 9_000_000)
    elif kind < 0.65:
        salary = [550_000, 650_000, 550_999, 650_999, 980_000, 1_080_000, 1_619_000, 1_900_000, 2_000_000, 8_500_000]
        member["salary_revenue"] = _near(rng, salary, 6_000_000)
    if age >= 60 and rng.random() < 0.7:
        pensions = [600_000, 1_100_000, 1_250_000, 1_300_000, 1_530_000, 1_680_000, 3_300_000, 4_100_000]
        member["pension_revenue"] = _near(rng, pensions, 4_500_000)


DRAWN: dict[str, Callable[[Random, int], Case]] = {
    "child-allowance": _child_allowance,
    "health-insurance": _health,
    "light-vehicle-tax": _light_vehicle,
    "fixed-asset-tax": _fixed_asset,
    "long-term-care-premium": _long_term_care,
    "late-elderly-premium": _late_elderly,
    "childcare-fee": _childcare,
}
