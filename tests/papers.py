"""A municipality with a signing key of the simulated authority, for tests of signed papers."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.world import MORNING
from yakuba.operation.simulators.paper_authority import PaperAuthority, Period
from yakuba.platform.documents import signing
from yakuba.platform.tenancy.context import now


@cache
def authority() -> PaperAuthority:
    """One for all tests of a process, with RSA keys as in the field."""
    return PaperAuthority.found(Path(mkdtemp(prefix="yakuba-authority-")), long_ago(days=800))


def long_ago(days: int) -> datetime:
    """That long ago by the clock and by the tests' business days, which stay where they are while years pass."""
    return min(now(), MORNING) - timedelta(days=days)


@cache
def key_of(title: str) -> bytes:
    """Key and chain of an office, valid at the tests' business days and for another year."""
    return authority().issue(title, now(), Period(long_ago(days=365), now() + timedelta(days=365)))


def ending(until: datetime) -> bytes:
    """Key and chain of 北見市長 that end then; on a curve, which is made in no time."""
    return authority().issue("北見市長", now(), Period(long_ago(days=700), until), curve=True)


def sign_papers(address: str) -> None:
    """From now on the municipality's papers that go to the portal are signed."""
    signing.install(address, key_of("北見市長"), now())
