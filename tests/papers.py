"""A municipality with a signing key of the simulated authority, for tests of signed papers."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from yakuba.operation.simulators.paper_authority import PaperAuthority, Period
from yakuba.platform.documents import signing
from yakuba.platform.tenancy.context import now


@cache
def authority() -> PaperAuthority:
    """One for all tests of a process, with RSA keys as in the field."""
    return PaperAuthority.found(Path(mkdtemp(prefix="yakuba-authority-")), now() - timedelta(days=800))


@cache
def key_of(title: str) -> bytes:
    """Key and chain of an office, valid since a year ago, so at the tests' business days too."""
    return authority().issue(title, now() - timedelta(days=365))


def ending(until: datetime) -> bytes:
    """Key and chain of 北見市長 that end then; on a curve, which is made in no time."""
    return authority().issue("北見市長", now(), Period(now() - timedelta(days=700), until), curve=True)


def sign_papers(address: str) -> None:
    """From now on the municipality's papers that go to the portal are signed."""
    signing.install(address, key_of("北見市長"), now())
