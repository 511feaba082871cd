"""Each wall holds with the other removed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from django.db import DataError, NotSupportedError, ProgrammingError, connection, transaction

from yakuba.platform.access.models import Account, DutyAssignment
from yakuba.platform.tenancy.errors import ForeignTenant, NoTenant
from yakuba.platform.tenancy.models import Municipality
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def two_towns() -> Iterator[tuple[int, int]]:
    towns = [Municipality.objects.using("owner").create(founded_at=NOW) for _ in range(2)]
    yield towns[0].id, towns[1].id


def account(login: str) -> Account:
    return Account.objects.create(login_name=login, display_name=login, password="x", created_at=NOW)


def test_nothing_is_read_without_a_municipality(two_towns: tuple[int, int]) -> None:
    with pytest.raises(NoTenant):
        Account.objects.count()


def test_a_town_sees_only_its_rows(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        account("hanako")
    with tenant(two_towns[1]):
        assert Account.objects.count() == 0
        assert not Account.objects.filter(login_name="hanako").exists()


def test_the_database_wall_holds_without_the_manager(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        account("hanako")
    with tenant(two_towns[1]), connection.cursor() as cursor:
        cursor.execute("select count(*) from account")
        assert cursor.fetchone() == (0,)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            cursor.execute(
                "insert into account (municipality_id, id, login_name, display_name, section, password, is_active,"
                " is_demo, failures, created_at) values (%s, %s, 'x', 'x', '', 'x', true, false, 0, now())",
                [two_towns[0], uuid4()],
            )


def test_an_unset_municipality_is_an_error_on_a_used_connection(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        account("hanako")
    for _ in range(2):
        with (
            pytest.raises((DataError, ProgrammingError), match=r"invalid input syntax|unrecognized"),
            connection.cursor() as cursor,
        ):
            cursor.execute("select count(*) from account")


def test_copy_into_a_walled_table_is_refused(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[1]), connection.cursor() as cursor, pytest.raises(NotSupportedError), transaction.atomic():
        cursor.execute("copy account from stdin")


def test_the_manager_wall_holds_as_owner_without_row_security(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        account("hanako")
    with tenant(two_towns[1], using="owner"):
        assert Account.objects.using("owner").count() == 0
        foreign = Account(municipality_id=two_towns[0], login_name="x", display_name="x", password="x", created_at=NOW)
        with pytest.raises(NoTenant):
            foreign.save(using="owner")
        with pytest.raises(NoTenant):
            Account.objects.using("owner").bulk_create([foreign])
        with pytest.raises(NoTenant):
            foreign.delete()


def test_a_foreign_object_cannot_be_assigned(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        hanako = account("hanako")
    with tenant(two_towns[1]):
        row = DutyAssignment(municipality_id=two_towns[1], duty="audit.view", valid_from=NOW.date(), assigned_at=NOW)
        with pytest.raises(ForeignTenant):
            row.account = hanako


def test_a_row_cannot_change_its_municipality(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]):
        account("hanako")
        with pytest.raises(ForeignTenant):
            Account.objects.update(municipality_id=two_towns[1])
        with pytest.raises(Exception, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update account set municipality_id = %s", [two_towns[1]])


def test_a_reference_across_municipalities_is_refused_by_the_database(
    two_towns: tuple[int, int], owner_connection: psycopg.Connection
) -> None:
    with tenant(two_towns[0]):
        hanako = account("hanako")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner_connection.execute(
            "insert into duty_assignment (municipality_id, id, account_id, duty, valid_from, assigned_at)"
            " values (%s, %s, %s, 'audit.view', '2026-04-01', now())",
            [two_towns[1], uuid4(), hanako.id],
        )


def test_towns_cannot_be_nested(two_towns: tuple[int, int]) -> None:
    with tenant(two_towns[0]), pytest.raises(RuntimeError), tenant(two_towns[1]):
        pass
