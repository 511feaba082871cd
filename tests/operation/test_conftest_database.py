"""The test database itself: roles, cleaning, and who may do what."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction


@pytest.mark.django_db
def test_tests_run_as_the_application_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)")
        assert cursor.fetchone() == ("yakuba_app", 0)


@pytest.mark.django_db
def test_application_cannot_make_tables() -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.anything (x int)")


@pytest.mark.parametrize("attempt", [1, 2])
def test_committed_rows_of_one_test_are_gone_in_the_next(owner_connection: psycopg.Connection, attempt: int) -> None:
    count = "SELECT count(*) FROM django_content_type WHERE app_label = 'left_over'"
    assert owner_connection.execute(count).fetchone() == (0,)
    owner_connection.execute("INSERT INTO django_content_type (app_label, model) VALUES ('left_over', 'row')")
    assert owner_connection.execute(count).fetchone() == (1,)


def test_what_migrations_put_in_is_there_again_after_cleaning(owner_connection: psycopg.Connection) -> None:
    row = owner_connection.execute("SELECT count(*) FROM django_content_type").fetchone()
    assert row is not None
    assert row[0] > 0
