"""The action registry: how screens, procedures, imports and batches reach an area's use cases, by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from yakuba.platform.access.duties import DUTIES
from yakuba.platform.cases.findings import Finding


@dataclass(frozen=True)
class Outcome:
    """What an action did. ``subjects`` are addressee numbers; ``facts`` are shown on the approval's result page."""

    event_id: str
    subjects: tuple[int, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Doing:
    """What an action is told about the case it runs in."""

    case_id: Any
    receipt_number: str
    accepted_alerts: Mapping[str, str]


Alone = Literal["never", "untyped", "always"]
"""A change of a register waits for somebody who did not type it (``never``). ``always``: receipts, hand-overs and
certificates to the person. ``untyped``: only what the resident sent, not what a clerk typed at the counter."""


@dataclass(frozen=True)
class Action:
    """One use case of an area. ``checks`` and ``execute`` run in the open tenant and context.

    ``input_type`` is a frozen dataclass. ``subjects`` gives the addressee numbers an input is about, so that the
    case can lock them (not ``locks``: it changes nobody's record). ``execute`` is called once, after approval, in the
    approval's transaction. ``alone``: whether a filing whose checks all pass may end in it with nobody's decision.
    """

    name: str
    version: int
    title: str
    input_type: type
    enter_duty: str
    approve_duty: str
    subjects: Callable[[Any], Iterable[int]]
    checks: Callable[[Any], list[Finding]]
    execute: Callable[[Any, Doing], Outcome]
    locks: bool = True
    alone: Alone = "never"

    def parse(self, data: Any) -> Any:
        """JSON data → the typed input. Raises pydantic.ValidationError naming each field."""
        return TypeAdapter(self.input_type).validate_python(data)

    def dump(self, value: Any) -> Any:
        """The typed input → JSON data."""
        return TypeAdapter(self.input_type).dump_python(value, mode="json")


class UnknownAction(LookupError):
    """Nothing was registered under that name and version."""


class Registry:
    """Actions by (name, version). An area registers at start; a name given twice is an error."""

    def __init__(self) -> None:
        self._actions: dict[tuple[str, int], Action] = {}

    def register(self, action: Action) -> Action:
        key = (action.name, action.version)
        if key in self._actions:
            raise ValueError(f"action {action.name} version {action.version} is registered twice")
        for duty in (action.enter_duty, action.approve_duty):
            if duty not in DUTIES:
                raise KeyError(f"action {action.name} names the unknown duty {duty}")
        self._actions[key] = action
        return action

    def get(self, name: str, version: int | None = None) -> Action:
        """The action, its newest version unless one is named. Raises UnknownAction."""
        versions = [v for n, v in self._actions if n == name]
        wanted = version if version is not None else max(versions, default=0)
        try:
            return self._actions[name, wanted]
        except KeyError:
            raise UnknownAction(f"{name} version {wanted}") from None

    def everything(self) -> list[Action]:
        return sorted(self._actions.values(), key=lambda action: (action.name, action.version))


actions = Registry()
