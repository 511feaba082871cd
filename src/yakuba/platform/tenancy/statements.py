"""Reads written in SQL, for what every page asks: Django composing a query costs several times what PostgreSQL needs
to answer it, and a page asks a dozen."""

from typing import Any

from django.db import connection

from yakuba.platform.tenancy.scope import current

Row = tuple[Any, ...]


class Read:
    """A SELECT narrowed to the open municipality, as managers narrow theirs; row-level security stands behind it.

    The text names ``%(municipality)s`` in the condition of each tenant table; other values are named likewise and given
    when it is asked. Lists are given as arrays: ``column = ANY(%(numbers)s)``.

    >>> Read("SELECT 1")
    Traceback (most recent call last):
    ValueError: a read of tenant rows names %(municipality)s: SELECT 1
    """

    def __init__(self, sql: str) -> None:
        if "%(municipality)s" not in sql:
            raise ValueError(f"a read of tenant rows names %(municipality)s: {sql}")
        self.sql = " ".join(sql.split())

    def rows(self, **values: Any) -> list[Row]:
        """All rows. Raises NoTenant without an open municipality."""
        given = {**values, "municipality": current()}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            found: list[Row] = cursor.fetchall()
            return found

    def first(self, **values: Any) -> Row | None:
        """The first row, None when there is none."""
        found = self.rows(**values)
        return found[0] if found else None
