"""The counter's zone: what its role may do with every table, which addresses answer, and what it cannot reach."""

import psycopg
import pytest
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.frontyard.counter.test_counter import AT, family, kitami
from tests.frontyard.counter.zone import as_counter
from tests.world import Town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.operation.cli.main import main
from yakuba.operation.database.counter_rights import DIRECTORY, RIGHTS, TICKETS, grant
from yakuba.operation.settings import urls_counter

__all__ = ["family", "kitami"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# What the zone must not be able to do, said apart from the list of its rights.
NEVER_READ = {
    "secret_key", "secret_value", "sealed_part", "stored_document", "document_intent", "register_entry",
    "register_seal", "register_sealed", "protection_other_party", "outbox_message", "inbox_message", "mail_message",
    "resident_account", "journal_entry", "case_file", "job", "export_permit",
}  # fmt: skip
OWN = {"counter_visit", "counter_ticket", "counter_file", "counter_card_reading"}
SIGNING_IN = {"staff_session", "sign_in_attempt"}


def privileges(connection: psycopg.Connection, role: str) -> dict[str, set[str]]:
    """Every right on every table, also on single columns, as the database answers for the role."""
    rows = connection.execute(
        "select c.relname, p.name from pg_class c, unnest(array['SELECT','INSERT','UPDATE','DELETE','TRUNCATE',"
        "'REFERENCES','TRIGGER']) p(name) where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')"
        " and (has_table_privilege(current_database() || '_' || %s, c.oid, p.name)"
        " or case when p.name in ('SELECT','INSERT','UPDATE','REFERENCES')"
        " then has_any_column_privilege(current_database() || '_' || %s, c.oid, p.name) end)",
        [role, role],
    )
    found: dict[str, set[str]] = {}
    for table, right in rows:
        found.setdefault(str(table), set()).add(str(right))
    return found


def test_every_table_by_role(owner_connection: psycopg.Connection) -> None:
    """Each right of the zone is in the list, and the list holds nothing that the zone must not have."""
    counter, portal = privileges(owner_connection, "counter"), privileges(owner_connection, "portal")
    listed = {name: {right.split(" ")[0] for right in rights} for name, rights in {**DIRECTORY, **RIGHTS}.items()}
    assert counter == listed | {TICKETS: {"SELECT", "INSERT", "UPDATE"}}
    assert {name for name, rights in counter.items() if "SELECT" in rights} & NEVER_READ == set()
    written = {name for name, rights in counter.items() if rights - {"SELECT"}}
    assert written == OWN | SIGNING_IN | {"account", "second_factor", "register_entry", TICKETS}
    columns = owner_connection.execute(
        "select table_name, column_name from information_schema.column_privileges where privilege_type = 'UPDATE'"
        " and grantee = current_database() || '_counter' and table_name in ('account', 'second_factor')"
    ).fetchall()
    assert set(columns) == {("account", "failures"), ("account", "locked_until"), ("second_factor", "counter")}
    seen = owner_connection.execute(
        "select column_name from information_schema.column_privileges where table_name = 'certificate_link'"
        " and grantee = current_database() || '_counter'"
    ).fetchall()
    assert "status" not in {name for (name,) in seen} and len(seen) == 6, "whose certificate it is, and no more"
    assert set(counter) & set(portal) == set(DIRECTORY), "counter and portal meet in the directory alone"


def test_another_town_and_other_serials_are_behind_the_wall(kitami: Town) -> None:
    from django.db import connection

    with as_counter(), connection.cursor() as cursor, pytest.raises(Exception, match=r"yakuba\.municipality"):
        cursor.execute("select count(*) from resident_record")
    connection.close()
    with as_counter(), kitami.open(), connection.cursor() as cursor:
        cursor.execute("select count(*) from account where municipality_id <> %s", [kitami.id])
        assert cursor.fetchone() == (0,)
        with pytest.raises(Exception, match="row-level security"):
            cursor.execute(
                "insert into number_series (municipality_id, series, last) values (%s, 'filing-2026', 1)", [kitami.id]
            )


def _names(resolver: URLResolver, namespace: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        inner = getattr(entry, "namespace", None) or namespace
        found += _names(entry, inner) if isinstance(entry, URLResolver) else [(f"{namespace}:{entry.name}", entry)]
    return found


def test_of_the_core_only_the_counter_and_signing_in_answer() -> None:
    core = {name for name, _ in _names(get_resolver("yakuba.operation.settings.urls_core"))}
    zone = _names(get_resolver("yakuba.operation.settings.urls_counter"))
    assert {name for name, _ in zone} == core, "a page may name every other one"
    here = {name for name, entry in zone if entry.callback is not urls_counter.elsewhere}
    outside = {name for name in here if name.split(":")[0] not in urls_counter.ROOMS}
    assert outside == {
        ":municipalities", ":health", "backyard:sign_in", "backyard:second_factor", "backyard:step_up",
        "backyard:sign_out", "backyard:extend",
    }  # fmt: skip


def test_the_search_and_the_start_answer_and_the_record_leads_to_the_core(
    kitami: Town,
    family: list[Record],
) -> None:
    number = int(family[1].addressee_number)
    clerk = signed_in(kitami, "madoguchi")
    with as_counter():
        hits = clerk.post(AT, {"kana": "サトウ ハナコ", "birth": "S55.12.26"}).content.decode()
        assert f"{AT}start/{number}/" in hits and "1件" in hits
        assert "佐藤　花子" in clerk.get(f"{AT}start/{number}/").content.decode()
        refused = clerk.get(f"/012084/residents/{number}/")
        assert refused.status_code == 404 and "窓口の区域にはありません" in refused.content.decode()
        assert clerk.post("/012084/staff/add/", {}).status_code == 404
        with override_settings(CORE_ORIGIN="https://core.example"):
            there = clerk.get("/012084/filings/?a=1").headers["Location"]
        assert there == "https://core.example/012084/filings/?a=1"


def test_a_database_without_the_role_goes_on_without_the_zone() -> None:
    ran: list[str] = []
    assert not grant("old", ran.append, lambda query: [])
    assert ran == []


def test_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DATABASE_COUNTER_URL", raising=False)
    assert main(["counter"]) != 0
    assert "DATABASE_COUNTER_URL がありません" in capfd.readouterr().err
