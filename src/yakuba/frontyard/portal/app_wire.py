"""The portal's requests to the authentication app's provider: short, few at a time, never led elsewhere."""

import http.client
import json
import logging
import ssl
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from yakuba.platform.identity import authentication_app as app

log = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds for one answer
LARGEST = 256 * 1024  # bytes of an answer
KEYS_LIVE = 600.0  # seconds
NEW_KEYS = 30.0  # seconds between two looks for a key that is not known
AT_ONCE = threading.BoundedSemaphore(2)  # of the portal's three places one is left to everybody else
WAIT = 2.0  # seconds for a turn


class Unreachable(Exception):
    """The provider did not answer, or not with what was asked for. The argument is for the log, not for pages."""


def asked(address: str, form: Mapping[str, str] | None = None, bearer: str = "") -> object:
    """The JSON the provider answers with: POST with a form, GET without. Raises Unreachable."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (settings.APP_TEST and parts.hostname in ("localhost", "127.0.0.1")):
        raise Unreachable("not https")
    headers = {"Accept": "application/json"}
    body = None
    if form is not None:
        body = urlencode(form).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    if not AT_ONCE.acquire(timeout=WAIT):
        raise Unreachable("too many at once")
    try:
        return _answer(parts.scheme, parts.netloc, parts.path, (body, headers))
    except (OSError, http.client.HTTPException, ValueError) as problem:
        log.warning("authentication app: %s %s", parts.path, type(problem).__name__)
        raise Unreachable(type(problem).__name__) from None
    finally:
        AT_ONCE.release()


def _answer(scheme: str, place: str, path: str, sent: tuple[bytes | None, dict[str, str]]) -> object:
    connection: http.client.HTTPConnection
    if scheme == "https":
        connection = http.client.HTTPSConnection(place, timeout=PATIENCE, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(place, timeout=PATIENCE)
    body, headers = sent
    try:
        connection.request("POST" if body is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        content = _whole(answer)
    finally:
        connection.close()
    if answer.status != 200:  # a way elsewhere (3xx) is no answer either
        raise ValueError(answer.status)
    found: object = json.loads(content)
    return found


def _whole(answer: http.client.HTTPResponse) -> bytes:
    """At most LARGEST bytes, in PATIENCE seconds altogether: one who drips bytes keeps nobody."""
    end, parts, size = time.monotonic() + PATIENCE, list[bytes](), 0
    while part := answer.read1(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > LARGEST or time.monotonic() > end:
            raise ValueError("too large or too slow")
    return b"".join(parts)


class Keys:
    """The provider's keys, looked up again when they are old, or when a token names one that is not there."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, object]] = {}

    def of(self, address: str, *, anew: bool = False) -> object:
        """The key set as told. Raises Unreachable."""
        read_at, told = self._kept.get(address, (float("-inf"), None))
        age = time.monotonic() - read_at
        if age > (NEW_KEYS if anew else KEYS_LIVE):
            told = asked(address)
            self._kept[address] = (time.monotonic(), told)
        return told

    def forget(self) -> None:
        self._kept.clear()


keys = Keys()


def tokens(provider: app.Provider, form: Mapping[str, str]) -> tuple[str, str]:
    """ID token and access token for a code. Raises Unreachable, also when the code is not taken."""
    told = asked(provider.endpoint("token"), form)
    if not isinstance(told, Mapping) or not all(isinstance(told.get(one), str) for one in ("id_token", "access_token")):
        raise Unreachable("no tokens")
    access = str(told["access_token"])
    if len(access) > app.LARGEST or any(ord(one) <= 32 or ord(one) > 126 for one in access):
        raise Unreachable("no access token")
    return str(told["id_token"]), access
