"""The figures of a fiscal year for the yearly report to the prefecture (児童手当事業年報): counts and yen by class.

Counted are recipients and children of February, its last month paid before the year ends; yen are those of the twelve
months paid in the even months from April to February: February to January.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.right import Right, school_end

AGES: Final = ("3歳未満", "3歳から小学校修了前", "中学生", "高校生年代")
ORDERS: Final = ("第1子・第2子", "第3子以降", "施設等")
OLDER: Final = "数えるだけの子（大学生年代）"

Class = tuple[str, str]
"""Age and order."""


@dataclass(frozen=True)
class Year:
    """`children`: class → children paid for in February; `yen`: class → yen of the twelve months.

    `recipients`: by how many children they are paid for: one, two, three or more; bodies apart. `older`: children
    past 18 who only count.
    """

    year: int
    recipients: tuple[int, int, int]
    bodies: int
    older: int
    children: Mapping[Class, int]
    yen: Mapping[Class, int]

    @property
    def all_recipients(self) -> int:
        """Everybody who is paid for somebody in February."""
        return sum(self.recipients) + self.bodies

    @property
    def all_children(self) -> int:
        """Everybody who is paid for in February."""
        return sum(self.children.values())

    @property
    def all_yen(self) -> int:
        """What the twelve months are worth."""
        return sum(self.yen.values())


def months_of(year: int) -> list[str]:
    """The months paid in a fiscal year.

    >>> months_of(2026)[0], months_of(2026)[-1], len(months_of(2026))
    ('2026-02', '2027-01', 12)
    """
    return months.between(f"{year:04d}-02", f"{year + 1:04d}-01")


def age_of(birth: date, month: str) -> str:
    """The class of age of a child who is paid for in a month.

    >>> age_of(date(2023, 5, 1), "2026-05"), age_of(date(2023, 5, 1), "2026-06")
    ('3歳未満', '3歳から小学校修了前')
    """
    if month <= months.add(months.of(birth), 36):
        return AGES[0]
    return AGES[1] if month <= school_end(birth, 12) else AGES[2] if month <= school_end(birth, 15) else AGES[3]


def of_year(rights: Sequence[Right], year: int, through: str) -> Year:
    """The figures of a year; months after `through` have not come yet and count nothing."""
    february = min(f"{year + 1:04d}-02", through)
    children: Counter[Class] = Counter()
    paid_for: Counter[int] = Counter()
    older = 0
    for line in entitlement.lines(rights, february):
        if line.yen:
            children[_class(rights, line, february)] += 1
            paid_for[line.row] += 1
        else:
            older += 1
    yen: Counter[Class] = Counter()
    for month in months_of(year):
        if month <= through:
            for line in entitlement.lines(rights, month):
                yen[_class(rights, line, month)] += line.yen
    bodies = sum(1 for row in paid_for if rights[row].care == "facility")
    counts = Counter(min(count, 3) for row, count in paid_for.items() if rights[row].care != "facility")
    return Year(
        year, (counts[1], counts[2], counts[3]), bodies, older, children, {key: of for key, of in yen.items() if of}
    )


def _class(rights: Sequence[Right], line: entitlement.Line, month: str) -> Class:
    order = ORDERS[2] if rights[line.row].care == "facility" else ORDERS[1] if line.order >= 3 else ORDERS[0]
    return age_of(line.child.birth_date, month), order
