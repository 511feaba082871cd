"""The guide as data: events, questions, rules, and the words they refer to. Read once from ``data``, held to itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from yakuba.platform.cases.procedures.definition import Condition, Option, Question, Strict, Text

EVENT = "event"
_DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there


class BrokenGuide(ValueError):
    """Data that cannot be used. The message names the file or the place and what is wrong."""


@dataclass(frozen=True)
class Group(Strict):
    """Life events under one heading of the first page."""

    title: Text
    events: tuple[Option, ...]


@dataclass(frozen=True)
class Office(Strict):
    """A desk of the town hall, or (``elsewhere``) somebody else's office."""

    name: Text
    elsewhere: bool = False


@dataclass(frozen=True)
class Deadline(Strict):
    """The last day in words, and how it is counted from the first of the dates ``since`` that was told.

    ``days`` or ``months`` after it; ``first_day`` counts the day itself (戸籍法43条); ``before``: the last open day up
    to it. In all other cases a last day on a closed day moves to the next open one (民法142条, 地方自治法4条の2).
    """

    words: Text
    since: tuple[str, ...] = ()
    days: int = 0
    months: int = 0
    first_day: bool = False
    before: bool = False


def _as_condition(value: Any) -> Any:
    """``always``: for everybody whose event it is."""
    return None if value == "always" else value


When = Annotated[Condition | None, BeforeValidator(_as_condition)]


@dataclass(frozen=True)
class Rule(Strict):
    """One thing to do, for the events named, each under its condition. ``after``: what has to come before it.

    ``procedure`` is the code under which yakuba can take it; ``office``, ``deadline``, ``who`` and ``bring`` are keys.
    """

    key: str
    title: Text
    office: str
    deadline: str
    who: str
    basis: str
    events: Mapping[str, When]
    procedure: str = ""
    bring: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def applies(self, answers: Mapping[str, Any]) -> bool:
        event = str(answers.get(EVENT))
        if event not in self.events:
            return False
        when = self.events[event]
        return when is None or when.holds(answers)


@dataclass(frozen=True)
class Guide(Strict):
    """All of it. Rules stand in the order in which one goes."""

    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    offices: Mapping[str, Office]
    people: Mapping[str, Text]
    things: Mapping[str, Text]
    deadlines: Mapping[str, Deadline]
    rules: tuple[Rule, ...] = field(default=())

    @cached_property
    def events(self) -> Mapping[str, Text]:
        return {one.value: one.label for group in self.groups for one in group.events}

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.id == name), None)


@cache
def load() -> Guide:
    """The shipped guide. Raises BrokenGuide."""
    return parse(read())


def read() -> dict[str, Any]:
    """The shipped files as they stand. Raises BrokenGuide."""
    return {**_yaml("questions"), **_yaml("words"), "rules": _yaml("rules")}


def _yaml(name: str) -> Any:
    try:
        return yaml.load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"), _LOADER)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BrokenGuide(f"{name}.yaml: cannot be read ({type(problem).__name__})") from None


_ADAPTER = TypeAdapter(Guide)


def parse(given: Any) -> Guide:
    """Data as read from YAML → the guide. Raises BrokenGuide, naming the first five faults."""
    try:
        guide = _ADAPTER.validate_python(given)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        raise BrokenGuide(told) from None
    faults = [*_faults_of_questions(guide), *_faults_of_rules(guide)]
    if faults:
        raise BrokenGuide("; ".join(faults[:5]))
    return guide


def _faults_of_questions(guide: Guide) -> Iterator[str]:
    before = {EVENT}
    for one in guide.questions:
        if one.id in before:
            yield f"question {one.id} is asked twice"
        if one.when is None or EVENT not in one.when.questions() or one.when.questions() - before:
            yield f"question {one.id}: belongs to no event, or depends on what is not asked before it"
        yield from _unknown_values(guide, one.when, f"question {one.id}")
        before.add(one.id)


def _faults_of_rules(guide: Guide) -> Iterator[str]:
    dates = {one.id for one in guide.questions if one.kind == "date"}
    for name, deadline in guide.deadlines.items():
        if set(deadline.since) - dates:
            yield f"deadline {name} counts from what is not a date"
    keys = [rule.key for rule in guide.rules]
    for rule in guide.rules:
        named = (
            (rule.office, guide.offices),
            (rule.deadline, guide.deadlines),
            (rule.who, guide.people),
            *((thing, guide.things) for thing in rule.bring),
            *((event, guide.events) for event in rule.events),
            *((other, keys) for other in rule.after),
        )
        yield from (f"rule {rule.key}: {name} is unknown" for name, known in named if name not in known)
        if keys.count(rule.key) > 1 or not rule.basis.strip():
            yield f"rule {rule.key}: twice, or without a basis"
        for event, when in rule.events.items():
            yield from _unknown_values(guide, when, f"rule {rule.key}, {event}")
    yield from _circles(guide)


def _unknown_values(guide: Guide, when: Condition | None, where: str) -> Iterator[str]:
    """A condition on a question or an answer there is none of would silently never hold."""
    for one in _leaves(when):
        question = guide.question(one.question)
        if one.question == EVENT:
            known = set(guide.events)
        elif question is None:
            yield f"{where}: no question {one.question}"
            continue
        else:
            known = {"yes", "no"} if question.kind == "yes_no" else {option.value for option in question.options}
            if (question.kind == "choices") != bool(one.includes):
                yield f"{where}: {one.question} is asked with is_ where several can be chosen, or the other way round"
        if (one.is_ or one.includes) not in known:
            yield f"{where}: {one.question} has no answer {one.is_ or one.includes}"


def _leaves(when: Condition | None) -> Iterator[Condition]:
    if when is None:
        return
    if when.question:
        yield when
    for part in (*when.all_of, *when.any_of, when.not_):
        yield from _leaves(part)


def _circles(guide: Guide) -> Iterator[str]:
    done: set[str] = set()
    left = list(guide.rules)
    while left:
        ready = [rule for rule in left if done.issuperset(rule.after)]
        if not ready:
            yield f"rules wait for each other: {', '.join(rule.key for rule in left[:5])}"
            return
        done.update(rule.key for rule in ready)
        left = [rule for rule in left if rule.key not in done]
