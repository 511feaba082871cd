"""The action that issues a certificate of tax as data: numbered here, drawn by a job, sent by message.

Only of the person who asks, or for whom a proxy asks: nobody else can be named (地方税法22条).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import certifying
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters.errors import NoCertifier

NAME = "resident_tax.issue_certificate"
DRAW = "resident_tax.draw_certificate"
Kind = Literal["income_tax", "income", "exempt", "payment"]


@dataclass(frozen=True, kw_only=True)
class CertificateRequest:
    """A claim for a certificate. ``claim_id`` is the filing's key: what an officer lifts, is lifted for it alone."""

    claim_id: UUID
    person: int
    year: int
    kind: Kind
    purpose: str = ""
    identification: str = "card"
    agent: int | None = None


def wish_of(request: CertificateRequest) -> certifying.Wish:
    """Which certificate it is."""
    return certifying.Wish(request.person, request.year, request.kind)


def asking_of(request: CertificateRequest) -> registry.Asking:
    """The claim as suppression and protection look at it: by the person or a proxy."""
    name = registry.name_of(request.agent) if request.agent is not None else ""
    return registry.Asking(request.claim_id, "proxy" if request.agent is not None else "self", name, request.person)


def fault_of(request: CertificateRequest) -> str:
    """Why it cannot be issued as it is asked for; empty when it can."""
    try:
        certifying.set_out(certifying.content_of(wish_of(request)))
    except (certifying.CannotCertify, registry.NoResident, NoCertifier) as refusal:
        return str(refusal)
    return ""


def check(request: CertificateRequest) -> list[Finding]:
    """Whether it can be issued; the procedure's checks have looked at who asks."""
    fault = fault_of(request)
    remedy = "年度や種別を本人に確かめる。直せないときは、理由を書いて受け付けない"
    return [Finding("error", "T-22", "", fault, remedy, "background")] if fault else []


def execute(request: CertificateRequest, doing: Doing) -> Outcome:
    """Number and freeze the paper in this transaction; a job draws it. Raises registry.Stopped."""
    asking = asking_of(request)
    given = certifying.Given(
        request.claim_id, asking.applicant, asking.name, request.identification, request.purpose, doing.receipt_number
    )
    intent = certifying.prepare(wish_of(request), given).intent
    jobs.start(DRAW, {"intent": str(intent.id), "case": str(doing.case_id)}, key=str(intent.id))
    return Outcome(str(intent.id), (request.person,), {"paper": str(intent.id), "title": intent.title})


def register() -> None:
    """Put the action into the registry. Called once at start."""
    actions.register(
        Action(
            name=NAME,
            version=1,
            title="税の証明の交付（申請による）",
            input_type=CertificateRequest,
            enter_duty=certifying.DUTY,
            approve_duty=certifying.DUTY,
            subjects=lambda request: (request.person,),
            checks=check,
            execute=execute,
            locks=False,
            alone="always",
        )
    )
