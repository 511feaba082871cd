"""What is told to filings by message: that a fee was settled."""

from uuid import UUID

from yakuba.platform.cases import fees, filings
from yakuba.platform.exchange.registry import Incoming, handler


@handler(fees.SETTLED, area=fees.AREA)
def fee_settled(message: Incoming) -> None:
    """In a transaction of its own: whatever stops the filing, the payment is kept, and this is tried again."""
    filings.paid(UUID(str(message.payload["filing"])))
