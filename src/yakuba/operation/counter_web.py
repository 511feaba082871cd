"""The counter's pages: a server of their own, in a zone of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from yakuba.operation.database.processes import die_with_parent

TARGET = "yakuba.operation.settings.wsgi_counter:application"


def load(*arguments: Any, **options: Any) -> Callable[..., Any]:
    """Runs in the process that answers requests."""
    die_with_parent(signal.SIGKILL)
    from yakuba.operation.settings.wsgi_counter import application
    from yakuba.operation.warm_up import open_pool

    open_pool()
    return application


def serve(bind: str, port: int) -> int:
    """Serve until SIGTERM or SIGINT. Exit code 1 when the process answering requests died."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.operation.settings.counter"
    os.environ.setdefault("YAKUBA_STATEMENT_SECONDS", "20")
    server = Granian(
        TARGET,
        address=bind,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(os.environ.get("YAKUBA_THREADS") or "4"),
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
