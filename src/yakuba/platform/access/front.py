"""The TLS front (reverse proxy) is believed only when it shows the secret it shares with yakuba.

The front must set ``X-Front-Secret``, ``X-Real-IP`` and, for client certificates, ``X-Client-Verify`` and the header
named by ``YAKUBA_CLIENT_CERTIFICATE_HEADER``, each overwriting what the browser sent (docs/operations.md).
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare


def is_front(meta: Mapping[str, Any]) -> bool:
    """Whether a request (its ``META``) came through the front. Without a shared secret no request did."""
    secret = settings.FRONT_SECRET
    return bool(secret) and constant_time_compare(str(meta.get("HTTP_X_FRONT_SECRET", "")), secret)


def source_of(meta: Mapping[str, Any]) -> str:
    """Where a request comes from, for counting failures: the browser's address, not the front's."""
    direct = str(meta.get("REMOTE_ADDR", ""))
    return (str(meta.get("HTTP_X_REAL_IP", "")) or direct)[:64] if is_front(meta) else direct[:64]
