"""Client certificate or IC card: the TLS front checks the chain, yakuba knows the certificate by its fingerprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings

from yakuba.platform.access.front import is_front
from yakuba.platform.access.models import Account, SecondFactor
from yakuba.platform.tenancy.context import current_context

VERIFIED = "SUCCESS"  # what nginx writes into $ssl_client_verify


class AlreadyRegistered(ValueError):
    """The certificate or key belongs to a factor of this municipality already. The message says what to do."""


@dataclass(frozen=True)
class Presented:
    """The certificate of this connection. ``fingerprint`` is the SHA-256 of its DER form, in lower-case hex."""

    fingerprint: str
    name: str
    valid_until: datetime
    der: bytes


def presented(meta: Mapping[str, Any]) -> Presented | None:
    """The verified, unexpired certificate a request (its ``META``) came with; None when there is none to believe.

    The header alone proves nothing: anyone can send it. It counts only from the front, and only once the front has
    verified the chain.
    """
    header = settings.CLIENT_CERTIFICATE_HEADER
    if not header or not is_front(meta) or meta.get("HTTP_X_CLIENT_VERIFY") != VERIFIED:
        return None
    pem = unquote(str(meta.get(f"HTTP_{header.upper().replace('-', '_')}", "")))
    try:
        found = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None
    instant = current_context().instant
    if not found.not_valid_before_utc <= instant < found.not_valid_after_utc:
        return None
    return _presented(found)


def _presented(found: x509.Certificate) -> Presented:
    names = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else found.subject.rfc4514_string()
    return Presented(
        found.fingerprint(SHA256()).hex(), name, found.not_valid_after_utc, found.public_bytes(Encoding.DER)
    )


def register(account: Account, card: Presented) -> SecondFactor:
    """Make the presented certificate a second factor. Raises AlreadyRegistered."""
    if SecondFactor.objects.filter(credential=card.fingerprint, removed_at__isnull=True).exists():
        raise AlreadyRegistered("この証明書（ICカード）は登録済みです。別のカードを使うか、先に登録を外してください")
    return SecondFactor.objects.create(
        account_id=account.id,
        kind=SecondFactor.Kind.CERTIFICATE,
        label=card.name[:64],
        credential=card.fingerprint,
        material=card.der,
        added_at=current_context().instant,
    )


def accepts(account: Account, card: Presented | None) -> bool:
    """Whether the presented certificate is a factor of this account."""
    if card is None:
        return False
    rows = SecondFactor.objects.filter(account_id=account.id, kind=SecondFactor.Kind.CERTIFICATE)
    return rows.filter(credential=card.fingerprint, removed_at__isnull=True).exists()
