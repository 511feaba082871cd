"""Files of payments as lines of one shape, whoever sent them: bank, stores, direct debit, common tax payment. Pure.

Each line is a payment, a note (told, no money in the ledger), held with reason and remedy, or rejected. Nothing is
lost: every record that is no frame of the file is one line. A line's ``key`` is what makes it the same payment in
another file.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from yakuba.platform.ledger import claim_numbers
from yakuba.standards.money import direct_debit, reading, slips, statements, store_payments
from yakuba.standards.money.errors import Fault, refused
from yakuba.standards.money.forms import Accepted, Form, Opened, Remark
from yakuba.standards.money.profiles import SEVERAL_GROUPS


class Way(StrEnum):
    """How the payers paid, and so what the file is."""

    STATEMENT = "statement"
    CREDITS = "credits"
    STORE = "store"
    DEBIT = "debit"
    COMMON = "common"

    @property
    def label(self) -> str:
        """Its Japanese name."""
        return WAYS[self]

    @property
    def typed(self) -> bool:
        """Whether payers type the number themselves: only the exact amount is believed then."""
        return self in (Way.STATEMENT, Way.CREDITS)


WAYS: Final[Mapping[Way, str]] = {
    Way.STATEMENT: "入出金取引明細（銀行）",
    Way.CREDITS: "振込入金通知（銀行）",
    Way.STORE: "コンビニ収納データ",
    Way.DEBIT: "口座振替の結果",
    Way.COMMON: "共通納税・eL-QRの納付データ（CSV）",
}


class Fate(StrEnum):
    """What a line is before it is matched."""

    PAYMENT = "payment"
    NOTED = "noted"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Paid:
    """One line; yen. ``number`` counts from 1 in the file. ``told`` is what else a clerk wants to read."""

    number: int
    fate: Fate
    key: str = ""
    claim_number: str = ""
    amount: int | None = None
    paid_on: date | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """When the file came; ``debited_on`` is the day of the direct debits it answers (needed for its year)."""

    on: date
    debited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file: its lines in order, and what staff should know of it."""

    lines: tuple[Paid, ...]
    remarks: tuple[str, ...] = ()


COMMON_HEADER: Final = ("受付番号", "案件特定キー", "納付日", "金額", "支払方法")
_LONGEST, _DIGITS = 40, 12


def read(way: Way, data: bytes, received: Received) -> Read:
    """The lines of a file. FileRefused for one that is none of this kind."""
    if way is Way.COMMON:
        return Read(tuple(_common(data)))
    form, make = _form(way, received)
    lines: list[Paid] = []
    remarks: list[str] = []
    seen: Counter[str] = Counter()
    for item in reading.scan(data, form, SEVERAL_GROUPS):
        if isinstance(item, Opened):
            header = item.header
        elif isinstance(item, Accepted):
            lines.append(_counted(make(item.number, header, item.value), way, seen))
        elif isinstance(item, Fault):
            lines.append(_held(item))
        elif isinstance(item, Remark):
            remarks.append(item.text)
    return Read(tuple(lines), tuple(remarks))


def _form(way: Way, received: Received) -> tuple[Form[Any, Any], Any]:
    if way is Way.STORE:
        return store_payments.StoreData(store_payments.PROVISIONAL), _store
    if way is Way.DEBIT:
        if received.debited_on is None:
            raise refused("引落日がありません", "依頼したときの引落日を入力してください")
        return direct_debit.DebitResults([received.debited_on]), _debit
    if way is Way.CREDITS:
        return statements.Credits(received.on), _movement
    return statements.Statements(received.on), _movement


def _counted(line: Paid, way: Way, seen: Counter[str]) -> Paid:
    """Banks may leave 照会番号 empty: lines alike in all else are told apart by their order on that day."""
    if not way.typed or line.fate is Fate.REJECTED:
        return line
    seen[line.key] += 1
    return replace(line, key=f"{line.key}|{seen[line.key]}")


def _held(fault: Fault) -> Paid:
    reason = f"{fault.field}：{fault.reason}" if fault.field else fault.reason
    return Paid(fault.record, Fate.HELD, reason=reason, remedy=fault.remedy)


def _movement(number: int, header: statements.StatementHeader, moved: statements.Movement) -> Paid:
    day = moved.value_on or moved.booked_on
    told = {
        "口座": moved.account,
        "振込依頼人": moved.payer_name,
        "EDI情報": moved.edi,
        "摘要": moved.note,
        "取引区分": statements.deal_label(moved.deal),
    }
    key = "|".join(
        (moved.account, moved.reference, f"{moved.booked_on}", f"{moved.amount}", moved.edi, moved.payer_name)
    )
    line = Paid(
        number,
        Fate.PAYMENT,
        key=f"bank|{key}",
        claim_number=claim_numbers.found_in((moved.edi, moved.note, moved.payer_name)),
        amount=moved.amount,
        paid_on=day,
        told={name: words for name, words in told.items() if words},
    )
    if not moved.incoming:
        return replace(line, fate=Fate.REJECTED, reason="出金の行（収納ではない）", remedy="そのままでよい")
    if moved.cancelled:
        remedy = "元の入金を消し込んでいれば、その行の消込みを取り消し、この行は理由を付けて除外してください"
        return replace(line, fate=Fate.HELD, key=f"{line.key}|取消", reason="振込の取消し", remedy=remedy)
    return line


