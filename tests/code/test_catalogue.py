"""The catalogue: role × table × privilege, municipality first everywhere, walls on every tenant table, doors listed."""

from collections.abc import Iterator

import psycopg
import pytest

from yakuba.platform.tenancy.doors import DOORS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# Tables without a municipality, and why each may be.
WITHOUT_MUNICIPALITY = {
    "django_migrations": "which migrations ran",
    "django_content_type": "Django's list of models",
    "municipality": "the directory itself",
}
QUEUE = "procrastinate_"
READ_ONLY_FOR_APPLICATION = {"municipality", "municipality_name"}

# Rows of these are only added: neither changed nor deleted by the application.
APPEND_ONLY = {
    "book_account",
    "book_claim",
    "book_entry",
    "book_line",
    "change_event",
    "journal_entry",
    "print_event",
    "register_entry",
    "register_seal",
    "stored_document",
}


@pytest.fixture
def catalogue(owner_connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    yield owner_connection


def tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
    return [str(name) for (name,) in rows]


def has_municipality(connection: psycopg.Connection, table: str) -> bool:
    found = connection.execute(
        "select 1 from information_schema.columns where table_name = %s and column_name = 'municipality_id'", [table]
    )
    return found.fetchone() is not None


def tenant_tables(connection: psycopg.Connection) -> list[str]:
    own = [name for name in tables(connection) if not name.startswith(QUEUE)]
    return [name for name in own if has_municipality(connection, name) and name != "municipality_name"]


def test_every_table_has_a_municipality_or_a_reason(catalogue: psycopg.Connection) -> None:
    without = {
        name for name in tables(catalogue) if not name.startswith(QUEUE) and not has_municipality(catalogue, name)
    }
    assert without == set(WITHOUT_MUNICIPALITY)


def test_every_tenant_table_has_its_wall(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind = 'r' and c.relrowsecurity"
        " and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant')"
    )
    assert set(tenant_tables(catalogue)) == {str(name) for (name,) in rows}


def test_the_tenant_policy_casts_the_setting(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute("select tablename, qual from pg_policies where policyname = 'tenant'").fetchall()
    assert rows
    for table, condition in rows:
        assert "municipality_id = (current_setting('yakuba.municipality'::text))::integer" in str(condition), table


def test_municipality_is_first_in_every_key_and_index(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select t.relname, i.relname, a.attname, am.amname from pg_index x"
        " join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid"
        " join pg_am am on am.oid = i.relam"
        " left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]"
        " where t.relnamespace = 'public'::regnamespace"
    ).fetchall()
    wanted = set(tenant_tables(catalogue))
    wrong = [
        (table, index)
        for table, index, first, method in rows
        if table in wanted and method != "gin" and first != "municipality_id"
    ]
    assert wrong == []


def test_the_only_indexes_without_the_column_carry_it_in_their_values(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_am am on am.oid = i.relam"
        " where am.amname = 'gin' and i.relnamespace = 'public'::regnamespace"
    )
    allowed = {"search_entry_grams", "register_entry_subjects"}
    assert {str(name) for (name,) in rows} <= allowed


def test_foreign_keys_between_tenant_tables_carry_the_municipality(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, pg_get_constraintdef(c.oid)"
        " from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace"
    ).fetchall()
    tenant = set(tenant_tables(catalogue))
    wrong = [
        name
        for name, source, target, definition in rows
        if source in tenant and target in tenant and "FOREIGN KEY (municipality_id," not in str(definition)
    ]
    assert wrong == []


def privileges(connection: psycopg.Connection, role: str) -> dict[str, set[str]]:
    rows = connection.execute(
        "select table_name, privilege_type from information_schema.role_table_grants"
        " where grantee = current_database() || '_' || %s and table_schema = 'public'",
        [role],
    )
    found: dict[str, set[str]] = {}
    for table, privilege in rows:
        found.setdefault(str(table), set()).add(str(privilege))
    return found


def test_the_application_owns_nothing_and_may_not_change_the_directory(catalogue: psycopg.Connection) -> None:
    owned = catalogue.execute(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
        " where r.rolname = current_database() || '_app'"
    ).fetchone()
    assert owned == (0,)
    granted = privileges(catalogue, "app")
    for table in READ_ONLY_FOR_APPLICATION:
        assert granted[table] == {"SELECT"}, table
    assert not any("TRUNCATE" in rights or "REFERENCES" in rights for rights in granted.values())


def test_append_only_tables_are_append_only(catalogue: psycopg.Connection) -> None:
    granted = privileges(catalogue, "app")
    for table in APPEND_ONLY & set(tables(catalogue)):
        assert granted.get(table, set()) <= {"SELECT", "INSERT"}, table


def test_versions_of_the_resident_record_cannot_be_overwritten(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select column_name from information_schema.column_privileges"
        " where grantee = current_database() || '_app' and table_name = 'resident_record'"
        " and privilege_type = 'UPDATE'"
    )
    assert [name for (name,) in rows] == ["is_latest"]
    assert privileges(catalogue, "app")["resident_record"] == {"SELECT", "INSERT"}


def test_the_roles_of_doors_cannot_sign_in(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select rolname, rolcanlogin, rolsuper, rolbypassrls from pg_roles"
        " where rolname like current_database() || '\\_%'"
    ).fetchall()
    assert rows
    for name, may_login, is_super, bypasses in rows:
        assert not is_super and not bypasses, name
        assert may_login == str(name).endswith(("_owner", "_app", "_portal", "_counter")), name


def test_the_application_is_a_member_of_no_other_role(catalogue: psycopg.Connection) -> None:
    found = catalogue.execute(
        "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member"
        " where r.rolname = current_database() || '_app'"
    ).fetchone()
    assert found == (0,)


def test_every_definer_function_is_a_listed_door(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select p.proname, r.rolname, coalesce(array_to_string(p.proconfig, ','), '') from pg_proc p"
        " join pg_roles r on r.oid = p.proowner"
        " where p.prosecdef and p.pronamespace = 'public'::regnamespace"
    ).fetchall()
    listed = {entry.function: entry.role for entry in DOORS}
    assert {str(name) for name, _, _ in rows} == set(listed)
    for name, owner, configuration in rows:
        assert str(owner).endswith(f"_{listed[str(name)]}"), name
        assert "search_path=pg_catalog, pg_temp" in str(configuration), name


def test_definer_functions_are_not_for_everybody(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        " and has_function_privilege('public', p.oid, 'execute')"
    )
    assert rows.fetchall() == []
