"""The home (`YAKUBA_HOME`): every piece of state of one town hall, its lock and its secrets."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from yakuba.operation.database import OperationError
from yakuba.operation.database.errors import disk_full

DEFAULT_PORT = 8000
# Bytes free before a first start: a fresh cluster with its write-ahead log takes 100 MB, the demo 600 MB.
_ROOM_NEEDED = {False: 300_000_000, True: 1_000_000_000}


class AlreadyRunning(OperationError):
    """Another town hall works in this home, or the web port is taken."""

    exit_code = 3


@dataclass(frozen=True)
class Home:
    """The directory and what lies where in it."""

    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        """`YAKUBA_HOME`, by default `./var`."""
        return cls(Path(os.environ.get("YAKUBA_HOME") or "var").absolute())

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def addresses(self) -> Path:
        """What `prepare` found out for the supervisor to print: a JSON list of lines."""
        return self.path / "run" / "addresses.json"

    @property
    def founded(self) -> Path:
        """Exists once the demo is complete."""
        return self.path / "demo-founded"

    def make(self) -> None:
        """Create the directories. Errors: OperationError where they cannot be made or written, DiskFull."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for directory in (self.logs, self.path / "run"):
                directory.mkdir(exist_ok=True)
        except OSError as problem:
            raise OperationError(
                f"保存先 {self.path} を作れません(cannot create home): {problem.strerror}。"
                "YAKUBA_HOME を変えてください。"
            ) from problem
        if not os.access(self.path, os.W_OK):
            raise OperationError(f"保存先 {self.path} に書き込めません(not writable)。YAKUBA_HOME を変えてください。")

    def check_room(self, *, demo: bool) -> None:
        """Error: DiskFull when less is free than a first start needs. A quota shows only when something is written."""
        if not (self.path / "database").exists() and shutil.disk_usage(self.path).free < _ROOM_NEEDED[demo]:
            raise disk_full(self.path)

    def secret(self, name: str) -> str:
        """A random secret, made once, readable by this user only (`secrets/NAME`)."""
        directory = self.path / "secrets"
        directory.mkdir(mode=0o700, exist_ok=True)
        file = directory / name
        if not file.exists():
            draft = directory / f"{name}.{os.getpid()}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
                opened.write(secrets.token_urlsafe(48))
            draft.replace(file)
        return file.read_text()


class HomeLock:
    """Held by the one supervisor of a home; the kernel lets go of it however that process ends."""

    def __init__(self, home: Home) -> None:
        self._file = home.path / "lock"
        self._opened: IO[str] | None = None
        self.left_behind = False

    def take(self, about: dict[str, Any]) -> None:
        """Lock, and leave `about` (process, port) for whoever comes second. Error: AlreadyRunning."""
        opened = self._file.open("a+")
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            opened.close()
            raise AlreadyRunning(self._message()) from None
        self._opened = opened
        self.left_behind = bool(self._read())  # the last holder did not end by itself
        self._write(json.dumps(about))

    def release(self) -> None:
        """Say that this end was a clean one, and unlock."""
        if self._opened is not None:
            self._write("")
            self._opened.close()
            self._opened = None

    def is_held(self) -> bool:
        """Whether some process holds it now."""
        if not self._file.exists():
            return False
        with self._file.open("a+") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._file.read_text() or "{}"))
        except (OSError, ValueError):
            return {}

    def _write(self, text: str) -> None:
        assert self._opened is not None
        self._opened.truncate(0)
        self._opened.write(text)
        self._opened.flush()

    def _message(self) -> str:
        about = self._read()
        return (
            f"この保存先 {self._file.parent} では、すでに yakuba が動いています(already running)。"
            f"http://localhost:{about.get('port', '?')}/ を開くか、"
            f"プロセス {about.get('process', '?')} を止めてください。"
        )
