"""What is told to filings by message: that a fee was settled; and what the payment service tells (docs/exchange.md)."""

from typing import Any
from uuid import UUID

from yakuba.platform.cases import fees, filings, online_fees
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler


@handler(fees.SETTLED, area=fees.AREA)
def fee_settled(message: Incoming) -> None:
    """In a transaction of its own: whatever stops the filing, the payment is kept, and this is tried again."""
    filings.paid(UUID(str(message.payload["filing"])))


def _records(message: Incoming) -> list[dict[str, Any]]:
    if message.sender != f"party:{online_fees.PARTY}":
        raise Refused("収納サービス以外から届いた支払いの知らせは受け付けない")
    return [dict(one) for one in message.payload["records"]]


@handler("payment_offer")
def payment_offer(message: Incoming) -> None:
    for number, record in enumerate(_records(message)):
        online_fees.take_offer(record, f"{message.message_id}/{number}")


@handler("payment_made")
def payment_made(message: Incoming) -> None:
    """All of a message are read before the first is written: one that cannot be read holds back the whole, unharmed."""
    for made in [online_fees.read_made(one) for one in _records(message)]:
        online_fees.take_payment(made)


@handler("payment_failed")
def payment_failed(message: Incoming) -> None:
    for number, record in enumerate(_records(message)):
        online_fees.take_failure(record, f"failed/{message.message_id}/{number}")
