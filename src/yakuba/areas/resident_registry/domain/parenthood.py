"""Whether the record says that one member of a household is a parent of another, by 続柄 alone.

The record holds no parents: 続柄 is told from the head. What the family register alone could tell is "unsure".
"""

from collections.abc import Sequence
from typing import Final, Literal

from . import relationships as rel
from .household import is_head
from .record import Record

Answer = Literal["sure", "unsure", "no"]
_ONLY_HERE: Final = rel.CHILDREN | rel.SIBLINGS
"""There may be more of these elsewhere: the parent may be one who does not live here."""


def _path(record: Record) -> rel.Chain:
    """From the head to the person: nothing for the head."""
    return () if is_head(record) else record.relationship_codes


def parenthood(parent: Record, child: Record, members: Sequence[Record]) -> Answer:
    """``members`` are all of the household: two with the same 続柄 cannot be told apart.

    A spouse of the child's parent may be a step-parent: "unsure".
    """
    there, here = _path(child), _path(parent)
    if not here and not is_head(parent):
        return "no"
    if there == (*here, rel.CHILD):
        alike = [one for one in members if _path(one) == here]
        return "sure" if len(alike) == 1 and not (here and here[-1] in _ONLY_HERE) else "unsure"
    if here and here[-1] in rel.PARENTS and here[:-1] == there:
        return "sure"
    if here and here[-1] in rel.SPOUSES and there == (*here[:-1], rel.CHILD):
        return "unsure"
    return "no"
