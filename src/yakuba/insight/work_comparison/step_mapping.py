"""The own names of steps held against the catalogue: what is suggested, and what somebody decided and when.

The names are those of the newest analysis of a fiscal year. A decision holds for a name of a procedure in every year;
it is never rewritten: deciding anew, or taking it back, is a further version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.processes.catalogue.suggesting import FEWEST, Candidate, OwnStep, suggest
from yakuba.insight.work_comparison import analysing
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.models import StepDecision, WorkFigures
from yakuba.insight.work_comparison.names import ANALYSE
from yakuba.platform.access import service as access
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

State = StepDecision.State
STANDARD = "standard"  # where the figures of a step say which step of the catalogue it is


class DecisionWrong(ValueError):
    """A decision that cannot be kept; the message says why and what to do."""


class Overtaken(DecisionWrong):
    """Somebody else has decided since the page was drawn."""


@dataclass(frozen=True)
class Named:
    """An own name of a step of a procedure: its cases in the year, what was decided last, what may be meant."""

    name: str
    cases: int
    decision: StepDecision | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def version(self) -> int:
        """The number of the last decision, 0 before the first."""
        return self.decision.version if self.decision else 0

    @property
    def state(self) -> str:
        """A `StepDecision.State`; what was never decided is as what was taken back."""
        return self.decision.state if self.decision else State.TAKEN_BACK

    @property
    def step(self) -> tree.Step | None:
        """The step of the catalogue that was confirmed."""
        return tree.step(self.decision.step) if self.decision and self.state == State.CONFIRMED else None

    @property
    def suggested(self) -> Candidate | None:
        """The nearest step, where it is near enough."""
        return self.candidates[0] if self.candidates and self.candidates[0].score >= FEWEST else None


@dataclass(frozen=True)
class Work:
    """A procedure with its names, and the task of the catalogue it is of, where the catalogue says so."""

    code: str
    title: str
    task: tree.Task | None
    names: tuple[Named, ...]


@dataclass(frozen=True)
class Share:
    """How much has a confirmed step of the catalogue: names, and cases with such a step (each once a name)."""

    names: int
    mapped_names: int
    undecided: int
    cases: int
    mapped_cases: int


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a name: a step's id, "" for none in the catalogue, None to take the decision back.

    ``version`` is that of the decision that was seen.
    """

    procedure: str
    name: str
    step: str | None
    version: int


def decisions() -> dict[tuple[str, str], StepDecision]:
    """The last decision about each name of each procedure."""
    rows = StepDecision.objects.order_by("procedure", "name", "version")
    return {(one.procedure, one.name): one for one in rows}


def works(year: int) -> list[Work]:
    """Every procedure of the newest analysis of a year, without suggestions; those with most cases first."""
    analysis = analysing.latest(year)
    decided = decisions()
    rows = analysing.figures_of(analysis) if analysis else []
    return [_work(row, decided) for row in rows]


def _work(row: WorkFigures, decided: Mapping[tuple[str, str], StepDecision]) -> Work:
    names = (
        Named(one["step"], int(one["cases"]), decided.get((row.procedure, one["step"]))) for one in row.figures["steps"]
    )
    return Work(row.procedure, row.title, tree.task_of_procedure(row.procedure), tuple(names))


def work_of(row: WorkFigures, task: tree.Task | None = None) -> Work:
    """One procedure with suggestions, of ``task`` where one is given. The place is that among the usual order."""
    found = _work(row, decisions())
    held = task or found.task
    last = max(len(found.names) - 1, 1)
    names = [
        replace(one, candidates=tuple(suggest(OwnStep(one.name, held.id if held else None, at / last, one.cases))))
        for at, one in enumerate(found.names)
    ]
    return replace(found, task=held, names=tuple(names))


def share(those: Iterable[Work]) -> Share:
    """How much of some procedures is mapped."""
    names = [one for work in those for one in work.names]
    mapped = [one for one in names if one.step is not None]
    return Share(
        names=len(names),
        mapped_names=len(mapped),
        undecided=sum(one.state == State.TAKEN_BACK for one in names),
        cases=sum(one.cases for one in names),
        mapped_cases=sum(one.cases for one in mapped),
    )


def history(procedure: str) -> list[StepDecision]:
    """Every decision about the names of a procedure, the newest first."""
    return list(StepDecision.objects.filter(procedure=procedure).order_by("-decided_at", "name", "-version"))


def decide(choices: Sequence[Choice]) -> int:
    """Keep what is new among the choices, all or none; how many decisions were added.

    Raises access.Refused, DecisionWrong for a step that the catalogue has not, Overtaken.
    """
    actor = access.require(ANALYSE)
    before, instant = decisions(), current_context().instant
    rows = []
    for one in choices:
        last = before.get((one.procedure, one.name))
        told = _told(one)
        if told == ((last.state, last.step) if last else (State.TAKEN_BACK, "")):
            continue
        if one.version != (last.version if last else 0):
            raise Overtaken(f"「{one.name}」は、ほかの職員が先に決めました。新しい決定を確かめてから決め直してください")
        state, step = told
        rows.append(
            StepDecision(
                municipality_id=current(), procedure=one.procedure, name=one.name, version=one.version + 1, state=state,
                step=step, decided_by=actor.id, decided_by_name=actor.name, decided_at=instant,
            )
        )  # fmt: skip
    try:
        with transaction.atomic():
            StepDecision.objects.bulk_create(rows)
    except IntegrityError:
        raise Overtaken("ほかの職員が同時に決めました。新しい決定を確かめてから決め直してください") from None
    return len(rows)


def _told(one: Choice) -> tuple[str, str]:
    if one.step is None:
        return State.TAKEN_BACK, ""
    if not one.step:
        return State.REJECTED, ""
    if tree.step(one.step) is None:
        raise DecisionWrong(
            f"「{one.name}」：標準の作業「{one.step}」はカタログにありません。一覧から選び直してください"
        )
    return State.CONFIRMED, one.step


def with_standard(procedure: str, figures: Figures) -> Figures:
    """The figures with the confirmed step of the catalogue beside each step. A mapping is no figure."""
    confirmed = {
        one.name: one.step
        for one in decisions().values()
        if one.procedure == procedure and one.state == State.CONFIRMED
    }
    if "steps" not in figures:
        return figures
    bare = ({key: value for key, value in one.items() if key != STANDARD} for one in figures["steps"])
    steps = [one | ({STANDARD: confirmed[one["step"]]} if one["step"] in confirmed else {}) for one in bare]
    return {**figures, "steps": steps}
