"""Who files, and whom the answers mean: found in the record as the portal links an account, or left to a clerk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yakuba.areas.resident_registry.service import Candidate, Member, candidates, facts_for, people
from yakuba.frontyard.reception import linking, tokens
from yakuba.frontyard.reception.intake import faults
from yakuba.frontyard.reception.intake.applications import Application
from yakuba.frontyard.reception.intake.conversions import narrow
from yakuba.frontyard.reception.intake.faults import Fault
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel
from yakuba.standards import folding

SELF, HOUSEHOLD = ("本人", "申請者", "self"), ("世帯全員", "全員", "household")
LOOK = "下の候補と書類を見比べ、確かめてから本人を選ぶ"


@dataclass(frozen=True)
class Meant:
    """``number`` where one person is meant for certain; else ``candidates`` and why a clerk has to look."""

    number: int | None
    candidates: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


def find(who: Mapping[str, str], chosen: int | None = None) -> Meant:
    """The applicant. ``chosen``: by a clerk, who has looked; a person of this town all the same."""
    if chosen is not None:
        if people([chosen]):
            return Meant(chosen, (chosen,))
        reason, remedy = "現存する住民が見つからない", "住民検索で確かめて選び直す"
        return Meant(None, (), (Fault(faults.NOBODY, "本人", str(chosen), reason, remedy),))
    if who["addressee_number"]:
        return _careful(_by_number(who))
    if not (who["birth_date"] and who["sex"] and who["name"] and who["address"]):
        return Meant(None)  # what is missing was said already
    return _careful(_by_items(who))


def _by_number(who: Mapping[str, str]) -> Meant:
    found = people([int(who["addressee_number"])]) if who["addressee_number"].isdecimal() else []
    if not found:
        reason, remedy = "宛名番号の住民がいない", "住民検索で確かめ、本人を選ぶか、受け付けない"
        return Meant(None, (), (Fault(faults.NOBODY, "本人", who["addressee_number"], reason, remedy),))
    different = _differing(who, found[0])
    if different:
        reason = f"宛名番号の人と{'、'.join(different)}が違う"
        return Meant(None, (found[0].number,), (Fault(faults.UNSURE, "本人", who["name"], reason, LOOK),))
    return Meant(found[0].number, (found[0].number,))


def _differing(who: Mapping[str, str], one: Candidate) -> list[str]:
    """Which of the items that were given beside the number are not that person's."""
    names = {folding.plain(name) for name in one.names}
    born = one.birth_date.isoformat() if one.birth_date else ""
    given = {
        "氏名": bool(who["name"]) and folding.plain(who["name"]) not in names,
        "生年月日": bool(who["birth_date"]) and who["birth_date"] != born,
        "性別": bool(who["sex"]) and who["sex"] != one.sex,
    }
    return [title for title, differs in given.items() if differs]


def _by_items(who: Mapping[str, str]) -> Meant:
    numbers, sure = linking.by_items(
        {
            **{name: who[name] for name in ("name", "birth_date", "sex", "address")},
            "name_substitutes": "0" * len(who["name"]),
            "address_substitutes": "0" * len(who["address"]),
        }
    )
    if sure:
        return Meant(numbers[0], tuple(numbers))
    if not numbers:
        near = tuple(one.number for one in _near(who))
        reason = "四項目が一致する住民がいない"
        remedy = (
            "下の候補と書類を見比べて選ぶか、値を直すか、受け付けない"
            if near
            else "値を直すか、本人を選ぶか、受け付けない"
        )
        return Meant(None, near, (Fault(faults.NOBODY, "本人", who["name"], reason, remedy),))
    reason = "四項目が一致する住民が二人以上いる" if len(numbers) > 1 else "文字の違いがある"
    return Meant(None, tuple(numbers), (Fault(faults.UNSURE, "本人", who["name"], reason, LOOK),))


def _near(who: Mapping[str, str], most: int = 5) -> list[Candidate]:
    """Residents of that day and sex who bear the name; for a clerk to look at."""
    name = folding.fold_name(who["name"])
    found = candidates(date.fromisoformat(who["birth_date"]), who["sex"])
    return [one for one in found if name in map(folding.fold_name, one.names)][:most]


def _careful(meant: Meant) -> Meant:
    """Somebody under a support measure is never taken by itself: the application may be another's. Not said why."""
    if meant.number is None or not needs_a_look([meant.number]):
        return meant
    fault = Fault(faults.UNSURE, "本人", "", "職員が本人を確かめる必要がある", LOOK)
    return Meant(None, meant.candidates, (fault,))


def needs_a_look(numbers: Iterable[int]) -> bool:
    states = disclosure.subject_state(list(numbers))
    return any(state.subject.protection.active for state in states.values())


@dataclass(frozen=True)
class Answered:
    """Persons in answers: question → tokens, tokens → numbers; and words that mean nobody for certain."""

    answers: Mapping[str, list[str]]
    people: Mapping[str, int]
    faults: tuple[Fault, ...]


def in_answers(application: Application, number: int, key: str) -> Answered:
    """Whom the words in the answers mean, among the household as far as it may be told in the portal."""
    if not application.people:
        return Answered({}, {}, ())
    facts = facts_for(number, Channel.PORTAL)
    members = facts.members if facts else ()
    told: dict[str, list[str]] = {}
    named: dict[str, int] = {}
    wrong: list[Fault] = []
    for question, words in application.people.items():
        found: list[int] = []
        for word in words:
            meant = _meant(word, number, members, bool(facts and facts.masked))
            found += meant
            if not meant:
                column = (application.headings.get(question) or [question])[0]
                remedy = "本人、世帯全員、同じ世帯の人の氏名か宛名番号にする"
                wrong.append(Fault(faults.PEOPLE, column, word, "だれのことか特定できない", remedy))
        named |= {tokens.token(key, one): one for one in found}
        told[question] = [tokens.token(key, one) for one in dict.fromkeys(found)]
    return Answered(told, named, tuple(wrong))


def _meant(word: str, number: int, members: Iterable[Member], masked: bool) -> list[int]:
    listed = list(members)
    plain = narrow(word)
    if plain in SELF:
        return [number]
    if plain in HOUSEHOLD:
        return [] if masked else [one.number for one in listed]
    if plain.isdecimal():
        return [one.number for one in listed if str(one.number) == plain]
    found = [one.number for one in listed if folding.plain(one.name) == folding.plain(word)]
    return found if len(found) == 1 else []
