"""The state of an entry as words, icon and colour."""

from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.screens import chips
from yakuba.platform.screens.chips import Chip


def register_all() -> None:
    """Called once at start."""
    states = LedgerEntry.State
    chips.register(
        "ledger_state",
        states,
        {states.OPEN: Chip("有効", "check", "success"), states.CLOSED: Chip("廃止", "archive", "plain")},
    )
