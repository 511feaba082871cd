"""Numbers of claims: twelve digits and a check digit, for slips, direct debits and codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from yakuba.standards.digits import narrow

LENGTH: Final = 13
_RUNS = re.compile(r"\d+")


def claim_number(serial: int) -> str:
    """The number of a serial (modulus 10, weights 3 and 1 from the right, as on slips of stores).

    >>> claim_number(1), claim_number(452087)
    ('0000000000017', '0000004520870')
    """
    body = f"{serial:012d}"
    return body + _check_digit(body)


def is_claim_number(digits: str) -> bool:
    """Whether these are 13 digits whose last one checks the others.

    >>> is_claim_number("0000004520870"), is_claim_number("0000004520871"), is_claim_number("4520870")
    (True, False, False)
    """
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit() and _check_digit(digits[:-1]) == digits[-1]


def found_in(texts: Iterable[str]) -> str:
    """The one number that stands in these texts; empty for none, and for several different ones.

    >>> found_in(["ﾉｳﾌﾊﾞﾝｺﾞｳ 0000004520870", ""]), found_in(["0000004520870 0000000000017"])
    ('0000004520870', '')
    """
    found = {run for text in texts for run in _RUNS.findall(narrow(text)) if is_claim_number(run)}
    return found.pop() if len(found) == 1 else ""


def _check_digit(body: str) -> str:
    total = sum(int(one) * (1 if at % 2 else 3) for at, one in enumerate(reversed(body)))
    return str(-total % 10)
