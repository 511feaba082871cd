"""Encryption of one value, bound to its row, and the keyed digest by which it is found again."""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yakuba.platform.secrets.errors import Unreadable
from yakuba.platform.secrets.keyring import Key
from yakuba.platform.secrets.secret import Secret


@dataclass(frozen=True)
class Place:
    """The key columns of a row. A ciphertext opens at its own place only."""

    municipality: int
    addressee_number: int
    kind: str
    version: int

    def bound(self, key_version: int) -> bytes:
        return (
            f"yakuba secret 1|{self.municipality}|{self.addressee_number}|{self.kind}|{self.version}|{key_version}"
        ).encode()


def lookup(key: Key, kind: str, value: str) -> bytes:
    """HMAC-SHA256 of kind and value: equal values are found, and nothing is learned without the key."""
    return hmac.digest(key.key, f"{kind}|{value}".encode(), "sha256")


def encrypt(key: Key, places: Sequence[Place], values: Sequence[str]) -> list[tuple[bytes, bytes]]:
    """(nonce, ciphertext) of each value. Nonces are random: a key serves far fewer than 2^32 values."""
    cipher, bound = AESGCM(key.key), key.version
    noise = os.urandom(12 * len(values))
    nonces = [noise[start : start + 12] for start in range(0, len(noise), 12)]
    return [
        (nonce, cipher.encrypt(nonce, value.encode(), place.bound(bound)))
        for nonce, place, value in zip(nonces, places, values, strict=True)
    ]


def decrypt(key: Key, place: Place, nonce: bytes, ciphertext: bytes) -> Secret:
    """Raises Unreadable when the row is not the one it was written to."""
    try:
        return Secret(AESGCM(key.key).decrypt(nonce, ciphertext, place.bound(key.version)).decode())
    except InvalidTag:
        raise Unreadable(
            f"宛名番号 {place.addressee_number} の番号が開けません。"
            "行が書き換えられています。監査担当者に連絡してください"
        ) from None
