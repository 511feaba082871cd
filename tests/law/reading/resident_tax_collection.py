"""Splitting the year's tax (second reading of the law, resident tax): 法20条の4の2・320条・321条の5・321条の7の8.

Interpretations where rules and contract are silent:

- A refund (negative tax) is one amount in the first place of each method; nothing to pay has an empty `ordinary`.
- `ordinary` has no zeros at its end; zeros at its beginning (定額減税 of FY2024) stay, they are instalments of zero.
- Salary: a tax that does not exceed 均等割 (with the forest tax) is whole in the first month (321条の5第1項ただし書).
- FY2024 with 定額減税: salary June nothing, the rest over July to May with the remainder in July. Ordinary: the tax
  before 定額減税 is split and the difference taken off the first instalment, then the next. Pension: likewise off the
  first instalments of a first year and off October, December, February; it is known to be the pension's where the
  pension takes the whole tax.
- Pension: half of last year's tax (below 100 yen dropped) in April, June, August; the rest of this year's in October,
  December, February. In the first year half of the tax, below 100 yen dropped, in October, December, February, and the
  other half in June and August by ordinary collection. Is more collected than due, the refund stands in October.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.law.reading.resident_tax_people import Case, number, part


@dataclass(frozen=True)
class Year:
    """The year's tax; what it was before 定額減税 of FY2024; both levies then; per capita with the forest tax. Yen."""

    annual: int
    before_flat: int
    levies_before_flat: int
    per_capita: int
    flat: bool  # 定額減税 of FY2024 was taken


def _in_parts(amount: int, parts: int, unit: int) -> list[int]:
    """Equal parts, each below `unit` dropped, the remainder in the first; a refund whole in the first."""
    if amount <= 0:
        return [amount] + [0] * (parts - 1)
    each = amount // parts // unit * unit
    return [amount - each * (parts - 1)] + [each] * (parts - 1)


def _taken_off(instalments: list[int], amount: int) -> list[int]:
    """An amount taken off the first instalment, what is left of it off the next."""
    left, result = amount, []
    for instalment in instalments:
        taken = min(left, max(0, instalment))
        result.append(instalment - taken)
        left -= taken
    return result


def special(year: Year) -> list[int]:
    """給与特別徴収, June to May (321条の5)."""
    months = 11 if year.flat else 12
    if year.annual <= year.per_capita:
        shares = [year.annual] + [0] * (months - 1)
    else:
        shares = _in_parts(year.annual, months, 100)
    return [0] * (12 - months) + shares


def ordinary(year: Year) -> list[int]:
    """普通徴収, June, August, October, January (320条); per capita alone is one instalment."""
    if year.annual <= 0 or year.levies_before_flat == 0:
        return [year.annual] if year.annual else []
    instalments = _taken_off(_in_parts(year.before_flat, 4, 1_000), year.before_flat - year.annual)
    while instalments and instalments[-1] == 0:
        instalments.pop()
    return instalments


def pension(request: Case, year: Year) -> dict[str, list[int]]:
    """年金特別徴収 (321条の7の2, 321条の7の8)."""
    due = number(request, "pension_part_tax")
    flat = year.before_flat - year.annual if due == year.annual else 0
    if request.get("continuing", True) is False:
        half = (due + flat) // 2 // 100 * 100
        bills = _in_parts(due + flat - half, 2, 1_000)
        left = max(0, flat - sum(bills))
        return {
            "provisional": [0, 0, 0],
            "final": _taken_off(_in_parts(half, 3, 100), left),
            "ordinary": _taken_off(bills, flat),
        }
    provisional = _in_parts(number(request, "previous_year_pension_tax") // 2 // 100 * 100, 3, 100)
    final = _in_parts(due + flat - sum(provisional), 3, 100)
    return {"provisional": provisional, "final": _taken_off(final, flat)}


def collection(case: Case, year: Year) -> dict[str, object]:
    """`collection` of the result."""
    result: dict[str, object] = {"special": special(year), "ordinary": ordinary(year)}
    request = part(case, "collection_request").get("pension")
    if request is not None:
        result["pension"] = pension(request, year)
    return result
