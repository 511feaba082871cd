"""Who may come in while many want to: a few requests at work, a fair line behind them, and a page for the rest.

A server that takes everything answers nobody in time. Here as many requests are at work as the process can carry; the
others wait in a line of their town, and the towns take turns, so that a rush in one is not felt in another. Who would
wait too long is told so at once, with the time to come again. What is sent (POST) gets more room than what is read: a
page can be asked for again, a filing on a bad line may not.
"""

import io
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SMALL = 65_536  # bytes: any form without a file
LARGEST = 6 * 1024 * 1024  # bytes: the largest file we take, with the rest of its form
UPLOADS = 8
STALLED = 0.25  # seconds in which nobody of a town came in
OPEN = ("static", "health")
PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>混み合っています</title></head><body><main>
<h1>混み合っています</h1>
<p>ただいまアクセスが集中しています。{ja}</p>
<p>いま たくさんの ひとが つかっています。すこし まって ください。</p>
<p lang="en">Many people are using this service. {en}</p>
{again}</main></body></html>
"""
AGAIN = """<p><a href="">もう一度開く（<span lang="en">Open again</span>）</a></p>
<p><button type="button" id="stop" data-seconds="{seconds}" hidden>自動で開き直すのをやめる（<span lang="en">Stop
opening it by itself</span>）</button></p>
<script src="/static/portal/again.js"></script>
"""
READ = ("この画面は数秒後に自動で開き直します。", "This page opens again by itself in a few seconds.")
SENT = (
    "送った内容はまだ受け付けていません。数秒待って、この画面を再読み込みしてください（二重にはなりません）。",
    "Nothing was received yet. Wait a few seconds and reload this page; it will not be sent twice.",
)


@dataclass
class _Town:
    """``inside``: requests of it at work, the last of which came in at ``since`` (monotonic seconds)."""

    inside: int = 0
    since: float = 0.0
    line: deque[threading.Event] = field(default_factory=deque)


class Gate:
    """``slots`` at work at once; ``room`` waiting of one town, ``room_sent`` of them or more when something is sent.

    Turns go round the towns that wait, first come first served within one. Of one town ``share`` are at work at once,
    so that the others find a place free in a rush. When its own are at work for long (a file is looked at), its next
    may take a place all the same, but for the last one.
    """

    def __init__(self, slots: int, room: int, room_sent: int, share: int = 0) -> None:
        self.room, self.room_sent = room, room_sent
        self._free, self._share = slots, share or slots
        self._lock = threading.Lock()
        self._towns: OrderedDict[str, _Town] = OrderedDict()

    def enter(self, town: str, sent: bool) -> bool:
        """Come in, waiting for one's turn; False at once when the town's line is full."""
        with self._lock:
            own = self._towns.setdefault(town, _Town())
            if self._free and not own.line and own.inside < self._share:
                self._free -= 1
                self._came(own)
                return True
            if len(own.line) >= (self.room_sent if sent else self.room):
                self._forget(town, own)
                return False
            turn = threading.Event()
            own.line.append(turn)
        while not turn.wait(STALLED):
            self._go_past(own, turn)
        return True

    def leave(self, town: str) -> None:
        """Go out: the first of the next town that has not its share at work comes in."""
        with self._lock:
            own = self._towns[town]
            own.inside -= 1
            coming = next((name for name, one in self._towns.items() if one.line and one.inside < self._share), None)
            if coming is None:
                self._free += 1
            else:
                self._towns.move_to_end(coming)  # the other towns come first
                self._came(self._towns[coming]).line.popleft().set()
            self._forget(town, own)

    def _go_past(self, own: _Town, turn: threading.Event) -> None:
        with self._lock:
            stalled = time.monotonic() - own.since >= STALLED
            if stalled and self._free > 1 and own.line and own.line[0] is turn:
                self._free -= 1
                self._came(own).line.popleft().set()

    def _came(self, own: _Town) -> _Town:
        own.inside += 1
        own.since = time.monotonic()
        return own

    def _forget(self, town: str, own: _Town) -> None:
        if not own.inside and not own.line:
            del self._towns[town]

    @property
    def waiting(self) -> int:
        with self._lock:
            return sum(len(one.line) for one in self._towns.values())


def admitting(application: Application, gate: Gate) -> Application:
    """The application behind the gate. Static files and ``/health`` pass by: they cost little and tell of life."""

    uploads = Gate(UPLOADS, 0, 0)

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        town = str(environ.get("PATH_INFO", "")).split("/", 2)[1:2]
        if not town or town[0] in OPEN:
            return application(environ, start_response)
        sent = environ.get("REQUEST_METHOD") == "POST"
        if sent and not _received(environ, uploads):
            return _come_again(sent, start_response)
        if not gate.enter(town[0][:40], sent):
            return _come_again(sent, start_response)
        try:
            answer = application(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                close = getattr(answer, "close", None)
                if close is not None:
                    close()
        finally:
            gate.leave(town[0][:40])

    return guarded


class _Rest(io.RawIOBase):
    """A body of which the beginning has been read."""

    def __init__(self, beginning: bytes, rest: Any) -> None:
        self.beginning, self.rest = io.BytesIO(beginning), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part: bytes = self.beginning.read(len(buffer)) or self.rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def _received(environ: Environ, uploads: Gate) -> bool:
    """Take the body in before one of the few places is given away: a phone on a bad line sends for a minute.

    Of large bodies few come at a time. What is too large for any of our forms stays unread: the page refuses it.
    """
    length = str(environ.get("CONTENT_LENGTH") or "")
    known = int(length) if length.isascii() and length.isdigit() and len(length) < 12 else None
    if known is not None and known > LARGEST:
        return True
    if known is None or known > SMALL:
        if not uploads.enter("", sent=True):
            return False
        try:
            _read(environ, LARGEST if known is None else known)
        finally:
            uploads.leave("")
    else:
        _read(environ, known)
    return True


def _read(environ: Environ, most: int) -> None:
    given = environ["wsgi.input"]
    parts, left = list[bytes](), most
    while left > 0 and (part := given.read(min(left, 65_536))):
        parts.append(part)
        left -= len(part)
    beginning = b"".join(parts)
    environ["wsgi.input"] = io.BufferedReader(_Rest(beginning, given)) if left <= 0 else io.BytesIO(beginning)


def _come_again(sent: bool, start_response: StartResponse) -> Iterable[bytes]:
    """Not everybody after the same time: the next rush would be as large."""
    seconds = 3 + secrets.randbelow(7)
    again = "" if sent else AGAIN.format(seconds=seconds)  # by a script: what reloads itself must be stoppable
    ja, en = SENT if sent else READ
    body = PAGE.format(ja=ja, en=en, again=again).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'"),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(seconds)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]
