"""How the cases of the resident tax are shown: whose certificate, what for, and the paper once it is numbered."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from yakuba.areas.resident_tax import certifying
from yakuba.areas.resident_tax.actions import certify
from yakuba.areas.resident_tax.actions.certify import CertificateRequest
from yakuba.platform.cases import panels
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


def certificate_panel(case: Case) -> Panel:
    """A certificate of tax that was filed for."""
    request: CertificateRequest = input_of(case)
    whose = panels.people_of({request.person}).get(request.person)
    links: tuple[tuple[str, str], ...] = ()
    if paper := (case.outcome or {}).get("paper"):
        address = directory.by_id(current()).address
        links = (("発行した証明書", reverse("resident_tax:certificate_issued", args=[address, paper])),)
    name = whose.name + (f"【{whose.mark}】" if whose.mark else "") if whose else str(request.person)
    facts = (
        ("だれの", name),
        ("証明書", f"{certifying.KINDS[request.kind]}　{request.year}年度"),
        ("使いみち", request.purpose),
        ("入力", case.drafted_by_name),
    )
    return Panel(facts=facts, links=links, subjects=(request.person,))


def names_of(cases: Sequence[Case]) -> dict[UUID, str]:
    """Whom the cases are about."""
    whose: dict[UUID, int] = {case.id: input_of(case).person for case in cases if case.action == certify.NAME}
    people = panels.people_of(set(whose.values()))
    return {key: people[number].name if number in people else str(number) for key, number in whose.items()}


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names_of)
    panels.register_panel(certify.NAME, certificate_panel)
