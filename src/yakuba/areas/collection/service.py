"""The door of collection for other areas and floors."""

from yakuba.areas.collection.actions.late import claims_changed
from yakuba.areas.collection.actions.late import settle as settle_late_charge
from yakuba.areas.collection.actions.receiving import ENTER, INQUIRE

__all__ = ["ENTER", "INQUIRE", "claims_changed", "settle_late_charge"]
