"""Marks beside a name: protection and suppression.

Marked, never hidden, for staff who may inquire (juki-1.0:2.2.4, 3.1).
"""

from collections.abc import Sequence


def of(numbers: Sequence[int]) -> dict[int, str]:
    """Addressee number → words of its mark, for those who have one. Protection is not recorded yet: nobody has one."""
    return {}
