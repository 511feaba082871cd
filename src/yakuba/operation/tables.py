"""The tables of an empty database: what the migrations say to PostgreSQL, recorded once and said again.

Running 112 migrations takes Django nearly a minute, of which PostgreSQL needs a second or less: the rest is spent on
drawing up all models anew for each step. `tables.sql` keeps the statements of each migration in their order; an empty
database gets them as they are, each migration in a transaction of its own with its row in `django_migrations`, and is
then in the state the migrations would have left it in. Newer migrations than the recorded ones run as always, and so
do all migrations of a database that is not empty (docs/decisions/0060).
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).with_name("tables.sql")
HOUSE = Path(__file__).resolve().parent.parent
# What migrations are made of besides themselves.
INGREDIENTS = ("platform/tenancy/walls.py", "areas/resident_registry/sql/*.sql")
_HEAD = re.compile(r"^-- ingredients ([0-9a-f]{64})$", re.MULTILINE)
_SECTION = re.compile(r"^-- migration (\w+)\.(\w+) ([0-9a-f]{64})$", re.MULTILINE)
_DATABASE = "@database@"  # stands for the name of the database, which is part of the names of its roles


@dataclass(frozen=True)
class Section:
    """What one migration said: its app and name, the digest of its file, and its statements as one text."""

    app: str
    name: str
    digest: str
    statements: str


def sections(text: str | None = None) -> list[Section]:
    """The recorded migrations in the order they ran; none where nothing is recorded."""
    text = text if text is not None else RECORDED.read_text()
    parts = _SECTION.split(text)[1:]
    return [
        Section(app, name, told, statements.strip())
        for app, name, told, statements in zip(parts[0::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    ]


def ingredients(text: str | None = None) -> str:
    """The recorded digest of what the migrations are made of besides themselves."""
    found = _HEAD.search(text if text is not None else RECORDED.read_text())
    return found[1] if found else ""


def digest(files: Iterable[Path]) -> str:
    """SHA-256 of these files' contents, in hex."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def digest_of_ingredients() -> str:
    """The digest as the files are now."""
    return digest(sorted(file for pattern in INGREDIENTS for file in HOUSE.glob(pattern)))


def file_of(migration: Any) -> Path:
    """The file of a migration."""
    return Path(str(sys.modules[type(migration).__module__].__file__))


def make(alias: str = "owner") -> None:
    """Bring the database behind an alias up to date. Errors: those of Django and psycopg; what was done stays done."""
    from django.core.management import call_command
    from django.db import connections

    lay(connections[alias])
    call_command("migrate", database=alias, verbosity=0)


def lay(connection: Any) -> int:
    """Say the recorded statements to an empty database. How many migrations that were; 0 where it is not empty.

    After an interruption the database is no longer empty, and the migrations themselves do what is left.
    """
    from django.db import transaction
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    if recorder.has_table() and recorder.applied_migrations():
        return 0
    known = MigrationLoader(None).disk_migrations or {}
    recorder.ensure_schema()
    laid = 0
    for section in sections():
        if (section.app, section.name) not in known:
            break
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if section.statements:
                cursor.execute(section.statements.replace(_DATABASE, str(connection.settings_dict["NAME"])), None)
            recorder.record_applied(section.app, section.name)
        laid += 1
    return laid


class Recording:
    """Runs all migrations on an empty database and writes down what they say."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.said: list[str] = []
        self.parts: list[str] = []

    def text(self) -> str:
        """What `tables.sql` has to be. Error: ValueError when the database is not empty."""
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(self.connection, self._progress)
        if executor.loader.applied_migrations:
            raise ValueError("the database is not empty: statements can be recorded from an empty one only")
        executor.recorder.ensure_schema()
        with self._listening():
            executor.migrate(executor.loader.graph.leaf_nodes())
        return "\n".join([f"-- ingredients {digest_of_ingredients()}", *self.parts]) + "\n"

    def _listening(self) -> AbstractContextManager[None]:
        listening: AbstractContextManager[None] = self.connection.execute_wrapper(self._hear)
        return listening

    def _hear(self, execute: Callable[..., Any], *call: Any) -> Any:
        statement, parameters = str(call[0]), call[1]
        if "django_migrations" not in statement and not statement.lstrip().upper().startswith("SELECT"):
            if parameters:
                raise ValueError(f"a migration passes parameters, which are not recorded: {statement}")
            self.said.append(statement)
        return execute(*call)

    def _progress(self, action: str, migration: Any = None, _fake: Any = False) -> None:
        if action != "apply_success":
            return
        self.parts.append(f"-- migration {migration.app_label}.{migration.name} {digest([file_of(migration)])}")
        self.parts.extend(self._written())
        self.said.clear()

    def _written(self) -> Iterator[str]:
        name = str(self.connection.settings_dict["NAME"])
        for statement in self.said:
            yield statement.strip().rstrip(";").replace(name, _DATABASE) + ";"
