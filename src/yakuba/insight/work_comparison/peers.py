"""Which municipalities are of a size: from half to twice the people. Pure."""

from __future__ import annotations

from yakuba.standards.errors import NotFound
from yakuba.standards.population import Year, pyramid

YEARS: tuple[Year, ...] = (2025, 2015)


def people(lg_code: str) -> int | None:
    """The people of a municipality as last projected or counted; None where no figure is known."""
    for year in YEARS:
        try:
            return pyramid(lg_code, year).total
        except NotFound:
            continue
    return None


def of_a_size(one: str, other: str) -> bool:
    """Whether the second has between half and twice the people of the first.

    >>> of_a_size("012084", "012025"), of_a_size("012084", "122041")
    (False, False)
    """
    own, theirs = people(one), people(other)
    return own is not None and theirs is not None and own <= 2 * theirs and theirs <= 2 * own
