"""What a resident is told of the fee of a filing: how much, how it stands, how to pay."""

from dataclasses import dataclass
from typing import Any

from yakuba.platform.cases import fee_queries, online_fees
from yakuba.platform.cases.fee_balance import State
from yakuba.platform.cases.filing_models import Filing


@dataclass(frozen=True)
class Paying:
    """``told`` goes into the letter of the filing's state; ``mark`` changes with every entry, so that each is told."""

    told: dict[str, Any]
    mark: str

    @classmethod
    def of(cls, filing: Filing) -> "Paying | None":
        """None where nothing was to be paid, or a filing ended before it was."""
        shown = fee_queries.of_filing(filing)
        if shown is None or shown.state == State.DROPPED:
            return None
        told: dict[str, Any] = {"amount": shown.charge.amount, "state": shown.state.value}
        slip = online_fees.slip_of(shown.entries)
        if shown.is_open and slip is not None and not slip.closed:
            told["online"] = {"until": slip.expires.isoformat(), "failed": slip.failed, **slip.ways}
        return cls(told, f"fee{len(shown.entries)}")
