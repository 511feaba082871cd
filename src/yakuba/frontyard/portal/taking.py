"""What a letter from the core changes here. Runs in the transaction that notes the letter's id."""

import logging
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from yakuba.frontyard.portal import mailing, shelf, vault
from yakuba.frontyard.portal.models import Notice, Offer, Paper, PortalAccount, Sent, Told
from yakuba.platform.tenancy.context import current_context

log = logging.getLogger(__name__)
TAKERS: dict[str, Callable[[Mapping[str, Any]], None]] = {}
NOTICES = frozenset({"mandate_given", "mandate_ended", "filed_for_you", "allowance_claim", "allowance_amount"})
STATES = frozenset(
    {"received", "checking", "needs_answer", "visit", "payment", "decided", "handed", "done", "declined", "withdrawn"}
)


def take(kind: str, body: Mapping[str, Any]) -> None:
    """Unknown kinds (of a newer core) and unknown accounts change nothing."""
    taker = TAKERS.get(kind)
    if taker is not None:
        taker(body)


def _taker(kind: str) -> Callable[[Callable[[Mapping[str, Any]], None]], Callable[[Mapping[str, Any]], None]]:
    def register(function: Callable[[Mapping[str, Any]], None]) -> Callable[[Mapping[str, Any]], None]:
        TAKERS[kind] = function
        return function

    return register


def _account(body: Mapping[str, Any]) -> PortalAccount | None:
    return PortalAccount.objects.filter(id=UUID(str(body["account"]))).first()


@_taker("linked")
def linked(body: Mapping[str, Any]) -> None:
    account = _account(body)
    if account is not None:
        account.link, account.level, account.words = str(body["state"]), str(body["level"]), dict(body["words"])
        account.save(update_fields=["link", "level", "words"])


@_taker("profile")
def profile(body: Mapping[str, Any]) -> None:
    _keep(body, "profile", {name: body[name] for name in ("person", "members", "masked")})


@_taker("mandates")
def mandates(body: Mapping[str, Any]) -> None:
    _keep(body, "mandates", {name: body[name] for name in ("code", "given", "received", "filed")})


@_taker("notice")
def notice(body: Mapping[str, Any]) -> None:
    """Something new, by kind alone; kinds of a newer core change nothing."""
    account = _account(body)
    if account is not None and body["kind"] in NOTICES:
        Notice.objects.create(account_id=account.id, kind=body["kind"], got_at=current_context().instant)
        mailing.tell_of_notice(account)


@_taker("access_record")
def access_record(body: Mapping[str, Any]) -> None:
    _keep(body, "access", {name: body[name] for name in ("rows", "made_at", "sentence")})


@_taker("money")
def money(body: Mapping[str, Any]) -> None:
    _keep(body, "money", {name: body[name] for name in ("tax", "allowance")})


def _keep(body: Mapping[str, Any], kind: str, content: Mapping[str, Any]) -> None:
    account = _account(body)
    if account is None:
        return
    sealed = vault.seal(f"told/{account.id}/{kind}", content)
    Told.objects.update_or_create(
        account_id=account.id, kind=kind, defaults={"content": sealed, "got_at": current_context().instant}
    )


@_taker("filing_state")
def filing_state(body: Mapping[str, Any]) -> None:
    row = Sent.objects.filter(id=UUID(str(body["key"])), account_id=UUID(str(body["account"]))).first()
    if row is None or body["state"] not in STATES:
        return
    before = row.state
    promised = body.get("promised_on")
    row.state, row.receipt_number, row.words = body["state"], str(body["receipt_number"]), _words(body)
    row.ask, row.reason = list(body.get("ask") or []), str(body.get("reason") or "")[:400]
    row.promised_on = date.fromisoformat(promised) if promised else None
    row.changed_at = current_context().instant
    row.save(update_fields=["state", "receipt_number", "words", "ask", "reason", "promised_on", "changed_at"])
    if row.state != before and row.state in ("needs_answer", "visit", "payment", "done", "declined"):
        mailing.tell_of_news(row)


def _words(body: Mapping[str, Any]) -> dict[str, Any]:
    """The words, and with them what is told of the visit and of the fee."""
    more = {name: dict(body[name]) for name in ("visit", "payment") if isinstance(body.get(name), dict)}
    return {**body["words"], **more}


@_taker("paper")
def paper(body: Mapping[str, Any]) -> None:
    row = Sent.objects.filter(id=UUID(str(body["key"])), account_id=UUID(str(body["account"]))).first()
    if row is None:
        return
    paper_id = uuid5(row.id, "paper")
    content = {name: str(body[name]) for name in ("title", "number", "pdf")}
    content |= {name: str(body.get(name, "")) for name in ("signer", "authority")}  # an older core tells neither
    Paper.objects.get_or_create(
        sent_id=row.id,
        defaults={
            "id": paper_id,
            "account_id": row.account_id,
            "content": vault.seal(f"paper/{row.id}", content),
            "got_at": current_context().instant,
        },
    )


@_taker("catalogue")
def catalogue(body: Mapping[str, Any]) -> None:
    told = {str(one["code"]): one for one in body["procedures"] if one.get("open")}
    for code, one in list(told.items()):
        if code.startswith(shelf.OWN) and shelf.learn(one) is None:  # of a newer core, or broken: not offered
            log.error("catalogue: the definition of %s was refused", code)
            del told[code]
    Offer.objects.exclude(procedure__in=list(told)).delete()
    for code, one in told.items():
        Offer.objects.update_or_create(
            procedure=code, defaults={"version": int(one["version"]), "fee_yen": int(one["fee_yen"])}
        )
