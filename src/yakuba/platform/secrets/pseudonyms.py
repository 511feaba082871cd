"""Pseudonyms: names that stand for somebody within one period, and say nothing without the municipality's key."""

import hmac
from collections.abc import Callable

from yakuba.platform.secrets import keyring
from yakuba.platform.tenancy.scope import current


def pseudonyms(use: str, period: str, length: int = 12) -> Callable[[str], str]:
    """A function from a name to ``length`` hexadecimal digits (of 64), of the open municipality.

    The key is another one for each municipality, use and period: the same name has a pseudonym of its own in each, and
    nobody can tell that they are one. Whoever has the municipality's keys can try names; when the keys are renewed
    the pseudonyms change. Raises KeysMissing, KeysUnsafe, Unreadable.
    """
    scope = f"yakuba pseudonym 1|{current()}|{use}|{period}".encode()
    key = hmac.digest(keyring.ring().seeking.key, scope, "sha256")
    return lambda name: hmac.digest(key, name.encode(), "sha256").hex()[:length]
