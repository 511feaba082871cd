"""By which rates late charges and refund interest of a scheme are counted: the law's of taxes, or an ordinance's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yakuba.areas.collection import parameter_definitions as settings
from yakuba.areas.collection.domain.schemes import CHARGES
from yakuba.law.columns import rate_parts
from yakuba.law.late_charges import Rate, Rates, Terms
from yakuba.platform.parameters import service as parameters


@dataclass(frozen=True, slots=True)
class Ruled:
    """The terms of a scheme (None: those of taxes); ``none``: its ordinance knows no late charge."""

    terms: Terms | None = None
    none: bool = False


def terms_of(scheme: str, first: date, last: date) -> Ruled:
    """What rules a scheme today, with the rates of the years from a day to another.

    An ordinance's rate holds for the calendar years on whose 1 January it is set; a year without one is missing.
    """
    if scheme not in CHARGES:
        return Ruled()
    rule = parameters.get(settings.LATE_RULES[scheme], last)
    if rule == settings.NO_LATE_CHARGE:
        return Ruled(none=True)
    if rule != settings.BY_ORDINANCE:
        return Ruled()
    wanted = settings.LATE_RATES[scheme]
    tables: tuple[dict[int, Rate], dict[int, Rate], dict[int, Rate]] = ({}, {}, {})
    for year in range(first.year, last.year + 1):
        found = parameters.many(wanted, date(year, 1, 1))
        for table, one in zip(tables, wanted, strict=True):
            if found[one.key]:
                table[year] = Rate(rate_parts(Decimal(found[one.key]) / 100), "条例")
    months = int(parameters.get(settings.LATE_MONTHS[scheme], last))
    return Ruled(Terms(Rates(f"{CHARGES[scheme]}の延滞金・還付加算金", *tables), first_months=months))
