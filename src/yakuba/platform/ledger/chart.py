"""The chart of accounts as data: the same for every municipality. Pure.

An account may be parted by item (``revenue:resident_tax``): what stands before the colon is its head, listed here.

>>> head("revenue:resident_tax"), HEADS["revenue"].name, name_of("revenue:resident_tax")
('revenue', '調定額', '調定額（個人住民税）')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    """借方 and 貸方."""

    DEBIT = "debit"
    CREDIT = "credit"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.CREDIT if self is Side.DEBIT else Side.DEBIT


@dataclass(frozen=True, slots=True)
class Head:
    """One kind of account. ``normal`` is the side on which it stands; ``held`` ones may never stand on the other one.

    ``held`` accounts are counted by claim, or by receipt: what is owed, what was received and not yet used.
    """

    code: str
    name: str
    normal: Side
    held: bool = False


_CHART: Final = (
    Head("receivable", "未収金", Side.DEBIT, held=True),
    Head("payable", "未払金", Side.CREDIT, held=True),
    Head("in_transit", "振込中", Side.CREDIT, held=True),
    Head("bank", "預金", Side.DEBIT),
    Head("cash", "現金（窓口）", Side.DEBIT),
    Head("unallocated", "仮受金", Side.CREDIT, held=True),
    Head("overpaid", "過誤納金", Side.CREDIT, held=True),
    Head("refund_payable", "還付未済金", Side.CREDIT, held=True),
    Head("written_off", "不納欠損", Side.DEBIT, held=True),
    Head("credited", "控除不足額", Side.DEBIT, held=True),
    Head("handed", "過誤納の引継ぎ", Side.DEBIT),
    Head("mispaid", "誤還付（返還請求へ）", Side.DEBIT, held=True),
    Head("revenue", "調定額", Side.CREDIT),
    Head("expense", "支給決定額", Side.DEBIT),
    Head("refund_interest", "還付加算金", Side.DEBIT),
)
HEADS: Final[Mapping[str, Head]] = {one.code: one for one in _CHART}
MONEY: Final = ("bank", "cash")

ITEMS: Final[Mapping[str, str]] = {
    "resident_tax": "個人住民税",
    "resident-tax": "個人住民税",
    "fixed_asset_tax": "固定資産税",
    "light_vehicle_tax": "軽自動車税",
    "health_insurance": "国民健康保険",
    "long_term_care": "介護保険料",
    "late_elderly": "後期高齢者医療保険料",
    "child_allowance": "児童手当",
    "child-allowance": "児童手当",
    "late_charge": "延滞金",
    "reminder_fee": "督促手数料",
    "claimed_back": "還付金の返還",
}
"""Names of items in words; an item that is not here is shown as it is."""


def head(account: str) -> str:
    """The kind of an account: what stands before its item."""
    return account.partition(":")[0]


def name_of(account: str) -> str:
    """The account's name with its item. KeyError for one that is not in the chart."""
    code, _, item = account.partition(":")
    return f"{HEADS[code].name}（{ITEMS.get(item, item)}）" if item else HEADS[code].name
