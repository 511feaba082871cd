"""What definitions name and areas give: builders of action inputs, automatic checks. Found missing at start, not later.

An area registers its own in its package ``procedures``, which is imported at start.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.checks import CheckMessage, Error

from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.cases.registry import UnknownAction, actions


@dataclass(frozen=True)
class Facts:
    """A filing as builders and checks see it. ``people`` maps the tokens in answers to addressee numbers."""

    key: UUID
    procedure: Procedure
    answers: Mapping[str, Any]
    applicant: int
    people: Mapping[str, int]
    channel: str
    level: str
    filed_on: date
    receipt_number: str

    def numbers(self, question: str) -> tuple[int, ...]:
        """Addressee numbers of the persons chosen in a question; tokens nobody knows are left out."""
        return tuple(self.people[token] for token in self.answers.get(question, ()) if token in self.people)


Build = Callable[[Facts], Any]
Run = Callable[[Facts], list[Finding]]


@dataclass(frozen=True)
class AutomaticCheck:
    """A check that runs by itself. ``title`` says in a few words what it looks at."""

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


def automatic_check(name: str, title: str) -> Callable[[Run], Run]:
    """Decorator: this function is an automatic check. Raises ValueError for a name already taken."""

    def register(function: Run) -> Run:
        if _checks.setdefault(name, AutomaticCheck(name, title, function)).run.__qualname__ != function.__qualname__:
            raise ValueError(f"check {name} is registered twice")
        return function

    return register


def builder_of(procedure: Procedure) -> Build:
    return _builders[procedure.build]


def checks_of(procedure: Procedure) -> list[AutomaticCheck]:
    return [_checks[name] for name in procedure.checks]


def check_definitions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every action, builder and check a shipped definition names is there."""
    return [Error(fault, id="cases.E001") for one in catalogue.load().procedures for fault in _faults(one)]


def _faults(procedure: Procedure) -> list[str]:
    where = f"procedure {procedure.code} version {procedure.version}"
    found = [f"{where}: unknown check {name}" for name in procedure.checks if name not in _checks]
    if procedure.build not in _builders:
        found.append(f"{where}: unknown builder {procedure.build}")
    try:
        actions.get(procedure.action)
    except UnknownAction:
        found.append(f"{where}: unknown action {procedure.action}")
    return found
