"""The mapping of one body's own steps to the catalogue: what is suggested, and what somebody decided and when.

A suggestion is never a mapping by itself: whoever uses it says so (`standard_of(..., suggestions=True)`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.own_steps import in_catalogue
from yakuba.insight.processes.catalogue.suggesting import FEWEST, OwnStep, suggest

Key = tuple[str, str]  # the body's own names of task (empty where a log names none) and step


class State(StrEnum):
    """How far a name has come."""

    SUGGESTED = "提案"
    CONFIRMED = "確定"
    REJECTED = "対応なし"  # decided: the catalogue has no such step
    NONE = "候補なし"


class MappingWrong(ValueError):
    """A decision or a mapping file cannot be used; the message names the row and the remedy."""


@dataclass(frozen=True)
class Mapped:
    """One own name: its events, its state, the standard step with score and reason, other candidates, who and when."""

    task: str
    name: str
    events: int
    state: State
    step: str | None = None
    score: float | None = None
    reason: str = ""
    others: tuple[str, ...] = ()
    by: str = ""
    on: date | None = None

    def __post_init__(self) -> None:
        decided = self.state in (State.CONFIRMED, State.REJECTED)
        if decided and not (self.by and self.on):
            raise MappingWrong(f"「{self.name}」: {self.state}には確認者と確認日が要ります")
        if self.state in (State.CONFIRMED, State.SUGGESTED) and (self.step is None or tree.step(self.step) is None):
            raise MappingWrong(f"「{self.name}」: 標準作業「{self.step or ''}」はカタログにありません")

    @property
    def key(self) -> Key:
        """How the body names task and step."""
        return self.task, self.name

    @property
    def decided(self) -> bool:
        """Whether somebody has decided it."""
        return self.state in (State.CONFIRMED, State.REJECTED)


@dataclass(frozen=True)
class StepMapping:
    """All names of one body."""

    body: str
    rows: tuple[Mapped, ...]

    def standard_of(self, task: str, name: str, *, suggestions: bool = False) -> str | None:
        """The standard step of an own name; where the task is not told on one side, the name must mean one step."""
        taken = (State.CONFIRMED, State.SUGGESTED) if suggestions else (State.CONFIRMED,)
        same = [one for one in self.rows if one.key == (task, name)]
        same = same or [one for one in self.rows if one.name == name and "" in (task, one.task)]
        steps = {one.step if one.state in taken else None for one in same}
        return steps.pop() if len(steps) == 1 else None


@dataclass(frozen=True)
class Coverage:
    """Shares without a standard step, by names and by events: as confirmed, and with suggestions counted as right."""

    names: int
    events: int
    unmapped_names: float | None
    unmapped_events: float | None
    unmapped_names_with_suggestions: float | None
    unmapped_events_with_suggestions: float | None


def proposed(
    body: str, steps: Iterable[OwnStep], before: StepMapping | None = None, task: str | None = None
) -> StepMapping:
    """Each own step with what is suggested for it; what was decided ``before`` stays as decided.

    ``task``: the task of the catalogue that all steps are of, where their own names of the task do not tell.
    """
    decided = {one.key: one for one in before.rows if one.decided} if before else {}
    rows = []
    for own in steps:
        kept = decided.get((own.task or "", own.name))
        rows.append(replace(kept, events=own.events) if kept else _proposal(own, task))
    return StepMapping(body, tuple(rows))


def _proposal(own: OwnStep, task: str | None) -> Mapped:
    found = suggest(replace(own, task=task) if task else in_catalogue(own))
    others = tuple(f"{one.step.id} {one.score:.2f}" for one in found[1:])
    if not found or found[0].score < FEWEST:
        listed = tuple(f"{one.step.id} {one.score:.2f}" for one in found)
        return Mapped(own.task or "", own.name, own.events, State.NONE, others=listed)
    best = found[0]
    told = (best.step.id, round(best.score, 3), best.reason, others)
    return Mapped(own.task or "", own.name, own.events, State.SUGGESTED, *told)


def decided(mapping: StepMapping, choices: Mapping[Key, str | None], by: str, on: date) -> StepMapping:
    """The mapping with decisions: a standard step for each key, None where there is none in the catalogue.

    MappingWrong when a key is not in the mapping, or a step not in the catalogue.
    """
    there = {one.key for one in mapping.rows}
    if missing := [name for task, name in choices if (task, name) not in there]:
        raise MappingWrong(f"作業「{'」「'.join(missing)}」は対応表にありません")
    rows = [_decision(one, choices[one.key], by, on) if one.key in choices else one for one in mapping.rows]
    return replace(mapping, rows=tuple(rows))


def _decision(row: Mapped, step: str | None, by: str, on: date) -> Mapped:
    state = State.REJECTED if step is None else State.CONFIRMED
    kept = row if step == row.step else replace(row, state=State.NONE, step=None, score=None, reason="")
    return replace(kept, state=state, step=step, by=by, on=on)


def coverage(rows: Sequence[Mapped]) -> Coverage:
    """How much of the names and of the events has a standard step."""
    names, events = len(rows), sum(one.events for one in rows)

    def without(*states: State) -> tuple[float | None, float | None]:
        left = [one for one in rows if one.state not in states]
        by_event = sum(one.events for one in left) / events if events else None
        return (len(left) / names if names else None), by_event

    return Coverage(names, events, *without(State.CONFIRMED), *without(State.CONFIRMED, State.SUGGESTED))
