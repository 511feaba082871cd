"""Marks beside a name: protection and suppression.

Marked, never hidden, for staff who may inquire (juki-1.0:2.2.4, 3.1).
"""

from collections.abc import Sequence

from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.disclosure import service as disclosure


def of(numbers: Sequence[int]) -> dict[int, str]:
    """Addressee number → words of its mark, for those who have one. Three queries, however many persons."""
    states = disclosure.subject_state(numbers, households=households_of(numbers))
    return {number: state.mark for number, state in states.items() if state.mark}


def households_of(numbers: Sequence[int]) -> dict[int, int]:
    """Addressee number → household number, as recorded now: a household's suppression marks its members."""
    rows = ResidentRecord.objects.filter(is_latest=True, addressee_number__in=list(numbers))
    found = rows.values_list("addressee_number", "household_number")
    return {number: int(household) for number, household in found if str(household).isdigit()}
