"""Writing a version of a person's record as one line of the layout, values as a conforming system exports them."""

import datetime
from dataclasses import dataclass
from functools import cache
from random import Random

from yakuba.areas.resident_registry.domain import record
from yakuba.areas.resident_registry.domain.reasons import FilingKind, Reason, entry_kind
from yakuba.areas.resident_registry.domain.relationships import parse
from yakuba.standards import eras

from . import eligibility
from .eligibility import LegalDays, iso
from .history import Version, entry, versions
from .inputs import OpenDays
from .people import Household, Move, Name, Person, relationship
from .places import Address, Places

_FOREIGN_SINCE = datetime.date(2012, 7, 9).toordinal()
"""Foreign residents have been on the registry since this day (平成21年法律77号)."""

_FILING = {
    **dict.fromkeys((Reason.BIRTH, Reason.DEATH, Reason.HEAD_CHANGE), FilingKind.EX_OFFICIO),
    **dict.fromkeys((Reason.EX_OFFICIO_CORRECTION, Reason.EX_OFFICIO_REMOVAL), FilingKind.EX_OFFICIO),
    Reason.FORMER_SURNAME_ENTRY: FilingKind.REQUEST,
}
_STATES = {
    Reason.MOVE_OUT: record.MOVED_OUT,
    Reason.MOVE_OUT_ABROAD: record.MOVED_OUT,
    Reason.DEATH: record.DEAD,
    Reason.EX_OFFICIO_REMOVAL: record.OTHERWISE_REMOVED,
}
_SEXES = {"1": "男", "2": "女"}


@dataclass(slots=True)
class _Constant:
    """What is the same in all rows of a person."""

    entered: Move
    legal: LegalDays
    resident_code: str
    since: int
    arrived: list[str]
    era: str
    guarded: str
    confirmed: str


