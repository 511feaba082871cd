"""Individual resident tax of one taxpayer, FY2024 to FY2027, read from the law a second time, by another hand.

The oracle for the vectorised engine: plain integers and fractions, nothing shared with it. `answer(case)` takes one
case in the contract's form and returns the contract's result without explanation. The articles, and each
interpretation where the rules are silent, stand in the files beside this one, one for each step of rules 1.5.
"""

from __future__ import annotations

from tests.law.reading import resident_tax_levy as levy_rules
from tests.law.reading.resident_tax_collection import Year, collection
from tests.law.reading.resident_tax_deductions import deductions, up
from tests.law.reading.resident_tax_income import SEPARATE_CLASSES, Incomes, incomes
from tests.law.reading.resident_tax_levy import Levy
from tests.law.reading.resident_tax_people import Case, People, number, part, people_of, unborn
from tests.law.reading.resident_tax_places import Place, place_of

FOREST_TAX = 1_000  # 森林環境税法5条, from FY2024


def answer(case: Case) -> dict[str, object]:
    """The result of one case (amounts in yen), keys as in the contract; `warnings` where something does not count."""
    year = int(case["fiscal_year"])
    place = place_of(year, case)
    people = people_of(year, case)
    found = incomes(year, case, people)
    amounts, differences = deductions(year, case, people, found)
    exempt = levy_rules.exemption(year, case, people, found, place.grade)
    bases = levy_rules.tax_bases(found, sum(amounts.values()))

    result: dict[str, object] = {"id": case["id"]} if "id" in case else {}
    result |= {
        "employment_income": found.employment,
        "pension_income": found.pension,
        "total_income": found.total,
        "total_income_after_carryover": found.total_after_carryover,
        "deductions": amounts,
        "total_deductions": sum(amounts.values()),
        "taxable": bases["general"],
        "personal_diff_total": differences,
        "per_capita_exempt": exempt.per_capita,
        "income_levy_exempt": exempt.income_levy,
        "per_capita_limit": exempt.per_capita_limit,
        "income_levy_limit": exempt.income_levy_limit,
    }
    if place.contradicted or any(unborn(year, one) for one in case.get("dependants") or []):
        result["warnings"] = True
    by_class = levy_rules.levies(bases, place)
    if exempt.income_levy:  # no 所得割 at all
        by_class = dict.fromkeys(by_class, (0, 0))
    result["separate"] = {
        name: {"taxable": bases[name], "city": by_class[name][0], "pref": by_class[name][1]}
        for name in (*SEPARATE_CLASSES, "forestry")
    }
    return result | _tax(case, year, place, people, _Bases(found, bases, by_class, differences, exempt))


class _Bases:
    """What the tax is computed from."""

    def __init__(
        self,
        found: Incomes,
        bases: dict[str, int],
        by_class: dict[str, tuple[int, int]],
        differences: int,
        exempt: levy_rules.Exemption,
    ) -> None:
        self.found, self.bases, self.by_class = found, bases, by_class
        self.differences, self.exempt = differences, exempt


def _tax(case: Case, year: int, place: Place, people: People, basis: _Bases) -> dict[str, object]:
    """The levies after credits in the order of rules 1.5, the year's tax and its splitting."""
    found, bases, exempt = basis.found, basis.bases, basis.exempt
    left = Levy(sum(city for city, _ in basis.by_class.values()), sum(pref for _, pref in basis.by_class.values()))
    result: dict[str, object] = {"city_levy_before_credit": left.city, "pref_levy_before_credit": left.pref}

    # Step 5: 調整控除.
    result["adjustment_city"], result["adjustment_pref"] = left.take(
        *levy_rules.adjustment(found, bases, basis.differences, place)
    )
    after_adjustment = Levy(left.city, left.pref)
    # Step 6: 配当, 住宅, 寄附, 外国税額. 人的控除差調整額 includes the basic deduction's raise (314条の7第11項1号).
    rate = levy_rules.special_rate(bases, basis.differences + levy_rules.basic_raise(year, found.total))
    taken = {
        "dividend_credit": left.take(*levy_rules.dividend_credit(case, bases["general"], place)),
        "housing_credit": left.take(*levy_rules.housing_credit(year, case, found.total, place)),
        "donation_credit": left.take(*levy_rules.donation_credit(case, found, after_adjustment, rate, place)),
        "foreign_credit": left.take(*levy_rules.foreign_tax(case, place)),
    }
    # Step 7: 附則3条の3第4項・第5項, what remains of the incomes after the levy is not to be below the limit.
    beyond = found.total_after_carryover - exempt.income_levy_limit
    taken["taper"] = left.take_in_proportion(left.city + left.pref - max(0, beyond))
    # Step 8: 定額減税.
    before_flat = Levy(left.city, left.pref)
    taken["flat_credit"] = left.take_in_proportion(levy_rules.flat_credit(year, people, found.total))
    for name, (city, pref) in taken.items():
        result |= {f"{name}_city": city, f"{name}_pref": pref}
    return result | _year(case, year, place, exempt, (before_flat, left))


def _year(
    case: Case, year: int, place: Place, exempt: levy_rules.Exemption, levies: tuple[Levy, Levy]
) -> dict[str, object]:
    """Steps 9 to 11: 配当割額 withheld, the 100-yen floor, per capita, forest tax, the year's tax, its splitting."""
    before_flat, left = levies
    per_capita = (0, 0, 0) if exempt.per_capita else (place.city_per_capita, place.pref_per_capita, FOREST_TAX)
    withheld = number(part(case, "credits"), "dividend_levy_withheld")
    city_part = up(withheld * place.city_share)

    def year_of(levy: Levy) -> tuple[tuple[int, int], tuple[int, int], int]:
        """(withheld taken, levies, year's tax): 37条の4・314条の9; what is too much goes to per capita or back."""
        rest = Levy(levy.city, levy.pref)
        taken = rest.take(city_part, withheld - city_part)
        levies = (rest.city // 100 * 100, rest.pref // 100 * 100)
        return taken, levies, sum(levies) + sum(per_capita) - (withheld - sum(taken))

    taken, levies_left, annual = year_of(left)
    _, levies_before, annual_before = year_of(before_flat)
    # The month patterns of 定額減税 are FY2024's alone (附則5条の9から5条の11).
    flat = before_flat != left and year == 2024
    split = Year(
        annual=annual,
        before_flat=annual_before if flat else annual,
        levies_before_flat=sum(levies_before) if flat else sum(levies_left),
        per_capita=sum(per_capita),
        flat=flat,
    )
    return {
        "withheld_city": taken[0],
        "withheld_pref": taken[1],
        "withheld_excess": withheld - sum(taken),
        "city_income_levy": levies_left[0],
        "pref_income_levy": levies_left[1],
        "city_per_capita": per_capita[0],
        "pref_per_capita": per_capita[1],
        "forest_tax": per_capita[2],
        "annual_tax": annual,
        "collection": collection(case, split),
    }
