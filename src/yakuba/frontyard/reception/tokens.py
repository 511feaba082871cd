"""What the portal calls the members of a household by: a token for each account, never the addressee number."""

import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from yakuba.frontyard.reception.letters import keys
from yakuba.platform.tenancy.scope import current


def token(account: UUID | str, number: int) -> str:
    """The same for the same account and person, meaningless elsewhere."""
    text = f"{current()}/{account}/{number}".encode()
    return hmac.new(keys(), text, hashlib.sha256).hexdigest()[:24]


def table(account: UUID | str, numbers: Iterable[int]) -> dict[str, int]:
    """Token → addressee number, for reading answers."""
    return {token(account, number): number for number in numbers}
