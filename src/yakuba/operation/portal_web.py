"""The residents' pages: a server of their own, in a zone of its own, with the post thread beside it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from yakuba.operation.admission import Gate, admitting
from yakuba.operation.database.processes import die_with_parent

SHARE = 1  # of one town at work in a process while nothing of it takes long
ROOM, ROOM_SENT = 12, 24  # waiting of one town: about a quarter of a second's work, and half a second's
LINES = 4  # towns whose lines can be full at once before a connection waits in the system's own queue
TARGET = "yakuba.operation.settings.wsgi_portal:application"


def load(*arguments: Any, **options: Any) -> Callable[..., Any]:
    """Runs in the process that answers requests."""
    die_with_parent(signal.SIGKILL)
    from yakuba.operation.settings.wsgi_portal import application  # sets Django up, before anything else is imported

    _start_post()
    return admitting(application, Gate(slots(), ROOM, ROOM_SENT, SHARE))


def _start_post() -> None:
    from yakuba.frontyard.portal.post_rounds import PostThread

    PostThread().start()


def slots() -> int:
    """Requests at work at once: each has a database connection, and Python runs one at a time anyway."""
    return int(os.environ.get("YAKUBA_THREADS") or "3")


def processes() -> int:
    """Python computes on one core; two processes fill two. Of them all one at a time does the post."""
    return int(os.environ.get("YAKUBA_PORTAL_PROCESSES") or "2")


def serve(bind: str, port: int) -> int:
    """Serve until SIGTERM or SIGINT. Exit code 1 when the process answering requests died."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.operation.settings.portal"
    os.environ.setdefault("YAKUBA_STATEMENT_SECONDS", "20")
    server = Granian(
        TARGET,
        address=bind,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes(),
        blocking_threads=slots() + LINES * ROOM_SENT,  # most of them only wait for their turn
        runtime_threads=1,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=256,
        log_level=LogLevels.warning,
        workers_kill_timeout=8,
        respawn_failed_workers=False,
    )
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
