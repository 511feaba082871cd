"""総合振込 (21), 給与・賞与振込 (11, 12; of local civil servants 71, 72): the file a bank pays by, written and read.

Banks decide by number and mostly ignore names of bank and branch; both are sent. Returned payments have no code in
this file: the bank tells them by its own list.

>>> header = TransferHeader("21", "1234567890", "シケンシ", "1130", "9999", "シケン", "999", "ホンテン", "1", "9000001")
>>> payment = Transfer("9999", "シケン", "991", "ヒガシ", "1", "9000002", "ヤマダ　タロウ", 30000, customer_code_1="1")
>>> data = write([Group(header, (payment,))])
>>> len(data), read(data).accepted[0].payee_name
(488, 'ﾔﾏﾀﾞ ﾀﾛｳ')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yakuba.standards.money import reading, writing
from yakuba.standards.money.dates import is_month_day
from yakuba.standards.money.errors import FieldError
from yakuba.standards.money.forms import Group, Reading, SumTally, Tally, WritableForm, check_account
from yakuba.standards.money.layout import Layout, layout_of
from yakuba.standards.money.profiles import STANDARD, Profile

GENERAL = "21"
SALARY, BONUS, CIVIL_SALARY, CIVIL_BONUS = "11", "12", "71", "72"
FIRST_TIME, CHANGED, UNCHANGED = "1", "2", "0"
MOST_YEN: Final = 9_999_999_999
_EDI_MARK = 112


@dataclass(frozen=True, slots=True)
class TransferHeader:
    """Who pays, from which account, on which day (MMDD). `kind` is the 種別コード."""

    kind: str
    sender_code: str
    sender_name: str
    month_day: str
    bank_number: str
    bank_name: str
    branch_number: str
    branch_name: str
    account_kind: str
    account_number: str
    code_kind: str = "0"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment; yen. `edi` takes the place of the customer codes; `new_code`: 1 first time, 2 changed, 0 other."""

    bank_number: str
    bank_name: str
    branch_number: str
    branch_name: str
    account_kind: str
    account_number: str
    payee_name: str
    amount: int
    new_code: str = UNCHANGED
    customer_code_1: str = "0"
    customer_code_2: str = "0"
    edi: str = ""
    route: str = "7"
    clearing_house: str = "0000"


@dataclass(frozen=True, slots=True)
class SalaryPayment:
    """One payment of wages; yen. The payee's name takes no Latin letters."""

    bank_number: str
    bank_name: str
    branch_number: str
    branch_name: str
    account_kind: str
    account_number: str
    payee_name: str
    amount: int
    new_code: str = UNCHANGED
    employee_number: str = "0"
    department_code: str = "0"
    clearing_house: str = "0000"


class _Transfers(WritableForm[TransferHeader, Any]):
    trailer = layout_of("zengin.trailer")
    end = layout_of("zengin.end")
    use = "transfer"

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return layout_of("transfer.header")

    def make_header(self, values: dict[str, Any]) -> TransferHeader:
        """The typed header."""
        header = TransferHeader(**values)
        check_header(header.kind, self.kinds, header.code_kind, header.month_day)
        return header

    def tally(self, header: TransferHeader) -> Tally:
        """Count and sum."""
        return SumTally(self.data_layout(""))

    def check_header(self, header: TransferHeader, profile: Profile) -> None:
        """Refuse a header that its bank would send back."""
        check_header(header.kind, self.kinds, header.code_kind, header.month_day)
        check_account("own", header.account_kind, header.account_number, profile)

    def check(self, record: Transfer | SalaryPayment, profile: Profile) -> None:
        """Refuse a payment that its bank would send back."""
        check_account(self.use, record.account_kind, record.account_number, profile)
        check_payment("振込金額", record.amount, record.new_code)
        if not record.payee_name.strip():
            raise FieldError("受取人名", "受取人名がありません", "口座名義のカナを入力してください")

    def totals(self, records: Iterable[Transfer | SalaryPayment]) -> Mapping[str, int]:
        """Count and sum."""
        amounts = [record.amount for record in records]
        return {"count": len(amounts), "amount": sum(amounts)}


