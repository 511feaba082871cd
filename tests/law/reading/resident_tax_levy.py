"""所得割: tax bases, credits in their order, exemption, tapering, 定額減税 (second reading of the law, resident tax).

法 = 地方税法. City and prefecture are read separately throughout; a credit never exceeds what is left of its levy.

Interpretations where rules and contract are silent:

- Deductions go from 総所得金額, then 短期譲渡, 長期譲渡, 上場配当, 上場株式, 先物, 山林 (the order of the income-tax
  return).
- 山林 is a base of its own at the ordinary rates; the result names it `forestry` among the separate classes. The
  levies before credit are the sums over all classes.
- `credits.dividend` is the dividend income (shares) the credit of 法附則5条 is a share of.
- `credits.foreign_tax` is the foreign tax left for the resident tax, three fifths city (designated four fifths), the
  city's part rounded up and the rest the prefecture's: no more than was paid is credited.
- Each credit of city and prefecture is rounded up to 1 yen by itself. Of the donation credit the basic and the special
  part are each rounded up; the limit of 20% (law: of each levy by itself) is taken before rounding.
- The tapering of 附則3条の3 is split by the levies, the prefecture's part rounded up, the rest the city's; so is
  定額減税 (附則5条の8; Kawasaki's worked example).
- Who is exempt from 所得割 has no levy, no credit and no tapering: all of them are zero; tax bases are still told.
- The rate of the special donation credit: where there is no 課税総所得金額 or it does not reach 人的控除差調整額, the
  classes taxed apart give the rate, the lowest of theirs (314条の7第11項3号, 附則5条の5): a fifth of 山林 by the table,
  short transfers 59.37%, the others 74.685%.
- A housing loan whose income-tax base nobody told is limited by the limits in yen alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.law.reading.resident_tax_deductions import MAN, is_single_parent, is_widow, up
from tests.law.reading.resident_tax_income import Incomes
from tests.law.reading.resident_tax_people import Case, People, is_minor, number, part
from tests.law.reading.resident_tax_places import Place

# 法附則33条の2から35条の4の4: total rates; three fifths city, two fifths prefecture (designated four to one).
SEPARATE_RATES = {
    "short_transfer": Fraction(9, 100),
    "long_transfer": Fraction(5, 100),
    "listed_dividend": Fraction(5, 100),
    "listed_shares": Fraction(5, 100),
    "futures": Fraction(5, 100),
}


@dataclass
class Levy:
    """What is left of the two levies while credits are taken, in yen."""

    city: int
    pref: int

    def take(self, city: int, pref: int) -> tuple[int, int]:
        """Takes credits, none below zero and none above what is left: what was taken."""
        taken = min(max(0, city), self.city), min(max(0, pref), self.pref)
        self.city, self.pref = self.city - taken[0], self.pref - taken[1]
        return taken

    def take_in_proportion(self, amount: int) -> tuple[int, int]:
        """Takes an amount split by the levies: the prefecture's part rounded up, the rest the city's."""
        whole = self.city + self.pref
        amount = max(0, min(amount, whole))
        pref = up(Fraction(amount * self.pref, whole)) if whole else 0
        return self.take(amount - pref, pref)


@dataclass(frozen=True)
class Exemption:
    """非課税 and its limits in yen."""

    per_capita: bool
    income_levy: bool
    per_capita_limit: int
    income_levy_limit: int


def exemption(fiscal_year: int, case: Case, people: People, found: Incomes, grade: int) -> Exemption:
    """法295条・24条の5, 令47条の3, 規則9条の21, 附則3条の3."""
    heads = len(people.counted)
    tenth = 11 - grade  # 1級地 1.0, 2級地 0.9, 3級地 0.8
    per_capita_limit = 35_000 * tenth * (heads + 1) + 100_000 + (21_000 * tenth if heads else 0)
    income_levy_limit = 350_000 * (heads + 1) + 100_000 + (320_000 if heads else 0)
    own = part(case, "self")
    # 295条1項1号: 生活扶助 on the levy date. 2号: disabled, minor, widow, single parent with at most 1,350,000.
    needy = bool(own.get("disability")) or is_minor(fiscal_year, case)
    needy = needy or is_widow(case, found.total) or is_single_parent(case, found.total)
    wholly = bool(own.get("public_assistance")) or (needy and found.total <= 135 * MAN)
    return Exemption(
        per_capita=wholly or found.total <= per_capita_limit,
        income_levy=wholly or found.total_after_carryover <= income_levy_limit,
        per_capita_limit=per_capita_limit,
        income_levy_limit=income_levy_limit,
    )


def tax_bases(found: Incomes, total_deductions: int) -> dict[str, int]:
    """課税標準額 per class, below 1,000 yen dropped (法20条の4の2第1項); `general` is 課税総所得金額."""
    bases = {}
    left = total_deductions
    for name, amount in [
        ("general", found.general),
        *((name, found.separate[name]) for name in SEPARATE_RATES),
        ("forestry", found.forestry),
    ]:
        used = min(left, amount)
        left -= used
        bases[name] = (amount - used) // 1_000 * 1_000
    return bases


def levies(bases: dict[str, int], place: Place) -> dict[str, tuple[int, int]]:
    """(city, pref) per class: base times rate, below 1 yen dropped for each (rules 1.5 step 4)."""
    result = {}
    for name, base in bases.items():
        if base == 0:
            result[name] = (0, 0)
            continue
        if name in SEPARATE_RATES:
            rate = SEPARATE_RATES[name]
            city, pref = rate * place.city_share, rate * (1 - place.city_share)
        else:
            city, pref = place.city_rate, place.pref_rate
        result[name] = (int(base * city), int(base * pref))
    return result


def adjustment(found: Incomes, bases: dict[str, int], differences: int, place: Place) -> tuple[int, int]:
    """調整控除 (37条・314条の6): (city, pref)."""
    if found.total > 2_500 * MAN:
        return 0, 0
    base = bases["general"] + bases["forestry"]  # 合計課税所得金額
    small = base <= 200 * MAN
    counted = min(differences, base) if small else max(differences - (base - 200 * MAN), 5 * MAN)
    five_percent = Fraction(counted * 5, 100)
    return int(five_percent * place.city_share), int(five_percent * (1 - place.city_share))


def dividend_credit(case: Case, taxable: int, place: Place) -> tuple[int, int]:
    """配当控除 (附則5条1項・3項): 2.8% in all (1.6 + 1.2), half of it for what lies above 10,000,000 of the base."""
    dividend = number(part(case, "credits"), "dividend")
    if dividend == 0:
        return 0, 0
    above = min(dividend, max(0, taxable - 1_000 * MAN))
    below = dividend - above
    if place.designated:
        city, pref = Fraction(224, 10_000), Fraction(56, 10_000)
    else:
        city, pref = Fraction(16, 1_000), Fraction(12, 1_000)
    return up(below * city + above * city / 2), up(below * pref + above * pref / 2)


def income_tax_basic(fiscal_year: int, total: int) -> int:
    """基礎控除 of the income tax of the income year (所法86条, 措法41条の16の2), by 合計所得金額."""
    high = [(2_400, 48), (2_450, 32), (2_500, 16)]
    if fiscal_year <= 2025:
        table = high
    elif fiscal_year == 2026:
        table = [(132, 95), (336, 88), (489, 68), (655, 63), (2_350, 58), *high]
    else:
        table = [(489, 104), (655, 67), (2_350, 62), *high]
    return next((deduction * MAN for limit, deduction in table if total <= limit * MAN), 0)


def basic_raise(fiscal_year: int, total: int) -> int:
    """What the income-tax reform added above 480,000 and the resident tax adds back, from FY2026."""
    return max(0, income_tax_basic(fiscal_year, total) - 48 * MAN)


def housing_credit(fiscal_year: int, case: Case, total: int, place: Place) -> tuple[int, int]:
    """住宅借入金等特別税額控除 (附則5条の4の2)."""
    loan = part(part(case, "credits"), "housing_loan")
    if not loan.get("move_in"):
        return 0, 0
    move_in = date.fromisoformat(loan["move_in"])
    if move_in < date(2009, 1, 1) or (fiscal_year < 2027 and move_in.year >= 2026):
        return 0, 0  # 2026 and later: by the reform of 2026, and no earlier income year can have such a house
    taxed, base = loan.get("income_tax_taxable"), number(loan, "income_tax_taxable")
    if date(2016, 1, 1) <= move_in <= date(2025, 12, 31):  # 居住年 平成28から令和7
        base += basic_raise(fiscal_year, total)
    if loan.get("specified_acquisition") and date(2014, 4, 1) <= move_in <= date(2021, 12, 31):
        share, most = Fraction(7, 100), 136_500
    else:
        share, most = Fraction(5, 100), 97_500
    limit = Fraction(most) if taxed is None else min(base * share, Fraction(most))
    credit = min(Fraction(number(loan, "remaining")), limit)
    return up(credit * place.city_share), up(credit * (1 - place.city_share))


def donation_credit(
    case: Case, found: Incomes, after_adjustment: Levy, rate: Fraction, place: Place
) -> tuple[int, int]:
    """寄附金税額控除 (37条の2・314条の7, 附則5条の6): basic 10% and, for furusato, the special part.

    `rate` is that of the special part; `after_adjustment` the levies after 調整控除.
    """
    paid = part(case, "paid")
    furusato = number(paid, "furusato")
    if furusato + number(paid, "donation_municipality") + number(paid, "donation_prefecture") == 0:
        return 0, 0
    most = found.total_after_carryover * 30 // 100

    def basic(donated: int) -> Fraction:
        return Fraction(max(0, min(donated, most) - 2_000) * 10, 100)

    city = up(basic(furusato + number(paid, "donation_municipality")) * place.city_share)
    pref = up(basic(furusato + number(paid, "donation_prefecture")) * (1 - place.city_share))

    special = max(0, furusato - 2_000) * rate
    city += up(min(special * place.city_share, Fraction(after_adjustment.city * 20, 100)))
    pref += up(min(special * (1 - place.city_share), Fraction(after_adjustment.pref * 20, 100)))
    return city, pref


def special_rate(bases: dict[str, int], allowance: int) -> Fraction:
    """The rate of the special donation credit (314条の7第11項, 附則5条の5・5条の6); `allowance` is 人的控除差調整額."""
    if bases["general"] > 0 and bases["general"] >= allowance:
        return _rate_by_base(bases["general"] - allowance)
    rates = []
    if bases["forestry"]:
        rates.append(_rate_by_base(bases["forestry"] // 5))
    if bases["short_transfer"]:
        rates.append(Fraction("59.37") / 100)
    if any(bases[name] for name in ("long_transfer", "listed_dividend", "listed_shares", "futures")):
        rates.append(Fraction("74.685") / 100)
    return min(rates, default=Fraction(90, 100))


def _rate_by_base(base: int) -> Fraction:
    for limit, rate in (
        (195, "84.895"),
        (330, "79.79"),
        (695, "69.58"),
        (900, "66.517"),
        (1_800, "56.307"),
        (4_000, "49.16"),
    ):
        if base <= limit * MAN:
            return Fraction(rate) / 100
    return Fraction("44.055") / 100


def foreign_tax(case: Case, place: Place) -> tuple[int, int]:
    """外国税額控除 (37条の3・314条の8)."""
    amount = number(part(case, "credits"), "foreign_tax")
    if amount == 0:
        return 0, 0
    city = up(amount * place.city_share)
    return city, amount - city


def flat_credit(fiscal_year: int, people: People, total: int) -> int:
    """定額減税 (附則5条の8・5条の12): 10,000 yen per head up to 18,050,000 of 合計所得金額."""
    if total > 1_805 * MAN:
        return 0
    same_household_spouse = people.spouse is not None and people.spouse.counts
    if fiscal_year == 2024:
        heads = 1 + sum(relative.counts for relative in people.dependants)
        # A 同一生計配偶者 of someone above 10,000,000 is no 控除対象配偶者 and counts a year later.
        heads += same_household_spouse and total <= 1_000 * MAN
        return heads * MAN
    if fiscal_year == 2025 and same_household_spouse and total > 1_000 * MAN:
        return MAN
    return 0
