"""Fees paid outside, by a payment service (party ``payments``, docs/exchange.md): slips go out, payments come back.

The service is told what is to be paid and how much, never who pays. Nothing it tells is lost: what settles no charge
is written and stands on the list of money to give back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from yakuba.platform.access import service as access
from yakuba.platform.cases import fees
from yakuba.platform.cases import parameter_definitions as collecting
from yakuba.platform.cases.fee_balance import Kind, Way, balance
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.fees import FeeError, Writing
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.watching import filing_changed
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.parameters import service as parameters
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

PARTY = "payments"
WANTED, CLOSED = "payment_wanted", "payment_closed"
PAGE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/%?&=+-]*)?")
DIGITS = re.compile(r"\d{0,20}")
REFERENCE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


@dataclass(frozen=True)
class Slip:
    """The newest slip of a charge: until when it can be paid, how (once the service has said), whether a try failed."""

    number: str
    expires: date
    ways: dict[str, str]
    failed: bool
    closed: bool

    def is_live(self, day: date) -> bool:
        return not self.closed and self.expires >= day


def slip_of(entries: Sequence[FeeEntry]) -> Slip | None:
    """The newest slip among the entries of a charge; None where none was asked for."""
    asked = next((one for one in reversed(entries) if one.kind == Kind.SLIP), None)
    if asked is None:
        return None
    after = [one for one in entries if one.reference == asked.reference and one.kind != Kind.SLIP]
    offers = [one.detail for one in after if one.kind == Kind.OFFERED]
    return Slip(
        asked.reference,
        date.fromisoformat(str(asked.detail["expires"])),
        offers[-1] if offers else {},
        any(one.kind == Kind.FAILED for one in after),
        any(one.kind == Kind.CLOSED for one in after),
    )


def follow(filing: Filing) -> None:
    """A filing that waits for its payment gets a slip; one that waits no more lets the service take no money for it."""
    if filing.channel != "portal":
        return
    charge = fees.of(filing)
    if charge is None or charge.ways != collecting.ONLINE:
        return
    written = fees.entries(charge.id)
    slip, stands = slip_of(written), balance([fees.noted(one) for one in written])
    if stands.is_open:
        if (slip is None or slip.closed) and filing.state == Filing.State.PAYMENT:
            _want(charge, _serial(written))
    elif slip is not None and not slip.closed:
        _close(charge, slip)


def renew(charge_id: UUID, key: UUID) -> FeeEntry:
    """A new slip in the place of one that ran out or is of no use. Raises FeeError, access.Refused."""
    access.require(fees.DUTY)
    charge, filing = fees.locked(charge_id)
    written = fees.entries(charge.id)
    known = next((one for one in written if one.detail.get("form") == str(key)), None)
    if known is not None:
        return known
    is_open = balance([fees.noted(one) for one in written]).is_open
    if not is_open or charge.ways != collecting.ONLINE or filing.state != Filing.State.PAYMENT:
        raise FeeError("オンラインの支払いを待っている請求ではありません。状態を確認してください")
    slip = slip_of(written)
    if slip is not None and not slip.closed:
        _close(charge, slip)
    entry = _want(charge, _serial(written), form=str(key))
    filing_changed(filing)
    return entry


def _serial(written: Sequence[FeeEntry]) -> int:
    return sum(1 for one in written if one.kind == Kind.SLIP) + 1


def _want(charge: FeeCharge, serial: int, form: str = "") -> FeeEntry:
    day = current_context().business_date
    expires = day + timedelta(days=parameters.get(collecting.ONLINE_DAYS, day))
    # With the municipality's code: numbers of two towns are never the same, so that no payment can count in another.
    number = f"{directory.by_id(current()).lg_code}-{charge.number}-{serial}"
    detail = {"expires": expires.isoformat(), "form": form}
    record = {"slip": number, "amount": charge.amount, "what": charge.title, "expires": expires.isoformat()}
    _post(WANTED, number, record)
    return fees.write(charge.id, Writing(Kind.SLIP, f"slip/{number}", way=Way.ONLINE, reference=number, detail=detail))


def _close(charge: FeeCharge, slip: Slip) -> None:
    _post(CLOSED, slip.number, {"slip": slip.number})
    fees.write(charge.id, Writing(Kind.CLOSED, f"closed/{slip.number}", way=Way.ONLINE, reference=slip.number))


def _post(kind: str, slip: str, record: dict[str, Any]) -> None:
    payload = {"records": [record]}
    exchange.post(exchange.Message(exchange.to_party(PARTY), kind, f"slip:{slip}", payload, "cases", f"{kind}/{slip}"))


@dataclass(frozen=True)
class Made:
    """A payment the service tells of, read."""

    slip: str
    amount: int
    day: date
    reference: str


def read_made(record: dict[str, Any]) -> Made:
    """Raises Refused for what cannot be read: staff see it, and nothing is thrown away."""
    try:
        amount, reference = int(str(record["amount"])), str(record["reference"])
        made = Made(str(record["slip"])[:64], amount, date.fromisoformat(str(record["day"])), reference)
    except (KeyError, ValueError):
        raise Refused("支払いの知らせ：項目が読み取れない（slip・amount・day・reference）") from None
    if not 1 <= amount <= 10_000_000 or not REFERENCE.fullmatch(reference):
        raise Refused("支払いの知らせ：額か参照番号の形が違う")
    return made


def take_payment(made: Made) -> None:
    """Write a payment. The same reference again is the same payment. Raises Refused when it then says another thing."""
    key = f"made/{made.reference}"
    known = FeeEntry.objects.filter(key=key).first()
    if known is not None:
        if (known.detail.get("slip"), known.amount) != (made.slip, made.amount):
            raise Refused("支払いの知らせ：同じ参照番号で内容が違う。収納サービスに確かめる")
        return
    new = Writing(
        Kind.PAID,
        key,
        made.amount,
        Way.ONLINE,
        reference=made.reference,
        paid_on=made.day,
        detail={"slip": made.slip},
    )
    slip = _slip(made.slip)
    if slip is None or slip.charge_id is None:
        fees.to_return(fees.write(None, new), f"知らない納付番号（{made.slip}）")
        return
    fees.money_came(slip.charge_id, new)


def take_offer(record: dict[str, Any], message_id: str) -> None:
    """How a slip can be paid: numbers, a page, or both. Raises Refused for an unknown slip or what looks wrong."""
    slip = _slip(str(record.get("slip") or ""))
    ways = {name: str(record.get(name) or "") for name in ("institution", "number", "confirmation", "page")}
    if slip is None or slip.charge_id is None:
        raise Refused("支払い方法の知らせ：知らない納付番号")
    page = ways["page"]
    numbers_right = all(DIGITS.fullmatch(ways[name]) for name in ("institution", "number", "confirmation"))
    if not numbers_right or (page and (len(page) > 300 or not PAGE.fullmatch(page))) or not (page or ways["number"]):
        raise Refused("支払い方法の知らせ：番号か支払いページの形が違う")
    _, filing = fees.locked(slip.charge_id)
    offer = Writing(Kind.OFFERED, f"offer/{message_id}", way=Way.ONLINE, reference=slip.reference, detail=ways)
    fees.write(slip.charge_id, offer)
    filing_changed(filing)


def take_failure(record: dict[str, Any], key: str) -> None:
    """A try that did not succeed; the slip can be paid still. Raises Refused for an unknown slip."""
    slip = _slip(str(record.get("slip") or ""))
    if slip is None or slip.charge_id is None:
        raise Refused("支払いの不成立の知らせ：知らない納付番号")
    _, filing = fees.locked(slip.charge_id)
    reason = str(record.get("reason") or "")
    fees.write(slip.charge_id, Writing(Kind.FAILED, key, way=Way.ONLINE, reference=slip.reference, reason=reason))
    filing_changed(filing)


def _slip(number: str) -> FeeEntry | None:
    return FeeEntry.objects.filter(key=f"slip/{number}", kind=Kind.SLIP).first()
