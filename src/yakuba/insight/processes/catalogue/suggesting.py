"""Suggestions: which standard step an own name may mean, by wording and by place in the process, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.tree import Step
from yakuba.insight.processes.catalogue.wording import Weighed, likeness, normalised, weighed, weights

FEWEST = 0.40  # a nearest step below this is not suggested, only listed
PLACE = 0.15  # weight of the place in the process, where it is known
SHOWN = 3
REMEMBERED = 5_000  # names


@dataclass(frozen=True)
class OwnStep:
    """A body's own name: its task if told, its place (0 first, 1 last) if known, how often it was done."""

    name: str
    task: str | None = None
    place: float | None = None
    events: int = 1


@dataclass(frozen=True)
class Candidate:
    """A standard step with its score from 0 to 1 and what the score is made of."""

    step: Step
    score: float
    reason: str


@dataclass(frozen=True)
class _Label:
    step: Step
    text: str
    weighed: Weighed


@cache
def _labels(task: str | None) -> tuple[list[_Label], dict[str, float]]:
    those = [tree.tasks()[task]] if task else list(tree.tasks().values())
    names = [(one, name) for each in those for one in each.steps for name in (one.ja, *one.aliases)]
    weight = weights(normalised(name) for _, name in names)
    return [_Label(one, name, weighed(normalised(name), weight)) for one, name in names], weight


def suggest(own: OwnStep, shown: int = SHOWN) -> list[Candidate]:
    """The nearest standard steps, the best first. With a task of the catalogue only its steps are looked at.

    Ties go by the order of the catalogue, so the same input gives the same answer.
    """
    near = _near(own.name, own.task if own.task in tree.tasks() else None)
    scored = [_candidate(own, found, label) for found, label in near]
    return sorted(scored, key=lambda one: -one.score)[:shown]


@lru_cache(REMEMBERED)
def _near(name: str, task: str | None) -> tuple[tuple[float, _Label], ...]:
    """The nearest label of each step that has anything in common with a name; bodies often use the same names."""
    labels, weight = _labels(task)
    counted = weighed(normalised(name), weight)
    best: dict[str, tuple[float, _Label]] = {}
    for label in labels:
        found = likeness(counted, label.weighed)
        if found > best.get(label.step.id, (0.0, label))[0]:
            best[label.step.id] = (found, label)
    if task:
        called = [one for one in tree.tasks()[task].steps if name in one.journal]
        best |= {one.id: (1.0, _Label(one, name, counted)) for one in called}
    return tuple(best.values())


def suggested(own: OwnStep) -> Candidate | None:
    """The best candidate when it is near enough to be suggested."""
    found = suggest(own, 1)
    return found[0] if found and found[0].score >= FEWEST else None


def _candidate(own: OwnStep, likely: float, label: _Label) -> Candidate:
    if label.text in label.step.journal and own.name == label.text:
        return Candidate(label.step, 1.0, "yakubaの記録での名前")
    known_as = "標準の名前" if label.text == label.step.ja else f"別名「{label.text}」"
    reason = f"{known_as}と文字の近さ {likely:.2f}"
    if own.place is None:
        return Candidate(label.step, likely, reason)
    near = 1 - abs(own.place - label.step.place)
    return Candidate(label.step, (1 - PLACE) * likely + PLACE * near, f"{reason}、順序の近さ {near:.2f}")


@lru_cache(REMEMBERED)
def task_of(name: str) -> str | None:
    """The task of the catalogue that a body's own name of a task means; None when none is near."""
    labels, weight = _task_labels()
    own = weighed(normalised(name), weight)
    best, task = max(((likeness(own, label), task) for task, label in labels), key=lambda one: one[0])
    return task if best >= FEWEST else None


@cache
def _task_labels() -> tuple[list[tuple[str, Weighed]], dict[str, float]]:
    every = [(one.id, normalised(label)) for one in tree.tasks().values() for label in (one.ja, *one.aliases)]
    weight = weights(label for _, label in every)
    return [(task, weighed(label, weight)) for task, label in every], weight
