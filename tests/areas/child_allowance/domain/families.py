"""Families made up for property tests, and what the law pays for them, told a second time without columns."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import Child, Right

EDGES = (
    date(2004, 2, 29),
    date(2004, 4, 1),
    date(2004, 4, 2),
    date(2008, 2, 29),
    date(2008, 3, 31),
    date(2008, 4, 1),
    date(2008, 4, 2),
    date(2012, 2, 29),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 11, 1),
    date(2026, 12, 31),
)
"""Birth dates on which a year, a school year or a leap day turns."""

MONTHS = st.sampled_from(months.between("2025-01", "2031-12"))
BIRTHS = st.one_of(st.sampled_from(EDGES), st.dates(date(2003, 4, 2), date(2027, 6, 30)))


@st.composite
def children(draw: st.DrawFn, number: int) -> Child:
    """A child with a first month, perhaps a last one, a pause, a confirmation past 18."""
    first = draw(st.sampled_from(("2025-01", "2025-07", "2026-03")))
    last = draw(st.sampled_from(("", "", "", "2026-12", "2028-02")))
    gone = draw(st.sampled_from(((), (), (("2026-05", "2026-08"),))))
    until = draw(st.sampled_from(("", "2027-03", "2028-06", "2031-03")))
    return Child(
        name=f"子{number}",
        birth_date=draw(BIRTHS),
        first=first,
        number=number,
        last=last,
        confirmed_until=until,
        pauses=gone,
        institution=draw(st.sampled_from((False, False, False, True))),
    )


@st.composite
def rights(draw: st.DrawFn, care: str = "parent") -> Right:
    """A right with one to five children, perhaps ended."""
    kept = tuple(draw(children(number)) for number in range(2, 2 + draw(st.integers(1, 5))))
    last = draw(st.sampled_from(("", "", "", "2029-10")))
    body = care == "facility"
    return Right(claimant=1, first="2025-01", children=kept, last=last, care="facility" if body else "parent")


def reaches(birth: date, age: int) -> int:
    """The school year (April to March) at whose end a child is of an age: by the day before the birthday."""
    day = date(birth.year + age, birth.month, birth.day) if (birth.month, birth.day) != (2, 29) else None
    eve = date(birth.year + age, 2, 28) if day is None else date.fromordinal(day.toordinal() - 1)
    return eve.year if eve.month >= 4 else eve.year - 1


def school_year(month: str) -> int:
    return int(month[:4]) if month[5:] >= "04" else int(month[:4]) - 1


def counts(right: Right, child: Child, month: str) -> bool:
    """Whether a child is counted in a month: supported, born before it, within 18, or within 22 and confirmed."""
    within = right.first <= month and (not right.last or month <= right.last)
    within = within and child.first <= month and (not child.last or month <= child.last)
    paused = any(first <= month <= last for first, last in child.pauses)
    born = month > f"{child.birth_date:%Y-%m}"
    young = school_year(month) <= reaches(child.birth_date, 18)
    older = school_year(month) <= reaches(child.birth_date, 22) and month <= child.confirmed_until
    return within and not paused and not child.institution and born and (young or older)


def yen_by_hand(right: Right, month: str) -> int:
    """児童手当法6条 since October 2024, child by child from the eldest on."""
    total, place = 0, 0
    for child in sorted(right.children, key=lambda one: one.birth_date):
        if not counts(right, child, month):
            continue
        place += 1
        if school_year(month) > reaches(child.birth_date, 18):
            continue
        third_birthday = f"{child.birth_date.year + 3}-{child.birth_date.month:02d}"
        own = 15_000 if month <= third_birthday else 10_000
        total += own if right.care == "facility" or place < 3 else 30_000
    return total
