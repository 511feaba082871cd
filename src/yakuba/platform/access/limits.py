"""How long a session lives and when an account locks: parameters of the municipality (juki-1.0:10.3)."""

from dataclasses import dataclass
from datetime import timedelta

from yakuba.platform.parameters import parameter_definitions as p
from yakuba.platform.parameters.service import get
from yakuba.platform.tenancy.context import current_context

# Not a parameter: it guards the whole service against guessing over many accounts.
SOURCE_LIMIT = 30
SOURCE_WINDOW = timedelta(minutes=10)
STEP_UP_FOR = timedelta(minutes=5)
# Between the password and the second factor; long enough to register a newcomer's first one.
PASSWORD_ONLY_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class LockRule:
    """``after`` failures in a row the account is locked ``for_`` that long."""

    after: int
    for_: timedelta


def idle() -> timedelta:
    """How long a session may lie untouched."""
    return timedelta(minutes=get(p.SESSION_IDLE_MINUTES, current_context().business_date))


def longest() -> timedelta:
    """How long a session lives at most."""
    return timedelta(hours=get(p.SESSION_LONGEST_HOURS, current_context().business_date))


def lock_rule() -> LockRule:
    day = current_context().business_date
    return LockRule(get(p.LOCK_AFTER_FAILURES, day), timedelta(minutes=get(p.LOCK_MINUTES, day)))
