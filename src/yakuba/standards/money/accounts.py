"""A person's account as files to banks name it: for money sent (振込) and money drawn (口座振替). Pure.

>>> account = Account(bank="9999", branch="991", kind="ordinary", number="9000002", holder="ヤマダ タロウ")
>>> account.words, fault(account), debit_fault(account)
('9999-991 普通 9000002 ヤマダ タロウ', '', '')
>>> fault(Account(bank="9999", branch="991", kind="tax_reserve", number="0000001", holder="ヤマダ"))
'「3」は使えません。1 普通・2 当座・4 貯蓄・9 その他から選んでください'
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yakuba.standards.money import direct_debit, transfers
from yakuba.standards.money.direct_debit import DebitLine
from yakuba.standards.money.errors import FieldError, FileRefused, refused
from yakuba.standards.money.profiles import ACCOUNT_KINDS, STANDARD
from yakuba.standards.money.transfers import Transfer

KINDS: Final[Mapping[str, str]] = {"ordinary": "1", "current": "2", "tax_reserve": "3", "savings": "4"}
"""預金種目 of files by the words of forms."""
MOST_RETURNS: Final = 5_000


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where money goes, or comes from. `holder` in katakana as the bank has it; `kind` a key of :data:`KINDS`."""

    bank: str
    branch: str
    kind: str
    number: str
    holder: str

    @property
    def words(self) -> str:
        """The account in one line."""
        kind = ACCOUNT_KINDS[KINDS[self.kind]] if self.kind in KINDS else self.kind
        return f"{self.bank}-{self.branch} {kind} {self.number} {self.holder}"


def transfer(account: Account, amount: int, number: str) -> Transfer:
    """One payment to an account; ``number`` is what a list of returns will name it by."""
    return Transfer(
        bank_number=account.bank,
        bank_name="",
        branch_number=account.branch,
        branch_name="",
        account_kind=KINDS[account.kind],
        account_number=account.number,
        payee_name=account.holder,
        amount=amount,
        customer_code_1=customer_code(number),
    )


def debit(account: Account, amount: int, number: str, new_code: str = transfers.UNCHANGED) -> DebitLine:
    """One debit of an account; ``number`` is the 顧客番号 by which the result names it."""
    return DebitLine(
        bank_number=account.bank,
        bank_name="",
        branch_number=account.branch,
        branch_name="",
        account_kind=KINDS[account.kind],
        account_number=account.number,
        holder_name=account.holder,
        amount=amount,
        customer_number=number,
        new_code=new_code,
    )


def customer_code(number: str) -> str:
    """The digits of a number people read, by which the bank's list of returns names a payment.

    >>> customer_code("児2026-00012")
    '202600012'
    """
    return "".join(sign for sign in number if sign.isascii() and sign.isdigit())


def fault(account: Account) -> str:
    """Why a bank would not pay into this account, or nothing."""
    try:
        record = transfer(account, 1, "1")
        transfers.GENERAL_TRANSFERS.check(record, STANDARD)
        transfers.GENERAL_TRANSFERS.layout_to_write(record).encode_object(record, STANDARD)
    except FieldError as error:
        return f"{error.reason}。{error.remedy}"
    return ""


def debit_fault(account: Account) -> str:
    """Why a bank would not draw from this account, or nothing."""
    try:
        record = debit(account, 1, "1")
        direct_debit.REQUESTS.check(record, STANDARD)
        direct_debit.REQUESTS.layout_to_write(record).encode_object(record, STANDARD)
    except FieldError as error:
        return f"{error.reason}。{error.remedy}"
    return ""


def reasons(refusal: FileRefused) -> str:
    """The first faults of a refused file, in one line."""
    return "".join(one.text for one in refusal.faults[:3])


def returned_in(content: bytes) -> list[tuple[str, str]]:
    """A list of payments that came back as (digits of the number, reason), the number as typed where it has none.

    ``number,reason`` a line, UTF-8 or CP932, with or without a heading. FileRefused for what is no such list.

    >>> returned_in("番号,理由\\n児2026-00002,口座がない\\n".encode("cp932"))
    [('202600002', '口座がない')]
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
        if rows and not any(sign.isdigit() for sign in rows[0][0]):
            rows = rows[1:]
        if len(rows) > MOST_RETURNS:
            raise refused(f"{MOST_RETURNS:,}行より多い一覧です", "分けて取り込んでください")
        return [(customer_code(row[0]) or row[0][:20], row[1].strip() if len(row) > 1 else "") for row in rows]
    raise refused("文字コードを読めません", "UTF-8かShift_JISのCSVを選んでください")
