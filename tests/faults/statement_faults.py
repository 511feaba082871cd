"""A failure at the n-th SQL statement of an act, and what all tables hold before and after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection

MOST = 400


class Fault:
    """Lets n - 1 statements through and fails the n-th, as a lost connection would."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.seen = 0

    @property
    def hit(self) -> bool:
        return self.seen >= self.n

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.n:
            raise OperationalError(f"fault at statement {self.n}")
        return execute(sql, params, many, context)


@contextmanager
def failing_at(n: int) -> Iterator[Fault]:
    fault = Fault(n)
    with connection.execute_wrapper(fault):
        yield fault


class Tables:
    """The content of every table, as a superuser sees it from outside."""

    def __init__(self, administrator: str) -> None:
        self.connection = psycopg.connect(administrator, autocommit=True)
        rows = self.connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        parts = (
            f"SELECT '{name}', count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {name} t"
            for (name,) in rows
        )
        self.asked = " UNION ALL ".join(parts).encode()

    def content(self) -> dict[str, tuple[int, str]]:
        """Table → (rows, digest of all rows)."""
        return {name: (rows, digest) for name, rows, digest in self.connection.execute(self.asked)}

    def close(self) -> None:
        self.connection.close()


def until_it_passes(act: Callable[[], object], tables: Tables) -> int:
    """Fail the act at its 1st, 2nd, … statement until it passes; after every failure nothing has changed.

    Returns how many failures it took. The last, untouched try is the retry that succeeds.
    """
    before = tables.content()
    for n in range(1, MOST):
        with failing_at(n) as fault:
            try:
                act()
            except OperationalError as error:
                assert str(error) == f"fault at statement {n}"
        if not fault.hit:
            assert tables.content() != before
            return n - 1
        after = tables.content()
        assert after == before, f"statement {n} left {sorted(k for k in after if after[k] != before[k])}"
    raise AssertionError(f"the act has more than {MOST} statements")
