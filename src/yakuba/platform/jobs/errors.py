"""What stops a job, in words for the clerk who started it."""


class JobFailure(Exception):
    """Raised by a kind's ``plan`` or ``run_chunk``: its text says item, reason and remedy and is shown to staff.

    The text of any other exception is not kept, because it may quote personal data.
    """


class UnknownJobKind(LookupError):
    """No class is registered under that name."""


class JobStateConflict(Exception):
    """The job is not in a state that allows the request. The text says which state it is in."""
