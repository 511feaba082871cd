"""Mandates through the portal: given, ended, and what both sides and the person concerned are told.

Who is under a support measure gives and gets none here. What the giver reads is the same for a person nobody knows, so
that neither a refusal nor its absence tells that somebody lives here.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.reception import letters
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.frontyard.reception.news import STATES
from yakuba.platform.cases import filings, mandates, shelf
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.mandate_models import OPEN, Mandate
from yakuba.platform.cases.mandates import NewMandate
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import JST, current_context

LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"  # none that are taken for another
CODE_LENGTH = 10
LINKED = ResidentAccount.State.LINKED


def give(row: ResidentAccount, key: UUID, body: Mapping[str, Any], is_sure: bool) -> None:
    """From the principal's account, of whose holder the core is sure or not. Who is named and not known is no fault."""
    number = row.addressee_number
    if number is None:
        return
    name, today = str(body.get("name", "")).strip()[:200], current_context().business_date
    proxy, is_somebody = _proxy(body, name)
    may = registry.may_mandate(number) and bool(name) and is_sure and is_somebody
    if proxy is not None and not registry.may_mandate(proxy):
        proxy = None  # told as given, and reaches nobody
    wanted = {str(one) for one in body.get("procedures") or ()}
    offered = {one.code for one in shelf.open_on(today, "portal") if "mandate" in one.who}
    new = NewMandate(
        key=key,
        account=row.account,
        principal=number,
        principal_name=registry.names_told([number]).get(number, ""),
        proxy=proxy,
        proxy_name=name,
        procedures=tuple(sorted(wanted & offered)),
        until=_day(body.get("until")) or today,
        is_possible=may,
    )
    mandate = mandates.give(new)
    _tell_both(mandate, "mandate_given")


def _proxy(body: Mapping[str, Any], name: str) -> tuple[int | None, bool]:
    """Who is meant; and whether the giver may be told that it was taken: always, but for a code that is nobody's."""
    code = "".join(str(body.get("code", "")).upper().split()).replace("-", "")
    if code:
        found = ResidentAccount.objects.filter(proxy_code=code, state=LINKED).first()
        number = found.addressee_number if found else None
        fits = number is not None and registry.is_called(number, name)
        return (number, True) if fits else (None, False)
    born = _day(body.get("born_on"))
    return (registry.person_called(name, born) if name and born else None), True


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def end(row: ResidentAccount, key: UUID) -> None:
    """The principal takes it back: what was filed by it and is not decided is declined."""
    mandate = mandates.end(key, row.addressee_number) if row.addressee_number is not None else None
    if mandate is None:
        tell(row)
        return
    for filing_id in mandates.open_filings(mandate):
        filings.stand_again(filing_id)
    _tell_both(mandate, "mandate_ended")


def _tell_both(mandate: Mandate, news: str) -> None:
    """State letters to both sides; the proxy is told that there is something new, and only of what was taken."""
    for row in _accounts(mandate.principal_number):
        tell(row)
    if mandate.proxy_number is None or (news == "mandate_given" and mandate.state != OPEN):
        return
    for row in _accounts(mandate.proxy_number):
        tell(row)
        _notice(row, news, f"{mandate.id}/{news}")


def tell_person_concerned(filing: Filing) -> None:
    """Whom somebody filed for finds it in the own account, by e-mail too. Nothing of what was declined at once."""
    if filing.agent_number is None or filing.applicant_number is None or "refused" in filing.outcome:
        return
    for row in _accounts(filing.applicant_number):
        tell(row)
        _notice(row, "filed_for_you", f"{filing.id}/filed_for_you")


def _accounts(number: int) -> list[ResidentAccount]:
    return list(ResidentAccount.objects.filter(addressee_number=number, state=LINKED).order_by("id"))


def _notice(row: ResidentAccount, kind: str, key: str) -> None:
    letters.send("notice", row.account, {"account": str(row.account), "kind": kind}, key=f"{key}/{row.account}")


def tell_if_any(row: ResidentAccount) -> None:
    """With the facts to fill in: mandates received, where there are any."""
    if row.addressee_number is not None and mandates.received_by(row.addressee_number):
        tell(row)


def tell(row: ResidentAccount) -> None:
    """The whole statement: own code, mandates given and received, what others filed in this person's name."""
    number = row.addressee_number
    if number is None:
        return
    given, received, filed = mandates.given_by(number), mandates.received_by(number), mandates.filed_for(number)
    usable = registry.may_mandate(number)
    agents = registry.names_told({one.agent_number for one in filed if one.agent_number is not None})
    open_now = [one for one in received if usable and registry.may_mandate(one.principal_number)]
    people = {number, *agents, *(one.principal_number for one in open_now)}
    register.record("send", sorted(people), note=register.Note(("氏名",), purpose="本人への表示（委任）"))
    body = {
        "account": str(row.account),
        "code": _code(row) if usable else "",
        "given": [_given(one) for one in given],
        "received": [_received(one) for one in open_now],
        "filed": [_filed(one, agents) for one in filed],
    }
    letters.send("mandates", row.account, body)


def _code(row: ResidentAccount) -> str:
    """What the person tells who wants to give a mandate; made once."""
    if not row.proxy_code:
        row.proxy_code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        row.save(update_fields=["proxy_code"])
    return row.proxy_code


def _given(one: Mandate) -> dict[str, Any]:
    is_over = one.state == OPEN and one.until < current_context().business_date
    return {**_common(one), "name": one.proxy_name, "state": "over" if is_over else one.state}


def _received(one: Mandate) -> dict[str, Any]:
    return {**_common(one), "name": one.principal_name}


def _common(one: Mandate) -> dict[str, Any]:
    return {"key": str(one.key), "procedures": one.procedures, "until": one.until.isoformat()}


def _filed(one: Filing, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "receipt": one.receipt_number,
        "procedure": one.procedure,
        "title": one.title,
        "by": names.get(one.agent_number or 0, ""),
        "ground": one.ground,
        "day": one.filed_at.astimezone(JST).date().isoformat(),
        "state": STATES[Filing.State(one.state)],
    }
