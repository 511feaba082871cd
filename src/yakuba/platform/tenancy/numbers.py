"""Numbers people see, one counter a series and municipality."""

from django.db import connection

from yakuba.platform.tenancy.scope import current

_TAKE = """
INSERT INTO number_series AS s (municipality_id, series, last) VALUES (%s, %s, %s)
ON CONFLICT (municipality_id, series) DO UPDATE SET last = s.last + excluded.last RETURNING last
"""


def take(series: str, count: int = 1) -> range:
    """Reserve ``count`` consecutive serials of ``series`` inside the open transaction.

    The row lock makes two clerks wait for each other, and a rolled-back act gives its serials back: no gaps.
    """
    if count < 1:
        raise ValueError("count must be at least 1")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [current(), series, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
