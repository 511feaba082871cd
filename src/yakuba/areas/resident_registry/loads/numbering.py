"""Numbers that came with the loaded records are never given out again (juki-1.0:1.1.13)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from django.db import connection

from yakuba.platform.addressee.service import HOUSEHOLD_SERIES, SERIES
from yakuba.platform.tenancy.scope import current

_LARGEST = 10**13
"""Series are moved past migrated numbers below this; a longer one cannot be met before 15 digits are used up."""

_MOVE = """
INSERT INTO number_series AS s (municipality_id, series, last) VALUES (%s, %s, %s)
ON CONFLICT (municipality_id, series) DO UPDATE SET last = greatest(s.last, excluded.last)
"""


def serials(numbers: pl.Series) -> int:
    """The largest serial among written numbers, those left out that the series cannot reach."""
    found = numbers.filter(numbers.str.contains("^[0-9]{1,15}$")).cast(pl.Int64) // 10
    return int(found.filter(found < _LARGEST).max() or 0)  # type: ignore[arg-type]


def series_of(lines: pl.DataFrame) -> dict[str, int]:
    """The largest serial of each series among typed lines. The last digit of a number is a check digit."""
    return {
        SERIES: serials(lines["addressee_number"]),
        HOUSEHOLD_SERIES: serials(lines["household_number"]),
    }


def reserve(series: Mapping[str, int]) -> None:
    """Move series past numbers that are about to be written, so that nobody is given one meanwhile."""
    with connection.cursor() as cursor:
        for name, last in series.items():
            if last:
                cursor.execute(_MOVE, [current(), name, last])
