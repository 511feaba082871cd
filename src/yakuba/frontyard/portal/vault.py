"""Personal data of the portal at rest: AES-256-GCM with a key of the portal's own, bound to the row it belongs to."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from yakuba.platform.secrets.key_files import made_once
from yakuba.platform.tenancy.scope import current


class Unreadable(ValueError):
    """The key is another one, or the bytes belong to another row or were changed."""


def key() -> bytes:
    """The portal's data key, made once in its own folder."""
    return _read(Path(settings.PORTAL_HOME) / "data.key")


@cache
def _read(path: Path) -> bytes:
    return made_once(path, lambda: os.urandom(32))


def _bound(row: object) -> bytes:
    return f"portal/{current()}/{row}".encode()


def seal(row: object, content: Mapping[str, Any]) -> bytes:
    """``row`` says which row it lies in: elsewhere it does not open."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key()).encrypt(nonce, json.dumps(content, ensure_ascii=False).encode(), _bound(row))


def opened(row: object, sealed: bytes | memoryview) -> dict[str, Any]:
    """Raises Unreadable."""
    raw = bytes(sealed)
    try:
        found = json.loads(AESGCM(key()).decrypt(raw[:12], raw[12:], _bound(row)))
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(type(problem).__name__) from None
    return dict(found)


def seal_bytes(row: object, content: bytes) -> bytes:
    """As ``seal``, for the bytes of a file."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key()).encrypt(nonce, content, _bound(row))


def opened_bytes(row: object, sealed: bytes | memoryview) -> bytes:
    """Raises Unreadable."""
    raw = bytes(sealed)
    try:
        return AESGCM(key()).decrypt(raw[:12], raw[12:], _bound(row))
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(type(problem).__name__) from None


def keyed(*parts: str) -> bytes:
    """A keyed hash, for finding a row by something that is not kept in the clear."""
    mac = HMAC(key(), SHA256())
    mac.update("\x00".join((str(current()), *parts)).encode())
    return mac.finalize()


def plain_hash(text: str) -> bytes:
    """Of a long random token: nobody guesses it, so no key is needed."""
    digest = Hash(SHA256())
    digest.update(text.encode())
    return digest.finalize()
