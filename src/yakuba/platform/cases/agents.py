"""Who files for somebody else: on what ground, and who judges it. The portal's word counts for nothing here.

The area that holds the records registers the judge at start, and how a person is found by name and birth date. What is
found with a code of ``REFUSED`` is for certain: the filing is declined at once, and the resident reads why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yakuba.platform.cases import mandates, shelf
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures import attorney
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.tenancy.context import JST

GROUNDS: Mapping[str, str] = {
    "parent": "法定代理人（親）",
    "household": "同じ世帯の人",
    "mandate": "オンラインの委任",
    "paper": "委任状",
}
NOT_HERE, NOT_OF_HOUSEHOLD, NOT_A_CHILD, AGENT_IS_MINOR, PARENT_UNSURE = "P-70", "P-71", "P-72", "P-73", "P-74"
NO_MANDATE, NOBODY, TO_CONFIRM = "P-75", "P-76", "P-77"
REFUSED = frozenset({NOT_HERE, NOT_OF_HOUSEHOLD, NOT_A_CHILD, AGENT_IS_MINOR, NO_MANDATE})


@dataclass(frozen=True)
class Agent:
    """Who files for the applicant of a filing, on what ground."""

    number: int
    ground: str
    mandate_id: UUID | None = None


@dataclass(frozen=True)
class Standing:
    """What a judge is asked: may ``agent`` file this for ``principal``? Nobody knows who it is: None."""

    agent: int
    ground: str
    principal: int | None
    filed_on: date


Judge = Callable[[Standing], list[Finding]]
Finder = Callable[[str, date], int | None]
_judges: list[Judge] = []
_finders: list[Finder] = []


def judged_by(judge: Judge) -> None:
    if judge not in _judges:
        _judges.append(judge)


def found_by(finder: Finder) -> None:
    """``finder`` gives the one resident of that name (or reading) and birth date, for certain; else None."""
    if finder not in _finders:
        _finders.append(finder)


def columns(agent: Agent | None) -> dict[str, Any]:
    """What a filing keeps of its agent."""
    if agent is None:
        return {}
    return {"agent_number": agent.number, "ground": agent.ground, "mandate_id": agent.mandate_id}


def procedure_of(filing: Filing) -> Procedure:
    """The version it was filed under, with what is asked of a letter of attorney where there is one."""
    found = shelf.get(filing.procedure, filing.version)
    return attorney.with_letter(found) if filing.ground == attorney.PAPER else found


def principal_of(filing: Filing) -> dict[str, Any]:
    """With a letter of attorney: whom its answers name, looked up at each look at the filing. Else nothing changes."""
    if filing.ground != attorney.PAPER:
        return {}
    name, born = filing.answers.get(attorney.NAME), filing.answers.get(attorney.BORN)
    try:
        day = date.fromisoformat(str(born))
    except ValueError:
        day = None
    found = next((number for one in _finders if name and day and (number := one(str(name), day))), None)
    return {"applicant_number": found, "people": {attorney.PRINCIPAL: found} if found else {}}


def findings(filing: Filing, procedure: Procedure) -> list[Finding]:
    """What stands against the filing's agent; nothing for who files in the own matter."""
    if filing.agent_number is None:
        return []
    if filing.ground not in procedure.who:
        message = "代理：この手続きは、本人でない人がオンラインで申請できない"
        return [Finding("error", NOT_HERE, "", message, "本人の申請か、窓口での手続きを案内する", "background")]
    if filing.ground == "mandate" and not mandates.covers(filing):
        message = "代理：この手続きの委任がないか、取り消されたか、期限を過ぎている"
        return [Finding("error", NO_MANDATE, "", message, "委任した人に確かめてもらう", "民法第99条、第111条")]
    filed_on = filing.filed_at.astimezone(JST).date()
    standing = Standing(filing.agent_number, filing.ground, filing.applicant_number, filed_on)
    return [one for judge in _judges for one in judge(standing)]


def refusal(found: Iterable[Finding]) -> Finding | None:
    """The finding for which a filing is declined at once."""
    return next((one for one in found if one.code in REFUSED), None)
