"""Marks beside a name: protection and suppression.

Marked, never hidden, for staff who may inquire (juki-1.0:2.2.4, 3.1).
"""

from collections.abc import Iterable, Mapping, Sequence

from yakuba.areas.resident_registry.brief import Brief
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.tenancy.statements import Read

_HOUSEHOLDS = Read("""
SELECT addressee_number, household_number FROM resident_record
WHERE municipality_id = %(municipality)s AND is_latest AND addressee_number = ANY(%(numbers)s)
""")


def of(numbers: Sequence[int]) -> dict[int, str]:
    """Addressee number → words of its mark, for those who have one. Three queries, however many persons."""
    return _marks(dict(_HOUSEHOLDS.rows(numbers=list(numbers))))


def of_current(records: Iterable[Record | Brief]) -> dict[int, str]:
    """The same for persons whose current versions are at hand. Two queries."""
    return _marks({int(record.addressee_number): record.household_number for record in records})


def _marks(households: Mapping[int, str]) -> dict[int, str]:
    """From addressee number → household number as recorded now: a household's suppression marks its members."""
    written = {number: int(household) for number, household in households.items() if household.isdigit()}
    states = disclosure.subject_state(households, households=written)
    return {number: state.mark for number, state in states.items() if state.mark}
