"""Splitting the year's tax (second reading of the law, resident tax): 法20条の4の2・320条・321条の5・321条の7の8.

Interpretations where rules and contract are silent:

- A refund (negative tax) is one amount in the first place of each method; nothing to pay has an empty `ordinary`.
- `ordinary` has no zeros at its end; zeros at its beginning (定額減税 of FY2024) stay, they are instalments of zero.
- FY2024 with 定額減税: salary June nothing, the rest over July to May with the remainder in July. Ordinary: the tax
  before 定額減税 is split and the difference taken off the first instalment, then the next.
- Pension: half of last year's tax (below 100 yen dropped) in April, June, August; the rest of this year's in October,
  December, February. In the first year half of the tax, below 100 yen dropped, in October, December, February. Is more
  collected than due, the refund stands in October.
"""

from __future__ import annotations

from tests.law.reading.resident_tax_people import Case, number, part


def _in_parts(amount: int, parts: int, unit: int) -> list[int]:
    """Equal parts, each below `unit` dropped, the remainder in the first."""
    if amount <= 0:
        return [amount] + [0] * (parts - 1)
    each = amount // parts // unit * unit
    return [amount - each * (parts - 1)] + [each] * (parts - 1)


def special(annual: int, reduced: bool) -> list[int]:
    """給与特別徴収, June to May (321条の5); `reduced` by 定額減税 of FY2024: June nothing."""
    return [0, *_in_parts(annual, 11, 100)] if reduced else _in_parts(annual, 12, 100)


def ordinary(annual: int, before_flat: int, only_per_capita: bool) -> list[int]:
    """普通徴収, June, August, October, January (320条); per capita alone is one instalment."""
    if annual == 0:
        return []
    if annual < 0 or only_per_capita:
        return [annual]
    instalments = _in_parts(before_flat, 4, 1_000)
    left = before_flat - annual
    for at, instalment in enumerate(instalments):
        taken = min(left, instalment)
        instalments[at], left = instalment - taken, left - taken
    while instalments and instalments[-1] == 0:
        instalments.pop()
    return instalments


def pension(request: Case) -> dict[str, list[int]]:
    """年金特別徴収 (321条の7の2, 321条の7の8)."""
    due = number(request, "pension_part_tax")
    if request.get("continuing", True) is False:
        return {"provisional": [0, 0, 0], "final": _in_parts(due // 2 // 100 * 100, 3, 100)}
    provisional = _in_parts(number(request, "previous_year_pension_tax") // 2 // 100 * 100, 3, 100)
    return {"provisional": provisional, "final": _in_parts(due - sum(provisional), 3, 100)}


def collection(case: Case, annual: int, before_flat: int, income_levy: int) -> dict[str, object]:
    """`collection` of the result. `before_flat` is the year's tax without 定額減税, `income_levy` without it too."""
    reduced = before_flat != annual
    result: dict[str, object] = {
        "special": special(annual, reduced),
        "ordinary": ordinary(annual, before_flat, only_per_capita=income_levy == 0),
    }
    request = part(part(case, "collection_request"), "pension")
    if part(case, "collection_request").get("pension") is not None:
        result["pension"] = pension(request)
    return result
