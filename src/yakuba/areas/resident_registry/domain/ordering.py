"""Order of household members (juki-1.0:5.2), used for new households, joint copies and whom notices go to."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from . import relationships as rel
from .record import Record

_NO_BIRTH_DATE: Final = datetime.date.max
_PARENT_MIN_YEARS: Final = 12
"""A child this many years older than another may be its parent; only used to guess whose family a member belongs to."""

Rank = tuple[int, ...]


def ordered(members: Iterable[Record]) -> tuple[Record, ...]:
    """Members in the order of the standard.

    Rank 1: head, spouse, children without family of their own. 2: children with family, each followed by spouse and
    children. 3: parents, siblings, grandparents. 4: the spouse's kin in the same order, other relatives by generation,
    connected persons, lodgers. Ties by birth date, then addressee number.
    """
    group = sorted(members, key=by_age)
    families = _families(group)
    ranks = {member.addressee_number: _rank(member, families) for member in group}
    return tuple(sorted(group, key=lambda member: (ranks[member.addressee_number], by_age(member))))


def by_age(member: Record) -> tuple[datetime.date, str]:
    """Sort key: birth date (unknown last), then addressee number."""
    return (member.birth_date or _NO_BIRTH_DATE, member.addressee_number)


def _families(group: Sequence[Record]) -> dict[str, int]:
    """Place of each child's family among the families, for the child and for those who belong to it."""
    children = [member for member in group if len(member.relationship_codes) == 1 and _starts(member, rel.CHILDREN)]
    belongs: dict[str, str] = {}
    for member in group:
        if len(member.relationship_codes) > 1 and _starts(member, rel.CHILDREN):
            root = next((child for child in children if _may_be_linked(child, member)), None)
            belongs[member.addressee_number] = root.addressee_number if root else ""
    roots = list(dict.fromkeys(c.addressee_number for c in children if c.addressee_number in belongs.values()))
    place = {root: position for position, root in enumerate(roots)}
    family = {number: place.get(root, len(roots)) for number, root in belongs.items()}
    return {**family, **place}


def _may_be_linked(child: Record, member: Record) -> bool:
    """Whether `member` (子の…) may hang on `child`: a spouse of the other sex, or a child young enough."""
    step = member.relationship_codes[1]
    if step in rel.SPOUSES:
        return child.sex != rel.SEX[step]
    if step in rel.CHILDREN and child.birth_date and member.birth_date:
        return member.birth_date.year - child.birth_date.year >= _PARENT_MIN_YEARS
    return True


def _starts(member: Record, elements: frozenset[str]) -> bool:
    codes = member.relationship_codes
    return bool(codes) and codes[0] in elements


def _rank(member: Record, families: dict[str, int]) -> Rank:
    chain = member.relationship_codes
    if member.addressee_number in families:
        return (2, families[member.addressee_number], *_inside_family(chain))
    for test, rank in _RULES:
        if test(chain):
            return (*rank, *_register_head_first(member, rank))
    return (4, 3, len(chain))


def _inside_family(chain: rel.Chain) -> Rank:
    """Child, child's spouse, child's children and further."""
    if len(chain) == 1:
        return (0, 0)
    return (1, 0) if len(chain) == 2 and chain[1] in rel.SPOUSES else (2, len(chain))


def _register_head_first(member: Record, rank: Rank) -> Rank:
    """Parents and grandparents: the head of the family register comes first."""
    if rank in _REGISTER_HEAD_FIRST:
        return (0 if member.family_register_head == member.name else 1,)
    return ()


def _is(*sets: frozenset[str]) -> Callable[[rel.Chain], bool]:
    """Test whether a chain has one element of each set, in this order and no more."""
    return lambda chain: len(chain) == len(sets) and all(code in group for code, group in zip(chain, sets, strict=True))


_HEAD = frozenset({rel.HEAD})
_RULES: Final[tuple[tuple[Callable[[rel.Chain], bool], Rank], ...]] = (
    (_is(_HEAD), (1, 0)),
    (_is(rel.SPOUSES), (1, 1)),
    (_is(rel.CHILDREN), (1, 2)),
    (_is(rel.PARENTS), (3, 0)),
    (_is(rel.SIBLINGS), (3, 1)),
    (_is(rel.PARENTS, rel.PARENTS), (3, 2)),
    (_is(rel.SPOUSES, rel.PARENTS), (4, 0)),
    (_is(rel.SPOUSES, rel.SIBLINGS), (4, 1)),
    (_is(rel.SPOUSES, rel.PARENTS, rel.PARENTS), (4, 2)),
    (_is(frozenset({rel.CONNECTED_PERSON})), (4, 4)),
    (_is(frozenset({rel.LODGER})), (4, 5)),
    (lambda chain: not chain, (4, 6)),
)
_REGISTER_HEAD_FIRST: Final = frozenset({(3, 0), (3, 2), (4, 0), (4, 2)})
