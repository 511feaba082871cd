"""Troubles of the database that pass: told with the time to come again. Another request never waits for a long one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory, override_settings
from psycopg import errors
from psycopg_pool import PoolTimeout

from tests.conftest import Addresses
from tests.world import Town, signed_in
from yakuba.frontyard.portal.views import errors as of_portal
from yakuba.operation.settings import urls_portal
from yakuba.platform.access.models import StaffSession
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.passing import is_passing

committing = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
HOME = "/012084/"


def wrapped(cause: BaseException, kind: type[Exception] = OperationalError) -> Exception:
    """As Django hands on what the driver raised."""
    problem = kind(str(cause))
    problem.__cause__ = cause
    return problem


@pytest.mark.pure
@pytest.mark.parametrize(
    "cause",
    [
        PoolTimeout(),
        psycopg.OperationalError("server closed the connection unexpectedly"),
        errors.DeadlockDetected(),
        errors.SerializationFailure(),
        errors.LockNotAvailable(),
        errors.QueryCanceled(),
        errors.TooManyConnections(),
        errors.AdminShutdown(),
        errors.CannotConnectNow(),
    ],
)
def test_what_passes(cause: psycopg.OperationalError) -> None:
    assert is_passing(wrapped(cause))
    assert not is_passing(cause)  # what Django has not handed on is not of its database


@pytest.mark.pure
def test_what_does_not_pass() -> None:
    assert not is_passing(wrapped(errors.DiskFull()))
    assert not is_passing(wrapped(errors.InvalidPassword()))
    assert not is_passing(wrapped(errors.UniqueViolation(), IntegrityError))
    assert is_passing(wrapped(psycopg.InterfaceError("the connection is closed"), InterfaceError))


def failing(cause: Callable[[], BaseException], word: str) -> Callable[..., Any]:
    """Statements with the word fail."""

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if word in sql:
            raise wrapped(cause())
        return run(sql, params, many, context)

    return execute


@committing
@pytest.mark.parametrize("word", ["municipality_name", "FROM staff_session", '"job"'])
def test_a_page_says_to_come_again(kitami: Town, word: str) -> None:
    """Whether the town is asked for, the session or the page's own rows."""
    clerk = signed_in(kitami, "kakaricho")
    clerk.raise_request_exception = False
    with connection.execute_wrapper(failing(errors.QueryCanceled, word)):
        answer = clerk.get("/012084/jobs/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "混み合っています" in answer.content.decode()
    assert clerk.get("/012084/jobs/").status_code == 200
    with connection.execute_wrapper(failing(errors.DiskFull, word)):
        broken = clerk.get("/012084/jobs/")
    assert broken.status_code == 500
    assert "Retry-After" not in broken.headers


@override_settings(ROOT_URLCONF=urls_portal.__name__)
def test_the_portal_says_so_too() -> None:
    request = RequestFactory().get("/012084/")
    try:
        raise wrapped(PoolTimeout())
    except OperationalError:
        answer = of_portal.server_error(request)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert of_portal.server_error(request).status_code == 500


@committing
def test_no_request_waits_for_another_of_its_session(kitami: Town, database_addresses: Addresses) -> None:
    """A long one has noted the use of the session and not ended: the next one is answered all the same."""
    clerk = signed_in(kitami, "madoguchi")
    long_ago = now() - timedelta(minutes=2)
    with kitami.open():
        StaffSession.objects.update(seen_at=long_ago)
    with psycopg.connect(database_addresses.administrator) as long_one:
        long_one.execute("UPDATE staff_session SET seen_at = now()")
        assert quickly(clerk) == 200
        long_one.rollback()
    with kitami.open():
        assert StaffSession.objects.get().seen_at == long_ago
    assert quickly(clerk) == 200
    with kitami.open():
        assert StaffSession.objects.get().seen_at > long_ago


def quickly(client: Client) -> int:
    """The status of the first page; whoever waits for a lock is ended instead of hanging here."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
    try:
        return client.get(HOME).status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
