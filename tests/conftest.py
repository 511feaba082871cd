"""One PostgreSQL per test session: started when the first test needs it, migrated by the owner, used as application.

`YAKUBA_TEST_POSTGRES=/usr/lib/postgresql/15/bin` runs the same tests on another engine (15 to 18).
`YAKUBA_TEST_DATABASE_URL` with `YAKUBA_TEST_OWNER_URL` and `YAKUBA_TEST_ADMIN_URL` (a superuser) uses a running server.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import django.test
import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from yakuba.operation import tables
from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, engine_at, login_roles, provision
from yakuba.operation.prepare import grant_counter


@dataclass(frozen=True)
class Addresses:
    """Connection addresses of the test database: by the application role, its owner, and a superuser."""

    application: str
    owner: str
    administrator: str


def _addresses() -> tuple[Addresses, EmbeddedServer | None]:
    """Known before any server runs, because Django's settings read them at import."""
    running = os.environ.get("YAKUBA_TEST_DATABASE_URL")
    if running:
        given = os.environ
        return Addresses(running, given["YAKUBA_TEST_OWNER_URL"], given["YAKUBA_TEST_ADMIN_URL"]), None
    home = Path(tempfile.mkdtemp(prefix="yakuba-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["YAKUBA_HOME"] = str(home)
    programs = os.environ.get("YAKUBA_TEST_POSTGRES")
    server = EmbeddedServer(home, engine=engine_at(Path(programs)) if programs else None, durable=False)
    owner, application = (server.url(name, server.database) for name in login_roles(server.database))
    return Addresses(application, owner, server.url(ADMINISTRATOR, server.database)), server


pytest_plugins = ("tests.browser",)
ADDRESSES, SERVER = _addresses()
os.environ["DATABASE_URL"] = ADDRESSES.application
os.environ["DATABASE_OWNER_URL"] = ADDRESSES.owner
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """pytest-django looks for settings before any conftest is read; it sets the rest up once they are loaded here."""
    django.setup()
    _master_key()


def _master_key() -> None:
    """A key of this session's own, never in a home somebody uses: papers are issued in cipher only."""
    from django.conf import settings

    from yakuba.platform.secrets import master

    place = Path(tempfile.mkdtemp(prefix="yakuba-test-keys-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    settings.YAKUBA_KEYS = place / "master.key"
    master.create()


class Cleaner:
    """Brings the database back to its state after migration. Works as superuser: append-only tables refuse the rest."""

    def __init__(self, administrator: str) -> None:
        self.connection = psycopg.connect(administrator, autocommit=True)
        # No trigger and no foreign key check while cleaning; a test that left a transaction open is found, not awaited.
        self.connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        rows = self.connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        )
        self.tables = [str(name) for (name,) in rows]
        self.seeds = {table: self._copy_out(table) for table in self._filled()}

    def clean(self) -> None:
        """Empty every table that has rows and put back what the migrations had put in."""
        with self.connection.transaction():
            for table in self._filled():
                self.connection.execute(f"DELETE FROM {table}".encode())
            for table, rows in self.seeds.items():
                with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                    copy.write(rows)

    def _filled(self) -> list[str]:
        if not self.tables:
            return []
        asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (TABLE {table})" for table in self.tables)
        return [str(name) for (name,) in self.connection.execute(asked.encode())]

    def _copy_out(self, table: str) -> bytes:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT".encode()) as copy:
            return b"".join(bytes(block) for block in copy)


class MigratedCluster:
    """A migrated cluster kept between sessions, so that a session of a few tests starts in half a second.

    Kept under a digest of everything migrations are made of; `YAKUBA_TEST_FRESH=1` (as `make test` sets) ignores it.
    """

    SOURCES = (
        "**/migrations/*.py",
        "**/models*.py",
        "**/models/*.py",
        "platform/tenancy/*.py",
        "operation/database/*",
        "operation/tables.*",
    )

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        house = Path(__file__).parent.parent / "src" / "yakuba"
        files = sorted({file for source in (*self.SOURCES, "operation/settings/*.py") for file in house.glob(source)})
        digest = hashlib.sha256(f"{django.VERSION} {server.engine}".encode())
        for file in files:
            digest.update(file.relative_to(house).as_posix().encode() + file.read_bytes() if file.is_file() else b"")
        self.place = Path(tempfile.gettempdir()) / f"yakuba-clusters-{os.geteuid()}" / digest.hexdigest()[:24]

    def restore(self) -> bool:
        """Put a kept cluster into the server's home; False when there is none."""
        if os.environ.get("YAKUBA_TEST_FRESH") or not self.place.is_dir():
            return False
        self.server.home.mkdir(exist_ok=True)
        self._copy(self.place, self.server.data)
        os.utime(self.place)
        return True

    def keep(self) -> None:
        """Copy the stopped server's cluster aside, and drop all but the newest few."""
        self.place.parent.mkdir(mode=0o700, exist_ok=True)
        draft = self.place.with_name(f"{self.place.name}.{os.getpid()}")
        self._copy(self.server.data, draft)
        try:
            draft.rename(self.place)
        except OSError:  # another session was faster
            shutil.rmtree(draft)
        kept = sorted(self.place.parent.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[12:]:
            shutil.rmtree(old, ignore_errors=True)

    def _copy(self, source: Path, target: Path) -> None:
        """With owners: run by root, the data belong to an unprivileged user."""
        subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True)


def _migrate(blocker: DjangoDbBlocker) -> None:
    from django.db import connections

    with blocker.unblock():
        tables.make("owner")
        assert grant_counter()
        connections.close_all()


@pytest.fixture(scope="session")
def database_addresses(django_db_blocker: DjangoDbBlocker) -> Iterator[Addresses]:
    """Addresses of a server that runs, migrated by the owner."""
    if SERVER is None:
        _migrate(django_db_blocker)
        yield ADDRESSES
        return
    cluster = MigratedCluster(SERVER)
    if not cluster.restore():
        with SERVER:
            provision(SERVER.url(ADMINISTRATOR, "postgres"), SERVER.database)
            _migrate(django_db_blocker)
        cluster.keep()
    with SERVER:
        yield ADDRESSES


@pytest.fixture(scope="session")
def django_db_setup(database_addresses: Addresses, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """No test database is created; a superuser cleans up after tests that commit."""
    from django.db import connections

    cleaner = Cleaner(database_addresses.administrator)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django.test.TransactionTestCase, "_fixture_teardown", lambda case: cleaner.clean())
        yield
    cleaner.connection.close()
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner_connection(transactional_db: None, database_addresses: Addresses) -> Iterator[psycopg.Connection]:
    """A committing connection of the owner, to whom row-level security does not apply. The test is cleaned up after."""
    with psycopg.connect(database_addresses.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def application_connection(transactional_db: None, database_addresses: Addresses) -> Iterator[psycopg.Connection]:
    """A bare committing connection of the application role, outside Django and its managers."""
    with psycopg.connect(database_addresses.application, autocommit=True) as connection:
        yield connection
