"""Integer columns and the named rounding steps of the law.

A column is a one-dimensional int64 array, one row a person (or household, or vehicle). The same formulas answer one
person and a million. Money is whole yen and rates are parts of `RATE_UNIT`: no float takes part, so that every result
is exact to the yen. With yen below `MOST_YEN` no product leaves 64 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

RATE_UNIT = 10_000_000
MOST_YEN = 10**11


def column(values: Sequence[int]) -> Ints:
    """The values as a column."""
    return np.array(values, dtype=np.int64)


def flags(values: Sequence[bool]) -> Flags:
    """The values as a column of truth."""
    return np.array(values, dtype=np.bool_)


def zeros(rows: int) -> Ints:
    """A column of nothing."""
    return np.zeros(rows, dtype=np.int64)


def rate_parts(rate: Decimal | str | int) -> int:
    """A rate ("0.06") as parts of `RATE_UNIT`. ValueError when it has more than seven decimals.

    >>> rate_parts("0.06")
    600000
    """
    parts = Decimal(rate) * RATE_UNIT
    if parts != int(parts):
        raise ValueError(f"a rate has at most seven decimals: {rate}")
    return int(parts)


def floor_to(amount: Ints, unit: int) -> Ints:
    """Drops what is below `unit` yen (端数切捨て): toward zero for what is not negative.

    >>> floor_to(column([1999, 2000]), 1000).tolist()
    [1000, 2000]
    """
    return amount // unit * unit


def ceil_div(amount: Ints, divisor: int) -> Ints:
    """`amount` / `divisor`, a fraction of a yen counted as one yen (端数切上げ).

    >>> ceil_div(column([10, 11]), 10).tolist()
    [1, 2]
    """
    return -(-amount // divisor)


def times_rate(amount: Ints, rate: Ints | int) -> Ints:
    """`amount` x `rate` (parts of `RATE_UNIT`), below one yen dropped (地方税法20条の4の2).

    >>> times_rate(column([99_999]), rate_parts("0.025")).tolist()
    [2499]
    """
    product: Ints = amount * rate
    return product // RATE_UNIT


def at_least(amount: Ints, floor: Ints | int = 0) -> Ints:
    """`amount`, but never below `floor`."""
    return np.maximum(amount, floor)


def at_most(amount: Ints, ceiling: Ints | int) -> Ints:
    """`amount`, but never above `ceiling`."""
    return np.minimum(amount, ceiling)


def up_to(key: Ints, limits: Sequence[int], values: Sequence[int], beyond: int = 0) -> Ints:
    """The value of the first limit that `key` does not exceed (〜以下の表); `beyond` when it exceeds all.

    >>> up_to(column([24_000_000, 24_000_001]), [24_000_000, 24_500_000], [430_000, 290_000]).tolist()
    [430000, 290000]
    """
    table = np.array([*values, beyond], dtype=np.int64)
    found: Ints = table[np.searchsorted(np.array(limits, dtype=np.int64), key, side="left")]
    return found


def below(key: Ints, limits: Sequence[int], values: Sequence[int], beyond: int = 0) -> Ints:
    """The value of the first limit that `key` is below (〜未満の表); `beyond` when it reaches all.

    >>> below(column([48_599, 48_600]), [48_600, 97_000], [19_500, 30_000]).tolist()
    [19500, 30000]
    """
    table = np.array([*values, beyond], dtype=np.int64)
    found: Ints = table[np.searchsorted(np.array(limits, dtype=np.int64), key, side="right")]
    return found


def summed_by(owner: Ints, amount: Ints, rows: int) -> Ints:
    """Sums `amount` of members (dependants, parcels) over their owner's row: a column of `rows`."""
    total = zeros(rows)
    np.add.at(total, owner, amount)
    return total


def counted_by(owner: Ints, mask: Flags, rows: int) -> Ints:
    """How many members of each owner's row the mask holds for."""
    return np.bincount(owner[mask], minlength=rows).astype(np.int64)
