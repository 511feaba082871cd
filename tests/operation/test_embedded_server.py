"""The embedded PostgreSQL: keeps what was committed, leaves nothing running, works where homes really are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from yakuba.operation.database import (
    ADMINISTRATOR,
    DatabaseFailure,
    EmbeddedServer,
    Engine,
    embedded_engine,
    engine_at,
    processes,
)


@pytest.fixture
def engine() -> Engine:
    programs = os.environ.get("YAKUBA_TEST_POSTGRES")
    return engine_at(Path(programs)) if programs else embedded_engine()


@pytest.fixture
def server(tmp_path: Path, engine: Engine) -> Iterator[EmbeddedServer]:
    """As in use: every commit reaches the disk."""
    with EmbeddedServer(tmp_path / "home", engine=engine) as running:
        yield running


def execute(server: EmbeddedServer, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(ADMINISTRATOR, "postgres"), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def soon(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def nothing_runs(server: EmbeddedServer) -> bool:
    return not any(processes.processes_in(server.data))


def test_after_a_stop_nothing_runs_and_no_socket_is_left(server: EmbeddedServer) -> None:
    assert execute(server, "SHOW listen_addresses") == [("",)]
    server.stop()
    assert nothing_runs(server)
    assert not server.sockets.exists()


def test_killed_server_comes_back_with_everything_committed(server: EmbeddedServer) -> None:
    execute(server, "CREATE TABLE kept (n int)")
    execute(server, "INSERT INTO kept SELECT generate_series(1, 1000)")
    killed = server.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert soon(lambda: server.process_id is None)
    server.start()
    assert execute(server, "SELECT count(*) FROM kept") == [(1000,)]


STARTER = """
import sys, time
from pathlib import Path
from yakuba.operation.database import EmbeddedServer, engine_at
server = EmbeddedServer(Path(sys.argv[1]), engine=engine_at(Path(sys.argv[2])))
server.start()
print(server.process_id, flush=True)
time.sleep(600)
"""


@pytest.fixture
def orphan(tmp_path: Path, engine: Engine) -> Iterator[tuple[EmbeddedServer, subprocess.Popen[str]]]:
    """A server started by another process, and that process."""
    home = tmp_path / "home"
    command = [sys.executable, "-c", textwrap.dedent(STARTER), str(home), str(engine.programs)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().strip().isdigit()
        yield EmbeddedServer(home, engine=engine), starter
        starter.kill()


def test_kill_of_whoever_started_it_leaves_nothing_running(
    orphan: tuple[EmbeddedServer, subprocess.Popen[str]],
) -> None:
    server, starter = orphan
    assert not nothing_runs(server)
    starter.kill()
    assert soon(lambda: nothing_runs(server))


def test_start_ends_a_server_of_the_same_home_that_is_still_there(
    orphan: tuple[EmbeddedServer, subprocess.Popen[str]],
) -> None:
    server, _ = orphan
    before = set(processes.processes_in(server.data))
    with server:
        assert before.isdisjoint(processes.processes_in(server.data))
        assert execute(server, "SELECT 1") == [(1,)]


def test_path_of_150_characters_below_a_private_directory(tmp_path: Path, engine: Engine) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    home = private / ("役" * 10)
    home = home / ("x" * (150 - len(str(home)) - 1))
    assert len(str(home)) == 150
    with EmbeddedServer(home, engine=engine, durable=False) as server:
        assert execute(server, "SELECT 1") == [(1,)]
        assert len(str(server.sockets / ".s.PGSQL.5432")) < 107


def test_start_cut_short_while_making_the_cluster_is_made_up_for(tmp_path: Path, engine: Engine) -> None:
    half = tmp_path / "home" / "database.draft"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(tmp_path / "home", engine=engine, durable=False) as server:
        assert execute(server, "SELECT 1") == [(1,)]
    assert not half.exists()


def test_process_number_of_a_killed_server_given_to_someone_else_does_not_matter(server: EmbeddedServer) -> None:
    server.stop()
    note = server.data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n{server.sockets}\n\n  1 1\nready\n")
    server.start()
    assert execute(server, "SELECT 1") == [(1,)]


def test_socket_directory_made_by_someone_else_is_refused(tmp_path: Path, engine: Engine) -> None:
    server = EmbeddedServer(tmp_path / "home", engine=engine, durable=False)
    server.sockets.mkdir(mode=0o777)
    server.sockets.chmod(0o777)
    try:
        with pytest.raises(DatabaseFailure, match="socket directory taken"):
            server.start()
        assert nothing_runs(server)
    finally:
        server.sockets.rmdir()


def test_data_of_another_version_are_refused(server: EmbeddedServer) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseFailure, match="version differs"):
        server.start()


def test_programs_nobody_can_walk_to_are_copied_once_to_a_shared_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for an environment below root's home. The copy finds its libraries and runs a server."""
    from yakuba.operation.database import engine as engines

    installed = embedded_engine().programs.parents[1]
    with tempfile.TemporaryDirectory(prefix="yakuba-shared-") as shared:
        Path(shared).chmod(0o755)
        monkeypatch.setattr(engines, "_SHARED_PLACES", (tmp_path / "file" / "impossible", Path(shared) / "engine"))
        (tmp_path / "file").write_text("")
        first, second = engines._shared_copy(installed), engines._shared_copy(installed)
        assert first == second != installed
        assert [path.name for path in (Path(shared) / "engine").iterdir()] == [first.parent.name]
        copied = engine_at(first / engines.INSTALL / "bin")
        assert walkable_file(copied.programs / "postgres")
        with EmbeddedServer(tmp_path / "home", engine=copied, durable=False) as server:
            assert execute(server, "SELECT 1") == [(1,)]


def walkable_file(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o001)


def test_directory_without_postgres_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailure, match="no postgres program"):
        engine_at(tmp_path)


def test_other_users_of_the_machine_cannot_connect(server: EmbeddedServer) -> None:
    """As root: the very account the server runs as has no role; otherwise the socket's directory is closed to all."""
    assert server.sockets.stat().st_mode & 0o077 == 0
    rules = (server.data / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=yakuba\n"
    if os.geteuid() == 0:
        account = processes.unprivileged_user()
        assert in_a_fork_as(account.pw_uid, lambda: _is_refused(server)) == 0


def _is_refused(server: EmbeddedServer) -> int:
    try:
        execute(server, "SELECT 1")
    except psycopg.OperationalError as problem:
        return 0 if "Peer authentication failed" in str(problem) else 2
    return 1


def in_a_fork_as(uid: int, work: Callable[[], int]) -> int:
    """Exit code of `work` done by a child process as another user; its modules are loaded already."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_works_as_an_unprivileged_user(engine: Engine) -> None:
    """The same process when it is unprivileged already, a forked one as `nobody` when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="yakuba-user-") as directory:
        uid = processes.unprivileged_user().pw_uid if os.geteuid() == 0 else os.geteuid()
        os.chown(directory, uid, -1)

        def work() -> int:
            with EmbeddedServer(Path(directory) / "home", engine=engine, durable=False) as server:
                return 0 if execute(server, "SELECT 1") == [(1,)] and server.data.stat().st_uid == uid else 1

        assert (in_a_fork_as(uid, work) if os.geteuid() == 0 else work()) == 0
        assert not any(processes.processes_in(Path(directory) / "home" / "database"))
