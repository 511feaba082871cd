"""The bank's file of a run (総合振込): what each payment says in it, its bytes, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from yakuba.areas.child_allowance import parameter_definitions as own
from yakuba.platform.ledger.bank_files import NotReady
from yakuba.standards.money import accounts, transfers
from yakuba.standards.money.accounts import Account, customer_code, reasons
from yakuba.standards.money.accounts import fault as account_fault
from yakuba.standards.money.forms import Group
from yakuba.standards.money.transfers import TransferHeader

__all__ = ["Line", "NotReady", "account_fault", "account_of", "customer_code", "header", "reasons", "write"]

_ACCOUNT: TypeAdapter[Account] = TypeAdapter(Account)


@dataclass(frozen=True)
class Line:
    """One payment as the file needs it."""

    number: str
    account: Any
    amount: int


def account_of(data: Any) -> Account | None:
    """The account kept as data."""
    return None if data is None else _ACCOUNT.validate_python(data)


def header(pay_on: date) -> TransferHeader:
    """The header on a day. Raises NotReady."""
    return own.SENDER.header(pay_on)


def write(pay_on: date, lines: Sequence[Line]) -> bytes:
    """The bytes of the file; the same lines give the same bytes. Raises NotReady, FileRefused."""
    records = []
    for line in lines:
        account = account_of(line.account)
        if account is None:
            raise NotReady(f"口座のない支払があります（{line.number}）。計算をやり直してください")
        records.append(accounts.transfer(account, line.amount, line.number))
    return transfers.write([Group(header(pay_on), tuple(records))])