class RowWriter:
    """Turns households into lines. Keeps the running notification number."""

    def __init__(self, code: str, places: Places, as_of: datetime.date, since: int) -> None:
        self._code = code
        self._places = places
        self._today = as_of.toordinal()
        self._operated = as_of.isoformat()
        self._since = since
        self._open = OpenDays(as_of)
        self._notification = 0

    def rows(self, household: Household, rng: Random) -> list[list[str]]:
        """Lines of all members, each member's history in order."""
        found = []
        told: dict[tuple[int, Reason], int] = {}
        for order, person in enumerate(household.members, 1):
            constant = self._constant(person, household, rng)
            history = versions(person, household, self._since)
            floor = 0
            for number, version in enumerate(history, 1):
                act = version.day, version.reason
                if act not in told:
                    told[act] = self._notified(version, rng)
                notified = floor = max(floor, told[act])
                held_until = history[number].day - 1 if number < len(history) else self._today
                found.append(
                    [
                        *self._management(person, version, (number, len(history)), constant, notified),
                        *_person(person, version, constant, household),
                        *_address(version.address),
                        *self._entry(constant),
                        *_register(person, version),
                        *self._departure(person, version, notified, rng),
                        *self._standing(version, order, constant, notified),
                        *self._eligible(person, household, (version, held_until), constant),
                        *("0", "0", "01", "0", "SYNTH", self._operated, "09:00:00"),
                        *_foreign(person, version, constant.since),
                        *_names(person, version),
                        *constant.arrived,
                        *_origin_place(person, version),
                        *_planned(person, version),
                        version.address.lot_number,
                    ]
                )
        return found

    def _constant(self, person: Person, household: Household, rng: Random) -> _Constant:
        entered = entry(person, household)
        birth = datetime.date.fromordinal(person.born)
        since = entered.day if person.foreigner is None else max(entered.day, min(_FOREIGN_SINCE, self._today))
        came_from = entered.origin
        head = household.head.full_name
        if came_from is not None and person.joined_on and person.register is not None:
            head = person.register.head.full
        return _Constant(
            entered=entered,
            legal=LegalDays.of(person.born),
            resident_code=f"99{person.serial:09}",
            since=since,
            arrived=["", ""] if came_from is None else [came_from.building, head],
            era=eras.era_of(birth).code,
            guarded="1" if person.age > 75 and rng.random() < 0.004 else "0",
            confirmed="1" if rng.random() < 0.97 else "0",
        )

    def _notified(self, version: Version, rng: Random) -> int:
        """Day of notification: in time, on an open day, not after the reference day."""
        if version.reason is Reason.MOVE_OUT:
            told = min(version.day, self._today) - int(rng.random() * 14)
            return min(self._open.on_or_after(told), self._today)
        delay = 5 if version.reason in (Reason.DEATH, Reason.HEAD_CHANGE) else 11
        return min(self._open.on_or_after(version.day + int(rng.random() * delay)), self._today)

    def _management(
        self, person: Person, version: Version, place: tuple[int, int], constant: _Constant, notified: int
    ) -> list[str]:
        self._notification += 1
        number, last = place
        reason = version.reason
        day = iso(notified)
        return [
            self._code,
            person.number,
            str(number),
            "1",
            "1" if number == last else "0",
            "1",
            version.household,
            record.JAPANESE if person.foreigner is None else record.FOREIGN,
            _STATES[reason] if version.removal else record.RESIDENT,
            constant.resident_code,
            iso(version.day),
            "0",
            day,
            str(self._notification),
            str(reason),
            str(_FILING.get(reason, FilingKind.NOTIFICATION)),
            day,
            str(entry_kind(reason)),
        ]

    def _entry(self, constant: _Constant) -> list[str]:
        since = iso(constant.entered.day)
        origin = constant.entered.origin
        before = [""] * 7
        if origin is not None:
            parts = _address(origin)
            before = [*parts[:6], parts[7]]
        return [since, "0", since, "0", str(constant.entered.reason), *before]

    def _departure(self, person: Person, version: Version, notified: int, rng: Random) -> list[str]:
        """転出届出年月日 … 転出先住所（確定）: blank for residents but for a planned move-out."""
        reason = version.reason
        if not version.removal:
            if version.reason is Reason.MOVE_OUT:
                return [iso(notified), iso(version.day), *[""] * 13]
            return [""] * 15
        day = iso(version.day)
        removal = [str(reason), iso(notified), day, "0"]
        if reason not in (Reason.MOVE_OUT, Reason.MOVE_OUT_ABROAD):
            return ["", "", "", "", *removal, *[""] * 7]
        if reason is Reason.MOVE_OUT_ABROAD or person.elsewhere is None:
            return [iso(notified), day, "", "", *removal, *[""] * 7]
        notice = min(self._open.on_or_after(version.day + 1 + int(rng.random() * 14)), self._today)
        parts = _address(person.elsewhere)
        return [iso(notified), day, day, iso(notice), *removal, parts[0], *parts[2:]]

    def _standing(self, version: Version, order: int, constant: _Constant, notified: int) -> list[str]:
        removed = version.removal
        return [
            iso(version.address_since),
            "0",
            self._places.district(version.address.town),
            str(order),
            constant.guarded,
            "1" if removed else "0",
            iso(notified) if removed else "",
            "0",
            iso(notified),
            "",
            "0",
        ]

    def _eligible(
        self, person: Person, household: Household, held: tuple[Version, int], constant: _Constant
    ) -> list[str]:
        """Eligibility as it stood when the version ceased to be the latest, for the latest as it stands now."""
        version, until = held
        if version.removal:
            until = version.day
        found = eligibility.items(person, constant.legal, constant.since, until)
        if person.role in ("husband", "wife") and not version.removal:
            month = _allowance(person, household, until, constant.entered.day)
            if month:
                found[-2:] = "1", month
        return found


