"""Cancelling a change (異動の取消し): the past is not deleted, new rows bring items back (juki-1.0:4.6.0.1).

A unit of items that only the cancelled change touched returns to its value before. A unit that something else touched
later is a conflict: value before, after and now are laid side by side and the clerk decides. Persons go back to their
former household, or to a new one at the old address when that household is no longer there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import relationships as rel
from .changes import FollowUp, FollowUpKind, RegisterView
from .event_inputs import Choice, Decision, VersionKey
from .events import Cancellation
from .findings import Finding
from .household import Household, is_head, place
from .reasons import CANCELLATIONS, Reason
from .record import OTHERWISE_REMOVED, Record
from .settling import paper, settle
from .sheet import Sheet
from .units import RELATIONSHIP, STATE, UNITS, Unit


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One unit of one person that the clerk has to decide.

    `options` says which of the three values may be chosen; `must_enter` that the relationship is to be entered, because
    the household has another head now. `decided` tells whether the input already holds a decision.
    """

    addressee_number: str
    unit: str
    label: str
    before: str
    after: str
    now: str
    options: tuple[Choice, ...]
    must_enter: bool = False
    decided: bool = False


@dataclass(frozen=True)
class _Case:
    """One person of a cancellation: rows of the cancelled change, the row before it (None: it entered the person)."""

    number: str
    before: Record | None
    own: frozenset[int]
    versions: tuple[Record, ...]

    @property
    def after(self) -> Record:
        return next(row for row in reversed(self.versions) if row.history_number in self.own)

    @property
    def now(self) -> Record:
        return self.versions[-1]


def persons_of(event: Cancellation, view: RegisterView) -> tuple[str, ...]:
    """Persons whose rows are brought back: the chosen ones, and those who changed only because a chosen head did."""
    made = tuple(dict.fromkeys(key.addressee_number for key in event.cancels.rows))
    if not event.persons:
        return made
    chosen = [number for number in made if number in event.persons]
    heads = [_case(event, view, number).before for number in chosen]
    households = {head.household_number for head in heads if head is not None and is_head(head)}
    by_the_way = [
        number
        for number in made
        if number not in event.cancels.subjects and _former_household(event, view, number) in households
    ]
    return tuple(number for number in made if number in chosen or number in by_the_way)


def cancelled_rows(event: Cancellation, view: RegisterView) -> tuple[VersionKey, ...]:
    """Rows of the cancelled change that this cancellation undoes; remembered so that they count as cancelled."""
    persons = persons_of(event, view)
    return tuple(key for key in event.cancels.rows if key.addressee_number in persons)


def conflicts(event: Cancellation, sheet: Sheet) -> tuple[Conflict, ...]:
    """Everything the clerk has to decide, decided or not. Fills `sheet` as far as the decisions go."""
    view = sheet.view
    cases = [_case(event, view, number) for number in persons_of(event, view)]
    decisions = {(decision.addressee_number, decision.unit): decision for decision in event.decisions}
    found: list[Conflict] = []
    for case in cases:
        found.extend(_bring_back(sheet, case, decisions))
    _house(sheet, cases)
    found.extend(_misfits(sheet, cases, decisions))
    return tuple(found)


def cancel(event: Cancellation, sheet: Sheet) -> None:
    """Write the cancellation on the sheet. Conflicts without decision become errors among its findings."""
    undecided = [conflict for conflict in conflicts(event, sheet) if not conflict.decided]
    sheet.find(*(_undecided(conflict) for conflict in undecided))
    cases = [_case(event, sheet.view, number) for number in persons_of(event, sheet.view)]
    numbers: dict[str, None] = {}
    for case in cases:
        numbers.setdefault(case.now.household_number)
        numbers.setdefault(sheet.now(case.number).household_number)
    for number in numbers:
        settle(sheet, Household(number, sheet.view.members(number)))
    _announce(sheet, cases)


def _undecided(conflict: Conflict) -> Finding:
    remedy = "続柄を入力する" if conflict.must_enter else "取消し前の値、異動後の値、今の値から選ぶ"
    return Finding(
        level="error",
        code="B-20",
        item="decisions",
        message=f"{conflict.label}：取り消す異動のあとに別の異動がある（宛名番号{conflict.addressee_number}）",
        remedy=remedy,
        source="juki-1.0:4.6.0.1",
    )


def _case(event: Cancellation, view: RegisterView, number: str) -> _Case:
    own = frozenset(key.history_number for key in event.cancels.rows if key.addressee_number == number)
    versions = view.versions(number)
    before = [row for row in versions if row.history_number < min(own)]
    later = [row for row in versions if row.history_number >= min(own)]
    return _Case(number, before[-1] if before else None, own, (*before[-1:], *later))


def _former_household(event: Cancellation, view: RegisterView, number: str) -> str:
    before = _case(event, view, number).before
    return before.household_number if before is not None else ""


def _is_touched(case: _Case, unit: Unit) -> bool:
    """Whether the cancelled change touched the unit."""
    if case.before is None:
        return True
    pairs = zip(case.versions, case.versions[1:], strict=False)
    return any(row.history_number in case.own and unit.of(old) != unit.of(row) for old, row in pairs)


def _is_touched_later(case: _Case, unit: Unit) -> bool:
    """Whether something else touched the unit since; a change and its own cancellation make up for each other."""
    open_touches: list[tuple[Any, ...]] = []
    for old, row in zip(case.versions, case.versions[1:], strict=False):
        if row.history_number in case.own or unit.of(old) == unit.of(row):
            continue
        if row.reason in CANCELLATIONS and open_touches and open_touches[-1] == unit.of(row):
            open_touches.pop()
        else:
            open_touches.append(unit.of(old))
    return bool(open_touches)


