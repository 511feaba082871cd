"""The door of collection for other floors."""

from yakuba.areas.collection.actions.receiving import ENTER, INQUIRE

__all__ = ["ENTER", "INQUIRE"]
