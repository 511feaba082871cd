"""How a change's case is shown: filing, before and after of everybody it touches, what follows."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.actions import issue_copy, request_protection
from yakuba.areas.resident_registry.actions.change import PREFIX, preview
from yakuba.areas.resident_registry.actions.view import load
from yakuba.areas.resident_registry.certificates import TITLES
from yakuba.areas.resident_registry.domain.changes import FOLLOW_UPS, Refused
from yakuba.areas.resident_registry.domain.events import EVENT_TYPES
from yakuba.areas.resident_registry.domain.kinds import KINDS
from yakuba.areas.resident_registry.domain.reasons import FILING_KINDS
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.areas.resident_registry.pages import comparing, marks, papers
from yakuba.areas.resident_registry.pages.changes.forms import FORMS
from yakuba.platform.cases.models import Case, CaseSubject
from yakuba.platform.cases.panels import (
    Change,
    Named,
    Panel,
    PersonChanges,
    register_names,
    register_panel,
    register_people,
)
from yakuba.platform.cases.service import input_of
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


def panel(case: Case) -> Panel:
    """The panel of a change: a preview while it is open, what was written once it is registered."""
    event = input_of(case)
    facts = tuple(_facts(case, event))
    if case.state == Case.State.REGISTERED and case.outcome:
        return _written(case, facts)
    try:
        view = load(event)
        changes = preview(event, view)
    except Refused:
        return Panel(facts=facts, subjects=_subjects(case), edit_url=_edit_url(case), links=papers.links(case))
    people = tuple(_person(case, view.person(row.addressee_number), row) for row in changes.rows)
    notes = tuple(FOLLOW_UPS[item.kind] + ("（任意）" if item.optional else "") for item in changes.follow_ups)
    return Panel(
        people=people,
        facts=facts,
        notes=notes,
        subjects=_subjects(case),
        edit_url=_edit_url(case),
        links=papers.links(case),
    )


def _edit_url(case: Case) -> str:
    """The form again, while the case is open. The planned date's coming is the system's and has none."""
    if case.action.removeprefix(PREFIX) not in FORMS:
        return ""
    return reverse("resident_registry:change_edit", args=[directory.by_id(current()).address, case.id])


def _subjects(case: Case) -> tuple[int, ...]:
    return tuple(case.subjects.values_list("addressee_number", flat=True))


def _facts(case: Case, event: Any) -> list[tuple[str, str]]:
    filing = event.filing
    when = filing.change_date
    facts = [
        ("異動日", when.text or (dates.japanese(when.date) if when.date else "")),
        ("届出の区分", FILING_KINDS[filing.kind]),
    ]
    days = (("届出日", filing.notified_on), ("申出日", filing.applied_on), ("通知日", filing.notice_on))
    facts += [(label, dates.japanese(day)) for label, day in days if day]
    if filing.note:
        facts.append(("留意事項", filing.note))
    return [*facts, ("入力", f"{case.drafted_by_name}（{case.place or '場所未登録'}）")]


def _url(number: str) -> str:
    address = directory.by_id(current()).address
    return reverse("resident_registry:person", args=[address, int(number)]) if number.isdigit() else ""


def _person(case: Case, before: Record | None, after: Record) -> PersonChanges:
    number = after.addressee_number
    mark = marks.of([int(number)]).get(int(number), "") if number.isdigit() else ""
    changes = tuple(Change(*line) for line in comparing.differences(before, after))
    return PersonChanges(number, after.name, changes, _url(number), mark)


def _written(case: Case, facts: tuple[tuple[str, str], ...]) -> Panel:
    outcome: dict[str, Any] = case.outcome or {}
    rows = ResidentRecord.objects.filter(event_id=outcome["event"]).values_list("addressee_number", "history_number")
    people = []
    for number, history in rows:
        versions = {record.history_number: record for record in storage.versions([number])}
        people.append(_person(case, versions.get(history - 1), versions[history]))
    notes = tuple(item["title"] + ("（任意）" if item["optional"] else "") for item in outcome.get("follow_ups", ()))
    links = papers.links(case)
    return Panel(people=tuple(people), facts=facts, notes=notes, subjects=_subjects(case), links=links)


def names(listed: Sequence[Case]) -> dict[UUID, str]:
    """Whom changes are about: those on the record by number, those who come by what was entered."""
    mine = [case for case in listed if case.action.startswith(PREFIX)]
    rows = CaseSubject.objects.filter(case_id__in=[case.id for case in mine]).order_by("addressee_number")
    subjects: dict[UUID, list[int]] = {}
    for case_id, number in rows.values_list("case_id", "addressee_number"):
        subjects.setdefault(case_id, []).append(number)
    known = {
        int(one.addressee_number): one.name for one in storage.briefs({n for all_ in subjects.values() for n in all_})
    }
    marked = marks.of(sorted(known))
    found = {}
    for case in mine:
        people = [known[number] for number in subjects.get(case.id, ()) if number in known] or _entered(case)
        if people:
            more = f" ほか{len(people) - 1}人" if len(people) > 1 else ""
            protected = next((marked[number] for number in subjects.get(case.id, ()) if number in marked), "")
            found[case.id] = people[0] + more + (f"【{protected}】" if protected else "")
    return found


def _entered(case: Case) -> list[str]:
    """Names typed in the form of a change that brings people."""
    persons = case.input.get("persons") or ()
    return [str(one["names"].get("name") or "") for one in persons if isinstance(one, dict) and "names" in one]


def named(numbers: Collection[int]) -> dict[int, Named]:
    """Residents as lists of filings name them, with the mark of protection or suppression."""
    found = {int(one.addressee_number): one for one in storage.briefs(numbers)}
    marked = marks.of(sorted(found))
    return {number: Named(one.name, marked.get(number, ""), _url(str(number))) for number, one in found.items()}


def copy_panel(case: Case) -> Panel:
    """A certificate that was filed for: whose, what for, and the paper once it is numbered."""
    request = input_of(case)
    whose = named(_subjects(case))
    links: tuple[tuple[str, str], ...] = ()
    if paper := (case.outcome or {}).get("paper"):
        address = directory.by_id(current()).address
        title = f"発行した{TITLES[issue_copy.KINDS[request.paper][0]].split('（')[0]}"
        links = ((title, reverse("resident_registry:issued", args=[address, paper])),)
    facts = (
        ("だれの", "、".join(one.name + (f"【{one.mark}】" if one.mark else "") for one in whose.values()) or "―"),
        ("使いみち", request.purpose),
        ("入力", case.drafted_by_name),
    )
    return Panel(facts=facts, links=links, subjects=_subjects(case))


def protection_panel(case: Case) -> Panel:
    """A support measure that was asked for: only who manages them sees the case, and goes on from here."""
    links: tuple[tuple[str, str], ...] = ()
    if case.state == Case.State.REGISTERED and case.outcome:
        address = directory.by_id(current()).address
        links = (("支援措置の内容", reverse("resident_registry:protection", args=[address, case.outcome["event"]])),)
    return Panel(facts=(("入力", case.drafted_by_name),), links=links, subjects=_subjects(case))


def register_all() -> None:
    """Called once at start."""
    register_names(names)
    register_people(named)
    for name in issue_copy.ACTIONS:
        register_panel(name, copy_panel)
    register_panel(request_protection.NAME, protection_panel)
    for kind in EVENT_TYPES:
        if kind in KINDS:
            register_panel(PREFIX + kind, panel)
