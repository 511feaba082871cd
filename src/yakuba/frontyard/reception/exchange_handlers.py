"""What the portal sends. Each letter has one effect however often it comes; one about an unknown account has none."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.service import ResidentFacts, facts_for, grounds_among
from yakuba.frontyard.counter import bookings
from yakuba.frontyard.reception import (
    agents,
    letters,
    linking,
    mandating,
    moving,
    moving_destinations,
    news,
    own_money,
    tokens,
    tracking,
)
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases import filings
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.disclosure.service import Channel
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler
from yakuba.platform.tenancy.context import current_context

SOURCES = frozenset({"typed", "register", "card"})


def _account(body: Mapping[str, Any]) -> UUID:
    return _uuid(body, "account")


def _uuid(body: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(str(body[name]))
    except (KeyError, ValueError):
        raise Refused(f"ポータルからの手紙：{name} が読み取れない") from None


@handler("portal_link")
def portal_link(message: Incoming) -> None:
    body = letters.opened(message)
    linking.link(_account(body), body)


@handler("portal_profile_wanted")
def portal_profile_wanted(message: Incoming) -> None:
    """The facts to fill in, for a linked account only; nothing at all is answered for another."""
    body = letters.opened(message)
    row = linking.linked(_account(body))
    if row is None or row.addressee_number is None:
        return
    facts = facts_for(row.addressee_number, Channel.PORTAL)
    if facts is not None:
        letters.send("profile", row.account, _profile(row.account, str(body.get("session", "")), facts))
        mandating.tell_if_any(row)


def _profile(account: UUID, session: str, facts: ResidentFacts) -> dict[str, Any]:
    others = [one.number for one in facts.members if one.number != facts.number]
    grounds = grounds_among(facts.number, others, current_context().business_date) if others else {}
    return {
        "account": str(account),
        "session": session,
        "person": {
            "name": facts.name,
            "name_kana": facts.name_kana,
            "birth_date": facts.birth_date.isoformat() if facts.birth_date else "",
            "sex": facts.sex,
            "address": facts.address,
            "household_head": facts.household_head,
        },
        "members": [
            {
                "ref": tokens.token(account, one.number),
                "name": one.name,
                "relationship": "本人" if one.number == facts.number else one.relationship,
                "birth_date": one.birth_date.isoformat() if one.birth_date else "",
                "grounds": list(grounds.get(one.number, ())),
            }
            for one in facts.members
        ],
        "masked": facts.masked,
    }


@handler("portal_attachment")
def portal_attachment(message: Incoming) -> None:
    """A file of a filing, before the filing itself. It is examined again; a filing that waited for it is looked at."""
    body = letters.opened(message)
    account, key = _account(body), _uuid(body, "key")
    filing = Filing.objects.select_for_update().filter(key=key).first()
    if filing is not None and filing.account != account:
        return
    ref = body.get("file")
    try:
        content = base64.b64decode(str(body.get("content", "")), validate=True)
        attachments.take(
            attachments.Coming(key, str(body.get("question", "")), ref if isinstance(ref, dict) else {}, account),
            content,
        )
    except (attachments.NotOurs, binascii.Error) as problem:
        raise Refused(f"ポータルからの手紙：添付を読み取れない（{type(problem).__name__}）") from None
    exchange.forget_payload(message.sender, message.message_id)
    if filing is not None and filing.state == Filing.State.RECEIVED and _waits_for_a_file(filing):
        filings.advance(filing)


def _waits_for_a_file(filing: Filing) -> bool:
    return any(one["code"] == "X-02" for one in filing.findings)


@handler("portal_filing")
def portal_filing(message: Incoming) -> None:
    """A filing: kept, checked and carried on as far as it goes by itself. Sent twice, the state is told again."""
    body = letters.opened(message)
    account, key = _account(body), _uuid(body, "key")
    known = filings.find(key)
    if known is not None:
        if known.account == account:
            news.tell(known)
        return
    row = linking.linked(account)
    try:
        filing = filings.receive(_arrival(account, key, body, row))
    except catalogue.UnknownProcedure as unknown:
        raise Refused(f"手続き：ない（{unknown}）") from None
    mandating.tell_person_concerned(filing)


def _arrival(account: UUID, key: UUID, body: Mapping[str, Any], row: ResidentAccount | None) -> filings.Arrival:
    answers, provenance = body.get("answers"), body.get("provenance")
    if not isinstance(answers, dict) or not isinstance(provenance, dict):
        raise Refused("ポータルからの手紙：answers か provenance が読み取れない")
    filer = agents.filer(account, row.addressee_number if row else None, body)
    return filings.Arrival(
        key=key,
        procedure=str(body.get("procedure", "")),
        version=_whole(body.get("version")),
        channel="portal",
        level=_level(str(body.get("level", "")), row),
        answers=answers,
        provenance=_sources(provenance),
        people=filer.people,
        applicant=filer.applicant,
        agent=filer.agent,
        filed_at=_instant(body.get("filed_at")),
        language=str(body.get("language", "ja"))[:8],
        account=account,
    )


def _level(session: str, row: ResidentAccount | None) -> str:
    """The lower of how this session signed in and how the account was linked."""
    known = (session if session in filings.LEVELS else "email", row.level if row else "email")
    return min(known, key=filings.LEVELS.__getitem__)


def _sources(provenance: Mapping[str, Any]) -> dict[str, str]:
    """What the portal says of sources, narrowed to what a resident's side can know."""
    return {str(name)[:64]: source if source in SOURCES else "typed" for name, source in provenance.items()}


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _instant(value: Any) -> datetime:
    """When it was sent, as the portal's clock had it; never later than now."""
    now = current_context().instant
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        return now
    return min(told, now) if told.tzinfo else now


