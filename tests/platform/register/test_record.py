"""Appending to the register: what a row says, and that it shares the fate of the act it tells of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from yakuba.platform.register.acts import LABELS, Act
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.register.service import Note, record
from yakuba.platform.tenancy.context import Actor, Context, use_context
from yakuba.platform.tenancy.errors import ForeignTenant, NoTenant
from yakuba.platform.tenancy.models import Municipality
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(id=UUID("01900000-0000-7000-8000-000000000001"), name="窓口 花子", duties=frozenset({"x.inquire"}))
CASE = UUID("01900000-0000-7000-8000-00000000000c")


@pytest.fixture
def town() -> int:
    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture
def other_town() -> int:
    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture
def at_the_counter() -> Iterator[Context]:
    with use_context(Context(INSTANT, CLERK, place="市民課", terminal="窓口3", purpose="届出受付")) as context:
        yield context


def test_row_tells_who_when_where_whom_and_why(town: int, at_the_counter: Context) -> None:
    note = Note(items=("address",), duty="x.inquire", case_id=CASE, detail={"hits": 2})
    with tenant(town):
        record(Act.VIEW_RECORD, [12, 34], note=note)
    with tenant(town):
        row = RegisterEntry.objects.get()
    assert (row.occurred_at, row.actor_id, row.actor_name, row.duty) == (INSTANT, CLERK.id, "窓口 花子", "x.inquire")
    assert (row.place, row.terminal, row.act, row.subjects) == ("市民課", "窓口3", "view_record", [12, 34])
    assert (row.items, row.purpose, row.case_id, row.outcome) == (["address"], "届出受付", CASE, "done")
    assert row.detail == {"hits": 2}
    assert int(row.txid) > 0


def test_awkward_text_is_kept_as_it_is(town: int, at_the_counter: Context) -> None:
    awkward = ("", "NULL", '引"用', "back\\slash", "{a,b}", "改\n行", "%s", "葛󠄀", "' -- ")
    note = Note(items=awkward, purpose='目"的\\', detail={"文": list(awkward), "数": 1.5, "無": None})
    with tenant(town):
        record(Act.SEARCH, [2**62, 0, -1], note=note)
        row = RegisterEntry.objects.get()
    assert (tuple(row.items), row.purpose, row.subjects) == (awkward, '目"的\\', [2**62, 0, -1])
    assert row.detail == {"文": list(awkward), "数": 1.5, "無": None}


def test_watched_and_unwatched_appends_write_the_same(town: int, at_the_counter: Context) -> None:
    note = Note(items=("a",), case_id=CASE, detail={"a": 1})
    with tenant(town):
        record(Act.SEARCH, [1, 2], note=note)
        with CaptureQueriesContext(connection) as queries:
            record(Act.SEARCH, [1, 2], note=note)
        rows = [{**row, "id": None} for row in RegisterEntry.objects.values()]
    assert len(queries) == 1
    assert rows[0] == rows[1]


def test_row_vanishes_with_the_act_that_failed(town: int, at_the_counter: Context) -> None:
    with pytest.raises(RuntimeError), tenant(town):
        record(Act.ENTER, [12])
        raise RuntimeError("the act failed")
    with tenant(town):
        assert not RegisterEntry.objects.exists()


def test_without_municipality_or_context_nothing_can_be_recorded(town: int) -> None:
    with pytest.raises(LookupError), tenant(town):
        record(Act.SEARCH)
    with pytest.raises(NoTenant), use_context(Context(INSTANT, CLERK)):
        record(Act.SEARCH)


def test_context_of_another_municipality_is_refused(town: int, other_town: int) -> None:
    with pytest.raises(ForeignTenant), tenant(town), use_context(Context(INSTANT, CLERK, municipality=other_town)):
        record(Act.SEARCH)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_entry SET actor_name = 'x'",
        "DELETE FROM register_entry",
        "TRUNCATE register_entry",
        "INSERT INTO register_entry SELECT * FROM register_entry",
        "INSERT INTO register_seal SELECT * FROM register_seal",
        "DELETE FROM register_sealed",
    ],
)
def test_application_can_only_append(town: int, at_the_counter: Context, statement: str) -> None:
    with tenant(town):
        record(Act.SEARCH)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connections["default"].cursor().execute(statement)


def test_application_cannot_name_the_transaction_the_sealer_trusts(
    town: int, application_connection: psycopg.Connection
) -> None:
    statement = (
        "INSERT INTO register_entry (municipality_id, id, occurred_at, actor_name, duty, place, terminal, act, "
        "subjects, items, purpose, outcome, detail, txid) "
        "VALUES (%s, gen_random_uuid(), now(), '', '', '', '', 'search', '{}', '{}', '', '', '{}', '1'::xid8)"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application_connection.transaction():
        application_connection.execute("SELECT set_config('yakuba.municipality', %s, true)", [str(town)])
        application_connection.execute(statement, [town])


def test_each_municipality_sees_its_own_rows(town: int, other_town: int, at_the_counter: Context) -> None:
    with tenant(town):
        record(Act.SEARCH)
    with tenant(other_town):
        assert not RegisterEntry.objects.exists()


def test_every_act_has_a_japanese_label() -> None:
    assert set(LABELS) == set(Act)
    assert len(set(LABELS.values())) == len(Act)
