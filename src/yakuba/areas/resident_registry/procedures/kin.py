"""Relationships to the head (続柄) of a household that changes: told by the resident, else derived where it is sure.

The resident writes 「花子 妻、一郎 子」, as seen from the head. What the domain can derive for certain is taken; what
it derives with a doubt goes to a clerk as an alert; what nobody knows is asked for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain import kinship
from yakuba.areas.resident_registry.domain import relationships as rel
from yakuba.areas.resident_registry.domain.event_inputs import Mover
from yakuba.areas.resident_registry.domain.household import Household, is_head
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.procedures.changing import household_of, stored
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check
from yakuba.standards.folding import fold_name

SOURCE = "juki-1.0:1.1.11, 4.1.4.2"
_BETWEEN = re.compile(r"[、,，;；\n。]+")
_SEPARATORS = " 　=＝:：はが・"


@dataclass(frozen=True)
class Related:
    """``movers``: as far as known. ``unknown``, ``unsure``, ``unread``: what a person has to look at, in words."""

    movers: tuple[Mover, ...]
    unknown: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def written(text: str, people: Sequence[Record]) -> tuple[dict[str, rel.Chain], tuple[str, ...]]:
    """(addressee number → relationship, what could not be read) of what a resident wrote.

    Of one person the relationship alone is enough.
    """
    read: dict[str, rel.Chain] = {}
    unread = []
    for part in filter(None, (one.strip() for one in _BETWEEN.split(text))):
        person, words = _whose(part, people)
        try:
            chain = rel.parse(words.strip(_SEPARATORS))
        except ValueError:
            chain = ()
        if person and chain:
            read[person] = chain
        else:
            unread.append(part)
    return read, tuple(unread)


def _whose(part: str, people: Sequence[Record]) -> tuple[str, str]:
    """Whom an entry begins with, by whole name or given name, and the rest; blank where it is nobody or two."""
    best: dict[int, set[str]] = {}
    for one in people:
        for end in range(len(part), 0, -1):
            if fold_name(part[:end]) in _called(one):
                best.setdefault(end, set()).add(one.addressee_number)
                break
    longest = max(best, default=0)
    if len(best.get(longest, ())) == 1:
        return next(iter(best[longest])), part[longest:]
    return (people[0].addressee_number, part) if len(people) == 1 and not best else ("", part)


def _called(record: Record) -> set[str]:
    names = {record.name, record.given_name, record.alias, record.name_roman}
    return {fold_name(one) for one in names if one}


def around(people: Sequence[Record], head: str, text: str) -> Related:
    """The relationships of these members of one household when ``head``, one of them, is their head."""
    told, unread = written(text, people)
    group = Household("", tuple(people))
    movers, unknown, unsure = [], [], []
    names = {one.addressee_number: one.name for one in people}
    for one in kinship.propose(group, head):
        name, chain = names[one.addressee_number], told.get(one.addressee_number)
        if one.addressee_number == head:
            chain = (rel.HEAD,)
        elif chain is None and one.chain is None:
            unknown.append(name)
        elif chain is None and one.to_confirm:
            unsure.append(f"{name}は「{rel.wording(one.chain or ())}」と推定")
        elif chain is not None and one.chain not in (None, chain) and not one.to_confirm:
            unsure.append(f"{name}は「{rel.wording(chain)}」との届出、記録からは「{rel.wording(one.chain or ())}」")
        movers.append(Mover(one.addressee_number, chain or one.chain or ()))
    return Related(tuple(movers), tuple(unknown), tuple(unsure), unread)


def joining(people: Sequence[Record], text: str) -> Related:
    """The relationships of these persons in a household that is there: only they can tell."""
    told, unread = written(text, people)
    unknown = tuple(one.name for one in people if one.addressee_number not in told)
    movers = tuple(Mover(one.addressee_number, told.get(one.addressee_number, ())) for one in people)
    return Related(movers, unknown, (), unread)


def findings(found: Related, question: str) -> list[Finding]:
    """What a person has to see to, under the question where relationships are written."""
    remedy = "「名前 続柄」の形（例：花子 妻、一郎 子）で補正するか、本人に返答を求める"
    told: list[Finding] = []
    if found.unread:
        message = f"続柄：読み取れない（{'、'.join(found.unread)}）"
        told.append(Finding("error", "P-26", question, message, remedy, SOURCE))
    if found.unknown:
        message = f"続柄：{'、'.join(found.unknown)}の続柄がわからない"
        told.append(Finding("error", "P-24", question, message, remedy, SOURCE))
    if found.unsure:
        message = f"続柄：{'、'.join(found.unsure)}"
        told.append(Finding("alert", "P-25", question, message, "戸籍で確かめ、記録して続行", SOURCE))
    return told


def chosen_head(facts: Facts, people: Iterable[Record]) -> str:
    """Who was chosen as head, where it is one person and one of these; else blank."""
    numbers = facts.numbers("new_head")
    return next((one.addressee_number for one in people if (int(one.addressee_number),) == numbers), "")


def movers(facts: Facts) -> list[Record]:
    """Who was chosen to move or to part, in the order of the household."""
    return sorted(storage.latest(facts.numbers("movers")), key=stored)


def of_movers(facts: Facts) -> Related | None:
    """Those who move and the head they chose among them; None while there is no such head. A whole household that
    keeps its head keeps its relationships."""
    people = movers(facts)
    head = chosen_head(facts, people)
    if not head:
        return None
    everybody = {one.addressee_number for one in household_of(facts)}
    whole = everybody == {one.addressee_number for one in people}
    if whole and is_head(next(one for one in people if one.addressee_number == head)):
        return Related(tuple(Mover(one.addressee_number) for one in people))
    return around(people, head, facts.answers.get("relations", ""))


@automatic_check("resident_registry.head_is_among_movers", "新しい世帯主が、動く人のなかの一人か")
def head_is_among_movers(facts: Facts) -> list[Finding]:
    """Definitions that name it ask ``movers`` and ``new_head``."""
    if "new_head" not in facts.answers or chosen_head(facts, movers(facts)):
        return []
    message = "新しい世帯主：動く人のなかから一人が選ばれていない"
    return [Finding("error", "P-27", "new_head", message, "本人に選び直してもらう", SOURCE)]


@automatic_check("resident_registry.relationships_of_movers", "動く人の続柄がわかるか")
def relationships_of_movers(facts: Facts) -> list[Finding]:
    """Definitions that name it ask ``movers``, ``new_head`` and ``relations``."""
    found = of_movers(facts) if "new_head" in facts.answers else None
    return findings(found, "relations") if found else []


@automatic_check("resident_registry.relationships_there", "入る世帯の世帯主との続柄がわかるか")
def relationships_there(facts: Facts) -> list[Finding]:
    """Definitions that name it ask ``relations_there``, and ``movers`` unless the whole household goes."""
    if "relations_there" not in facts.answers:
        return []
    people = movers(facts) if "movers" in facts.answers else household_of(facts)
    return findings(joining(people, facts.answers["relations_there"]), "relations_there")
