"""One person's tax on wages, on pensions and on the rest, each collected by its own way. Pure, by columns.

The pension of who is 65 takes the part of the tax that is on pensions, the wages the rest; what neither takes goes by
bill (地方税法321条の3第1項・第3項, 321条の7の2, 319条). All ways together are the year's tax.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from yakuba.areas.resident_tax.domain.names import NONE, ORDINARY, PENSION, SPECIAL
from yakuba.law.columns import Flags, Ints
from yakuba.law.parameters import Law
from yakuba.law.resident_tax import Assessment, collection


@dataclass(frozen=True)
class Ways:
    """Rows by columns: ``method`` names the main way; the parts in yen (12, 4, 6), with whether each way is used."""

    method: npt.NDArray[np.str_]
    special: npt.NDArray[np.int64]
    ordinary: npt.NDArray[np.int64]
    pension: npt.NDArray[np.int64]
    by_wages: Flags
    by_bill: Flags
    by_pension: Flags
    refund: Ints


def pension_part(annual: Ints, without: Ints) -> Ints:
    """The part of a tax that is on pensions: what it is more than without them, never above the tax. Yen.

    >>> pension_part(np.array([80_000, 30_000, 50_000]), np.array([50_000, 40_000, 0])).tolist()
    [30000, 0, 50000]
    """
    part: Ints = np.clip(annual - without, 0, np.maximum(annual, 0))
    return part


def ways(law: Law, found: Assessment, part: Ints, employed: Flags, previous: Ints) -> Ways:
    """Split each tax. ``part``: what the pension takes (0: nothing); ``employed``: an employer withholds.

    ``previous``: last year's tax on pensions of whom the pension took it until February, else 0: their April, June and
    August (仮徴収) take half of it whatever this year's tax is; the rest is taken from October (本徴収), and what was
    taken too much comes back.
    """
    rest = found.annual_tax - part
    others = replace(found, annual_tax=rest, annual_before_flat=found.annual_before_flat - part)
    continuing = previous > 0
    by_wages, by_rest_bill = employed & (rest > 0), ~employed & (rest > 0)
    by_pension = (part > 0) | continuing
    eight = collection.pension(law, part, previous, continuing, np.zeros_like(part))
    bills = np.pad(eight[:, 6:], ((0, 0), (0, 2)))
    refund = np.maximum(-eight[:, 3], 0)
    ordinary = np.where(by_rest_bill[:, None], collection.ordinary(law, others), 0) + bills
    return Ways(
        method=np.select([found.annual_tax <= 0, by_wages, by_pension], [NONE, SPECIAL, PENSION], ORDINARY),
        special=collection.special(law, others),
        ordinary=ordinary,
        pension=_lowered(np.maximum(eight[:, :6], 0), refund),
        by_wages=by_wages,
        by_bill=by_rest_bill | (bills.sum(axis=1) > 0),
        by_pension=by_pension,
        refund=refund,
    )


def _lowered(pension: npt.NDArray[np.int64], refund: Ints) -> npt.NDArray[np.int64]:
    """What comes back is off August's payment, then June's, then April's: it was taken, and is owed no more.

    >>> _lowered(np.array([[5_000, 5_000, 5_000, 0, 0, 0]]), np.array([7_000])).tolist()
    [[5000, 3000, 0, 0, 0, 0]]
    """
    found, left = pension.copy(), refund.copy()
    for place in reversed(range(found.shape[1])):
        off = np.minimum(found[:, place], left)
        found[:, place] -= off
        left -= off
    return found
