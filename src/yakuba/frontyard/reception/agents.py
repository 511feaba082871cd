"""Who files for whom through the portal: the account's person, for whom a token of that account names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.service import ResidentFacts, facts_for, grounds_among
from yakuba.frontyard.reception import tokens
from yakuba.platform.cases import mandates, shelf
from yakuba.platform.cases.agents import Agent
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures import attorney
from yakuba.platform.cases.procedures.definition import Text
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.tenancy.context import current_context

REFUSALS: Mapping[str, Text] = {
    "P-70": Text(
        "この手続きは、本人でない人がオンラインで申請することはできません。本人が申請するか、窓口で手続きしてください。",
        "この {手続|てつづ}きは {本人|ほんにん}が します。または {窓口|まどぐち}に {来|き}て ください。",
        "This can only be filed online by the person concerned. That person may file it, or come to the counter.",
    ),
    "P-71": Text(
        "選んだ人を、あなたと同じ世帯の人として確かめられませんでした。本人が申請するか、窓口で手続きしてください。",
        "その {人|ひと}が あなたと {同|おな}じ {世帯|せたい}か わかりません。{窓口|まどぐち}に {来|き}て ください。",
        "We could not confirm that this person is of your household. That person may file it, or come to the counter.",
    ),
    "P-72": Text(
        "親として申請できるのは、同じ世帯の18歳未満の子の手続きだけです。本人が申請するか、窓口で手続きしてください。",
        "{親|おや}が できるのは 17{歳|さい}までの {子|こ}です。{窓口|まどぐち}に {来|き}て ください。",
        "A parent may file only for a child under 18 of the household. That person may file, or come to the counter.",
    ),
    "P-73": Text(
        "ほかの人の手続きをオンラインで申請できるのは、18歳以上の人です。窓口で手続きしてください。",
        "ほかの {人|ひと}の {手続|てつづ}きが できるのは 18{歳|さい}からです。{窓口|まどぐち}に {来|き}て ください。",
        "Only who is 18 or older may file for somebody else online. Please come to the counter.",
    ),
    "P-75": Text(
        "この委任では受け付けられません。取り消されたか、期限が過ぎたか、この手続きの委任ではありません。"
        "委任した人に確かめるか、窓口で手続きしてください。",
        "この {委任|いにん}では できません。おわったか、べつの {手続|てつづ}きの {委任|いにん}です。"
        "{頼|たの}んだ {人|ひと}に {聞|き}くか、{窓口|まどぐち}に {来|き}て ください。",
        "This mandate cannot be used: it was withdrawn, has run out, or is for another procedure. "
        "Ask the person who gave it, or come to the counter.",
    ),
}
"""What the resident reads of a filing that was declined at once; the same words whatever the record holds."""


@dataclass(frozen=True)
class Filer:
    """Who a filing is about, who files it (None: the same person), and whom its tokens name."""

    applicant: int | None
    agent: Agent | None
    people: Mapping[str, int]


def filer(account: UUID, number: int | None, body: Mapping[str, Any]) -> Filer:
    """From a letter. What the portal says of the ground counts for nothing: the records and the definition do.

    Raises catalogue.UnknownProcedure.
    """
    facts = facts_for(number, Channel.PORTAL) if number is not None else None
    people = members(account, facts)
    wanted = body.get("for")
    if number is None or not isinstance(wanted, Mapping):
        return Filer(number, None, people)
    if "mandate" in wanted:
        return _by_mandate(number, str(wanted["mandate"]))
    if wanted.get("paper"):
        return Filer(None, Agent(number, attorney.PAPER), {})
    principal = people.get(str(wanted.get("ref", "")))
    return Filer(principal, Agent(number, _ground(number, principal, body)), people)


def _by_mandate(number: int, key: str) -> Filer:
    """Of the principal nothing but the person is known to the answers. No such mandate: the filing is declined."""
    try:
        row = mandates.received(UUID(key), number)
    except ValueError:
        row = None
    if row is None:
        return Filer(None, Agent(number, "mandate"), {})
    people = {attorney.PRINCIPAL: row.principal_number}
    return Filer(row.principal_number, Agent(number, "mandate", row.id), people)


def answering(account: UUID, filing: Filing) -> dict[str, int]:
    """Whom the tokens of an answer given again name."""
    if filing.ground in ("mandate", attorney.PAPER):
        return dict(filing.people)
    number = filing.agent_number or filing.applicant_number
    return members(account, facts_for(number, Channel.PORTAL) if number is not None else None)


def members(account: UUID, facts: ResidentFacts | None) -> dict[str, int]:
    """Whom this account's tokens name: the members it was shown, nobody else."""
    return tokens.table(account, [one.number for one in facts.members]) if facts else {}


def _ground(number: int, principal: int | None, body: Mapping[str, Any]) -> str:
    """The first ground the definition allows and the records bear out; else the definition's, for its refusal."""
    version = body.get("version")
    procedure = shelf.get(str(body.get("procedure", "")), version if isinstance(version, int) else 0)
    day = current_context().business_date
    held = grounds_among(number, [principal], day).get(principal, ()) if principal is not None else ()
    by_record = [one for one in procedure.who if one in ("parent", "household")]
    return next((one for one in by_record if one in held), next(iter(by_record), "household"))
