"""The embedded PostgreSQL: one server per home, reached by a Unix socket only, gone with whoever started it."""

from __future__ import annotations

import hashlib
import locale
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from yakuba.operation.database import processes
from yakuba.operation.database.engine import Engine, embedded_engine
from yakuba.operation.database.errors import (
    DISK_FULL_NUMBERS,
    DatabaseFailure,
    DiskFull,
    OperationError,
    disk_full,
    speaks_of_full_disk,
)
from yakuba.operation.database.roles import COUNTER, DEFAULT_DATABASE, PORTAL, login_roles, role

ADMINISTRATOR = "postgres"
_SOCKET_ROOT = Path("/tmp")  # noqa: S108 a short path for the 107 bytes of a socket address; ownership is checked below
_LOG_LIMIT = 10_000_000  # bytes after which the log is set aside at the next start

# Small memory: the whole town hall at rest is to stay below 800 MB. Parallel query is off because twenty clerks on two
# cores gain nothing from it and containers often have 64 MB of shared memory only.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """A PostgreSQL whose data live in `home/database` and which only this operating-system user may use.

    `durable=False` trades safety against power loss for speed (tests). The caller holds the lock on the home.
    """

    def __init__(
        self, home: Path, *, engine: Engine | None = None, durable: bool = True, database: str = DEFAULT_DATABASE
    ) -> None:
        self.home = home.absolute()
        self.engine = engine or embedded_engine()
        self.durable = durable
        self.database = database
        self.data = self.home / "database"
        self.log = self.home / "log" / "postgres.log"
        digest = hashlib.sha256(f"{os.geteuid()}:{self.home}".encode()).hexdigest()[:16]
        self.sockets = _SOCKET_ROOT / f"yakuba-{digest}"
        self._process: subprocess.Popen[bytes] | None = None
        self._log_begin = 0

    # -- life -------------------------------------------------------------------------------------------------------

    def start(self, *, patience: float = 120.0, check: Callable[[], None] = lambda: None) -> None:
        """Start and wait until ready (recovery included), at most `patience` seconds.

        Errors: DatabaseFailure with the end of the server's log, DiskFull. A server of the same home that outlived
        its supervisor is ended first. `check` is called while waiting; what it raises ends the start.
        """
        try:
            account = self._prepare()
            processes.clear(self.data)
            # Nothing works in the data directory any more, so the note of a killed server misleads at best: after a
            # restart of a container its process number may belong to someone else.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._write_access_rules()
            self._prepare_sockets(account)
            self._process = self._launch(account)
            self._wait_until_ready(patience, check)
        except OSError as problem:
            self.stop()
            if problem.errno in DISK_FULL_NUMBERS:
                raise disk_full(self.home) from problem
            raise DatabaseFailure(f"データベースを起動できません(cannot start): {problem}") from problem
        except BaseException:
            self.stop()
            raise

    def stop(self, *, patience: float = 30.0) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept. Does nothing when stopped."""
        process, self._process = self._process, None
        if process is None:
            return
        for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(sent)
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        processes.clear(self.data)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    @property
    def process_id(self) -> int | None:
        """Process id of the running postmaster, None when it is not running."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def ran_out_of_room(self) -> bool:
        """Whether the server has complained of a full disk since its last start."""
        return isinstance(self._failure(self._log_begin), DiskFull)

    def url(self, role: str, database: str) -> str:
        """Connection address of `role`; peer authentication, so there is no password to keep."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    # -- preparation ------------------------------------------------------------------------------------------------

    def _prepare(self) -> pwd.struct_passwd | None:
        """Make directories and, the first time, the cluster. The account to run as, None for our own."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(exist_ok=True)
        if not self.data.exists():
            self._create_cluster()
        account = self._account(self.data.stat().st_uid)
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(self.engine.major):
            raise DatabaseFailure(
                f"{self.data} は PostgreSQL {version} のデータです(プログラムは {self.engine.major})。"
                "同じ版のプログラムで書き出してから移してください(version differs)。"
            )
        return account

    def _account(self, owner: int) -> pwd.struct_passwd | None:
        """Whom the server runs as: the owner of the data, which root may take on and others must be already."""
        if os.geteuid() == 0:
            return processes.unprivileged_user() if owner == 0 else pwd.getpwuid(owner)
        if owner != os.geteuid():
            raise DatabaseFailure(
                f"{self.data} は別の利用者のものです(owned by another user)。作った利用者で実行してください。"
            )
        return None

    def _create_cluster(self) -> None:
        """Made under another name and renamed when whole: a start cut short leaves nothing that looks finished."""
        draft = self.data.with_name("database.draft")
        processes.clear(draft)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account = self._account(draft.stat().st_uid)
        if account:
            os.chown(draft, account.pw_uid, account.pw_gid)
        wishes = ["--encoding=UTF8", f"--locale={_system_locale()}", "--auth=peer", f"--username={ADMINISTRATOR}"]
        wishes += ["--no-instructions", "--data-checksums"] + ([] if self.durable else ["--no-sync"])
        if self.engine.major >= 17:
            wishes += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with self.log.open("ab") as log:
            begin = log.tell()
            code = self._spawn("initdb", draft, wishes, account, log).wait()
        if code != 0:
            raise self._failure(begin)
        draft.rename(self.data)

    def _prepare_sockets(self, account: pwd.struct_passwd | None) -> None:
        """A directory of our own below /tmp; anything another user put there under the same name is refused."""
        uid, gid = (account.pw_uid, account.pw_gid) if account else (os.geteuid(), os.getegid())
        try:
            self.sockets.mkdir(mode=0o700)
            os.chown(self.sockets, uid, gid)
        except FileExistsError:
            found = self.sockets.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
                raise DatabaseFailure(
                    f"{self.sockets} は別の利用者のものです(socket directory taken)。取り除いてください。"
                ) from None
            for left in self.sockets.iterdir():  # of a killed server; its lock file would stop the next one
                left.unlink()

    def _write_access_rules(self) -> None:
        """Peer authentication: this operating-system user may be any login role, everybody else none."""
        user = processes.user_name()
        # PostgreSQL 15 has no word for "all" in this file.
        others = [role(self.database, name) for name in (PORTAL, COUNTER)]
        known = [ADMINISTRATOR, *login_roles(self.database), *others]
        whom = ["all"] if self.engine.major >= 16 else known
        (self.data / "pg_hba.conf").write_text("local all all peer map=yakuba\n")
        (self.data / "pg_ident.conf").write_text("".join(f'yakuba "{user}" {role}\n' for role in whom))

    # -- the process ------------------------------------------------------------------------------------------------

    def _spawn(
        self, program: str, data: Path, arguments: list[str], account: pwd.struct_passwd | None, log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """Run a program of the engine on `data`, in a session of its own so that the terminal's Ctrl-C misses it.

        An unprivileged account may not be able to walk to the home (below a mode-700 directory of root's), so it is
        handed the open directory instead of a path.
        """
        sent = signal.SIGINT if program == "postgres" else signal.SIGKILL
        directory = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
        try:
            place = str(data) if account is None else f"/proc/self/fd/{directory}"
            who: dict[str, Any] = {}
            if account is not None:
                who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            return subprocess.Popen(  # noqa: S603 our own engine
                [self.engine.programs / program, "-D", place, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "LANG": "C", "TZ": "UTC"},
                pass_fds=[directory],
                start_new_session=True,
                preexec_fn=processes.before_exec(sent),
                **who,
            )
        except PermissionError as problem:
            raise DatabaseFailure(
                f"利用者を切り替えられません(cannot change user): {problem}。root 以外の利用者で実行してください。"
            ) from problem
        finally:
            os.close(directory)

    def _launch(self, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets), **({} if self.durable else THROWAWAY)}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._log_begin = log.tell()
            return self._spawn("postgres", self.data, arguments, account, log)

    def _wait_until_ready(self, patience: float, check: Callable[[], None]) -> None:
        assert self._process is not None
        end = time.monotonic() + patience
        while not self._is_ready():
            check()
            if self._process.poll() is not None:
                self._process = None
                raise self._failure(self._log_begin)
            if time.monotonic() > end:
                self.stop()
                raise DatabaseFailure(f"データベースが {patience:.0f} 秒以内に準備できません(not ready)。{self.log}")
            time.sleep(0.02)

    def _is_ready(self) -> bool:
        """The postmaster writes its process id first and its state on the eighth line of this file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.process_id) and lines[7].strip() == "ready"

    def _failure(self, begin: int) -> OperationError:
        with self.log.open("rb") as log:
            log.seek(begin)
            said = log.read().decode(errors="replace")
        if speaks_of_full_disk(said):
            return disk_full(self.home)
        last = " / ".join(said.strip().splitlines()[-3:])
        return DatabaseFailure(f"データベースを起動できません(cannot start)。記録 {self.log}: {last}")


def _system_locale() -> str:
    """`C.UTF-8` where the C library knows it (for PostgreSQL 15 and 16 the only source of character classes)."""
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)
    return "C.UTF-8"
