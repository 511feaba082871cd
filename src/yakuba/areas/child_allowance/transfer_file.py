"""The bank's file of a run (総合振込): what each payment says in it, its bytes, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from yakuba.areas.child_allowance import parameter_definitions as own
from yakuba.areas.child_allowance.domain.right import Account
from yakuba.platform.parameters import service as parameters
from yakuba.standards.money import kana, transfers
from yakuba.standards.money.dates import month_day
from yakuba.standards.money.errors import FieldError, FileRefused
from yakuba.standards.money.forms import Group
from yakuba.standards.money.profiles import STANDARD
from yakuba.standards.money.transfers import Transfer, TransferHeader

KINDS = {"ordinary": "1", "current": "2", "savings": "4"}
_ACCOUNT: TypeAdapter[Account] = TypeAdapter(Account)


@dataclass(frozen=True)
class Line:
    """One payment as the file needs it."""

    number: str
    account: Any
    amount: int


class NotReady(Exception):
    """The municipality has not said from where it pays. The text says what to set."""


def account_of(data: Any) -> Account | None:
    """The account kept as data."""
    return None if data is None else _ACCOUNT.validate_python(data)


def customer_code(number: str) -> str:
    """The digits of 受給者番号, by which the bank's list of returns names a payment.

    >>> customer_code("児2026-00012")
    '202600012'
    """
    return "".join(sign for sign in number if sign.isascii() and sign.isdigit())


def account_fault(account: Account) -> str:
    """Why a bank would not take this account, or nothing."""
    try:
        record = _transfer(Line("児2026-1", account, 1), account)
        transfers.GENERAL_TRANSFERS.check(record, STANDARD)
        transfers.GENERAL_TRANSFERS.layout_to_write(record).encode_object(record, STANDARD)
    except FieldError as error:
        return f"{error.reason}。{error.remedy}"
    return ""


def header(pay_on: date) -> TransferHeader:
    """The header on a day. Raises NotReady."""
    wanted = (own.SENDER_CODE, own.SENDER_NAME, own.BANK, own.BRANCH, own.ACCOUNT)
    values = [str(parameters.get(one, pay_on)) for one in wanted]
    missing = [one.label for one, value in zip(wanted, values, strict=True) if not value]
    if missing:
        raise NotReady(f"振込元が決まっていません（{'、'.join(missing)}）。パラメータの画面で設定してください")
    code, name, bank, branch, account = values
    return TransferHeader(
        kind=transfers.GENERAL,
        sender_code=code,
        sender_name=kana.half_width(name),
        month_day=month_day(pay_on),
        bank_number=bank,
        bank_name="",
        branch_number=branch,
        branch_name="",
        account_kind="1",
        account_number=account,
    )


def write(pay_on: date, lines: Sequence[Line]) -> bytes:
    """The bytes of the file; the same lines give the same bytes. Raises NotReady, FileRefused."""
    records = []
    for line in lines:
        account = account_of(line.account)
        if account is None:
            raise NotReady(f"口座のない支払があります（{line.number}）。計算をやり直してください")
        records.append(_transfer(line, account))
    return transfers.write([Group(header(pay_on), tuple(records))])


def _transfer(line: Line, account: Account) -> Transfer:
    return Transfer(
        bank_number=account.bank,
        bank_name="",
        branch_number=account.branch,
        branch_name="",
        account_kind=KINDS[account.kind],
        account_number=account.number,
        payee_name=account.holder,
        amount=line.amount,
        customer_code_1=customer_code(line.number),
    )


def reasons(refusal: FileRefused) -> str:
    """The first faults of a refused file, in one line."""
    return "".join(fault.text for fault in refusal.faults[:3])
