"""Sealing: nothing skipped, nothing sealed twice, one chain a municipality, and a new life in a new cluster."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, embedded_engine, provision
from yakuba.platform.register import heads, sealer
from yakuba.platform.register.models import RegisterEntry, RegisterSeal, RegisterSealed
from yakuba.platform.register.verifier import verify
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Fill = Callable[[int, int], None]
Export = Callable[[int], Path]


def _sealed(town: int) -> list[int]:
    with tenant(town):
        return list(RegisterSeal.objects.order_by("sequence").values_list("rows", flat=True))


def test_each_municipality_has_its_own_chain(town: int, other_town: int, fill: Fill, exported: Export) -> None:
    fill(town, 5)
    fill(other_town, 3)
    assert sealer.seal_once() == 8
    fill(town, 2)
    assert sealer.seal_once() == 2
    assert sealer.seal_once() == 0
    assert (_sealed(town), _sealed(other_town)) == ([5, 2], [3])
    report = verify(exported(town), heads.directory(town))
    assert (report.findings, report.seals, report.rows, report.confirmed) == ([], 3, 8, 3)


def test_late_commit_is_sealed_by_the_next_seal(
    town: int, fill: Fill, application_connection: psycopg.Connection
) -> None:
    """A transaction that began before others and commits after their seal must not slip through."""
    late = application_connection
    with late.transaction():
        late.execute("SELECT set_config('yakuba.municipality', %s, true)", [str(town)])
        late.execute(
            "INSERT INTO register_entry (municipality_id, id, occurred_at, actor_name, duty, place, terminal, act,"
            " subjects, items, purpose, outcome, detail)"
            " VALUES (%s, gen_random_uuid(), now(), '', '', '', '', 'search', '{}', '{}', '', '', '{}')",
            [town],
        )
        fill(town, 4)
        assert sealer.seal_once() == 0, "everything is behind the open transaction"
    assert sealer.seal_once() == 5
    with tenant(town):
        assert RegisterSealed.objects.count() == RegisterEntry.objects.count() == 5


def test_transaction_begun_after_the_horizon_waits_and_is_not_lost(
    town: int, fill: Fill, application_connection: psycopg.Connection
) -> None:
    fill(town, 4)
    with application_connection.transaction():
        application_connection.execute("SELECT pg_current_xact_id()")
        assert sealer.seal_once() == 4
        fill(town, 3)
        assert sealer.seal_once() == 0
    assert sealer.seal_once() == 3


def test_two_sealers_at_once_do_not_meet(town: int, fill: Fill, application_connection: psycopg.Connection) -> None:
    fill(town, 2)
    with application_connection.transaction():
        application_connection.execute("SELECT pg_advisory_xact_lock(1936024684, %s)", [town])
        assert sealer.seal(town) == 0
    assert sealer.seal(town) == 2


def test_application_can_neither_seal_by_hand_nor_see_other_towns_seals(town: int, other_town: int, fill: Fill) -> None:
    fill(other_town, 1)
    sealer.seal_once()
    with tenant(town):
        assert not RegisterSeal.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM register_seal")
            assert cursor.fetchone() == (0,)


def test_heads_missed_by_a_crash_are_written_by_the_next_call(
    town: int, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(municipality: int) -> int:
        raise OSError("no such place")

    fill(town, 1)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no such place"):
        patch.setattr(heads, "publish", crash)
        sealer.seal_once()
    fill(town, 1)
    sealer.seal_once()
    assert [line["sequence"] for line in heads.read(heads.directory(town))] == [1, 2]


def test_half_written_last_head_is_written_again(town: int, fill: Fill) -> None:
    for _ in range(2):
        fill(town, 1)
        sealer.seal_once()
    (file,) = heads.directory(town).glob("*.jsonl")
    file.write_bytes(file.read_bytes()[:-20])
    heads.publish(town)
    assert [line["sequence"] for line in heads.read(heads.directory(town))] == [1, 2]


def test_database_put_back_to_yesterday_is_reported(
    town: int, fill: Fill, exported: Export, owner_connection: psycopg.Connection
) -> None:
    for _ in range(3):
        fill(town, 2)
        sealer.seal_once()
    owner_connection.execute(
        "DELETE FROM register_entry e USING register_sealed s WHERE s.entry_id = e.id AND s.sequence > 1"
    )
    owner_connection.execute("DELETE FROM register_sealed WHERE sequence > 1")
    owner_connection.execute("DELETE FROM register_seal WHERE sequence > 1")
    report = verify(exported(town), heads.directory(town))
    assert [finding.kind for finding in report.findings] == ["restored"]
    assert "2 から 3 まで" in report.findings[0].message
    fill(town, 1)
    sealer.seal_once()
    report = verify(exported(town), heads.directory(town))
    assert [finding.kind for finding in report.findings] == ["restored"]


def test_sealing_goes_on_in_a_restored_cluster(
    town: int, fill: Fill, tmp_path_factory: pytest.TempPathFactory, owner_connection: psycopg.Connection
) -> None:
    """Dumped and restored, transaction ids begin anew: the unsealed old and the new entries are sealed, all once."""
    fill(town, 6)
    sealer.seal_once()
    fill(town, 3)
    owner_connection.execute("UPDATE register_entry SET txid = (txid::text::numeric + 5000000)::text::xid8")
    owner_connection.execute("UPDATE register_seal SET horizon = (horizon::text::numeric + 5000000)::text::xid8")
    home = tmp_path_factory.mktemp("r")
    with EmbeddedServer(home, durable=False) as server:
        provision(server.url(ADMINISTRATOR, "postgres"), server.database)
        target = server.url(ADMINISTRATOR, server.database)
        _copy_database(owner_connection, target)
        with psycopg.connect(target, autocommit=True) as restored:
            _append(restored, town, 2)
            assert _seal(restored, town) == 5
            _append(restored, town, 4)
            assert _seal(restored, town) == 4
            assert _seal(restored, town) == 0
            counts = restored.execute(
                "SELECT (SELECT count(*) FROM register_entry), (SELECT count(*) FROM register_sealed),"
                " (SELECT count(*) FROM register_seal)"
            ).fetchone()
            assert counts == (15, 15, 3)


def _copy_database(source: psycopg.Connection, target: str) -> None:
    """A real dump, loaded as a restore loads it; names of roles differ, so owners and grants are left out."""
    programs = embedded_engine().programs
    dump = [str(programs / "pg_dump"), "--no-owner", "--no-privileges", "--dbname", source.info.dsn]
    text = subprocess.run(dump, capture_output=True, check=True).stdout
    load = [str(programs / "psql"), "-q", "--dbname", target]
    subprocess.run(load, input=text, capture_output=True, check=True)


def _append(target: psycopg.Connection, town: int, count: int) -> None:
    target.execute(
        "INSERT INTO register_entry (municipality_id, id, occurred_at, actor_name, duty, place, terminal, act,"
        " subjects, items, purpose, outcome, detail)"
        " SELECT %s, gen_random_uuid(), now(), '', '', '', '', 'search', '{}', '{}', '', '', '{}'"
        " FROM generate_series(1, %s)",
        [town, count],
    )


def _seal(target: psycopg.Connection, town: int) -> int:
    row = target.execute("SELECT register_seal_one(%s, %s)", [town, datetime(2026, 11, 24, tzinfo=UTC)]).fetchone()
    assert row is not None
    return int(row[0])
