"""The four items, stated by a resident who signed given bytes with the signature certificate (detached signature)."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.certificates import FourItems, Kind, four_items
from yakuba.platform.identity.errors import AnswerRefused
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.status import Status
from yakuba.platform.identity.verification import Answer, Verifier


@dataclass(frozen=True)
class SignedItems:
    """Items and certificate of the signer. A file that holds the certificate discloses all four items."""

    items: FourItems
    serial: str
    issuer_key_id: str
    level: Level
    status: Status
    not_after: datetime
    letter: dict[str, Any]

    def items_letter(self) -> dict[str, str]:
        """The part `four_items` of a letter; birth_date YYYY-MM-DD, "" when not wholly known."""
        return letter_of(self.items)


def letter_of(items: FourItems) -> dict[str, str]:
    """The four items as a letter carries them, whoever stated them."""
    return {
        "name": items.name,
        "birth_date": items.born_text,
        "sex": items.sex,
        "address": items.address,
        "name_substitutes": items.name_substitutes,
        "address_substitutes": items.address_substitutes,
    }


def verify(data: bytes, answer: Answer, verifier: Verifier, at: datetime) -> SignedItems:
    """The items of whoever signed exactly `data` by `at` (aware: the time of receipt). Raises IdentityError."""
    proof = verifier.prove(answer, data, Kind.SIGNATURE, at)
    held = proof.certificate
    items = four_items(held)
    return SignedItems(
        items, held.serial, held.issuer_key_id, proof.level, proof.status, held.not_after, proof.as_letter()
    )


def answer_to(
    challenge: challenges.Challenge, answer: Answer, verifier: Verifier, at: datetime, used: Container[str]
) -> SignedItems:
    """As `verify`, over a challenge made by `challenge.for_signing`: fresh, unused (the caller keeps the nonces)."""
    if challenge.purpose != "sign":
        raise AnswerRefused("challenge", "署名の合図ではありません。はじめからやり直してください。")
    challenges.check_fresh(challenge, at, used)
    return verify(challenge.to_sign(), answer, verifier, at)
