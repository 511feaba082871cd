"""Forming households from a pool of persons so that size, kind and relationships follow the census.

Couples come first, then the minors, then exactly as many grown-up children and old parents are placed with relatives
as the prefecture's household size and share of one-person households ask for; who is left lives alone.
"""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from .heads import choose_head
from .parameters import (
    FEMALE,
    MALE,
    MARRIED_MEN,
    MARRIED_WOMEN,
    MOTHER_AGE_DEVIATION,
    MOTHER_AGE_MEAN,
    SUPPORTED_SPACING_DAYS,
    WITH_SPOUSE,
    PrefectureRates,
)
from .people import Household, Person, Role

_ADULT = 18
_OFFSETS = tuple(sign * step for step in range(26) for sign in (1, -1) if step or sign == 1)
_MORE_CHILDREN = (1.6, 3.0, 1.0, 0.2, 0.05, 0.02)
"""How willingly a family with 0, 1, 2 … children takes another one, so that two are commonest."""

_STAYS_WITH_PARENTS = ((23, 9.0), (25, 5.0), (30, 2.6), (35, 1.7), (40, 1.3), (50, 1.0), (60, 0.6), (200, 0.05))
_LIVES_WITH_CHILD = ((70, 0.4), (75, 0.7), (80, 1.1), (85, 1.7), (200, 2.4))


@dataclass(frozen=True, slots=True)
class Plan:
    """How many households of each kind are wanted from a pool."""

    alone: int
    families: int
    extended: int

    @classmethod
    def of(cls, people: int, rates: PrefectureRates) -> "Plan":
        """After the prefecture's census figures."""
        households = people / rates.household_size
        alone = round(households * rates.single_share)
        return cls(alone, round(households) - alone, round(households * rates.extended_share))


def form_households(people: list[Person], rates: PrefectureRates, rng: Random) -> list[Household]:
    """Every person of `people` in exactly one household, with role and head set."""
    return _Former(people, Plan.of(len(people), rates), rng).form()


