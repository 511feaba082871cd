"""Ready-made families for the tests of the registry's core."""

import datetime

import pytest

from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.apply import apply
from yakuba.areas.resident_registry.domain.changes import Changes, RegisterView
from yakuba.areas.resident_registry.domain.events import Event
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.sheet import Desk

ENTERED = datetime.date(2010, 4, 1)


class CountingNumbers:
    """Gives 1001, 1002, ... as addressee and 501, 502, ... as household numbers."""

    def __init__(self) -> None:
        self.addressees = 1000
        self.households = 500

    def addressee(self) -> str:
        self.addressees += 1
        return str(self.addressees)

    def household(self) -> str:
        self.households += 1
        return str(self.households)


class Town:
    """Makes residents of 北見市 with every mandatory item filled."""

    def resident(self, number: str, name: str, relationship: str, *, household: str = "100", **items: object) -> Record:
        """One resident; `relationship` is the wording, further items override."""
        surname, given = name.split("　")
        filled: dict[str, object] = {
            "municipality_code": "012084",
            "household_number": household,
            "resident_type": "1",
            "resident_state": "1",
            "name": name,
            "surname": surname,
            "given_name": given,
            "sex": "1",
            "birth_date": datetime.date(1980, 3, 5),
            "address_municipality_code": "012084",
            "address_prefecture": "北海道",
            "address_municipality": "北見市",
            "address_town": "中央一丁目",
            "address_lot": "１番地",
            "address_set_date": ENTERED,
            "became_resident_date": ENTERED,
            "change_date": ENTERED,
            "processed_on": ENTERED,
            "entry_change_date": ENTERED,
            "origin_domicile": "北海道北見市中央一丁目１番地",
            "family_register_head": "甲野　一郎",
            "reason": "16",
            **rel.items(rel.parse(relationship)),
        }
        return Record(addressee_number=number, **{**filled, **items})  # type: ignore[arg-type]

    def family(self) -> tuple[Record, ...]:
        """甲野: father, mother, a daughter of 14 and a son of 12 (in 2026), household 100."""
        head = {"head_name": "甲野　一郎"}
        return (
            self.resident("11", "甲野　一郎", "世帯主", display_order=1, **head),
            self.resident("12", "甲野　京子", "妻", sex="2", display_order=2, **head),
            self.resident("13", "甲野　花", "子", sex="2", birth_date=_day(2012, 5, 1), display_order=3, **head),
            self.resident("14", "甲野　陽", "子", birth_date=_day(2014, 8, 9), display_order=4, **head),
        )

    def couple(self) -> tuple[Record, ...]:
        """戊島: an old couple, household 200, wife first."""
        where = {"household": "200", "head_name": "戊島　冬子", "address_town": "南二丁目"}
        return (
            self.resident("21", "戊島　冬子", "世帯主", sex="2", birth_date=_day(1942, 1, 9), display_order=1, **where),
            self.resident("22", "戊島　三郎", "夫", birth_date=_day(1940, 12, 1), display_order=2, **where),
        )

    def single(self) -> tuple[Record, ...]:
        """丙山: one person, household 300, at the same place as household 100."""
        return (self.resident("31", "丙山　誠", "世帯主", household="300", head_name="丙山　誠", display_order=1),)

    def view(self, *records: Record) -> RegisterView:
        """A register of these persons, everybody above when none are given."""
        rows = records or (*self.family(), *self.couple(), *self.single())
        return RegisterView(current=rows, municipality_code="012084")


class Clerk:
    """Applies changes one after the other to a register, on 23 November 2026."""

    def __init__(self, view: RegisterView, numbers: CountingNumbers) -> None:
        self.view = view
        self.desk = Desk(datetime.date(2026, 11, 23), numbers)

    def enter(self, event: Event) -> Changes:
        changes = apply(event, self.view, self.desk)
        self.view = self.view.after(changes)
        return changes

    def now(self, number: str) -> Record:
        row = self.view.person(number)
        assert row is not None
        return row


def _day(year: int, month: int, day: int) -> datetime.date:
    return datetime.date(year, month, day)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def numbers() -> CountingNumbers:
    return CountingNumbers()


@pytest.fixture
def clerk(town: Town, numbers: CountingNumbers) -> Clerk:
    return Clerk(town.view(), numbers)
