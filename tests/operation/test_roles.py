"""Roles and rights: what `yakuba database sql` prints is enough, and not too much."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yakuba.operation.database import (
    ADMINISTRATOR,
    EmbeddedServer,
    OperationError,
    embedded_engine,
    engine_at,
    login_roles,
    provision,
    script,
)
from yakuba.operation.database.checks import check
from yakuba.operation.database.roles import DOOR_ROLES, role

DATABASE = "machi"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    programs = os.environ.get("YAKUBA_TEST_POSTGRES")
    engine = engine_at(Path(programs)) if programs else embedded_engine()
    home = tmp_path_factory.mktemp("roles")
    with EmbeddedServer(home, engine=engine, durable=False, database=DATABASE) as running:
        yield running


@pytest.fixture(scope="module")
def by_psql(server: EmbeddedServer) -> EmbeddedServer:
    """Made the way an administrator does: the printed script through psql, twice."""
    command = [str(server.engine.programs / "psql"), "-X", "-q", "-d", server.url(ADMINISTRATOR, "postgres")]
    for _ in range(2):
        subprocess.run(command, input=script(DATABASE), text=True, check=True, stdout=subprocess.DEVNULL)
    return server


def connect(server: EmbeddedServer, name: str) -> psycopg.Connection:
    return psycopg.connect(server.url(role(DATABASE, name), DATABASE), autocommit=True)


def failed_checks(server: EmbeddedServer) -> set[str]:
    owner, application = (server.url(name, DATABASE) for name in login_roles(DATABASE))
    return {one.name for one in check(application, owner) if not one.passed}


def test_every_check_passes_on_what_the_script_made(by_psql: EmbeddedServer) -> None:
    assert failed_checks(by_psql) == set()


def test_provision_after_the_script_changes_nothing(by_psql: EmbeddedServer) -> None:
    provision(by_psql.url(ADMINISTRATOR, "postgres"), DATABASE)
    assert failed_checks(by_psql) == set()


@pytest.mark.parametrize("door", DOOR_ROLES)
def test_owner_hands_a_definer_function_to_a_door_and_replaces_it_later(by_psql: EmbeddedServer, door: str) -> None:
    made = f"CREATE OR REPLACE FUNCTION through_{door}() RETURNS text LANGUAGE sql SECURITY DEFINER AS"
    with connect(by_psql, "owner") as owner:
        for statement in (
            f"{made} 'SELECT current_user::text'",
            f"GRANT CREATE ON SCHEMA public TO {role(DATABASE, door)}",
            f"ALTER FUNCTION through_{door}() OWNER TO {role(DATABASE, door)}",
            f"REVOKE CREATE ON SCHEMA public FROM {role(DATABASE, door)}",
            f"REVOKE ALL ON FUNCTION through_{door}() FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION through_{door}() TO {role(DATABASE, 'app')}",
        ):
            owner.execute(statement.encode())
        with connect(by_psql, "app") as application:
            assert application.execute(f"SELECT through_{door}()".encode()).fetchone() == (role(DATABASE, door),)
        owner.execute(f"DROP FUNCTION through_{door}()".encode())


@pytest.mark.parametrize("door", DOOR_ROLES)
def test_doors_cannot_sign_in(by_psql: EmbeddedServer, door: str) -> None:
    with pytest.raises(psycopg.OperationalError), connect(by_psql, door):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "SET ROLE machi_owner",
        "SET ROLE machi_search",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_application_may_not(by_psql: EmbeddedServer, statement: str) -> None:
    with connect(by_psql, "app") as application, pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement.encode())


def test_stranger_may_not_even_connect(by_psql: EmbeddedServer) -> None:
    with psycopg.connect(by_psql.url(ADMINISTRATOR, "postgres")) as administrator:
        asked = "SELECT has_database_privilege('pg_monitor', %s, 'CONNECT')"
        assert administrator.execute(asked, (DATABASE,)).fetchone() == (False,)


def test_sorting_is_by_code_point_and_character_functions_see_japanese(by_psql: EmbeddedServer) -> None:
    with connect(by_psql, "app") as application:
        names = "SELECT array_agg(n ORDER BY n) FROM unnest(ARRAY['髙', '高', 'あ', 'ア', 'ｱ', '𠮷']) n"
        assert application.execute(names).fetchone() == (["あ", "ア", "高", "髙", "ｱ", "𠮷"],)
        assert application.execute("SELECT upper('ａ'), '斉' ~ '\\w', length('𠮷')").fetchone() == ("Ａ", True, 1)


@pytest.mark.parametrize(
    ("damage", "repair", "found"),
    [
        ("ALTER ROLE machi_app BYPASSRLS", "ALTER ROLE machi_app NOBYPASSRLS", "application has no special power"),
        ("GRANT machi_search TO machi_app", "REVOKE machi_search FROM machi_app", "application is in no other role"),
        (
            "GRANT CREATE ON SCHEMA public TO machi_app",
            "REVOKE CREATE ON SCHEMA public FROM machi_app",
            "application makes no tables",
        ),
        (
            "CREATE TABLE owned (); ALTER TABLE owned OWNER TO machi_app",
            "DROP TABLE owned",
            "application owns nothing",
        ),
        ("REVOKE machi_auditor FROM machi_owner", "GRANT machi_auditor TO machi_owner", "role machi_auditor"),
    ],
)
def test_check_finds(by_psql: EmbeddedServer, damage: str, repair: str, found: str) -> None:
    with psycopg.connect(by_psql.url(ADMINISTRATOR, DATABASE), autocommit=True) as administrator:
        administrator.execute(damage.encode())
        try:
            assert found in failed_checks(by_psql)
        finally:
            administrator.execute(repair.encode())
    assert failed_checks(by_psql) == set()


@pytest.mark.parametrize("name", ["", "1a", "Machi", "machi-1", "machi; DROP ROLE postgres", "x" * 41])
def test_name_that_cannot_be_part_of_a_role_is_refused(name: str) -> None:
    with pytest.raises(OperationError, match="database name"):
        script(name)
