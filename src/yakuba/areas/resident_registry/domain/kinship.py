"""Relationships proposed when another member becomes head (juki-1.0:4.1.4.2).

Each member's relationship to the old head is a path of steps (child, parent, spouse, sibling). The path from the new
head to a member goes back over the old head and on; known detours are shortened (a parent's child is a sibling), and
chains that begin alike part at the person they share. A step that the family register could contradict (a spouse's
child may be a stepchild) is marked for confirmation; where sex or birth order of a step is not known, nothing is
proposed and the clerk must enter it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from . import relationships as rel
from .household import Household, is_head
from .record import Record


@dataclass(frozen=True)
class Proposal:
    """Relationship of one member to the new head. `chain` is None when it must be entered by the clerk."""

    addressee_number: str
    chain: rel.Chain | None
    to_confirm: bool = False


@dataclass(frozen=True)
class _Node:
    """Somebody on a path: sex and birth date as far as known."""

    sex: str = ""
    birth_date: datetime.date | None = None


@dataclass(frozen=True)
class _Step:
    kind: str  # "spouse", "partner" (未届), "child", "parent", "sibling"
    to: _Node
    sure: bool = True
    word: str = ""  # the code it had, kept while the step is not turned round


Path = tuple[_Step, ...]

_KINDS: Final = {
    **dict.fromkeys((rel.HUSBAND, rel.WIFE), "spouse"),
    **dict.fromkeys((rel.HUSBAND_UNREGISTERED, rel.WIFE_UNREGISTERED), "partner"),
    **dict.fromkeys(rel.CHILDREN, "child"),
    **dict.fromkeys(rel.PARENTS, "parent"),
    **dict.fromkeys(rel.SIBLINGS, "sibling"),
}
_INVERSE: Final = {
    "spouse": "spouse",
    "partner": "partner",
    "child": "parent",
    "parent": "child",
    "sibling": "sibling",
}
_SHORTER: Final = {
    ("parent", "child"): ("sibling", True),
    ("parent", "spouse"): ("parent", False),
    ("spouse", "child"): ("child", False),
    ("child", "parent"): ("spouse", False),
    ("child", "sibling"): ("child", False),
    ("sibling", "parent"): ("parent", False),
    ("sibling", "sibling"): ("sibling", False),
}
"""Two steps → one step, and whether it is certain without looking at the family register."""


def propose(household: Household, new_head: str) -> tuple[Proposal, ...]:
    """Relationships of all members when `new_head` becomes head, in stored order.

    Works from the relationships to the old head, also when he or she is no longer a member. Raises KeyError when
    `new_head` is no member.
    """
    members = {member.addressee_number: member for member in household.members}
    head = members[new_head]
    return tuple(
        Proposal(number, (rel.HEAD,)) if number == new_head else _proposal(household, head, member)
        for number, member in members.items()
    )


def _proposal(household: Household, new_head: Record, member: Record) -> Proposal:
    number = member.addressee_number
    if is_head(new_head):
        return Proposal(number, member.relationship_codes or None)
    unrelated = _unrelated(new_head, member)
    if unrelated is not None:
        return Proposal(number, unrelated.chain, unrelated.to_confirm)
    there, here = _path(member), _path(new_head)
    if not here or not (is_head(member) or there):
        return Proposal(number, None)
    shared = _shared(here, there)
    back = _reversed(household, new_head, shared)
    path = _shortened((*back, *there[shared:]))
    sure = all(step.kind not in ("child", "sibling") for step in here[:shared])
    return _named(number, path, _node(new_head), sure)


def _shared(here: Path, there: Path) -> int:
    """How many first steps both chains share; equal chains are two persons, who part at the last step."""
    words = [(a.word, b.word) for a, b in zip(here, there, strict=False)]
    same = next((place for place, (a, b) in enumerate(words) if a != b), len(words))
    return same - 1 if same == len(here) == len(there) else same


def _unrelated(new_head: Record, member: Record) -> Proposal | None:
    """Lodgers and connected persons stand outside the paths; None when both are relatives."""
    head_kind, member_kind = new_head.relationship_codes[:1], member.relationship_codes[:1]
    lodger, connected = (rel.LODGER,), (rel.CONNECTED_PERSON,)
    if connected in (head_kind, member_kind):
        known = head_kind == connected and is_head(member)
        return Proposal("", connected if known else None)
    if lodger in (head_kind, member_kind):
        return Proposal("", lodger, to_confirm=not is_head(member))
    return None


def _node(record: Record | None) -> _Node:
    return _Node(record.sex, record.birth_date) if record else _Node()


def _path(member: Record) -> Path:
    """Steps from the old head to the member; empty for the head and for relationships that are no path."""
    codes = member.relationship_codes
    if any(code not in _KINDS for code in codes):
        return ()
    nodes = [_Node(rel.SEX.get(code, "")) for code in codes[:-1]] + [_node(member)]
    return tuple(_Step(_KINDS[code], node, word=code) for code, node in zip(codes, nodes, strict=False))


def _reversed(household: Household, new_head: Record, shared: int) -> Path:
    """Steps from the new head back to the person after the first `shared` steps of his or her own chain."""
    path = _path(new_head)
    words = [step.word for step in path]
    middle = [_only(household, words[:length]) for length in range(1, len(words))]
    nodes = [_node(household.head), *middle, _node(new_head)]
    places = reversed(range(shared, len(path)))
    return tuple(
        _Step(_INVERSE[path[place].kind], nodes[place], place == 0 or nodes[place].sex != "") for place in places
    )


def _only(household: Household, codes: Sequence[str]) -> _Node:
    """The only member with this relationship; somebody unknown when there is none or more than one."""
    found = [member for member in household.members if member.relationship_codes == tuple(codes)]
    return _node(found[0]) if len(found) == 1 else _Node()


def _shortened(path: Path) -> Path:
    """The path with every known detour taken out, from the left until nothing changes."""
    for place in range(len(path) - 1):
        first, second = path[place], path[place + 1]
        shorter = _SHORTER.get((first.kind, second.kind))
        if shorter:
            kind, sure = shorter
            step = _Step(kind, second.to, sure and first.sure and second.sure)
            return _shortened((*path[:place], step, *path[place + 2 :]))
    return path


def _named(number: str, path: Path, start: _Node, sure: bool) -> Proposal:
    """The path in words; 縁故者 when it would take more than four elements (juki-1.0:1.1.11)."""
    sure = sure and all(step.sure for step in path)
    if len(path) > rel.LONGEST:
        return Proposal(number, (rel.CONNECTED_PERSON,), to_confirm=not sure)
    codes: list[str] = []
    before = start
    for step in path:
        code = step.word or _word(step, before)
        if not code:
            return Proposal(number, None)
        codes.append(code)
        before = step.to
    return Proposal(number, tuple(codes), to_confirm=not sure)


def _word(step: _Step, before: _Node) -> str:
    """Relationship code of one step, blank when sex or birth order is not known."""
    if step.kind == "child":
        return rel.CHILD
    if step.to.sex not in (rel.MALE, rel.FEMALE):
        return ""
    male = step.to.sex == rel.MALE
    if step.kind == "sibling":
        return _sibling(step.to, before, male)
    husband_or_father = {"spouse": rel.HUSBAND, "partner": rel.HUSBAND_UNREGISTERED, "parent": rel.FATHER}
    wife_or_mother = {"spouse": rel.WIFE, "partner": rel.WIFE_UNREGISTERED, "parent": rel.MOTHER}
    return (husband_or_father if male else wife_or_mother)[step.kind]


def _sibling(sibling: _Node, before: _Node, male: bool) -> str:
    if sibling.birth_date is None or before.birth_date is None or sibling.birth_date == before.birth_date:
        return ""
    elder = sibling.birth_date < before.birth_date
    if male:
        return rel.ELDER_BROTHER if elder else rel.YOUNGER_BROTHER
    return rel.ELDER_SISTER if elder else rel.YOUNGER_SISTER
