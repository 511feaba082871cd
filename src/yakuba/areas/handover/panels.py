"""How a case of a hand-over is shown: where it goes, what is in it, and whom it is about."""

from collections.abc import Sequence
from uuid import UUID

from yakuba.areas.handover.layout import Given
from yakuba.areas.handover.systems import SYSTEMS
from yakuba.platform.cases import panels, shelf
from yakuba.platform.cases.models import Case, CaseSubject
from yakuba.platform.cases.panels import Named, Panel
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.cases.service import input_of

PREFIX = "handover."
YES_NO = {"yes": "はい", "no": "いいえ"}


def panel(case: Case) -> Panel:
    """Facts of the filing and its answers in words: what the approver decides about."""
    given: Given = input_of(case)
    procedure = shelf.get(given.procedure, given.version)
    people = panels.people_of(given.numbers)
    facts = [
        ("引渡し先", SYSTEMS[case.action.removeprefix(PREFIX)].label),
        ("手続き", procedure.title.ja),
        ("申請の受付番号", given.receipt_number),
        ("申請した人", _name(given.applicant, people)),
    ]
    facts += [(one.item, text) for one in procedure.steps if (text := _answer(one, given, people))]
    return Panel(facts=(*facts, ("入力", case.drafted_by_name)), subjects=given.numbers)


def _name(number: int, people: dict[int, Named]) -> str:
    known = people.get(number)
    return (known.name + (f"【{known.mark}】" if known.mark else "")) if known else str(number)


def _answer(question: Question, given: Given, people: dict[int, Named]) -> str:
    if question.kind == "people":
        return "、".join(_name(number, people) for number in given.people.get(question.id, ()))
    value = given.answers.get(question.id)
    if question.kind == "file":
        return "、".join(str(one["name"]) for one in value or ())
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    labels = YES_NO if question.kind == "yes_no" else {one.value: one.label.ja for one in question.options}
    chosen = value if isinstance(value, list) else [] if value is None else [value]
    return "、".join(labels.get(str(one), str(one)) for one in chosen)


def names(listed: Sequence[Case]) -> dict[UUID, str]:
    """Whom cases are about: 佐藤 花子 ほか1人."""
    mine = [case.id for case in listed if case.action.startswith(PREFIX)]
    rows = CaseSubject.objects.filter(case_id__in=mine).order_by("addressee_number") if mine else ()
    subjects: dict[UUID, list[int]] = {}
    for row in rows:
        subjects.setdefault(row.case_id, []).append(row.addressee_number)
    people = panels.people_of({number for all_ in subjects.values() for number in all_})
    found = {}
    for case_id, numbers in subjects.items():
        more = f" ほか{len(numbers) - 1}人" if len(numbers) > 1 else ""
        found[case_id] = _name(numbers[0], people) + more
    return found


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names)
    for system in SYSTEMS.values():
        panels.register_panel(system.action, panel)
