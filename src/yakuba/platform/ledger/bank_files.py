"""From (or into) which account of the municipality a file to a bank works: its header, told by parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yakuba.platform.parameters import service as parameters
from yakuba.platform.parameters.kinds import Text
from yakuba.platform.parameters.registry import Definition, define
from yakuba.standards.money import direct_debit, kana
from yakuba.standards.money.dates import month_day
from yakuba.standards.money.transfers import TransferHeader


class NotReady(Exception):
    """The municipality has not said from where it pays, or into what it collects. The text says what to set."""


@dataclass(frozen=True)
class Sender:
    """The parameters of one kind of file; ``kind`` is its 種別コード, ``label`` what the account is called."""

    kind: str
    label: str
    wanted: tuple[Definition[str], ...]

    def header(self, day: date) -> TransferHeader:
        """The header of a file for a day. Raises NotReady."""
        values = [str(parameters.get(one, day)) for one in self.wanted]
        missing = [one.label for one, value in zip(self.wanted, values, strict=True) if not value]
        if missing:
            raise NotReady(
                f"{self.label}が決まっていません（{'、'.join(missing)}）。パラメータの画面で設定してください"
            )
        code, name, bank, branch, account = values
        return TransferHeader(
            kind=self.kind,
            sender_code=code,
            sender_name=kana.half_width(name),
            month_day=month_day(day),
            bank_number=bank,
            bank_name="",
            branch_number=branch,
            branch_name="",
            account_kind="1",
            account_number=account,
        )


@dataclass(frozen=True)
class _Words:
    source: str
    label: str
    name: str
    bank: str
    branch: str
    purpose: str


_TRANSFER = _Words(
    "全銀協規定フォーマット（総合振込）",
    "振込元",
    "振込依頼人名（カナ）",
    "仕向金融機関の番号",
    "仕向支店の番号",
    "振込の資金を引き落とす口座",
)
_DEBIT = _Words(
    "全銀協規定フォーマット（預金口座振替）",
    "口座振替の受入口座",
    "委託者名（カナ）",
    "取引金融機関の番号",
    "取引支店の番号",
    "引き落とした額を受け入れる口座",
)


def define_sender(prefix: str, title: str, kind: str) -> Sender:
    """Define the five parameters ``<prefix>sender_code`` … of one kind of file."""
    words = _DEBIT if kind == direct_debit.KIND else _TRANSFER

    def text(key: str, label: str, length: int, pattern: str, description: str) -> Definition[str]:
        allowed = Text(length, 0, pattern)
        return define(
            Definition(f"{prefix}{key}", f"{title}：{label}", allowed, "", source=words.source, description=description)
        )

    return Sender(
        kind,
        words.label,
        (
            text("sender_code", "委託者コード", 10, "[0-9]{10}|", "金融機関との契約で決まる10桁"),
            text("sender_name", words.name, 40, "", "例：キタミシ　カイケイカンリシヤ"),
            text("bank", words.bank, 4, "[0-9]{4}|", "市区町村の口座がある金融機関の4桁"),
            text("branch", words.branch, 3, "[0-9]{3}|", "その支店の3桁"),
            text("account", "口座番号（普通預金）", 7, "[0-9]{7}|", f"{words.purpose}の7桁"),
        ),
    )
