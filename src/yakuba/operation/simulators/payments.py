"""A simulated payment service (party ``payments``), written from docs/exchange.md and nothing else.

It gives every slip numbers to pay by and a page, keeps the slips in ``slips.json``, and pays, fails or pays wrongly
when it is told to. No money moves, and it is no implementation of any real service.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yakuba.operation.simulators.other_side import Reply, Simulator, Taken
from yakuba.platform.tenancy.context import JST, now

WANTED, CLOSED = "payment_wanted", "payment_closed"
COLUMNS = {WANTED: {"slip", "amount", "what", "expires"}, CLOSED: {"slip"}}
INSTITUTION = "99999"
PAGE = "https://payments.example/simulated/"


@dataclass(frozen=True)
class Payment:
    """What is played: of a slip, how much (its amount when None), under which reference (a new one when empty)."""

    slip: str
    amount: int | None = None
    reference: str = ""
    municipality: str = ""


class Payments(Simulator):
    """The service: takes slips, offers ways to pay, tells what was paid."""

    name = "payments"

    def refusal(self, taken: Taken) -> str:
        """A message that is not as documented is refused whole."""
        wanted = COLUMNS.get(taken.kind)
        if wanted is None:
            return f"種類：{taken.kind}は受け取らない"
        for record in taken.records:
            if set(record) != wanted:
                return f"項目：{'・'.join(sorted(wanted))}でない"
            if taken.kind == WANTED and (not isinstance(record["amount"], int) or record["amount"] < 1):
                return "amount：1円以上の整数でない"
        return ""

    def replies(self, taken: Taken) -> list[Reply]:
        known, found = self.slips(), []
        for record in taken.records:
            slip = str(record["slip"])
            if taken.kind == CLOSED:
                known.setdefault(slip, {})["closed"] = True
                continue
            number = f"{uuid.uuid5(uuid.NAMESPACE_OID, slip).int % 10**16:016d}"
            known[slip] = {**record, "municipality": taken.municipality, "number": number, "closed": False}
            found.append(Reply(taken.municipality, "payment_offer", f"slip:{slip}", [_offer(slip, number)]))
        self._file.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        return found

    @property
    def _file(self) -> Path:
        return self.place / "slips.json"

    def slips(self) -> dict[str, dict[str, Any]]:
        """What was asked for, by slip."""
        return dict(json.loads(self._file.read_text(encoding="utf-8"))) if self._file.exists() else {}

    def pay(self, payment: Payment) -> str:
        """Tell of a payment, whatever the slip says of it (late, doubled, of another amount); its reference.

        Raises LookupError for a slip nobody asked for, unless the municipality is named.
        """
        known = self._known(payment)
        reference = payment.reference or f"SIM-{uuid.uuid4().hex[:12].upper()}"
        amount = payment.amount if payment.amount is not None else int(known["amount"])
        day = now().astimezone(JST).date()
        record = {"slip": payment.slip, "amount": amount, "day": _text(day), "reference": reference}
        self._tell(str(known["municipality"]), "payment_made", payment.slip, record)
        return reference

    def fail(self, slip: str, reason: str = "残高の不足（模擬）") -> None:
        """Tell that a payment was tried and did not succeed; the slip can be paid still."""
        known = self._known(Payment(slip))
        self._tell(str(known["municipality"]), "payment_failed", slip, {"slip": slip, "reason": reason})

    def _known(self, payment: Payment) -> Mapping[str, Any]:
        known = self.slips().get(payment.slip)
        if known is not None:
            return known
        if not payment.municipality or payment.amount is None:
            raise LookupError(f"納付番号「{payment.slip}」：頼まれていない。団体コードと額を指定すると、それでも送る")
        return {"municipality": payment.municipality, "amount": payment.amount}

    def _tell(self, municipality: str, kind: str, slip: str, record: dict[str, Any]) -> None:
        self._send(Reply(municipality, kind, f"slip:{slip}", [record]), str(uuid.uuid4()))


def _offer(slip: str, number: str) -> dict[str, str]:
    return {
        "slip": slip,
        "institution": INSTITUTION,
        "number": number,
        "confirmation": number[-6:],
        "page": f"{PAGE}{number}",
    }


def _text(day: date) -> str:
    return day.isoformat()
