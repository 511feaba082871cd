"""The area's code values are those of the national code lists, where both name the same thing."""

from __future__ import annotations

from yakuba.areas.resident_registry.domain import record, relationships
from yakuba.areas.resident_registry.domain.reasons import Reason
from yakuba.standards.code_lists import CodeList, code_list


def _names(found: CodeList) -> dict[str, str]:
    return {one.code: one.name for one in found.codes}


def test_relationships() -> None:
    assert _names(code_list("relationship")) == dict(relationships.RELATIONSHIPS)


def test_change_reasons() -> None:
    assert list(_names(code_list("change-reason"))) == [reason.value for reason in Reason]


def test_kinds_and_states_of_residents() -> None:
    assert _names(code_list("resident-kind")) == dict(record.RESIDENT_TYPES)
    assert _names(code_list("resident-status")) == dict(record.RESIDENT_STATES)
