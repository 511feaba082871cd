"""What definitions name and areas give: builders of action inputs, automatic checks. Found missing at start, not later.

An area registers its own in its package ``procedures``, which is imported at start.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.core.checks import CheckMessage, Error

from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import Check, Kind, Procedure
from yakuba.platform.cases.registry import UnknownAction, actions


@dataclass(frozen=True)
class Facts:
    """A filing as builders and checks see it. ``people`` maps the tokens in answers to addressee numbers.

    ``applicant`` is the person concerned; ``agent`` who filed for that person, on which ``ground``.
    """

    key: UUID
    procedure: Procedure
    answers: Mapping[str, Any]
    applicant: int
    people: Mapping[str, int]
    channel: str
    level: str
    filed_on: date
    receipt_number: str
    agent: int | None = None
    ground: str = ""

    def numbers(self, question: str) -> tuple[int, ...]:
        """Addressee numbers of the persons chosen in a question; tokens nobody knows are left out."""
        return tuple(self.people[token] for token in self.answers.get(question, ()) if token in self.people)


Given = Mapping[str, str | int]
Build = Callable[[Facts], Any]
Run = Callable[[Facts], list[Finding]]
RunWith = Callable[[Facts, Given], list[Finding]]


@dataclass(frozen=True)
class Parameter:
    """What a check must be told: a question (of one of ``kinds``), a whole number, or a text."""

    name: str
    label: str
    kind: Literal["question", "whole", "text"]
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class AutomaticCheck:
    """A check that runs by itself. ``title`` says in a few words what it looks at, with ``{parameter}`` marks.

    ``general``: it suits any procedure, as it knows no question by name but those it is told.
    """

    name: str
    title: str
    run_with: RunWith
    parameters: tuple[Parameter, ...] = ()
    general: bool = True


@dataclass(frozen=True)
class AppliedCheck:
    """A check with its parameters, as one procedure uses it."""

    name: str
    title: str
    run: Run


_builders: dict[str, Build] = {}
_checks: dict[str, AutomaticCheck] = {}


def builder(name: str) -> Callable[[Build], Build]:
    """Decorator: this function makes the typed input of the action a procedure ends in. ValueError for a taken name."""

    def register(function: Build) -> Build:
        if _builders.setdefault(name, function).__qualname__ != function.__qualname__:
            raise ValueError(f"builder {name} is registered twice")
        return function

    return register


def automatic_check(name: str, title: str, general: bool = False) -> Callable[[Run], Run]:
    """Decorator: this function is an automatic check. Raises ValueError for a name already taken."""

    def register(function: Run) -> Run:
        _keep(AutomaticCheck(name, title, _Plain(function), general=general))
        return function

    return register


def check_with(name: str, title: str, *parameters: Parameter, general: bool = True) -> Callable[[RunWith], RunWith]:
    """Decorator: an automatic check that definitions give parameters to. Raises ValueError for a name taken."""

    def register(function: RunWith) -> RunWith:
        _keep(AutomaticCheck(name, title, function, parameters, general))
        return function

    return register


@dataclass(frozen=True)
class _Plain:
    run: Run

    def __call__(self, facts: Facts, given: Given) -> list[Finding]:
        return self.run(facts)


def _keep(check: AutomaticCheck) -> None:
    if _checks.setdefault(check.name, check) != check:
        raise ValueError(f"check {check.name} is registered twice")


def all_checks() -> list[AutomaticCheck]:
    """Every check there is, by name."""
    return [_checks[name] for name in sorted(_checks)]


def has_builder(name: str) -> bool:
    return name in _builders


def builder_of(procedure: Procedure) -> Build:
    return _builders[procedure.build]


def checks_of(procedure: Procedure) -> list[AppliedCheck]:
    return [_applied(procedure, one) for one in procedure.checks]


def check_title(procedure: Procedure, one: Check) -> str:
    """What a check of a procedure looks at, with its parameters filled in; its name for one that is not there."""
    return _applied(procedure, one).title if one.name in _checks else one.name


def _applied(procedure: Procedure, one: Check) -> AppliedCheck:
    check = _checks[one.name]
    told = {each.name: _told(procedure, each, one.given) for each in check.parameters}
    return AppliedCheck(one.key, check.title.format_map(told), lambda facts: check.run_with(facts, one.given))


def _told(procedure: Procedure, parameter: Parameter, given: Given) -> str:
    """A question by its title, an answer to the check's question by its label, everything else as it stands."""
    value, asked = str(given.get(parameter.name, "")), str(given.get("question", ""))
    if parameter.kind == "question":
        return next((one.title.ja for one in procedure.steps if one.id == value), value)
    labels = {option.value: option.label.ja for one in procedure.steps if one.id == asked for option in one.options}
    return value if parameter.kind == "whole" else ({"yes": "はい", "no": "いいえ"} | labels).get(value, value)


def check_definitions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every action, builder and check a shipped definition names is there, and no register changes by itself."""
    return [Error(fault, id="cases.E001") for one in catalogue.load().procedures for fault in faults_of(one)]


def faults_of(procedure: Procedure) -> list[str]:
    """What a definition names that is not there, or names in a way that cannot be."""
    found = [fault for one in procedure.checks for fault in _check_faults(procedure, one)]
    if procedure.build not in _builders:
        found.append(f"unknown builder {procedure.build}")
    try:
        action = actions.get(procedure.action)
        if procedure.finish == "automatic" and action.alone == "never":
            found.append(f"action {procedure.action} is decided by a person, never by itself")
    except UnknownAction:
        found.append(f"unknown action {procedure.action}")
    return [f"procedure {procedure.code} version {procedure.version}: {fault}" for fault in found]


def _check_faults(procedure: Procedure, one: Check) -> list[str]:
    check = _checks.get(one.name)
    if check is None:
        return [f"unknown check {one.name}"]
    kinds = {each.id: each.kind for each in procedure.steps}
    wanted = {each.name for each in check.parameters}
    found = [f"check {one.name}: no parameter {name}" for name in one.given if name not in wanted]
    return found + [
        f"check {one.name}: {each.name} is missing or does not fit"
        for each in check.parameters
        if not check_fits(each, one.given.get(each.name), kinds)
    ]


def check_fits(parameter: Parameter, value: str | int | None, kinds: Mapping[str, str]) -> bool:
    """Whether a check may be told this; ``kinds`` are those of the questions by id."""
    if parameter.kind == "whole":
        return isinstance(value, int)
    if parameter.kind == "text":
        return isinstance(value, str) and bool(value)
    return value in kinds and (not parameter.kinds or kinds[str(value)] in parameter.kinds)
