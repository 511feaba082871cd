"""Who is head of a household, and in which order its members are shown (juki-1.0:5.2)."""

from random import Random
from typing import Final

from .people import Household, Person, Role, relationship

_ADULT: Final = 18


def choose_head(household: Household, rng: Random) -> None:
    """Set the head and bring the members into display order."""
    members = household.members
    by_role: dict[Role, Person] = {member.role: member for member in reversed(members) if member.role != "child"}
    father = by_role.get("his_father") or by_role.get("her_father")
    mother = by_role.get("his_mother") or by_role.get("her_mother")
    draw = rng.random()
    if "husband" in by_role and "wife" in by_role and draw < 0.02 and not household.unregistered:
        _mark_stepchild(members)
    if father is not None and draw < (0.5 if father.age < 80 else 0.25):
        household.head = father
    elif father is None and mother is not None and draw < 0.15:
        household.head = mother
    else:
        household.head = _core_head(household, by_role, draw)
    order = {id(member): _rank(household.head, member) for member in members}
    members.sort(key=lambda member: (order[id(member)], member.born))


def _mark_stepchild(members: list[Person]) -> None:
    """The eldest minor came with the wife from an earlier marriage."""
    minors = [one for one in members if one.role == "child" and 3 <= one.age < _ADULT]
    if minors:
        min(minors, key=lambda one: one.born).role = "her_child"


def _core_head(household: Household, by_role: dict[Role, Person], draw: float) -> Person:
    husband, wife = by_role.get("husband"), by_role.get("wife")
    if husband is not None and wife is not None:
        return wife if draw > 0.96 else husband
    children = sorted((one for one in household.members if one.role == "child"), key=lambda one: one.born)
    parent = husband or wife
    if parent is None:
        return children[0] if draw < 0.7 or len(children) < 2 else children[1]
    grown = [one for one in children if one.age >= 30]
    return grown[0] if grown and draw < (0.25 if parent.age < 75 else 0.55) else parent


_ORDER = {"妻": 1, "夫": 1, "妻（未届）": 1, "夫（未届）": 1, "子": 2}


def _rank(head: Person, member: Person) -> int:
    """Order of members (juki-1.0:5.2): head, spouse, children, then the others."""
    return 0 if member is head else _ORDER.get(relationship(head, member), 3)
