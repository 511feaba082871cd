"""減免 that a resident asks for by filing: looked at by one, granted by another. Who is refused reads the reason.

An application that waits in the list of 減免 (counter, paper) is decided there; a filing is decided where filings are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from yakuba.areas.resident_tax.actions import relieving
from yakuba.areas.resident_tax.actions.relieving import Application
from yakuba.areas.resident_tax.assessments import APPROVE, DUTY
from yakuba.areas.resident_tax.models import Relief
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.cases.service import CaseError

NAME: Final = "resident_tax.relief"
BY_FILING: Final = "本人の申請"


@dataclass(frozen=True, kw_only=True)
class ReliefAsked:
    """What was filed. ``year`` 0: nothing is decided of the person; ``claim_id``: the filing's key."""

    claim_id: UUID
    person: int
    year: int
    ground: str
    applied_on: date
    told: str


def application_of(asked: ReliefAsked) -> Application:
    """As the list of 減免 keeps it."""
    return Application(asked.year, asked.person, asked.ground, asked.applied_on, asked.told, asked.claim_id)


def check(asked: ReliefAsked) -> list[Finding]:
    """Whether it would take anything off; the ground itself somebody has to look into."""
    if not asked.year:
        remedy = "1月1日の住所を本人に確かめ、課税した市区町村を案内する"
        return [Finding("error", "T-30", "", "減免：ここで決定した税額がない", remedy, "地方税法323条")]
    _, fault = relieving.worth_of(application_of(asked))
    remedy = "本人に説明し、理由を書いて受け付けない"
    return [Finding("error", "T-31", "ground", fault, remedy, "地方税法323条")] if fault else []


def execute(asked: ReliefAsked, doing: Doing) -> Outcome:
    """Kept as applied for and granted at once, with its claims. Raises CaseError for what changed meanwhile."""
    try:
        found = relieving.settle(relieving.keep(application_of(asked), None, BY_FILING))
    except relieving.CannotRelieve as problem:
        raise CaseError(str(problem)) from problem
    assert isinstance(found, Relief) and found.run_id is not None
    reference = f"{asked.year}-{asked.person}-{found.entered_at:%m%d}"
    facts = {"reference": reference, "relief": str(found.id), "amount": str(found.amount), "rate": str(found.rate)}
    return Outcome(str(found.id), (asked.person,), facts)


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=NAME,
            version=1,
            title="市民税・県民税の減免",
            input_type=ReliefAsked,
            enter_duty=DUTY,
            approve_duty=APPROVE,
            subjects=lambda asked: (asked.person,),
            checks=check,
            execute=execute,
            locks=False,
        )
    )
