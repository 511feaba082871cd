"""Why a mail cannot be written, or what became of sending it."""


class MailRefused(ValueError):
    """A mail that cannot be accepted for sending. The text names item, reason and remedy."""


class MailStateConflict(Exception):
    """The mail is not in a state that allows the request."""


class NotSent(Exception):
    """The mail certainly did not leave; another try may help."""


class Rejected(Exception):
    """The mail certainly did not leave, and another try would not help."""


class OutcomeUnknown(Exception):
    """The connection broke after the text had been handed over: nobody knows whether the mail left."""
