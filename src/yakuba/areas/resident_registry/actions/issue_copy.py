"""The actions that issue a certificate of the record as data: numbered here, drawn by a job, sent by message.

住民票の写し, 住民票記載事項証明書, 除票の写し. Source: 住民基本台帳法第12条, 第15条の4; juki-1.0:5.1-5.8, 20.1.
Numbers (個人番号, 住民票コード) are not offered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from yakuba.areas.resident_registry import certificates, stops, storage
from yakuba.areas.resident_registry.certificates import Shown, Wish
from yakuba.areas.resident_registry.documents.content import CertificateContent, Kind
from yakuba.areas.resident_registry.documents.forms import compose
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.registry import Action, Doing, Outcome, actions
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.rendering import JSON, Fits, Form, inspect
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters.errors import NoCertifier

NAME = "resident_registry.issue_copy"
ISSUE = "resident_registry.issue"
DRAW = "resident_registry.draw_copy"
ACTIONS = {
    NAME: "住民票の写しの交付（申請による）",
    "resident_registry.issue_entries": "住民票記載事項証明書の交付（申請による）",
    "resident_registry.issue_removed_copy": "除票の写しの交付（申請による）",
}
Item = Literal["head_and_relationship", "family_register", "foreign", "earlier_address"]
Paper = Literal["copy", "entries", "removed"]
KINDS: Mapping[Paper, tuple[Kind, Kind]] = {
    "copy": (Kind.COPY_INDIVIDUAL, Kind.COPY_JOINT),
    "entries": (Kind.RECORDED_ITEMS_INDIVIDUAL, Kind.RECORDED_ITEMS_JOINT),
    "removed": (Kind.REMOVED_COPY, Kind.REMOVED_COPY),
}
"""The certificate of one person, and of several."""


@dataclass(frozen=True, kw_only=True)
class CopyRequest:
    """A claim for a certificate. ``claim_id`` is the filing's key: what an officer lifts, is lifted for it alone."""

    claim_id: UUID
    applicant: str  # addressee number of who asks
    persons: tuple[str, ...]
    shown: tuple[Item, ...] = ()
    purpose: str = ""
    identification: str = "card"
    paper: Paper = "copy"
    agent: str = ""  # addressee number of the proxy who asks for the applicant


def records_of(request: CopyRequest) -> list[Record]:
    """Current versions of the persons asked for."""
    return storage.latest(int(number) for number in request.persons)


def content_of(request: CopyRequest, records: Sequence[Record]) -> CertificateContent:
    """What the certificate says. Raises certificates.CannotIssue, NoCertifier."""
    alone, joint = KINDS[request.paper]
    kind = joint if len(records) > 1 else alone
    return certificates.content_of(Wish(kind, Shown(**dict.fromkeys(request.shown, True))), records, {})


def claim_of(request: CopyRequest, records: Sequence[Record]) -> stops.Claim:
    """The claim as suppression and protection look at it: by the person, a member of the household, or a proxy."""
    numbers = tuple(int(record.addressee_number) for record in records)
    alone = numbers == (int(request.applicant),)
    household = storage.latest_of_households([records[0].household_number])
    name = next((one.name for one in household if int(one.addressee_number) == int(request.applicant)), "")
    members = tuple(int(one.addressee_number) for one in household)
    if request.agent:
        name = next((one.name for one in storage.latest([int(request.agent)])), "")
    return stops.Claim(
        request.claim_id, capacity_of(request, alone), name, numbers, members, int(records[0].household_number)
    )


def capacity_of(request: CopyRequest, alone: bool) -> str:
    return "proxy" if request.agent else "self" if alone else "household"


def set_out(content: CertificateContent) -> tuple[Form, dict[str, JSON], Fits]:
    """Form, data, texts in their boxes. Raises CannotIssue for a missing glyph or a text that does not fit."""
    form, data = compose(content)
    found = inspect(form, data)
    if found.missing:
        fault = found.missing[0]
        raise certificates.CannotIssue(f"「{fault.character}」の字形がない（{fault.item}）")
    if found.overflow:
        fault_text = found.overflow[0]
        raise certificates.CannotIssue(f"文字があふれる：「{fault_text.text}」の「{fault_text.lost}」が印字されない")
    return form, data, found.fits


def check(request: CopyRequest) -> list[Finding]:
    """Whether it can be issued as it is asked for; the procedure's checks have looked at who asks."""
    try:
        set_out(content_of(request, records_of(request)))
    except (certificates.CannotIssue, NoCertifier) as refusal:
        return [Finding("error", "C-01", "", str(refusal), "窓口で発行する（内容を見て直せる）", "juki-1.0:5.8")]
    return []


def execute(request: CopyRequest, doing: Doing) -> Outcome:
    """Number and freeze the paper in this transaction; a job draws it. Raises stops.Stopped."""
    records = records_of(request)
    stops.hold(claim_of(request, records))
    content = certificates.numbered(content_of(request, records), documents.take_serial())
    form, data, fits = set_out(content)
    numbers = [int(record.addressee_number) for record in records]
    draft = documents.Draft(
        form=form,
        title=certificates.TITLES[content.kind],
        number=certificates.number_text(content),
        data=data,
        subjects=numbers,
        submission=request.claim_id,
        request={
            "applicant": capacity_of(request, numbers == [int(request.applicant)]),
            "identification": request.identification,
            "purpose": request.purpose,
            "items": "、".join(request.shown),
            "case": doing.receipt_number,
        },
        fits=fits,
    )
    intent = documents.prepare(draft).intent
    jobs.start(DRAW, {"intent": str(intent.id), "case": str(doing.case_id)}, key=str(intent.id))
    return Outcome(str(intent.id), tuple(numbers), {"paper": str(intent.id), "title": draft.title})


def subjects_of(request: CopyRequest) -> tuple[int, ...]:
    return tuple(int(number) for number in request.persons)


def register() -> None:
    """Put the actions into the registry, one for each certificate, all the same way. Called once at start."""
    for name, title in ACTIONS.items():
        actions.register(
            Action(
                name=name,
                version=1,
                title=title,
                input_type=CopyRequest,
                enter_duty=ISSUE,
                approve_duty=ISSUE,
                subjects=subjects_of,
                checks=check,
                execute=execute,
                locks=False,
                alone="always",
            )
        )
