"""The open municipality: a ContextVar for our wall and ``SET LOCAL`` for the database's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connections, transaction

from yakuba.platform.tenancy.errors import NoTenant

_current: ContextVar[int | None] = ContextVar("yakuba_municipality", default=None)


def current() -> int:
    """Id of the open municipality.

    Raises NoTenant when none is open.
    """
    municipality = _current.get()
    if municipality is None:
        raise NoTenant("no municipality is open: wrap the work in tenant(municipality_id)")
    return municipality


def is_open() -> bool:
    return _current.get() is not None


@contextmanager
def tenant(municipality: int, using: str = "default") -> Iterator[int]:
    """Open one municipality for one database transaction.

    ``durable`` refuses nesting: work for two municipalities is two transactions. ``SET LOCAL`` ends with the
    transaction, so a pooled connection never carries a municipality over.
    """
    with transaction.atomic(using=using, durable=True):
        with connections[using].cursor() as cursor:
            cursor.execute("select set_config('yakuba.municipality', %s, true)", [str(int(municipality))])
        token = _current.set(municipality)
        try:
            yield municipality
        finally:
            _current.reset(token)
