"""From answers to the ordered list: what, by when, what can be filed now, which desk when, what to bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from yakuba.frontyard.guide.definition import EVENT, Deadline, Guide, Office, Rule
from yakuba.platform.cases.procedures.definition import Question
from yakuba.standards import business_days

State = Literal["online", "visit", "elsewhere"]


@dataclass(frozen=True)
class Step:
    """One line of the list. ``due``: the last day, None where it depends on what is not known; ``late``: it is past.

    ``startable``: it can be begun here now, also where the law asks for a visit afterwards; ``first``: what has to be
    done before it, of this list.
    """

    rule: Rule
    state: State
    due: date | None
    late: bool
    startable: bool
    first: tuple[Rule, ...]


@dataclass(frozen=True)
class Desk:
    """A desk of the town hall, and what is done there in one go."""

    office: Office
    steps: tuple[Step, ...]


def asked(guide: Guide, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that apply, in order; what a closed branch was told opens nothing."""
    given = {EVENT: answers.get(EVENT)}
    found = []
    for question in guide.questions:
        if question.when is not None and question.when.holds(given):
            found.append(question)
            if question.id in answers:
                given[question.id] = answers[question.id]
    return tuple(found)


def known(guide: Guide, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to questions that apply, as they come from outside: unknown names and values are dropped."""
    if answers.get(EVENT) not in guide.events:
        return {}
    usable = {one.id: answers[one.id] for one in guide.questions if _is_answer(one, answers.get(one.id))}
    usable[EVENT] = answers[EVENT]
    return {EVENT: usable[EVENT]} | {one.id: usable[one.id] for one in asked(guide, usable) if one.id in usable}


def _is_answer(question: Question, value: Any) -> bool:
    offered = [one.value for one in question.options]
    if question.kind == "choices":
        return isinstance(value, list) and bool(value) and all(one in offered for one in value)
    if question.kind == "date":
        return _day(value) is not None
    return isinstance(value, str) and value in (offered or ["yes", "no"])


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def steps(guide: Guide, answers: Mapping[str, Any], offered: Mapping[str, bool], today: date) -> list[Step]:
    """What to do, in order. ``offered``: codes of what can be filed here now → whether somebody has to come for it."""
    told = known(guide, answers)
    ordered = in_order([rule for rule in guide.rules if rule.applies(told)])
    keys = {rule.key: rule for rule in ordered}
    found = []
    for rule in ordered:
        due = last_day(guide.deadlines[rule.deadline], told)
        startable = rule.procedure in offered
        state: State = "visit"
        if guide.offices[rule.office].elsewhere:
            state = "elsewhere"
        elif startable and not offered[rule.procedure]:
            state = "online"
        first = tuple(keys[key] for key in rule.after if key in keys)
        found.append(Step(rule, state, due, due is not None and due < today, startable, first))
    return found


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """The rules' own order, except that nothing stands before what it waits for."""
    left = list(rules)
    keys = {rule.key for rule in left}
    done: list[Rule] = []
    reached: set[str] = set()
    while left:
        following = next(rule for rule in left if reached.issuperset(keys.intersection(rule.after)))
        left.remove(following)
        done.append(following)
        reached.add(following.key)
    return done


def last_day(deadline: Deadline, answers: Mapping[str, Any]) -> date | None:
    """
    >>> from yakuba.frontyard.guide.definition import load
    >>> born = load().deadlines["birth14"]
    >>> last_day(born, {"born_on": "2026-11-15"}), last_day(born, {}) is None  # the 14th day is a Saturday
    (datetime.date(2026, 11, 30), True)
    """
    start = next((day for name in deadline.since if (day := _day(answers.get(name)))), None)
    if start is None:
        return None
    if deadline.before:
        return business_days.on_or_before(start)
    end = _months_after(start, deadline.months) if deadline.months else start + timedelta(days=deadline.days)
    return business_days.on_or_after(end - timedelta(days=1) if deadline.first_day else end)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, the month's last where it has no such day (民法143条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def desks(guide: Guide, found: Iterable[Step]) -> list[Desk]:
    """The desks of the town hall in the order to go; each once, with what is still done in person there."""
    at: dict[str, list[Step]] = {}
    for step in found:
        if step.state == "visit":
            at.setdefault(step.rule.office, []).append(step)
    return [Desk(guide.offices[key], tuple(those)) for key, those in at.items()]


def to_bring(found: Iterable[Step]) -> list[str]:
    """Keys of what to bring to the town hall, each once, in the order in which it is needed."""
    return list(dict.fromkeys(thing for step in found if step.state == "visit" for thing in step.rule.bring))
