"""What can go wrong with keys and numbers. No message ever holds a number or a key."""


class KeysMissing(RuntimeError):
    """The master key file is not there, is damaged, or does not hold the key needed."""


class KeysUnsafe(RuntimeError):
    """The master key file may be read by somebody else than its owner."""


class UnusableValue(ValueError):
    """The value is no individual number or resident code. ``reason`` is a code such as ``check_digit``."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class NoValue(LookupError):
    """The person has no such number here."""


class PurposeNeeded(ValueError):
    """A number is used for a stated purpose only."""


class Unreadable(RuntimeError):
    """A stored value does not open: it was changed, moved to another row or municipality, or its key is another."""
