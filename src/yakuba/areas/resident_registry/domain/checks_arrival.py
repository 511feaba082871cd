"""Checks of move-in, birth and ex-officio entry (juki-1.0:4.1.1, 4.2.1)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from . import relationships as rel
from .event_inputs import ExistingHousehold, Person
from .events import Birth, ExOfficioEntry, MoveIn
from .findings import Finding
from .record import FOREIGN, Record
from .situation import Situation, alert, error

Check = Callable[[Situation], Iterator[Finding]]


def _incoming(s: Situation) -> tuple[Person, ...]:
    return s.event.persons if isinstance(s.event, MoveIn | Birth | ExOfficioEntry) else ()


def _relationship(s: Situation) -> Iterator[Finding]:
    """E-07."""
    for place, person in enumerate(_incoming(s)):
        yield from relationship_findings(person.relationship, f"persons.{place}.relationship", person.names.name)


def relationship_findings(chain: tuple[str, ...], item: str, name: str) -> Iterator[Finding]:
    """Findings about an entered relationship."""
    if not chain:
        yield error("E-07", item, f"{name}：続柄が未入力", "続柄を選ぶ", "juki-1.0:1.1.11")
    elif not rel.is_allowed(chain):
        yield error(
            "E-07",
            item,
            f"{name}：続柄「{rel.wording(chain)}」は使えない",
            "一覧から選び、4つまで「の」でつなぐ。5つ以上は縁故者",
            "juki-1.0:1.1.11",
        )


def _destination(s: Situation) -> Iterator[Finding]:
    """The household to join must have members."""
    if isinstance(s.event, Birth):
        number = s.event.household_number
    elif isinstance(s.event, MoveIn | ExOfficioEntry) and isinstance(s.event.destination, ExistingHousehold):
        number = s.event.destination.household_number
    else:
        return
    yield from household_findings(s, number, "destination")


def household_findings(s: Situation, number: str, item: str) -> Iterator[Finding]:
    """A household without current members cannot be joined."""
    if not s.view.members(number):
        yield error("B-14", item, f"異動先世帯：世帯番号{number}に世帯員がいない", "検索から選び直す", "juki-1.0:4.0.2")


def _birth_is_birth(s: Situation) -> Iterator[Finding]:
    for place, person in enumerate(_incoming(s)):
        if person.birth.birth_date is not None and s.day is not None and person.birth.birth_date != s.day:
            yield error(
                "B-15",
                f"persons.{place}.birth.birth_date",
                f"{person.names.name}：生年月日が異動日とちがう",
                "出生の異動日は生年月日と同じ日にする",
                "juki-1.0:4.2.1.2",
            )


def _after_birth(s: Situation) -> Iterator[Finding]:
    """B-02 for persons who have no record yet."""
    for place, person in enumerate(_incoming(s)):
        if person.birth.birth_date is not None and s.day is not None and s.day < person.birth.birth_date:
            yield error(
                "B-02",
                f"persons.{place}.birth.birth_date",
                f"異動日：{person.names.name}の生年月日より前",
                "異動日と生年月日を確かめる",
                "background",
            )


def _re_entrant(s: Situation) -> Iterator[Finding]:
    """A former number may only be taken up again by somebody who left."""
    for place, person in enumerate(_incoming(s)):
        former = s.view.person(person.addressee_number) if person.addressee_number else None
        if former is not None and former.is_current_resident:
            yield error(
                "B-16",
                f"persons.{place}.addressee_number",
                f"{person.names.name}：宛名番号{person.addressee_number}の人は現に住民",
                "再転入者を選び直す",
                "juki-1.0:4.1.1.2",
            )


def _is_former_resident(s: Situation) -> Iterator[Finding]:
    """E-08 by number, A-02 by name, sex and birth date: offer the former record."""
    proven = {(match.person, match.addressee_number) for match in s.view.same_numbers}
    for place, person in enumerate(_incoming(s)):
        if s.view.person(person.addressee_number) is not None:
            continue
        for former in s.view.candidates:
            if (place, former.addressee_number) in proven or _same_card(person, former):
                yield error("E-08", f"persons.{place}", *_offer(person, former), "juki-1.0:4.1.1.2")
            elif _same_person(person, former):
                yield alert("A-02", f"persons.{place}", *_offer(person, former), "juki-1.0:4.1.1.2")


def _offer(person: Person, former: Record) -> tuple[str, str]:
    return (
        f"{person.names.name}：除票（宛名番号{former.addressee_number}）の人と同じと見られる",
        "再転入として、その宛名番号を選ぶ",
    )


def _same_card(person: Person, former: Record) -> bool:
    card = person.foreign.residence_card_number
    return bool(card) and card == former.residence_card_number


def _same_person(person: Person, former: Record) -> bool:
    """Name, sex and birth date agree; spaces in the name do not count."""
    names = {person.names.name.replace("　", ""), former.name.replace("　", "")}
    same_birth = person.birth.birth_date is not None and person.birth.birth_date == former.birth_date
    return len(names) == 1 and same_birth and person.birth.sex == former.sex


def _former_address(s: Situation) -> Iterator[Finding]:
    """A domestic move-in has a former address; 不明 is a value (juki-1.0:4.2.1.1)."""
    if not isinstance(s.event, MoveIn) or s.event.origin != "domestic":
        return
    address = s.event.previous.address
    if not (address.previous_address_municipality or address.previous_address_town):
        yield alert(
            "B-17",
            "previous.address",
            "転入前住所：未入力",
            "転出証明書を見て入れる。わからないときは「不明」とし、理由を記録して続行",
            "juki-1.0:4.1.1.1",
        )


def _nationality(s: Situation) -> Iterator[Finding]:
    """Coming from abroad as a newly covered person is for foreign residents only (juki-1.0:4.5.1, 4.5.2)."""
    if not isinstance(s.event, MoveIn) or not s.event.origin.startswith("article_"):
        return
    for place, person in enumerate(s.event.persons):
        if person.resident_type != FOREIGN:
            yield error(
                "B-18",
                f"persons.{place}.resident_type",
                f"{person.names.name}：法第30条の46・47の届出は外国人住民だけ",
                "住民種別か異動事由を直す",
                "juki-1.0:4.5.1",
            )


_ENTRY: Final[tuple[Check, ...]] = (_relationship, _destination, _after_birth, _re_entrant, _is_former_resident)

ARRIVAL_CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "move_in": (*_ENTRY, _former_address, _nationality),
    "birth": (*_ENTRY, _birth_is_birth),
    "ex_officio_entry": _ENTRY,
}
