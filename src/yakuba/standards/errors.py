"""What this floor raises. Messages are Japanese, say item, reason and remedy, and may be shown to staff."""

from __future__ import annotations


class StandardsError(ValueError):
    """Input that cannot be understood by a national standard; `str(error)` is the message for the screen."""


class NotFound(StandardsError, LookupError):
    """A code or name which the table of the standard does not hold."""
