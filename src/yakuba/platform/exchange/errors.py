"""Why a message cannot be sent, taken or settled."""


class Refused(Exception):
    """Raised by a handler: trying again would not help. The text (item, reason, remedy) is shown to the staff."""


class MessageStateConflict(Exception):
    """The message is not in a state that allows the request. The text says which state it is in."""


class UnknownParty(LookupError):
    """No outside party has that name."""


class SpoolFault(ValueError):
    """A file in a spool that cannot be taken. The text says what is wrong with it; the file goes to ``error/``."""
