"""A part of the town hall: one child process with its own process group, log and patience for restarts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yakuba.operation.database.processes import before_exec

_LOG_LIMIT = 10_000_000  # bytes
_LONGEST_WAIT = 30.0  # seconds between two tries of a part that keeps dying


def yakuba_command(*arguments: str) -> list[str]:
    """The command line of another yakuba process, run by this very interpreter."""
    return [sys.executable, "-m", "yakuba.operation.cli.main", *arguments]


@dataclass
class Part:
    """A process to keep alive. Its members end with it: they share its process group."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _next_try: float = 0.0
    _started: float = 0.0

    def start(self) -> None:
        """Start it; the kernel ends it (SIGTERM) when this process dies."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and module
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=before_exec(signal.SIGTERM),
            )
        self._started = time.monotonic()

    @property
    def process_id(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def tend(self) -> bool:
        """Look after it once: True when it had died and has been started again, or waits for its next try."""
        if self.process_id is not None:
            return False
        now = time.monotonic()
        if self._process is not None:
            self._end_group()
            self._process = None
            # A part that had worked for a minute starts afresh; one that dies at once waits longer each time.
            self.deaths = 1 if now - self._started > 60 else self.deaths + 1
            self._next_try = now + min(_LONGEST_WAIT, 0.25 * 2 ** (self.deaths - 1))
        if now >= self._next_try:
            self.start()
        return True

    def ask_to_stop(self) -> None:
        """SIGTERM: finish what is in hand."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, patience: float) -> None:
        """Wait for the end at most `patience` seconds, then kill the whole group."""
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(max(0.1, patience))
        except subprocess.TimeoutExpired:
            pass
        self._end_group()
        self._process.wait()
        self._process = None

    def last_lines(self, count: int = 5) -> str:
        """The end of its log, on one line, for a message."""
        try:
            return " / ".join(self.log.read_text(errors="replace").strip().splitlines()[-count:])
        except FileNotFoundError:
            return ""

    def _end_group(self) -> None:
        """Its own children (web worker, rendering pool) must not outlive it."""
        assert self._process is not None
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
