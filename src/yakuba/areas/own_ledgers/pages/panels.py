"""How the cases of the own ledgers are shown: what is entered, the text of the letter, the entry that ends."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from yakuba.areas.own_ledgers import letters
from yakuba.areas.own_ledgers.actions import close, enter
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases import panels, shelf
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current

NUMBERED_LATER = "（登録のときに付く番号）"


def entry_url(entry_id: UUID | str) -> str:
    return reverse("own_ledgers:entry", args=[directory.by_id(current()).address, entry_id])


def _name(number: int, people: dict[int, panels.Named]) -> str:
    named = people.get(number)
    return f"{named.name}{f'【{named.mark}】' if named.mark else ''}" if named else str(number)


def enter_panel(case: Case) -> Panel:
    """An entry: whose, every answer in words, the letter's text as it will be printed."""
    new: enter.NewEntry = input_of(case)
    procedure = shelf.get(new.procedure, new.version)
    numbers = set(enter.subjects_of(new))
    people = panels.people_of(numbers)
    facts = [("台帳", enter.ledger_name(procedure)), ("名義人", _name(int(new.holder), people))]
    facts += [(title, words or "―") for _, title, words in letters.answer_lines(procedure, new.values, numbers)]
    outcome = case.outcome or {}
    facts += _letter(new, outcome.get("number", NUMBERED_LATER)) if procedure.letter else []
    facts.append(("入力", case.drafted_by_name))
    links = ((f"台帳の登録 {outcome['number']}", entry_url(outcome["entry"])),) if "entry" in outcome else ()
    return Panel(facts=tuple(facts), links=links, subjects=tuple(sorted(numbers)))


def _letter(new: enter.NewEntry, number: str) -> list[tuple[str, str]]:
    telling = enter.telling_of(new, shelf.get(new.procedure, new.version))
    assert telling.procedure.letter is not None
    title = f"通知書「{telling.procedure.letter.title}」"
    if letters.faults(telling.procedure):
        return [(title, "文面に誤りがある")]
    try:
        receiver = registry.correspondent(telling.holder, telling.people, online=telling.online)
    except (registry.NoResident, registry.NotByPost):
        return [(title, "宛先を確かめられない")]
    return [(title, " ".join(letters.text_of(telling, number, receiver).paragraphs))]


def close_panel(case: Case) -> Panel:
    """A closing: which entry, whose, why."""
    closing: close.Closing = input_of(case)
    entry = LedgerEntry.objects.filter(id=closing.entry).first()
    if entry is None:
        return Panel()
    people = panels.people_of({entry.holder_number})
    facts = (
        ("台帳", entry.ledger_name),
        ("番号", entry.number),
        ("名義人", _name(entry.holder_number, people)),
        ("廃止の理由", closing.reason),
        ("入力", case.drafted_by_name),
    )
    links = ((f"台帳の登録 {entry.number}", entry_url(entry.id)),)
    return Panel(facts=facts, links=links, subjects=tuple(sorted({entry.holder_number, *entry.people})))


def names(listed: Sequence[Case]) -> dict[UUID, str]:
    """Whom the ledgers' cases are about, the holder first, with the mark of anybody in them."""
    concerned = {case.id: numbers for case in listed if (numbers := _concerned(case))}
    people = panels.people_of({number for numbers in concerned.values() for number in numbers})
    found = {}
    for case_id, numbers in concerned.items():
        known = [people[number] for number in numbers if number in people]
        if known:
            mark = next((one.mark for one in known if one.mark), "")
            more = f" ほか{len(known) - 1}人" if len(known) > 1 else ""
            found[case_id] = known[0].name + more + (f"【{mark}】" if mark else "")
    return found


def _concerned(case: Case) -> tuple[int, ...]:
    if case.action == enter.NAME:
        return enter.subjects_of(input_of(case))
    return close.subjects_of(input_of(case)) if case.action == close.NAME else ()


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names)
    panels.register_panel(enter.NAME, enter_panel)
    panels.register_panel(close.NAME, close_panel)
