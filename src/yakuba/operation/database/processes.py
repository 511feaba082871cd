"""Child processes that cannot outlive their parent, and the unprivileged user a root-started server runs as."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from yakuba.operation.database.errors import OperationError

_PR_SET_PDEATHSIG = 1
# Bound once at import: between fork and exec nothing may be looked up or allocated that another thread could hold.
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def die_with_parent(sent: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `sent` to this process as soon as its parent (the thread that forked it) is gone."""
    _prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def before_exec(sent: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` for Popen. It runs after Popen's change of user, which would otherwise clear the wish again."""
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(sent)
        if os.getppid() != parent:  # the parent died before the kernel was asked
            os._exit(1)

    return prepare


def unprivileged_user() -> pwd.struct_passwd:
    """The account that runs the server when root starts it: PostgreSQL refuses uid 0. Nothing is created."""
    for name in ("nobody", "daemon"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return found
    for found in pwd.getpwall():
        if found.pw_uid != 0:
            return found
    raise OperationError("利用者 nobody がありません(no unprivileged user)。root 以外の利用者で実行してください。")


def user_name() -> str:
    """Name of the account this process runs as; PostgreSQL's initdb and peer authentication both need one."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise OperationError(
            f"利用者番号 {os.geteuid()} の名前が /etc/passwd にありません(no user name)。"
            "名前のある利用者で実行してください。"
        ) from None


def processes_in(directory: Path) -> Iterator[int]:
    """Ids of the processes whose working directory is `directory`, as it is for each process of a PostgreSQL server."""
    try:
        wanted = directory.stat()
    except FileNotFoundError:
        return
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            at = (entry / "cwd").stat()
        except OSError:  # gone meanwhile, or not ours to look at
            continue
        if (at.st_dev, at.st_ino) == (wanted.st_dev, wanted.st_ino) and int(entry.name) != os.getpid():
            yield int(entry.name)


def clear(directory: Path, *, patience: float = 5.0) -> None:
    """End what still works in `directory`: ask to shut down fast, to quit, then kill; seconds of patience per step."""
    for sent in (None, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        found = list(processes_in(directory))
        for pid in found if sent else []:
            _send(pid, sent)
        if _wait_until(lambda: not any(processes_in(directory)), 1.0 if sent is None else patience):
            return
    raise OperationError(f"{directory} を使う古いデータベースが終了しません(old server still running)。")


def _send(pid: int, sent: signal.Signals | None) -> None:
    if sent is None:
        return
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        pass


def _wait_until(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
