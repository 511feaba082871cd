"""Naming the members of a household; their domicile of origin and head of the family register (本籍・筆頭者)."""

import datetime
from dataclasses import replace
from random import Random

from .history import entry
from .names import NameChooser
from .parameters import MALE
from .people import Household, Name, Person, Register
from .places import Address, Places

_HER_SIDE = ("her_father", "her_mother", "her_child")
_WINDOW_YEARS = 8
_YEAR = 365.25


class Naming:
    """Draws names and family registers household by household."""

    def __init__(self, names: NameChooser, places: Places, as_of: datetime.date) -> None:
        self._names = names
        self._places = places
        self._today = as_of.toordinal()

    def name(self, household: Household, rng: Random) -> None:
        """Name every Japanese member; foreign residents have their names already. Needs the household's moves."""
        family, hers = self._names.surname(rng), self._names.surname(rng)
        if household.split_from is not None and household.split_from.head.name is not None:
            family = household.split_from.head.name.surname, household.split_from.head.name.surname_kana
        persons = [*household.members, *([household.former_head] if household.former_head else [])]
        for person in persons:
            if person.foreigner is None and person.name is None:
                own = self._surname(household, person, family, hers, rng)
                person.name = self._names.name(own, person.sex, _year(person), rng)
        self._register(household, persons, rng)
        wife = next((one for one in household.members if one.role == "wife"), None)
        if wife is not None and wife.foreigner is None and not household.unregistered:
            self._marriage(household, wife, hers, rng)

    def _surname(
        self, household: Household, person: Person, family: tuple[str, str], hers: tuple[str, str], rng: Random
    ) -> tuple[str, str]:
        if person.role in _HER_SIDE or (household.unregistered and person.role == "wife"):
            return hers
        if person.role in ("lodger", "kin"):
            return self._names.surname(rng)
        return family

    def _register(self, household: Household, persons: list[Person], rng: Random) -> None:
        common = self._origin(household, rng)
        family_head = next((one.name for one in persons if one.role in ("husband", "wife") and one.name), None)
        hers: Register | None = None
        siblings: Register | None = None
        for person in persons:
            name = person.name
            if name is None:
                continue
            if person.role in _HER_SIDE or (household.unregistered and person.role == "wife"):
                hers = hers or Register(self._origin(household, rng), self._elder(name, rng))
                person.register = hers
            elif person.role in ("his_father", "his_mother"):
                father = next((one.name for one in persons if one.role == "his_father" and one.name), None)
                person.register = Register(common, father or self._elder(name, rng))
            elif person.role == "child" and family_head is None:
                siblings = siblings or Register(common, self._elder(name, rng))
                person.register = siblings
            elif person.role in ("lodger", "kin") or family_head is None:
                person.register = Register(self._origin(household, rng), self._elder(name, rng))
            else:
                person.register = Register(common, family_head)
        if len(persons) == 1 and persons[0].name is not None and persons[0].age < 45 and rng.random() < 0.8:
            persons[0].register = Register(common, self._elder(persons[0].name, rng))

    def _origin(self, household: Household, rng: Random) -> Address:
        found = self._places.address(rng, flat=False) if rng.random() < 0.55 else self._places.elsewhere(rng)
        lot = found.lot if found.town.residential else f"{found.lot.split('番地')[0]}番地"
        return replace(found, building="", lot=lot)

    def _elder(self, name: Name, rng: Random) -> Name:
        """A father with the same surname, who is not in the file."""
        given, kana = self._names.given(MALE, 1940 + int(rng.random() * 40), rng)
        return Name(name.surname, given, name.surname_kana, kana)

    def _marriage(self, household: Household, wife: Person, hers: tuple[str, str], rng: Random) -> None:
        """Some couples married while they lived here; some wives have their former surname on the record."""
        husband = next((one for one in household.members if one.role == "husband"), None)
        if husband is not household.head or husband is None or husband.name is None or wife.name is None:
            return
        draw = rng.random()
        began = max(entry(wife, household).day, entry(husband, household).day)
        children = [one.born for one in household.members if one.role in ("child", "her_child")]
        latest = min([self._today - 60, *(born - 30 for born in children)])
        earliest = max(began + 30, self._today - round(_WINDOW_YEARS * _YEAR), wife.born + round(19 * _YEAR))
        if draw < 0.4 and wife.age < 48 and earliest < latest and household.former_head is None and not wife.left_on:
            wife.married_on = earliest + int(rng.random() * (latest - earliest))
            wife.maiden = Name(hers[0], wife.name.given, hers[1], wife.name.given_kana)
            wife.maiden_register = Register(self._origin(household, rng), self._elder(wife.maiden, rng))
        elif draw > 0.985 and began < self._today - 800 and not wife.left_on:
            wife.maiden = Name(hers[0], wife.name.given, hers[1], wife.name.given_kana)
            wife.former_surname_on = max(self._today - 30 - int(rng.random() * 2000), began + 40)


def _year(person: Person) -> int:
    return datetime.date.fromordinal(person.born).year
