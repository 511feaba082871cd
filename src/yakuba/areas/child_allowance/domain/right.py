"""A right to the allowance (受給資格) as one value: who, which children, from when, to which account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from yakuba.areas.child_allowance.domain import months
from yakuba.standards.money.accounts import Account

Care = Literal["parent", "keeper", "guardian", "facility"]
CARE_WORDS = {
    "parent": "父母",
    "keeper": "父母に代わる養育者",
    "guardian": "未成年後見人・父母指定者",
    "facility": "施設・里親",
}


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child of a right. `number` is the addressee number, none for who lives elsewhere and is not on the register.

    `first` to `last` (empty: open) are the months in which the claimant supports it; `confirmed_until` is the last
    month for which the form of support beyond 18 (監護相当・生計費の負担についての確認書) holds, empty without one.
    `pauses` are months in between, first and last, in which it did not.
    """

    name: str
    birth_date: date
    first: str
    number: int | None = None
    last: str = ""
    confirmed_until: str = ""
    together: bool = True
    institution: bool = False
    pauses: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """What tells a child of a right from the others."""
        return str(self.number) if self.number is not None else f"{self.name}/{self.birth_date.isoformat()}"

    def supported(self, month: str) -> bool:
        """Whether the claimant supports the child in a month; past school age only as far as it was confirmed."""
        if month < self.first or (self.last and month > self.last):
            return False
        if any(first <= month <= last for first, last in self.pauses):
            return False
        return month <= school_end(self.birth_date, 18) or month <= self.confirmed_until


@dataclass(frozen=True, kw_only=True)
class Right:
    """Everything that is known of a right at one time; each change makes a new one.

    `last` is the last month of the right (empty: it goes on). `held` says why payments are held (差止), empty when not.
    `grounds` are why the yearly report (現況届) is asked, each with its first month; `reported` the years it was filed.
    """

    claimant: int
    first: str
    children: tuple[Child, ...]
    last: str = ""
    ended_for: str = ""
    care: Care = "parent"
    account: Account | None = None
    held: str = ""
    grounds: tuple[tuple[str, str], ...] = ()
    reported: tuple[int, ...] = ()

    def covers(self, month: str) -> bool:
        """Whether the right exists in a month."""
        return self.first <= month and (not self.last or month <= self.last)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Addressee numbers of all it names."""
        return (self.claimant, *(child.number for child in self.children if child.number is not None))


def school_end(birth: date, age: int) -> str:
    """The March of the school year in which an age is reached; a birthday on 1 April belongs to the year before.

    >>> school_end(date(2008, 4, 1), 18), school_end(date(2008, 4, 2), 18)
    ('2026-03', '2027-03')
    """
    return f"{birth.year + age + ((birth.month, birth.day) > (4, 1)):04d}-03"


def with_child(right: Right, child: Child) -> Right:
    """The right with one child more; one it names already counts anew from the month given.

    Its earlier months stay counted, so that what was paid for them is not demanded back; the gap is a pause.
    """
    known = next((one for one in right.children if one.key == child.key), None)
    if known is None:
        return replace(right, children=(*right.children, child))
    gap = (months.add(known.last, 1), months.add(child.first, -1)) if known.last else ("", "")
    pauses = (*known.pauses, gap) if known.last and gap[0] <= gap[1] else known.pauses
    until = max(known.confirmed_until, child.confirmed_until)
    joined = replace(child, first=known.first, last="", confirmed_until=until, pauses=pauses)
    return replace(right, children=tuple(joined if one.key == child.key else one for one in right.children))


def without_child(right: Right, key: str, last: str) -> Right:
    """The right with a child counted to a month only."""
    changed = tuple(replace(one, last=last) if one.key == key else one for one in right.children)
    return replace(right, children=changed)


def confirmed(right: Right, key: str, until: str) -> Right:
    """The right with the support beyond 18 confirmed to a month."""
    changed = tuple(replace(one, confirmed_until=until) if one.key == key else one for one in right.children)
    return replace(right, children=changed)


def ended(right: Right, last: str, why: str) -> Right:
    """The right with its last month. One that ends before it begins was never paid: its last month stays before."""
    return replace(right, last=last, ended_for=why)


def counted_now(right: Right) -> tuple[Child, ...]:
    """The children that are counted without an end."""
    return tuple(child for child in right.children if not child.last)