def _bring_back(sheet: Sheet, case: _Case, decisions: Mapping[tuple[str, str], Decision]) -> list[Conflict]:
    """Set every touched unit to its value before, or as decided; returns the conflicts."""
    sheet.about(case.number)
    items: dict[str, Any] = {}
    found = []
    for unit in UNITS.values():
        if not _is_touched(case, unit):
            continue
        conflict = _conflict(case, unit, decisions.get((case.number, unit.id)))
        decision = decisions.get((case.number, unit.id))
        if conflict is None:
            items.update(_values(unit, case.before))
        else:
            found.append(conflict)
            items.update(_decided(case, unit, decision))
    if case.before is None:
        items.update(_never_entered(sheet))
    elif case.now.display_order == case.after.display_order:
        items["display_order"] = case.before.display_order
    sheet.set(case.number, items)
    sheet.reason_for(case.number, _reason(case.now, sheet.now(case.number)))
    return found


def _conflict(case: _Case, unit: Unit, decision: Decision | None) -> Conflict | None:
    """A conflict when something else touched the unit later and it does not stand at its value before anyway.

    Cancelling an entry removes the person: the state itself is then never a conflict, and there is no value before.
    """
    entry = case.before is None
    if (entry and unit.id == STATE) or not _is_touched_later(case, unit) or unit.of(case.before) == unit.of(case.now):
        return None
    options: tuple[Choice, ...] = ("after", "now") if entry else ("before", "after", "now")
    return Conflict(
        addressee_number=case.number,
        unit=unit.id,
        label=unit.label,
        before=unit.text(case.before),
        after=unit.text(case.after),
        now=unit.text(case.now),
        options=options,
        decided=decision is not None and decision.choice in options,
    )


def _values(unit: Unit, record: Record | None) -> dict[str, Any]:
    return dict(zip(unit.items, unit.of(record), strict=True)) if record is not None else {}


def _decided(case: _Case, unit: Unit, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {}
    if decision.relationship and unit.id == RELATIONSHIP:
        return dict(rel.items(decision.relationship))
    return _values(unit, {"before": case.before, "after": case.after, "now": case.now}[decision.choice])


def _never_entered(sheet: Sheet) -> dict[str, Any]:
    """The record of somebody whose entry is cancelled becomes a removed record (取消しの減)."""
    return {
        "resident_state": OTHERWISE_REMOVED,
        "is_removed": True,
        "removal_reason": str(Reason.CANCELLATION_REMOVING),
        **sheet.filing.change_date.items("removal_date"),
    }


def _reason(now: Record, then: Record) -> Reason:
    """増, 減 or 修正, by what happens to the population."""
    if now.is_current_resident == then.is_current_resident:
        return Reason.CANCELLATION_CORRECTING
    return Reason.CANCELLATION_ADDING if then.is_current_resident else Reason.CANCELLATION_REMOVING


def _house(sheet: Sheet, cases: Sequence[_Case]) -> None:
    """Whose former household now is elsewhere gets a new one at the old address, together with those who come along."""
    returning = {case.number for case in cases if sheet.now(case.number).is_current_resident}
    given: dict[tuple[str, tuple[str, ...]], str] = {}
    for number in sorted(returning):
        person = sheet.now(number)
        rest = sheet.household(person.household_number).without(returning)
        if rest.members and place(rest.members[0]) != place(person):
            key = (person.household_number, place(person))
            if key not in given:
                given[key] = sheet.numbers.household()
            sheet.set(number, {"household_number": given[key]})


def _misfits(sheet: Sheet, cases: Sequence[_Case], decisions: Mapping[tuple[str, str], Decision]) -> list[Conflict]:
    """Returned relationships that are to another head than the household has now."""
    found = []
    for case in cases:
        person = sheet.now(case.number)
        if case.before is None or not person.is_current_resident or not _is_elsewhere(case, person):
            continue
        heads = [h for h in sheet.household(person.household_number).heads if h.addressee_number != case.number]
        if not heads or (not is_head(person) and heads[0].name == case.before.head_name):
            continue
        decision = decisions.get((case.number, RELATIONSHIP))
        entered = decision.relationship if decision is not None else ()
        if entered:
            sheet.set(case.number, rel.items(entered))
        found.append(_misfit(case, person, bool(entered)))
    return found


def _is_elsewhere(case: _Case, person: Record) -> bool:
    """Whether the person comes back to a household, instead of only having items corrected in it."""
    was_there = case.now.is_current_resident and case.now.household_number == person.household_number
    return not was_there


def _misfit(case: _Case, person: Record, decided: bool) -> Conflict:
    unit = UNITS[RELATIONSHIP]
    return Conflict(
        addressee_number=case.number,
        unit=unit.id,
        label=unit.label,
        before=unit.text(case.before),
        after=unit.text(case.after),
        now=unit.text(person),
        options=(),
        must_enter=True,
        decided=decided,
    )


_MESSAGES = {
    Reason.CANCELLATION_ADDING: FollowUpKind.CS_ENTRY,
    Reason.CANCELLATION_REMOVING: FollowUpKind.CS_REMOVAL,
    Reason.CANCELLATION_CORRECTING: FollowUpKind.CS_CORRECTION,
}


def _announce(sheet: Sheet, cases: Sequence[_Case]) -> None:
    by_reason: dict[Reason, list[str]] = {}
    for case in cases:
        by_reason.setdefault(_reason(case.now, sheet.now(case.number)), []).append(case.number)
    for reason, persons in by_reason.items():
        sheet.follow(FollowUp(kind=_MESSAGES[reason], persons=tuple(persons)))
    sheet.follow(paper(sheet, tuple(case.number for case in cases)))
