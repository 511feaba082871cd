"""The fee of a filing as its page shows it: amount, state, and how to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.frontyard.portal.models import Sent
from yakuba.platform.tenancy.context import current_context


@dataclass(frozen=True)
class Paying:
    """``until`` is None where it cannot be paid outside; ``ready`` once the payment service has said how.

    ``page`` is an address of the service, https alone: whatever else the letter says is not linked.
    """

    amount: int
    state: str
    until: date | None = None
    over: bool = False
    failed: bool = False
    institution: str = ""
    number: str = ""
    confirmation: str = ""
    page: str = ""

    @property
    def ready(self) -> bool:
        return bool(self.number or self.page)

    @property
    def comes(self) -> bool:
        """Whether the way to pay is still being made: the page looks again."""
        return self.state == "unpaid" and self.until is not None and not self.over and not self.ready


def paying(row: Sent) -> Paying | None:
    """None where nothing was told of a fee."""
    told: Mapping[str, Any] = row.words.get("payment") or {}
    if not told:
        return None
    amount, state = int(told["amount"]), str(told["state"])
    online: Mapping[str, Any] = told.get("online") or {}
    if not online:
        return Paying(amount, state)
    until, page = date.fromisoformat(str(online["until"])), str(online.get("page", ""))
    return Paying(
        amount,
        state,
        until,
        until < current_context().business_date,
        bool(online.get("failed")),
        str(online.get("institution", "")),
        str(online.get("number", "")),
        str(online.get("confirmation", "")),
        page if page.startswith("https://") else "",
    )
