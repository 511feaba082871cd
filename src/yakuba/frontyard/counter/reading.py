"""Answers as clerk and visitor read them back."""

from collections.abc import Iterator
from dataclasses import dataclass

from yakuba.frontyard.counter.models import Visit
from yakuba.frontyard.counter.visits import drafts
from yakuba.frontyard.portal import showing
from yakuba.platform.cases.procedures.definition import Procedure, Question


@dataclass(frozen=True)
class Line:
    """A question and its answer. ``marked``: the visitor says it is wrong. ``source``: register, spoken or empty."""

    at: int
    question: Question
    values: tuple[str, ...]
    source: str
    marked: bool


@dataclass(frozen=True)
class Paper:
    """What is filed under one procedure. Iterates over its lines."""

    at: int
    procedure: Procedure
    lines: tuple[Line, ...]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    @property
    def marked(self) -> bool:
        return any(one.marked for one in self.lines)


def papers(visit: Visit, language: str) -> list[Paper]:
    """All papers of a visit, answers in the language's words."""
    marks = {(one["draft"], one["question"]) for one in visit.marks}
    found = []
    for at, draft in enumerate(drafts(visit)):
        lines = tuple(
            Line(
                at,
                one,
                showing.words(one, draft.answers.get(one.id), visit.profile, language),
                draft.provenance.get(one.id, ""),
                (at, one.id) in marks,
            )
            for one in draft.asked
        )
        found.append(Paper(at, draft.procedure, lines))
    return found
