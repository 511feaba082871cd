"""Reads written in SQL, for what every page asks: Django composing a query costs several times what PostgreSQL needs
to answer it, and a page asks a dozen."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField

from yakuba.platform.tenancy.base import TenantTable
from yakuba.platform.tenancy.scope import current

Row = tuple[Any, ...]
M = TypeVar("M", bound=TenantTable)


def stored(model: type[M], columns: Sequence[str], values: Sequence[Any]) -> M:
    """A row as Django would have read it; columns that were not asked for are fetched when they are looked at."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    read = [
        json.loads(one) if isinstance(fields[name], JSONField) and one is not None else one
        for name, one in zip(columns, values, strict=True)
    ]
    return model.from_db("default", ["municipality_id", *columns], [current(), *read])


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
