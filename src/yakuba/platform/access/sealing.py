"""Seeds of one-time passwords are kept sealed under a key derived from the installation's secret key."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key() -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"yakuba second factor seeds")
    return derive.derive(settings.SECRET_KEY.encode())


def seal(plain: bytes, bound_to: str) -> bytes:
    """Encrypt; ``bound_to`` (the account) must be given again to open."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key()).encrypt(nonce, plain, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> bytes:
    """Decrypt. Raises cryptography.exceptions.InvalidTag when it was moved or changed."""
    return AESGCM(_key()).decrypt(sealed[:12], sealed[12:], bound_to.encode())
