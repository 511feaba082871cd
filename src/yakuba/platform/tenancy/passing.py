"""Troubles of the database that pass by themselves: whoever asks again in some seconds is usually answered."""

import psycopg
from django.db import InterfaceError, OperationalError

AGAIN_AFTER = 5
"""Seconds (Retry-After)."""
# Classes and codes of SQLSTATE (PostgreSQL documentation, appendix A): no connection, a deadlock or a lost race, a lock
# that was not given, a statement that took too long, too many connections, a server that ends or begins.
_PASSING = ("08", "40", "55P03", "57014", "53300", "57P01", "57P02", "57P03")


def is_passing(problem: BaseException | None) -> bool:
    """Whether a request failed for a reason that passes. A full disk or a broken query does not.

    >>> is_passing(None), is_passing(ValueError()), is_passing(OperationalError("no room"))
    (False, False, False)
    """
    if not isinstance(problem, OperationalError | InterfaceError):
        return False
    cause = problem.__cause__
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    # Without a code nobody answered: no connection, or none of the pool was free in time.
    return cause.sqlstate is None or cause.sqlstate.startswith(_PASSING)