class GeneralTransfers(_Transfers):
    """総合振込."""

    title = "総合振込"
    kinds = frozenset([GENERAL])

    def data_layout(self, record: str) -> Layout:
        """With EDI information where the record says so, else with customer codes."""
        return layout_of("transfer.data_edi" if record[_EDI_MARK : _EDI_MARK + 1] == "Y" else "transfer.data")

    def layout_to_write(self, record: Transfer) -> Layout:
        """With EDI information where there is some."""
        return layout_of("transfer.data_edi" if record.edi else "transfer.data")

    def make(self, values: dict[str, Any], header: TransferHeader) -> Transfer:
        """The typed record."""
        return Transfer(**values)


class SalaryTransfers(_Transfers):
    """給与・賞与振込."""

    title = "給与・賞与振込"
    kinds = frozenset([SALARY, BONUS, CIVIL_SALARY, CIVIL_BONUS])
    use = "salary"

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return layout_of("salary.data")

    def layout_to_write(self, record: SalaryPayment) -> Layout:
        """One layout for all."""
        return layout_of("salary.data")

    def make(self, values: dict[str, Any], header: TransferHeader) -> SalaryPayment:
        """The typed record."""
        return SalaryPayment(**values)


GENERAL_TRANSFERS: Final = GeneralTransfers()
SALARY_TRANSFERS: Final = SalaryTransfers()


def write(groups: Sequence[Group[TransferHeader, Transfer]], profile: Profile = STANDARD) -> bytes:
    """The bytes of a 総合振込 file. FileRefused lists every payment that cannot be sent."""
    return writing.write(groups, GENERAL_TRANSFERS, profile)


def write_salaries(groups: Sequence[Group[TransferHeader, SalaryPayment]], profile: Profile = STANDARD) -> bytes:
    """The bytes of a 給与・賞与振込 file. FileRefused lists every payment that cannot be sent."""
    return writing.write(groups, SALARY_TRANSFERS, profile)


def read(data: bytes, profile: Profile = STANDARD) -> Reading[TransferHeader, Transfer]:
    """A 総合振込 file. FileRefused for a file that is none."""
    return reading.read(data, GENERAL_TRANSFERS, profile)


def read_salaries(data: bytes, profile: Profile = STANDARD) -> Reading[TransferHeader, SalaryPayment]:
    """A 給与・賞与振込 file. FileRefused for a file that is none."""
    return reading.read(data, SALARY_TRANSFERS, profile)


def check_header(kind: str, kinds: frozenset[str], code_kind: str, month_day: str) -> None:
    """Refuse a header of another kind, another code, or without a day. FieldError."""
    if kind not in kinds:
        raise FieldError(
            "種別コード", f"「{kind}」は{'・'.join(sorted(kinds))}ではありません", "ファイルの種類を確かめてください"
        )
    if code_kind != "0":
        raise FieldError("コード区分", f"「{code_kind}」は扱えません", "JIS（0）のファイルにしてください")
    if not is_month_day(month_day):
        raise FieldError("月日", f"「{month_day}」は暦の月日ではありません", "月日4桁（MMDD）を確かめてください")


def check_payment(label: str, amount: int, new_code: str) -> None:
    """Refuse an amount of nothing, or one that no record holds, and an unknown 新規コード. FieldError."""
    if not 1 <= amount <= MOST_YEN:
        raise FieldError(label, f"{amount:,}円は1円から{MOST_YEN:,}円までではありません", "金額を確かめてください")
    if new_code not in (FIRST_TIME, CHANGED, UNCHANGED):
        raise FieldError("新規コード", f"「{new_code}」は0・1・2のどれでもありません", "新規コードを確かめてください")
