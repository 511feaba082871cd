"""Who files for somebody else: on what ground, and who judges it. The portal's word counts for nothing here.

The area that holds the records registers the judge at start. What it finds with a code of ``REFUSED`` is for certain:
the filing is declined at once, and the resident reads why.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.tenancy.context import JST

GROUNDS: Mapping[str, str] = {"parent": "法定代理人（親）", "household": "同じ世帯の人"}
NOT_HERE, NOT_OF_HOUSEHOLD, NOT_A_CHILD, AGENT_IS_MINOR, PARENT_UNSURE = "P-70", "P-71", "P-72", "P-73", "P-74"
REFUSED = frozenset({NOT_HERE, NOT_OF_HOUSEHOLD, NOT_A_CHILD, AGENT_IS_MINOR})


@dataclass(frozen=True)
class Agent:
    """Who files for the applicant of a filing, on what ground."""

    number: int
    ground: str


@dataclass(frozen=True)
class Standing:
    """What a judge is asked: may ``agent`` file this for ``principal``? Nobody knows who it is: None."""

    agent: int
    ground: str
    principal: int | None
    filed_on: date


Judge = Callable[[Standing], list[Finding]]
_judges: list[Judge] = []


def judged_by(judge: Judge) -> None:
    if judge not in _judges:
        _judges.append(judge)


def columns(agent: Agent | None) -> dict[str, Any]:
    """What a filing keeps of its agent."""
    return {"agent_number": agent.number, "ground": agent.ground} if agent else {}


def findings(filing: Filing, procedure: Procedure) -> list[Finding]:
    """What stands against the filing's agent; nothing for who files in the own matter."""
    if filing.agent_number is None:
        return []
    if filing.ground not in procedure.who:
        message = "代理：この手続きは、本人でない人がオンラインで申請できない"
        return [Finding("error", NOT_HERE, "", message, "本人の申請か、窓口での手続きを案内する", "background")]
    filed_on = filing.filed_at.astimezone(JST).date()
    standing = Standing(filing.agent_number, filing.ground, filing.applicant_number, filed_on)
    return [one for judge in _judges for one in judge(standing)]


def refusal(found: Iterable[Finding]) -> Finding | None:
    """The finding for which a filing is declined at once."""
    return next((one for one in found if one.code in REFUSED), None)
