"""Roles and rights of one yakuba database: the SQL an administrator runs on PostgreSQL 15 to 18, and running it.

The embedded server gets the very same statements, so what is tried every day is what an administrator is told to run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from yakuba.operation.database.errors import OperationError

DEFAULT_DATABASE = "yakuba"
OWNER, APPLICATION, PORTAL, COUNTER = "owner", "app", "portal", "counter"
LOGINS = (OWNER, APPLICATION, PORTAL, COUNTER)
DOOR_ROLES = ("search", "auditor", "exchange", "operator")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Step:
    """One statement, the database it runs in, and a query that returns a row where it has been done already."""

    why: str
    statement: str
    inside: bool
    done: str | None = None


def role(database: str, name: str) -> str:
    """Full name of a role: `{database}_{name}`, because roles belong to the server and databases share it."""
    return f"{database}_{name}"


def login_roles(database: str) -> tuple[str, str]:
    """The two roles that sign in: owner (migration, dump) and application."""
    return role(database, OWNER), role(database, APPLICATION)


def checked_name(database: str) -> str:
    """The database name itself when it is safe to build role names from. Error: OperationError."""
    if not _NAME.fullmatch(database):
        raise OperationError(
            f"データベース名 {database!r} は使えません(database name)。"
            "英小文字で始まる 40 文字以内の英小文字・数字・_ にしてください。"
        )
    return database


def steps(database: str) -> Iterator[Step]:
    """All statements in order, safe to run again. Valid on PostgreSQL 15, 16, 17 and 18 alike."""
    yield from _create_roles(checked_name(database))
    yield from _create_database(database)
    yield from _grant_inside(database)


def _create_roles(database: str) -> Iterator[Step]:
    plain = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    for name in (*LOGINS, *DOOR_ROLES):
        full = role(database, name)
        login = "LOGIN" if name in LOGINS else "NOLOGIN"
        known = f"SELECT 1 FROM pg_roles WHERE rolname = '{full}'"  # noqa: S608 a checked name
        yield Step(f"role {full}", f"CREATE ROLE {full} {login} {plain}", inside=False, done=known)
    owner = role(database, OWNER)
    for name in DOOR_ROLES:
        # Membership lets the owner hand definer functions to the door's role (ALTER FUNCTION ... OWNER TO).
        yield Step("the owner hands definer functions over", f"GRANT {role(database, name)} TO {owner}", inside=False)


def _create_database(database: str) -> Iterator[Step]:
    owner = role(database, OWNER)
    # Collation C sorts by code point on every version and lets prefix searches use plain indexes; the character type
    # C.UTF-8 lets character functions see Japanese. Names are sorted by a stored kana key, never by collation.
    how = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    known = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # noqa: S608 a checked name
    yield Step("the database", f"CREATE DATABASE {database} OWNER {owner} {how}", inside=False, done=known)
    yield Step("nobody else connects", f"REVOKE ALL ON DATABASE {database} FROM PUBLIC", inside=False)
    sign_in = ", ".join(login_roles(database))
    # Temporary tables: nothing can be copied into a walled table, so a load copies into one that ends with its
    # transaction. The doors name every table with its schema, so that a temporary one cannot stand in for it.
    rights = f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {sign_in}"
    yield Step("the two login roles connect", rights, inside=False)
    portal = f"GRANT CONNECT ON DATABASE {database} TO {role(database, PORTAL)}"
    yield Step("the residents' portal connects", portal, inside=False)
    counter = f"GRANT CONNECT ON DATABASE {database} TO {role(database, COUNTER)}"
    yield Step("the counter connects", counter, inside=False)


def _grant_inside(database: str) -> Iterator[Step]:
    users = ", ".join(role(database, name) for name in (APPLICATION, PORTAL, COUNTER, *DOOR_ROLES))
    owner = role(database, OWNER)
    yield Step("the schema is the owner's", f"ALTER SCHEMA public OWNER TO {owner}", inside=True)
    yield Step("nobody else uses it", "REVOKE ALL ON SCHEMA public FROM PUBLIC", inside=True)
    yield Step("the roles look names up in it", f"GRANT USAGE ON SCHEMA public TO {users}", inside=True)


def script(database: str) -> str:
    """The same statements as a psql script for an administrator, safe to run again."""
    lines = [
        "-- yakuba: roles, database and rights. Run with psql as an administrator of PostgreSQL 15 to 18:",
        "--   yakuba database sql | psql -v ON_ERROR_STOP=1 -d postgres",
        "\\set ON_ERROR_STOP on",
    ]
    inside = False
    for step in steps(database):
        if step.inside and not inside:
            inside = True
            lines.append(f"\\connect {database}")
        lines.append(f"-- {step.why}")
        if step.done is None:
            lines.append(f"{step.statement};")
        else:
            quoted = step.statement.replace("'", "''")
            lines.append(f"SELECT '{quoted}' WHERE NOT EXISTS ({step.done}) \\gexec")
    owner, application = login_roles(database)
    portal, counter = role(database, PORTAL), role(database, COUNTER)
    lines += [
        "-- Then give the login roles a password or another way to sign in, for example:",
        f"--   \\password {owner}",
        f"--   \\password {application}",
        f"--   \\password {portal}",
        f"--   \\password {counter}",
        f"-- DATABASE_URL=postgresql://{application}:PASSWORD@HOST/{database}",
        f"-- DATABASE_OWNER_URL=postgresql://{owner}:PASSWORD@HOST/{database}",
        f"-- DATABASE_PORTAL_URL=postgresql://{portal}:PASSWORD@HOST/{database} (residents' pages)",
        f"-- DATABASE_COUNTER_URL=postgresql://{counter}:PASSWORD@HOST/{database} (the counter, as a zone of its own)",
    ]
    return "\n".join(lines) + "\n"


def provision(administrator: str, database: str = DEFAULT_DATABASE) -> None:
    """Run the statements through `administrator`, the connection address of a superuser on any database of the server.

    Run again it changes nothing. Errors: psycopg.Error as the server gave it.
    """
    outside = [step for step in steps(database) if not step.inside]
    inside = [step for step in steps(database) if step.inside]
    with psycopg.connect(administrator, autocommit=True) as connection:
        _run(connection, outside)
    with psycopg.connect(administrator, dbname=database, autocommit=True) as connection:
        _run(connection, inside)


def _run(connection: psycopg.Connection[tuple[object, ...]], todo: list[Step]) -> None:
    for step in todo:
        if step.done is None or connection.execute(step.done.encode()).fetchone() is None:
            connection.execute(step.statement.encode())