@handler("portal_answer")
def portal_answer(message: Incoming) -> None:
    body = letters.opened(message)
    account, key = _account(body), _uuid(body, "key")
    filing = filings.find(key)
    answers = body.get("answers")
    if filing is None or filing.account != account or not isinstance(answers, dict):
        return
    mended = filings.Mended(answers, _sources(body.get("provenance") or {}), agents.answering(account, filing))
    try:
        filings.answer(key, mended)
    except filings.FilingError:
        news.tell(filing)  # late or doubled: the portal is told how it stands


@handler("portal_withdraw")
def portal_withdraw(message: Incoming) -> None:
    body = letters.opened(message)
    filing = filings.find(_uuid(body, "key"))
    if filing is None or filing.account != _account(body):
        return
    try:
        filings.withdraw(filing.key)
    except filings.FilingError:
        news.tell(filing)


@handler("portal_booking")
def portal_booking(message: Incoming) -> None:
    """A time for the visit; ``cancel``; or nothing, to be told the free times anew."""
    body = letters.opened(message)
    filing = filings.find(_uuid(body, "key"))
    if filing is None or filing.account != _account(body):
        return
    wanted, problem = str(body.get("slot", "")), ""
    if moving_destinations.destination(filing):
        moving.wish(filing, wanted)
        return
    try:
        if wanted == "cancel":
            bookings.cancel(filing)
        elif wanted:
            bookings.book(filing, _moment(wanted))
    except bookings.BookingError:
        problem = "taken"
    if filing.state == Filing.State.VISIT:
        news.tell_booking(filing, problem or ("" if wanted else "anew"))


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise bookings.BookingError("読み取れない時刻") from None
    if told.tzinfo is None:
        raise bookings.BookingError("読み取れない時刻")
    return told


@handler("visit_offer")
def visit_offer(message: Incoming) -> None:
    """Times of the municipality the family moves to, and what became of a wish."""
    (told,) = message.payload["records"] or [{}]
    filing = moving.asked_about(told, message.from_municipality)
    if filing is not None and filing.account is not None:
        news.tell_offer(filing, told, mark=message.message_id)


@handler("portal_access_wanted")
def portal_access_wanted(message: Incoming) -> None:
    row = linking.linked(_account(letters.opened(message)))
    if row is not None and row.addressee_number is not None:
        tracking.send(row.account, row.addressee_number)


@handler("portal_money_wanted")
def portal_money_wanted(message: Incoming) -> None:
    """Of the person of the account, whomever else the letter names."""
    row = linking.linked(_account(letters.opened(message)))
    if row is not None and row.addressee_number is not None:
        own_money.send(row.account, row.addressee_number)


@handler("portal_mandates_wanted")
def portal_mandates_wanted(message: Incoming) -> None:
    row = linking.linked(_account(letters.opened(message)))
    if row is not None:
        mandating.tell(row)


@handler("portal_mandate")
def portal_mandate(message: Incoming) -> None:
    """A mandate is given; both accounts are told how it stands."""
    body = letters.opened(message)
    row = linking.linked(_account(body))
    if row is not None:
        is_sure = filings.LEVELS[_level(str(body.get("level", "")), row)] >= filings.LEVELS["app"]
        mandating.give(row, _uuid(body, "key"), body, is_sure)


@handler("portal_mandate_ended")
def portal_mandate_ended(message: Incoming) -> None:
    body = letters.opened(message)
    row = linking.linked(_account(body))
    if row is not None:
        mandating.end(row, _uuid(body, "key"))


@handler("paper_ready", area="reception")
def paper_ready(message: Incoming) -> None:
    news.send_paper(UUID(str(message.payload["filing"])))