def _store(number: int, header: store_payments.StoreHeader, paid: store_payments.StorePayment) -> Paid:
    slip = slips.parse(paid.slip)
    told = {
        "区分": paid.kind.label,
        "時刻": f"{paid.paid_at:%H:%M}" if paid.paid_at else "",
        "店舗": f"{paid.chain} {paid.shop}".strip(),
        "振込予定日": f"{paid.transfer_on}" if paid.transfer_on else "",
        "バーコード": paid.slip,
    }
    line = Paid(
        number,
        Fate.PAYMENT,
        key="|".join(("store", paid.kind, paid.slip, f"{paid.paid_on}", f"{paid.paid_at}", paid.chain, paid.shop)),
        claim_number=_number_of(slip.free[: claim_numbers.LENGTH]),
        amount=paid.amount,
        paid_on=paid.paid_on,
        told={name: words for name, words in told.items() if words},
    )
    if paid.kind is store_payments.Kind.CONFIRMED:
        return line
    reason = {
        store_payments.Kind.PRELIMINARY: "速報：確報が届いたときに記帳する",
        store_payments.Kind.WITHDRAWN: "速報の取消し：記帳はない",
    }[paid.kind]
    return replace(line, fate=Fate.NOTED, reason=reason)


def _debit(number: int, header: direct_debit.ResultHeader, answer: direct_debit.DebitLine) -> Paid:
    said = answer.customer_number.strip()
    line = Paid(
        number,
        Fate.PAYMENT,
        key="|".join(("debit", f"{header.debited_on}", said, f"{answer.amount}")),
        claim_number=_number_of(said[-claim_numbers.LENGTH :]),
        amount=answer.amount,
        paid_on=header.debited_on,
        told={"預金者": answer.holder_name.strip(), "顧客番号": said, "結果": answer.result.label},
    )
    if answer.result is direct_debit.Result.PAID:
        return line
    reason = f"引き落とせなかった（{answer.result} {answer.result.label}）"
    if answer.result.needs_clerk:
        remedy = "口座の届出を確かめ、納付書を送るか届出を直し、この行は理由を付けて除外してください"
        return replace(line, fate=Fate.HELD, reason=reason, remedy=remedy)
    return replace(line, fate=Fate.NOTED, reason=reason)


def _number_of(said: str) -> str:
    return said if claim_numbers.is_claim_number(said) else ""


def _common(data: bytes) -> Iterator[Paid]:
    """Our own layout, as the national one is not public: UTF-8 or CP932, a heading, one payment a line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp932")
        except UnicodeDecodeError:
            raise refused("文字コードが UTF-8 でも Shift_JIS でもありません", "CSVで出し直してください") from None
    rows = csv.reader(io.StringIO(text))
    heading = tuple(cell.strip() for cell in next(rows, ()))
    if heading != COMMON_HEADER:
        expected = "、".join(COMMON_HEADER)
        raise refused(f"1行目の見出しが違います（{'、'.join(heading)[:80]}）", f"見出しを「{expected}」にしてください")
    for number, row in enumerate((row for row in rows if row), 1):
        yield _common_line(number, row)


def _common_line(number: int, row: list[str]) -> Paid:
    cells = dict(zip(COMMON_HEADER, (cell.strip() for cell in row), strict=False))
    told = {name: words[:120] for name, words in cells.items() if words}
    day = _day(cells.get("納付日", ""))
    reason = _fault(row, cells, day)
    if reason or day is None:
        remedy = "送り元に確かめ、直したファイルを取り込んでください"
        return Paid(number, Fate.HELD, told=told, reason=reason, remedy=remedy)
    return Paid(
        number,
        Fate.PAYMENT,
        key=f"common|{cells['受付番号']}",
        claim_number=_number_of(cells["案件特定キー"][-claim_numbers.LENGTH :]),
        amount=int(cells["金額"]),
        paid_on=day,
        told={name: words for name, words in told.items() if name not in ("納付日", "金額")},
    )


def _fault(row: list[str], cells: Mapping[str, str], day: date | None) -> str:
    """What is wrong with a line; empty when nothing is."""
    if len(row) != len(COMMON_HEADER):
        return f"項目が{len(row)}個あります（正しくは{len(COMMON_HEADER)}個）"
    if not cells["受付番号"] or len(cells["受付番号"]) > _LONGEST:
        return f"受付番号がないか、{_LONGEST}字を超えます"
    amount = cells["金額"]
    if not (amount.isascii() and amount.isdigit() and len(amount) <= _DIGITS and int(amount)):
        return f"金額「{amount[:20]}」が1円以上の数字ではありません"
    return "" if day else f"納付日「{cells['納付日'][:20]}」が日付（例：2026-11-30）ではありません"


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
