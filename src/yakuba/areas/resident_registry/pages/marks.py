"""Marks beside a name: protection and suppression.

Marked, never hidden, for staff who may inquire (juki-1.0:2.2.4, 3.1).
"""

from collections.abc import Sequence

from yakuba.platform.disclosure import service as disclosure


def of(numbers: Sequence[int]) -> dict[int, str]:
    """Addressee number → words of its mark, for those who have one. Two queries, however many persons."""
    return {number: state.mark for number, state in disclosure.subject_state(numbers).items() if state.mark}