def _allowance(person: Person, household: Household, day: int, since: int) -> str:
    """First month of child allowance of the parent who receives it: the husband, or the wife without one."""
    if person.role == "wife" and any(one.role == "husband" and not one.left_on for one in household.members):
        return ""
    months = [
        eligibility.allowance(child.born, since, day)
        for child in household.members
        if child.role in ("child", "her_child") and child.born <= day and not child.left_on
    ]
    return min(filter(None, months), default="")


def _name_at(person: Person, version: Version) -> Name | None:
    return person.name if version.married or person.maiden is None else person.maiden


def _person(person: Person, version: Version, constant: _Constant, household: Household) -> list[str]:
    """氏名 … 世帯主氏名."""
    name = _name_at(person, version)
    text = relationship(version.head, person, unregistered=household.unregistered or not version.married)
    if person.foreigner is not None:
        called = [person.full_name, "", "", person.foreigner.katakana, "", "", ""]
    else:
        assert name is not None
        called = [
            name.full,
            name.surname,
            name.given,
            name.kana,
            name.surname_kana,
            name.given_kana,
            constant.confirmed,
        ]
    return [
        *called,
        person.sex,
        _SEXES[person.sex],
        constant.era,
        iso(person.born),
        "0",
        _first_code(text),
        text,
        version.head.full_name,
    ]


@cache
def _first_code(text: str) -> str:
    return parse(text)[0]


def _address(address: Address) -> list[str]:
    town = address.town
    return [
        town.municipality_code,
        town.code,
        town.prefecture,
        town.municipality,
        town.name,
        address.lot,
        address.building,
        town.postcode,
    ]


def _register(person: Person, version: Version) -> list[str]:
    """本籍 … 戸籍_筆頭者_名; blank for foreign residents."""
    register = person.register if version.married else person.maiden_register
    if register is None or person.foreigner is not None:
        return [""] * 8
    origin, head = register.origin, register.head
    town = origin.town
    return [
        f"{town.prefecture}{town.municipality}{town.name}",
        town.name,
        origin.lot,
        town.municipality_code,
        town.code,
        head.full,
        head.surname,
        head.given,
    ]


def _origin_place(person: Person, version: Version) -> list[str]:
    register = person.register if version.married else person.maiden_register
    if register is None or person.foreigner is not None:
        return ["", ""]
    return [register.origin.town.prefecture, register.origin.town.municipality]


def _foreign(person: Person, version: Version, since: int) -> list[str]:
    """外国人住民となった年月日 … 氏名_外国人漢字; blank for Japanese."""
    foreigner = person.foreigner
    if foreigner is None:
        return [""] * 15
    limited = bool(foreigner.expires)
    expires = foreigner.expires if version.renewed else foreigner.renewed + 20
    return [
        iso(since),
        "0",
        foreigner.card if version.renewed else foreigner.old_card,
        foreigner.card_kind,
        foreigner.nationality_code,
        foreigner.nationality,
        foreigner.category,
        "1",
        foreigner.status,
        str(foreigner.years) if limited else "",
        "0" if limited else "",
        "0" if limited else "",
        iso(expires) if limited else "",
        foreigner.roman,
        foreigner.kanji,
    ]


def _names(person: Person, version: Version) -> list[str]:
    """氏名_氏名のカタカナ表記 … 通称_フリガナ確認状況."""
    foreigner = person.foreigner
    if foreigner is not None:
        alias = [foreigner.alias, foreigner.alias_kana, "1"] if foreigner.alias else ["", "", ""]
        return [foreigner.katakana, "", "", "", *alias]
    if version.former_surname and person.maiden is not None:
        return ["", person.maiden.surname, person.maiden.surname_kana, "1", "", "", ""]
    return [""] * 7


def _planned(person: Person, version: Version) -> list[str]:
    """転出先住所（予定）: where the person said they would go."""
    if person.elsewhere is None or version.reason is not Reason.MOVE_OUT:
        return [""] * 4
    parts = _address(person.elsewhere)
    return parts[4:]


def is_current(row: list[str]) -> bool:
    """Whether a line is the latest of somebody who lives here now."""
    return row[4] == "1" and row[8] == record.RESIDENT
