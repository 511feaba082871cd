"""Whether a database is fit for yakuba, seen from the two addresses the town hall is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from yakuba.operation.database.engine import SUPPORTED
from yakuba.operation.database.roles import APPLICATION, DOOR_ROLES, OWNER, role

Row = tuple[object, ...]


@dataclass(frozen=True)
class Check:
    """One thing looked at: passed or not, and what was found."""

    name: str
    passed: bool
    detail: str


def check(application: str, owner: str | None) -> list[Check]:
    """All checks in order; those of the owner only where its address is given. Error: psycopg.OperationalError."""
    results: list[Check] = []
    with psycopg.connect(application) as connection:
        results += _server(connection)
        results += _application(connection)
        database = connection.info.dbname
    if owner:
        with psycopg.connect(owner) as connection:
            results += _owner(connection, database)
    return results


def _one(connection: psycopg.Connection[Row], query: str, *values: object) -> Row:
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row


def _server(connection: psycopg.Connection[Row]) -> Iterator[Check]:
    major = connection.info.server_version // 10000
    yield Check("version", major in SUPPORTED, f"PostgreSQL {major} (15-18)")
    encoding, kind = _one(connection, "SELECT current_setting('server_encoding'), 'あ' ~ '[[:alpha:]]'")
    yield Check("encoding", encoding == "UTF8", f"{encoding} (UTF8)")
    yield Check("characters", kind is True, "日本語の文字を文字として扱う (LC_CTYPE C.UTF-8)")


def _application(connection: psycopg.Connection[Row]) -> Iterator[Check]:
    name, expected = connection.info.user, role(connection.info.dbname, APPLICATION)
    yield Check("application role", name == expected, f"{name} ({expected})")
    mighty = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
    (strong,) = _one(connection, f"SELECT {mighty} FROM pg_roles WHERE rolname = current_user")  # noqa: S608 constant
    yield Check("application has no special power", strong is False, "superuser, createrole, createdb, bypassrls")
    owned = "SELECT (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)"
    owned += " + (SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole)"
    (count,) = _one(connection, owned)
    yield Check("application owns nothing", count == 0, f"{count} objects")
    (groups,) = _one(connection, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole")
    yield Check("application is in no other role", groups == 0, f"{groups} memberships")
    (create,) = _one(connection, "SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
    yield Check("application makes no tables", create is False, "CREATE ON SCHEMA public")
    (usage,) = _one(connection, "SELECT has_schema_privilege(current_user, 'public', 'USAGE')")
    yield Check("application uses the schema", usage is True, "USAGE ON SCHEMA public")


def _owner(connection: psycopg.Connection[Row], database: str) -> Iterator[Check]:
    name, expected = connection.info.user, role(database, OWNER)
    yield Check("owner role", name == expected, f"{name} ({expected})")
    (create,) = _one(connection, "SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
    yield Check("owner makes tables", create is True, "CREATE ON SCHEMA public")
    for door in DOOR_ROLES:
        full = role(database, door)
        member = "SELECT pg_has_role(current_user, oid, 'MEMBER') AND NOT rolcanlogin FROM pg_roles WHERE rolname = %s"
        row = connection.execute(member.encode(), (full,)).fetchone()
        found = "role missing" if row is None else "owner is a member, no login"
        yield Check(f"role {full}", row == (True,), found)
