"""The recorded statements are those of the migrations, and leave the same tables behind."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from yakuba.operation import tables
from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, engine_at, login_roles, processes, provision

REMEDY = "run tools/record_tables.py, it writes src/yakuba/operation/tables.sql anew"
# Each kind of thing in a database, told by PostgreSQL itself in one line each.
CATALOGUE = """
SELECT 'column', attrelid::regclass || '.' || attname, concat_ws(' ', attnum, format_type(atttypid, atttypmod),
       attnotnull, attidentity, attgenerated, attstorage, attcompression, attcollation::regcollation,
       pg_get_expr(adbin, adrelid), attacl::text)
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'relation', oid::regclass::text, concat_ws(' ', relkind, relowner::regrole, relacl::text, relrowsecurity,
       relforcerowsecurity, reloptions::text, relpersistence, obj_description(oid, 'pg_class'),
       CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class c ON c.oid = indrelid
 WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', oid::regprocedure::text, concat_ws(' ', proowner::regrole, proacl::text, pg_get_functiondef(oid))
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL
SELECT 'policy', tablename || '.' || policyname, concat_ws(' ', permissive, roles::text, cmd, qual, with_check)
  FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT 'sequence', seqrelid::regclass::text,
       concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqcache, seqcycle)
  FROM pg_sequence
UNION ALL
SELECT 'type', t.oid::regtype::text, concat_ws(' ', typtype, format_type(typbasetype, typtypmod),
       (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
  FROM pg_type t WHERE typnamespace = 'public'::regnamespace
UNION ALL
SELECT 'extension', extname, extversion FROM pg_extension
UNION ALL
SELECT 'statistics', stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
UNION ALL
SELECT 'migration', app || '.' || name, '' FROM django_migrations
"""


def test_each_recorded_migration_is_the_one_on_disk() -> None:
    """A migration that was changed after it was recorded would be missing in new databases only."""
    disk = MigrationLoader(None).disk_migrations or {}
    seen: set[tuple[str, str]] = set()
    for section in tables.sections():
        migration = disk[section.app, section.name]
        assert section.digest == tables.digest([tables.file_of(migration)]), f"{migration} was changed: {REMEDY}"
        needed = {one for one in migration.dependencies if one in disk}
        assert needed <= seen, f"{migration} is recorded before what it depends on: {REMEDY}"
        seen.add((section.app, section.name))
    assert len(seen) > 100
    assert tables.ingredients() == tables.digest_of_ingredients(), f"what migrations are made of has changed: {REMEDY}"


def test_few_migrations_are_left_to_run_by_themselves() -> None:
    """Each that is not recorded costs a start half a second."""
    assert len(MigrationLoader(None).disk_migrations or {}) - len(tables.sections()) <= 8, REMEDY


def test_a_text_is_read_by_its_sections() -> None:
    head, digest = "0" * 64, "a" * 64
    text = (
        f"-- ingredients {head}\n-- migration a.0001_x {digest}\nCREATE TABLE t ();\n-- migration b.0001_y {digest}\n"
    )
    assert tables.ingredients(text) == head
    assert [(one.app, one.name, one.statements) for one in tables.sections(text)] == [
        ("a", "0001_x", "CREATE TABLE t ();"),
        ("b", "0001_y", ""),
    ]


DATABASES = ("bymigration", "byrecord", "halfway")
RUN = """
import os, sys
import django
django.setup()
from django.db import connections
from yakuba.operation import tables
what = sys.argv[1]
if what == "record":
    sys.stdout.write(tables.Recording(connections["owner"]).text())
if what == "stop":
    whole = tables.sections()
    tables.sections = lambda: whole[:int(sys.argv[2])]
    tables.lay(connections["owner"])
if what == "make":
    tables.make("owner")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    programs = os.environ.get("YAKUBA_TEST_POSTGRES")
    home = tmp_path_factory.mktemp("tables")
    with EmbeddedServer(home, engine=engine_at(Path(programs)) if programs else None, durable=False) as running:
        _let_in(running)
        yield running


def _let_in(server: EmbeddedServer) -> None:
    """PostgreSQL 15 knows the login roles of the server's own database only."""
    user = processes.user_name()
    roles = [name for database in DATABASES for name in login_roles(database)]
    with (server.data / "pg_ident.conf").open("a") as rules:
        rules.writelines(f'yakuba "{user}" {name}\n' for name in roles)
    with contextlib.closing(psycopg.connect(server.url(ADMINISTRATOR, "postgres"))) as connection:
        connection.execute("SELECT pg_reload_conf()")


def run(server: EmbeddedServer, database: str, *what: str) -> str:
    """Do something to a database of its own in a process of its own, as Django knows one database only."""
    owner, application = (server.url(name, database) for name in login_roles(database))
    environment = {**os.environ, "DATABASE_OWNER_URL": owner, "DATABASE_URL": application}
    call = [sys.executable, "-c", RUN, *what]
    done = subprocess.run(call, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def catalogue(server: EmbeddedServer, database: str) -> list[tuple[str, ...]]:
    with contextlib.closing(psycopg.connect(server.url(ADMINISTRATOR, database))) as connection:
        rows = connection.execute(CATALOGUE).fetchall()
    return sorted(tuple(str(value).replace(f"{database}_", "@_") for value in row) for row in rows)


@pytest.mark.proof
def test_recorded_tables_are_those_of_the_migrations(server: EmbeddedServer) -> None:
    for name in DATABASES:
        provision(server.url(ADMINISTRATOR, "postgres"), name)
    recorded = run(server, "bymigration", "record")
    covered = len(tables.sections())
    written = tables.RECORDED.read_text()
    # What is newer than the recording may follow in between; each recorded section has to be there as it is.
    assert {(one.app, one.name, one.statements) for one in tables.sections(written)} <= {
        (one.app, one.name, one.statements) for one in tables.sections(recorded)
    }, REMEDY
    run(server, "byrecord", "make")
    run(server, "halfway", "stop", str(covered - 3))
    run(server, "halfway", "make")
    expected = catalogue(server, "bymigration")
    assert len(expected) > 3_000
    assert catalogue(server, "byrecord") == expected
    assert catalogue(server, "halfway") == expected