class _Former:
    def __init__(self, people: list[Person], plan: Plan, rng: Random) -> None:
        self._plan = plan
        self._rng = rng
        self._minors = [person for person in people if person.age < _ADULT]
        self._free: dict[str, dict[int, list[Person]]] = {MALE: defaultdict(list), FEMALE: defaultdict(list)}
        for person in people:
            if person.age >= _ADULT:
                self._free[person.sex][person.age].append(person)
        self._households: list[Household] = []
        self._by_mother: dict[int, list[Household]] = defaultdict(list)
        self._by_husband: dict[int, list[Household]] = defaultdict(list)

    def form(self) -> list[Household]:
        self._marry()
        couples = len(self._households)
        joined = round(self._plan.extended * 0.3)
        others = max(0, self._plan.families - couples + joined)
        self._lone_parents(round(others * 0.14))
        self._place_minors()
        self._place_parents(self._plan.extended - joined)
        self._join_couples(joined)
        self._parent_and_child(round(others * 0.76))
        self._companions(round(others * 0.10))
        self._place_grown_children()
        self._live_alone()
        for household in self._households:
            choose_head(household, self._rng)
        return self._households

    # Couples

    def _marry(self) -> None:
        wives = [
            woman
            for group in self._free[FEMALE].values()
            for woman in group
            if self._rng.random() < MARRIED_WOMEN[min(woman.age // 5, 18)] * WITH_SPOUSE
        ]
        self._rng.shuffle(wives)
        for wife in wives:
            husband = self._husband_for(wife)
            if husband is not None:
                self._take(wife)
                self._couple(husband, wife)

    def _husband_for(self, wife: Person) -> Person | None:
        rng = self._rng
        wanted = max(_ADULT + 1, wife.age + round(rng.gauss(2.0, 4.2)))
        for offset in _OFFSETS[:31]:
            men = self._free[MALE].get(wanted + offset)
            if men and (abs(offset) > 6 or rng.random() < MARRIED_MEN[min((wanted + offset) // 5, 18)] + 0.3):
                return men.pop()
        return None

    def _couple(self, husband: Person, wife: Person) -> Household:
        husband.role, wife.role = "husband", "wife"
        household = Household([husband, wife], husband)
        self._households.append(household)
        self._by_mother[wife.age].append(household)
        self._by_husband[husband.age].append(household)
        return household

    def _take(self, person: Person) -> None:
        self._free[person.sex][person.age].remove(person)

    # Minors

    def _lone_parents(self, count: int) -> None:
        rng = self._rng
        for _ in range(count):
            sex = FEMALE if rng.random() < 0.9 else MALE
            parent = self._nearest(sex, round(rng.gauss(41, 7)), 24, 56)
            if parent is not None:
                self._start(parent)

    def _start(self, person: Person) -> Household:
        """A household with one member so far, who may get children."""
        person.role = "wife" if person.sex == FEMALE else "husband"
        household = Household([person], person)
        self._households.append(household)
        self._by_mother[person.age if person.sex == FEMALE else person.age - 3].append(household)
        return household

    def _nearest(self, sex: str, age: int, youngest: int, oldest: int) -> Person | None:
        for offset in _OFFSETS:
            group = self._free[sex].get(age + offset) if youngest <= age + offset <= oldest else None
            if group:
                return group.pop()
        return None

    def _place_minors(self) -> None:
        rng = self._rng
        for household in [one for one in self._households if len(one.members) == 1]:
            self._first_child(household)
        rng.shuffle(self._minors)
        for child in self._minors:
            if child.role == "child":
                continue
            child.role = "child"
            mother_age = min(45, max(19, rng.gauss(MOTHER_AGE_MEAN, MOTHER_AGE_DEVIATION)))
            self._family_for(child, child.age + round(mother_age), 8).members.append(child)

    def _first_child(self, household: Household) -> None:
        """A lone parent was chosen for having a child: give one that fits."""
        age = household.members[0].age
        for _ in range(12):
            child = self._minors[int(self._rng.random() * len(self._minors))] if self._minors else None
            if child is not None and child.role != "child" and 19 <= age - child.age <= 44:
                child.role = "child"
                household.members.append(child)
                return

    def _family_for(self, child: Person, mother_age: int, reach: int) -> Household:
        """The best of some families whose mother has about that age; any household when there is none at all."""
        found: Household | None = None
        best = -1.0
        for offset in _OFFSETS[: 2 * reach]:
            age = mother_age + offset
            families = self._by_mother.get(age)
            if not families or age - child.age < 17 or (age - child.age > 47 and child.age < _ADULT):
                continue
            for _ in range(3):
                family = families[int(self._rng.random() * len(families))]
                liking = _liking(family, child) * self._rng.random()
                if liking > best:
                    found, best = family, liking
            if best > 0:
                break
        return found or self._any_household()

    def _any_household(self) -> Household:
        grown = [one for one in self._households if one.members[0].age >= 35]
        if grown:
            return grown[int(self._rng.random() * len(grown))]
        adult = self._nearest(FEMALE, 40, 18, 120) or self._nearest(MALE, 40, 18, 120)
        if adult is not None:
            return self._start(adult)
        return self._households[0] if self._households else self._orphan()

    def _orphan(self) -> Household:
        """Only in a pool without adults: the eldest minor keeps the household."""
        eldest = max(self._minors, key=lambda minor: minor.age)
        household = Household([], eldest)
        self._households.append(household)
        return household

    # Old parents

    def _place_parents(self, count: int) -> None:
        for elder in self._chosen(_LIVES_WITH_CHILD, 65, count):
            self._move_in_with_child(elder)

    def _move_in_with_child(self, elder: Person) -> None:
        rng = self._rng
        his_side = rng.random() < 0.78
        wanted = elder.age - round(min(40, max(20, rng.gauss(28, 4))))
        families = self._by_husband if his_side else self._by_mother
        role: Role
        if his_side:
            role = "his_father" if elder.sex == MALE else "his_mother"
        else:
            role = "her_father" if elder.sex == MALE else "her_mother"
        for offset in _OFFSETS[:13]:
            candidates = families.get(wanted + offset, ())
            if not candidates or not 17 <= elder.age - wanted - offset <= 50:
                continue
            family = candidates[int(rng.random() * len(candidates))]
            if len(family.members) >= 2 and family.members[1].role == "wife" and _has_room(family, role):
                self._take(elder)
                elder.role = role
                family.members.append(elder)
                return

    def _join_couples(self, count: int) -> None:
        """Put an old couple together with a younger one: three generations under one roof."""
        rng = self._rng
        old = [one for one in self._households if len(one.members) == 2 and one.members[0].age >= 62 and _pair(one)]
        rng.shuffle(old)
        gone: set[int] = set()
        for elder in old:
            if len(gone) >= count:
                break
            family = self._young_couple(elder)
            if family is not None:
                elder.members[0].role, elder.members[1].role = "his_father", "his_mother"
                family.members.extend(elder.members)
                gone.add(id(elder))
        if gone:
            self._households = [one for one in self._households if id(one) not in gone]
            for families in (*self._by_mother.values(), *self._by_husband.values()):
                families[:] = [one for one in families if id(one) not in gone]

    def _young_couple(self, elder: Household) -> Household | None:
        father, mother = elder.members[0].age, elder.members[1].age
        wanted = mother - round(min(36, max(21, self._rng.gauss(27, 3))))
        for offset in _OFFSETS[:11]:
            age = wanted + offset
            candidates = self._by_husband.get(age, ())
            if not candidates or not (18 <= mother - age <= 45 and 18 <= father - age <= 55):
                continue
            family = candidates[int(self._rng.random() * len(candidates))]
            if _has_room(family, "his_father") and _has_room(family, "his_mother") and _has_room(family, "her_mother"):
                return family
        return None

    # Grown-up children and others

    def _parent_and_child(self, count: int) -> None:
        rng = self._rng
        for _ in range(count):
            parent = self._nearest(FEMALE if rng.random() < 0.8 else MALE, round(rng.gauss(71, 12)), 43, 102)
            if parent is None:
                return
            household = self._start(parent)
            wanted = max(_ADULT, parent.age - round(min(42, max(20, rng.gauss(29, 4)))))
            child = self._nearest(
                MALE if rng.random() < 0.58 else FEMALE, wanted, max(18, parent.age - 45), parent.age - 18
            )
            if child is not None:
                child.role = "child"
                household.members.append(child)

    def _companions(self, count: int) -> None:
        rng = self._rng
        for turn in range(count):
            first = self._nearest(MALE if rng.random() < 0.6 else FEMALE, 20 + int(rng.random() * 50), 18, 90)
            if first is None:
                return
            first.role = "husband" if first.sex == MALE else "wife"
            household = Household([first], first)
            self._households.append(household)
            if turn % 2:
                self._second(household, (MALE, FEMALE)[int(rng.random() * 2)], "child")
            elif turn % 4:
                self._second(household, FEMALE if first.sex == MALE else MALE, "lodger")
            else:
                self._partner(household)

    def _second(self, household: Household, sex: str, role: Role) -> None:
        first = household.members[0]
        other = self._nearest(sex, first.age - 3, max(18, first.age - 14), first.age + 10)
        if other is not None:
            if role == "child":
                first.role = "child"
            elif self._rng.random() < 0.3:
                role = "kin"
            other.role = role
            household.members.append(other)

    def _partner(self, household: Household) -> None:
        first = household.members[0]
        other = self._nearest(FEMALE if first.sex == MALE else MALE, first.age, max(18, first.age - 10), first.age + 10)
        if other is not None:
            other.role = "wife" if other.sex == FEMALE else "husband"
            household.members.append(other)
            household.unregistered = True

    def _place_grown_children(self) -> None:
        left = sum(len(group) for sex in self._free.values() for group in sex.values())
        for child in self._chosen(_STAYS_WITH_PARENTS, _ADULT, left - self._plan.alone):
            mother_age = child.age + round(min(42, max(19, self._rng.gauss(29.5, 4.3))))
            family = self._family_for(child, mother_age, 12)
            if family.members[0].age - child.age >= 17 and family.members[-1].role not in ("lodger", "kin"):
                self._take(child)
                child.role = "child"
                family.members.append(child)

    def _chosen(self, weights: tuple[tuple[int, float], ...], youngest: int, count: int) -> list[Person]:
        """`count` free persons, drawn without replacement after the weight of their age."""
        keyed: list[tuple[float, Person]] = []
        for sex in (MALE, FEMALE):
            for age in sorted(self._free[sex]):
                if age < youngest:
                    continue
                weight = next(value for limit, value in weights if age < limit)
                keyed.extend((self._rng.random() ** (1 / weight), person) for person in self._free[sex][age])
        keyed.sort(key=lambda pair: pair[0], reverse=True)
        return [person for _, person in keyed[: max(0, count)]]

    def _live_alone(self) -> None:
        for sex in (MALE, FEMALE):
            for age in sorted(self._free[sex]):
                for person in self._free[sex][age]:
                    person.role = "husband" if sex == MALE else "wife"
                    self._households.append(Household([person], person))
            self._free[sex].clear()


def _pair(household: Household) -> bool:
    return household.members[0].role == "husband" and household.members[1].role == "wife"


def _has_room(family: Household, role: Role) -> bool:
    return len(family.members) < 7 and all(
        member.role != role and (member.role[:3] == role[:3] or not member.role.endswith(("father", "mother")))
        for member in family.members
    )


def _liking(family: Household, child: Person) -> float:
    """How well the child fits: number of brothers and sisters, and time between the births."""
    siblings = 0
    for member in family.members:
        if member.role in ("husband", "wife") and child.born - member.born < 16 * 366:
            return 0.0
        if member.role == "child":
            siblings += 1
            if abs(member.born - child.born) < SUPPORTED_SPACING_DAYS:
                return 0.0
    return _MORE_CHILDREN[min(siblings, 5)]
