"""Letters between the portal's zone and the core: one record of a spool message, sealed to the receiver's public key.

Neither the files of the spool nor whoever copies them can be read without the receiver's private key.
"""

import base64
import binascii
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from yakuba.platform.secrets import sealed_box
from yakuba.platform.secrets.key_files import made_once

LARGEST = 16 * 1024 * 1024  # bytes of one body


class UnreadableLetter(ValueError):
    """The body is not sealed to this key, was changed or cut, or holds no JSON object."""


def seal_body(public_pem: bytes, body: Mapping[str, Any]) -> str:
    """A body for a spool record: base64 of the sealed JSON."""
    out = io.BytesIO()
    sealed_box.seal(public_pem, [json.dumps(body, ensure_ascii=False).encode()], out)
    return base64.b64encode(out.getvalue()).decode()


def open_body(private_pem: bytes, text: str) -> dict[str, Any]:
    """What ``seal_body`` was given. Raises UnreadableLetter."""
    if not isinstance(text, str) or len(text) > LARGEST * 2:
        raise UnreadableLetter("手紙：本文がないか、大きすぎる")
    try:
        plain = b"".join(sealed_box.unseal(private_pem, io.BytesIO(base64.b64decode(text, validate=True))))
        found = json.loads(plain)
    except (sealed_box.NotForUs, binascii.Error, ValueError, RecursionError) as problem:
        raise UnreadableLetter(f"手紙：開けない（{type(problem).__name__}）") from None
    if not isinstance(found, dict):
        raise UnreadableLetter("手紙：JSONのオブジェクトでない")
    return found


def pair(private: Path, public: Path) -> tuple[bytes, bytes]:
    """This side's private and public key, made at the first call; the public one is put where the other side reads it.

    Safe when two processes come at once: the private key that was written first counts.
    """
    secret = made_once(private, lambda: sealed_box.new_pair()[0])
    shown = sealed_box.public_of(secret)
    if not public.exists() or public.read_bytes() != shown:
        public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = public.with_name(f".{public.name}.{uuid4().hex}.draft")
        draft.write_bytes(shown)
        draft.replace(public)
    return secret, shown
