"""`DATABASE_URL`: a town hall on a PostgreSQL that an administrator set up with what `yakuba database sql` prints.

Runs on the session's engine: PostgreSQL 18 by default, Debian's 15 in that round of the proof.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yakuba.operation.database import (
    ADMINISTRATOR,
    DEFAULT_DATABASE,
    EmbeddedServer,
    embedded_engine,
    engine_at,
    login_roles,
    processes,
)


@pytest.fixture
def administered(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A running server with roles and database, made by the printed script through psql."""
    programs = os.environ.get("YAKUBA_TEST_POSTGRES")
    engine = engine_at(Path(programs)) if programs else embedded_engine()
    with EmbeddedServer(tmp_path / "server", engine=engine, durable=False) as server:
        said = subprocess.run([*YAKUBA, "database", "sql"], capture_output=True, check=True, env=environment({}))
        psql = [str(engine.programs / "psql"), "-X", "-q", "-d", server.url(ADMINISTRATOR, "postgres")]
        subprocess.run(psql, input=said.stdout, check=True, stdout=subprocess.DEVNULL)
        yield server


YAKUBA = [sys.executable, "-m", "yakuba.operation.cli.main"]


def environment(added: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "YAKUBA_"))}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **added}


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def opened(settings: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """A started town hall and what it said until it was open or gave up."""
    process = subprocess.Popen(
        [*YAKUBA, "start"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    return process, said


def gave_up(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def closed(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.proof
def test_opens_on_an_existing_server_and_later_without_the_owners_address(
    administered: EmbeddedServer, tmp_path: Path
) -> None:
    owner, application = (administered.url(role, DEFAULT_DATABASE) for role in login_roles(DEFAULT_DATABASE))
    home, port = tmp_path / "home", free_port()
    settings = environment({"YAKUBA_HOME": str(home), "YAKUBA_PORT": str(port), "DATABASE_URL": application})

    # The application alone may not make tables: it says what is missing.
    process, said = opened(settings)
    assert gave_up(process) == 4, said
    assert "permission" in said or "migrations pending" in said
    assert "Traceback" not in said

    process, said = opened({**settings, "DATABASE_OWNER_URL": owner})
    assert "the town hall is open" in said
    assert closed(process) == 0

    process, said = opened(settings)
    try:
        assert "the town hall is open" in said
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/health", headers={"Host": "localhost"})
        assert connection.getresponse().status == 200
        connection.close()
        # No server of its own, no demo on somebody's database, and the server is left running.
        assert not (home / "database").exists()
        assert not (home / "demo-founded").exists()
    finally:
        assert closed(process) == 0
    assert any(processes.processes_in(administered.data))


def test_web_and_worker_never_get_the_owners_address(administered: EmbeddedServer, tmp_path: Path) -> None:
    owner, application = (administered.url(role, DEFAULT_DATABASE) for role in login_roles(DEFAULT_DATABASE))
    settings = environment({"YAKUBA_HOME": str(tmp_path / "home"), "YAKUBA_PORT": str(free_port())})
    process, said = opened({**settings, "DATABASE_URL": application, "DATABASE_OWNER_URL": owner})
    try:
        assert "the town hall is open" in said
        with psycopg.connect(administered.url(ADMINISTRATOR, DEFAULT_DATABASE)) as administrator:
            connected = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            assert administrator.execute(connected, (DEFAULT_DATABASE,)).fetchall() == [("yakuba_app",)]
    finally:
        assert closed(process) == 0
