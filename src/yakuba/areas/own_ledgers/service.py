"""The own ledgers' door for other floors."""

from yakuba.areas.own_ledgers.actions.close import NAME as CLOSE
from yakuba.areas.own_ledgers.actions.enter import NAME as ENTER
from yakuba.areas.own_ledgers.letters import faults as letter_faults

BUILDER = "own_ledger.entry"
__all__ = ["BUILDER", "CLOSE", "ENTER", "letter_faults"]
