"""The audit viewer: each filter finds what it names, looking is registered, and the banner tells the chain's state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from yakuba.platform.access.service import Refused
from yakuba.platform.register import heads, queries, sealer
from yakuba.platform.register.acts import Act
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.register.queries import Filter, chain_state, entries, mass_use
from yakuba.platform.register.service import record
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HANAKO = Actor(UUID("01900000-0000-7000-8000-00000000000a"), "花子", frozenset({"audit.view"}))
TARO = Actor(UUID("01900000-0000-7000-8000-00000000000b"), "太郎", frozenset())
MONDAY = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)  # 10:00 in Japan
SUNDAY = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)
HOLIDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 勤労感謝の日
NIGHT = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)  # 22:30
WEEK = Filter(datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
LATER = datetime(2026, 12, 2, tzinfo=UTC)


@contextmanager
def at(town: int, instant: datetime, actor: Actor = HANAKO, terminal: str = "窓口1") -> Iterator[None]:
    with tenant(town), use_context(Context(instant, actor, town, terminal=terminal)):
        yield


@pytest.fixture
def watched(town: int, other_town: int) -> int:
    with at(town, MONDAY):
        record(Act.VIEW_RECORD, [11])
    with at(town, MONDAY + timedelta(seconds=1)):
        record(Act.VIEW_HOUSEHOLD, [11, 12, 13])
    with at(town, NIGHT, TARO, "窓口2"):
        record(Act.REVEAL_NUMBER, [12])
    with at(town, NIGHT + timedelta(seconds=1), TARO, "窓口2"):
        record(Act.SEARCH, range(100, 300))
    with at(town, SUNDAY):
        record(Act.ISSUE, [14])
    with at(town, HOLIDAY):
        record(Act.SEARCH_BY_NUMBER, [11])
    with at(other_town, MONDAY):
        record(Act.VIEW_RECORD, [11])
        record(Act.VIEW_HOUSEHOLD, [11, 12])
    return town


@pytest.mark.parametrize(
    ("changes", "acts"),
    [
        ({}, ["search", "reveal_number", "view_household", "view_record", "issue", "search_by_number"]),
        ({"subject": 11}, ["view_household", "view_record", "search_by_number"]),
        ({"subject": 12}, ["reveal_number", "view_household"]),
        ({"subject": 250}, ["search"]),
        ({"subject": 999}, []),
        ({"actor_id": TARO.id}, ["search", "reveal_number"]),
        ({"terminal": "窓口2"}, ["search", "reveal_number"]),
        ({"acts": (Act.ISSUE, Act.VIEW_RECORD)}, ["view_record", "issue"]),
        ({"numbers_only": True}, ["reveal_number", "search_by_number"]),
        ({"off_hours_only": True}, ["search", "reveal_number", "issue", "search_by_number"]),
        ({"at_least_subjects": 100}, ["search"]),
        ({"since": MONDAY, "until": MONDAY + timedelta(hours=1)}, ["view_household", "view_record"]),
        ({"outcome": "refused"}, []),
    ],
)
def test_filter_finds_what_it_names(watched: int, changes: dict[str, object], acts: list[str]) -> None:
    with at(watched, LATER):
        found = entries(replace(WEEK, **changes))  # type: ignore[arg-type]
    assert [entry.act for entry in found.entries] == acts


def test_pages_follow_each_other_without_gap(watched: int) -> None:
    seen: list[UUID] = []
    after = None
    with at(watched, LATER):
        while True:
            page = entries(WEEK, after, limit=2)
            seen += [entry.id for entry in page.entries]
            after = page.after
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 6


def test_looking_at_the_register_is_registered_and_needs_the_duty(watched: int) -> None:
    with at(watched, LATER):
        entries(replace(WEEK, subject=11))
        row = RegisterEntry.objects.get(act="audit_view")
        assert (row.subjects, row.detail["subject"], row.actor_name) == ([11], "11", "花子")
    with at(watched, LATER, TARO), pytest.raises(Refused):
        entries(WEEK)
    with at(watched, LATER, TARO), pytest.raises(Refused):
        mass_use(WEEK.since, WEEK.until)


def test_mass_use_names_actor_and_hour(watched: int) -> None:
    with at(watched, LATER):
        (found,) = mass_use(WEEK.since, WEEK.until, at_least=100)
    assert (found.actor_name, found.acts, found.persons) == ("太郎", 2, 201)
    assert found.hour == NIGHT.replace(minute=0)


def test_banner_tells_what_is_sealed_and_what_waits(watched: int) -> None:
    with at(watched, NIGHT + timedelta(minutes=5)):
        before = chain_state()
    sealer.seal_once()
    with at(watched, NIGHT + timedelta(minutes=5)):
        after = chain_state()
        record(Act.SEARCH)
    with at(watched, NIGHT + timedelta(minutes=7)):
        later = chain_state()
    assert (before.sequence, before.waiting, before.alarm) == (0, 6, True)
    assert (after.sequence, after.waiting, after.lag, after.broken, after.alarm) == (1, 0, timedelta(0), (), False)
    assert (later.waiting, later.lag, later.alarm) == (1, timedelta(minutes=2), True)


def test_banner_alarms_when_a_row_was_changed_or_the_second_place_is_behind(
    watched: int, owner_connection: psycopg.Connection
) -> None:
    sealer.seal_once()
    (file,) = heads.directory(watched).glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(b"")
    with at(watched, NIGHT):
        assert not chain_state().published
    file.write_bytes(whole)
    owner_connection.execute("UPDATE register_entry SET purpose = 'x' WHERE act = 'issue'")
    with at(watched, NIGHT):
        assert (chain_state().broken, chain_state().alarm) == ((1,), True)


def test_who_looked_uses_indexes_at_any_size(town: int, owner_connection: psycopg.Connection) -> None:
    owner_connection.execute(
        "INSERT INTO register_entry (municipality_id, id, occurred_at, actor_name, duty, place, terminal, act,"
        " subjects, items, purpose, outcome, detail) SELECT %s, gen_random_uuid(), '2026-11-25', '', '', '', '',"
        " 'view_record',"
        " CASE WHEN n %% 3 = 0 THEN ARRAY[n, n + 1] ELSE ARRAY[n] END, '{}', '', '', '{}'"
        " FROM generate_series(1, 20000) AS n",
        [town],
    )
    owner_connection.execute("ANALYZE register_entry")
    body = owner_connection.execute("SELECT prosrc FROM pg_proc WHERE proname = 'register_about'").fetchone()
    assert body is not None
    text = body[0].replace("subject,", "777::bigint,").replace("= subject", "= 777").replace("cap,", "50,")
    text = text.replace("subject = ANY", "777 = ANY").replace("since", "'2026-01-01'").replace("until", "'2027-01-01'")
    owner_connection.execute("SELECT set_config('yakuba.municipality', %s, false)", [str(town)])
    plan = "\n".join(str(line) for (line,) in owner_connection.execute(b"EXPLAIN " + text.encode()))
    assert "register_entry_subject" in plan
    assert "register_entry_subjects" in plan
    assert "Seq Scan" not in plan
    with at(town, LATER):
        assert len(queries.entries(replace(WEEK, subject=777)).entries) == 1
