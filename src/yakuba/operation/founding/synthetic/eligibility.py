"""Electoral roll, insurance, pension and child allowance of a person on a day, consistent with age (legal ages)."""

import datetime
from dataclasses import dataclass
from functools import cache
from random import Random

from yakuba.standards import ages

from .people import Person

_INSURED = ((20, 0.14), (40, 0.16), (60, 0.18), (65, 0.35), (75, 0.72))
"""Share in national health insurance (国保) below an age (被保険者実態調査, rounded)."""


@dataclass(frozen=True, slots=True)
class LegalDays:
    """Days (ordinals) on which a person reaches the ages that matter; the eve of the birthday counts."""

    adult: int
    pension_from: int
    pension_until: int
    care: int
    elderly: int

    @classmethod
    def of(cls, born: int) -> "LegalDays":
        """The days of somebody born on that day."""
        birth = datetime.date.fromordinal(born)
        adult, from_20, until_60, care = (ages.reaches(birth, years).toordinal() for years in (18, 20, 60, 65))
        return cls(adult, from_20, until_60, care, ages.birthday_in(birth, birth.year + 75).toordinal())


def is_insured(age: int, rng: Random) -> bool:
    """Whether somebody of that age is in national health insurance."""
    return any(age < limit and rng.random() < share for limit, share in _INSURED[_group(age) :][:1])


def _group(age: int) -> int:
    return next((index for index, (limit, _) in enumerate(_INSURED) if age < limit), len(_INSURED))


def items(person: Person, legal: LegalDays, resident_since: int, day: int) -> list[str]:
    """The fourteen columns 選挙人名簿登録有無 … 児童手当受給開始年月, the two of the child allowance blank."""
    voter = person.foreigner is None and day >= legal.adult and day - resident_since >= 90
    insured = person.health_insurance and day < legal.elderly
    elderly, care = day >= legal.elderly, day >= legal.care
    pension = legal.pension_from <= day < legal.pension_until
    over = day >= legal.pension_until
    return [
        "1" if voter else "0",
        "1" if insured else "0",
        iso(resident_since) if insured else "",
        "1" if elderly else "0",
        iso(max(legal.elderly, resident_since)) if elderly else "",
        "1" if care else "0",
        iso(max(legal.care, resident_since)) if care else "",
        "1" if pension else "0",
        "",
        _pension_class(person, pension=pension),
        iso(max(legal.pension_from, resident_since)) if pension else "",
        iso(legal.pension_until) if over and legal.pension_until > resident_since else "",
        "",
        "",
    ]


def _pension_class(person: Person, *, pension: bool) -> str:
    if not pension:
        return ""
    return "1" if person.health_insurance else "2"


@cache
def iso(day: int) -> str:
    """An ordinal as YYYY-MM-DD."""
    return datetime.date.fromordinal(day).isoformat()


def allowance(born: int, resident_since: int, day: int) -> str:
    """First month (YYYY-MM) of child allowance for a child, blank when the child is too old on `day`.

    Paid until the end of the school year in which the child becomes 18 (児童手当法3条1項, from October 2024).

    >>> allowance(datetime.date(2020, 5, 3).toordinal(), datetime.date(2022, 4, 1).toordinal(), 738000)
    '2022-05'
    """
    birth = datetime.date.fromordinal(born)
    school_year_end = birth.year + 18 + ((birth.month, birth.day) > (4, 1))
    if day > datetime.date(school_year_end, 3, 31).toordinal():
        return ""
    start = datetime.date.fromordinal(max(born, resident_since))
    return f"{start.year + start.month // 12}-{start.month % 12 + 1:02}"
