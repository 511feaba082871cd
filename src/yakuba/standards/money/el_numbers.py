"""eL番号 (地方税統一QRコード) and ペイジー: the numbers by which a bill is paid, as typed values.

The digits of eL-QR, their count and check digits could not be read from a public primary source. So the text of the
code comes from a generator that is put in its place, and is never made up here; of digits only what Pay-easy allows at
most is checked.

>>> number = ElNumber("12345", "00000000000012345678", "123456", "001")
>>> number.words["案件特定キー"], number.pay_easy.words["納付番号"]
('00000000000012345678', '00000000000012345678')
>>> qr_text(QrContent(number, 48700, None), None)
Traceback (most recent call last):
yakuba.standards.errors.StandardsError: eL-QRの文字列を作る仕組みが設定されていません。...
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from yakuba.standards.errors import StandardsError
from yakuba.standards.money.errors import FieldError

BODY_LENGTH: Final = 5
# The most that Pay-easy allows; whether an eL番号 has as many is not confirmed.
MOST_KEY: Final = 20
MOST_CONFIRMATION: Final = 6


@dataclass(frozen=True, slots=True)
class PayEasyNumber:
    """The four numbers of a Pay-easy slip; `kind` may be empty. FieldError for what is no number."""

    body: str
    payment: str
    confirmation: str
    kind: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no number, or too long."""
        _check("収納機関番号", self.body, BODY_LENGTH, BODY_LENGTH)
        _check("納付番号", self.payment, 1, MOST_KEY)
        _check("確認番号", self.confirmation, 1, MOST_CONFIRMATION)
        if self.kind:
            _check("納付区分", self.kind, 1, MOST_KEY)

    @property
    def words(self) -> Mapping[str, str]:
        """The numbers by their names on the slip."""
        names = ("収納機関番号", "納付番号", "確認番号", "納付区分")
        return dict(zip(names, (self.body, self.payment, self.confirmation, self.kind), strict=True))


@dataclass(frozen=True, slots=True)
class ElNumber:
    """The four keys of an eL番号. FieldError for what is no number."""

    body: str
    case_key: str
    confirmation: str
    item: str

    def __post_init__(self) -> None:
        """Refuse what is no number, or too long."""
        _check("共通納税機関コード", self.body, BODY_LENGTH, BODY_LENGTH)
        _check("案件特定キー", self.case_key, 1, MOST_KEY)
        _check("確認番号", self.confirmation, 1, MOST_CONFIRMATION)
        _check("税目・料金番号", self.item, 1, MOST_KEY)

    @property
    def words(self) -> Mapping[str, str]:
        """The keys by their names on the slip."""
        names = ("共通納税機関コード", "案件特定キー", "確認番号", "税目・料金番号")
        return dict(zip(names, (self.body, self.case_key, self.confirmation, self.item), strict=True))

    @property
    def pay_easy(self) -> PayEasyNumber:
        """The same keys under Pay-easy's names. The number a payer gets on the payment site is another, for a day."""
        return PayEasyNumber(self.body, self.case_key, self.confirmation, self.item)


@dataclass(frozen=True, slots=True)
class QrContent:
    """What a code has to say: the number, the amount in yen, the last day (None for none)."""

    number: ElNumber
    amount: int
    due: date | None


class QrText(Protocol):
    """Makes the text of an eL-QR, after the specification which 地方税共同機構 gives to towns."""

    def __call__(self, content: QrContent) -> str:
        """The text that the code holds."""


def qr_text(content: QrContent, generator: QrText | None) -> str:
    """The text of the code by the generator that is set. StandardsError without one, or for an empty answer."""
    if generator is None:
        raise StandardsError(
            "eL-QRの文字列を作る仕組みが設定されていません。"
            "地方税共同機構の仕様による生成器を設定するか、eL-QRのない納付書にしてください。"
        )
    text = generator(content)
    if not text:
        raise StandardsError("eL-QRの生成器が空の文字列を返しました。生成器の設定を確かめてください。")
    return text


def _check(label: str, said: str, least: int, most: int) -> None:
    if not (said.isascii() and said.isdigit() and least <= len(said) <= most):
        size = f"{most}桁" if least == most else f"{most}桁まで"
        raise FieldError(label, f"「{said}」は{size}の数字ではありません", "番号を確かめてください")
