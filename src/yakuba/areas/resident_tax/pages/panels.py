"""How the cases of the resident tax are shown: whose certificate, what for, and the paper once it is numbered."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from yakuba.areas.resident_tax import certifying
from yakuba.areas.resident_tax.actions import certify, relief_case, relieving
from yakuba.areas.resident_tax.actions.certify import CertificateRequest
from yakuba.areas.resident_tax.actions.relief_case import ReliefAsked
from yakuba.areas.resident_tax.parameter_definitions import RELIEFS, WORDS
from yakuba.platform.cases import panels
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current

_OURS = (certify.NAME, relief_case.NAME)


def certificate_panel(case: Case) -> Panel:
    """A certificate of tax that was filed for."""
    request: CertificateRequest = input_of(case)
    links: tuple[tuple[str, str], ...] = ()
    if paper := (case.outcome or {}).get("paper"):
        address = directory.by_id(current()).address
        links = (("発行した証明書", reverse("resident_tax:certificate_issued", args=[address, paper])),)
    facts = (
        ("だれの", _name(request.person)),
        ("証明書", f"{certifying.KINDS[request.kind]}　{request.year}年度"),
        ("使いみち", request.purpose),
        ("入力", case.drafted_by_name),
    )
    return Panel(facts=facts, links=links, subjects=(request.person,))


def relief_panel(case: Case) -> Panel:
    """A relief that was filed for: the ground, what was told, and what it takes off."""
    asked: ReliefAsked = input_of(case)
    wanted = relief_case.application_of(asked)
    facts = [
        ("申請した人", _name(asked.person)),
        ("年度", f"{asked.year}年度"),
        ("理由", WORDS.get(asked.ground, asked.ground)),
        ("申請日", dates.japanese(asked.applied_on)),
        ("事情", asked.told),
    ]
    outcome = case.outcome or {}
    if outcome.get("amount"):
        facts.append(("減免した額", f"{int(outcome['amount']):,}円（{outcome['rate']}％）"))
    elif asked.ground in RELIEFS:
        amount, fault = relieving.worth_of(wanted)
        facts.append(("減免する額", fault or f"{amount:,}円（条例の割合 {relieving.rate_of(wanted)}％）"))
    facts.append(("入力", case.drafted_by_name))
    address = directory.by_id(current()).address
    links = [("税額の照会", reverse("resident_tax:taxpayer", args=[address, asked.person]))]
    if relief := outcome.get("relief"):
        links.append(("減免の記録", reverse("resident_tax:relief", args=[address, relief])))
    return Panel(facts=tuple(facts), links=tuple(links), subjects=(asked.person,))


def _name(number: int) -> str:
    whose = panels.people_of({number}).get(number)
    return whose.name + (f"【{whose.mark}】" if whose.mark else "") if whose else str(number)


def names_of(cases: Sequence[Case]) -> dict[UUID, str]:
    """Whom the cases are about."""
    whose: dict[UUID, int] = {case.id: input_of(case).person for case in cases if case.action in _OURS}
    people = panels.people_of(set(whose.values()))
    return {key: people[number].name if number in people else str(number) for key, number in whose.items()}


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names_of)
    panels.register_panel(certify.NAME, certificate_panel)
    panels.register_panel(relief_case.NAME, relief_panel)
