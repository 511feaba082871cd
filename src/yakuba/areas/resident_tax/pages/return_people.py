"""Whose return it is, with the household as the register tells it: what a form is filled with beforehand."""

from __future__ import annotations

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax.domain.returns import TaxReturn
from yakuba.areas.resident_tax.models import OutsidePerson
from yakuba.areas.resident_tax.pages.return_forms import Near, Whose
from yakuba.platform.disclosure.service import Channel


def whose(number: int, before: TaxReturn | None = None) -> Whose | None:
    """The person, or None for a number nobody has. Relatives of `before` who are on no list now are added.

    That the person and the household were looked at is registered.
    """
    found = next(iter(registry.people_to_compare([number])), None)
    if found is None:
        row = OutsidePerson.objects.filter(addressee_number=number).first()
        if row is None:
            return None
        return Whose(number, row.name, row.birth_date, row.address, "", _of_before(before, ()))
    facts = registry.facts_for(number, Channel.COUNTER)
    members = facts.members if facts else ()
    household = tuple(
        Near(one.number, one.name, one.birth_date, one.relationship) for one in members if one.number != number
    )
    near = (*household, *_of_before(before, household))
    return Whose(number, found.name, found.birth_date, found.address, found.mark, near)


def _of_before(before: TaxReturn | None, known: tuple[Near, ...]) -> tuple[Near, ...]:
    if before is None:
        return ()
    numbers = {one.number for one in known}
    family = (before.spouse, *before.dependants)
    return tuple(
        Near(one.number, one.name, one.birth_date, together=False)
        for one in family
        if one is not None and one.number is not None and one.number not in numbers
    )
