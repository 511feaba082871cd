"""The 44 digits on a convenience-store slip (払込票): GS1-128 for payment services, with its check digit.

A slip's amount is fixed: one cannot carry a late charge that grows by the day. Stores take up to a contracted limit,
as a rule 300,000 yen; the code itself holds 999,999.

>>> slip = Slip("912345", "000000000000004520875", "0", date(2004, 1, 31), "0", 29500)
>>> slip.digits, slip.readable
('91912345000000000000004520875004013100295004', '(91)912345-0000000000000045208750-040131-0-029500-4')
>>> parse(slip.digits) == slip
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from yakuba.standards.money import code128
from yakuba.standards.money.errors import FieldError

IDENTIFIER: Final = "91"
LENGTH: Final = 44
FREE_LENGTH: Final = 21
MOST_YEN: Final = 999_999
# By contract, not by the code.
STORE_LIMIT: Final = 300_000
NO_LIMIT: Final = "999999"
_CENTURY: Final = 2000
_DIGITS = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """What the digits say. FieldError for a part that does not fit.

    `company`: 請求書発行企業コード, six digits; `free`: up to 21 digits of the issuer's own, filled with 0 at the end;
    `reissue`: 0 first, then the count; `due`: last day, None for none; `stamp`: 1 where a revenue stamp is needed.
    """

    company: str
    free: str
    reissue: str
    due: date | None
    stamp: str
    amount: int

    def __post_init__(self) -> None:
        """Refuse parts that do not fit, and fill the free part."""
        _check("請求書発行企業コード", self.company, 6)
        _check("自由使用欄", self.free.ljust(FREE_LENGTH, "0"), FREE_LENGTH)
        _check("再発行区分", self.reissue, 1)
        object.__setattr__(self, "free", self.free.ljust(FREE_LENGTH, "0"))
        if self.stamp not in ("0", "1"):
            raise FieldError("印紙フラグ", f"「{self.stamp}」は0・1のどちらでもありません", "0か1にしてください")
        if not 0 <= self.amount <= MOST_YEN:
            raise FieldError("支払金額", f"{self.amount:,}円は{MOST_YEN:,}円を超えるか負です", "分けるなどしてください")
        if self.due is not None and not _CENTURY <= self.due.year < _CENTURY + 100:
            raise FieldError("支払期限日", f"{self.due}は2000年代の日付ではありません", "支払期限を確かめてください")

    @property
    def digits(self) -> str:
        """All 44 digits."""
        body = "".join(self._parts)
        return body + check_digit(body)

    @property
    def _parts(self) -> tuple[str, ...]:
        due = f"{self.due:%y%m%d}" if self.due else NO_LIMIT
        return (IDENTIFIER, self.company, self.free, self.reissue, due, self.stamp, f"{self.amount:06}")

    @property
    def readable(self) -> str:
        """The digits as they stand under the bars, parted for people."""
        identifier, company, free, reissue, due, stamp, amount = self._parts
        return f"({identifier}){company}-{free}{reissue}-{due}-{stamp}-{amount}-{self.digits[-1]}"

    @property
    def widths(self) -> tuple[int, ...]:
        """Widths of bars and spaces in modules, 288 in all, for a letter to draw in about 60 mm."""
        return code128.widths(self.digits)


def check_digit(body: str) -> str:
    """Check digit of 43 digits, 91 included: modulus 10, weight 3 from the right. FieldError.

    >>> check_digit("9191234500000000000000452087500401310029500")
    '4'
    """
    _check("バーコードの検査数字を除く部分", body, LENGTH - 1)
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def company_code(maker: str) -> str:
    """請求書発行企業コード of a JAN maker code: seven digits without the leading 4; of old makers the last six.

    >>> company_code("4912345"), company_code("4599999")
    ('912345', '599999')
    """
    _check("GS1事業者コード（JAN）", maker, 7)
    if not maker.startswith(("45", "49")):
        raise FieldError(
            "GS1事業者コード（JAN）", f"「{maker}」は45か49で始まりません", "事業者コードを確かめてください"
        )
    return maker[1:]


def parse(digits: str) -> Slip:
    """What 44 digits say; spaces, hyphens and brackets between them are forgiven. FieldError.

    >>> parse("(91)999999-0210260100123456789000-261130-0-048700-5").due
    datetime.date(2026, 11, 30)
    >>> parse("91999999021026010012345678900026113000487006")
    Traceback (most recent call last):
    yakuba.standards.money.errors.FieldError: バーコード：検査数字が合いません（6、正しくは5）。...
    """
    plain = re.sub(r"[\s()\-]", "", digits)
    _check("バーコード", plain, LENGTH)
    if not plain.startswith(IDENTIFIER):
        raise FieldError("バーコード", f"先頭が「{plain[:2]}」です（払込票は91）", "払込票の番号か確かめてください")
    wanted = check_digit(plain[:-1])
    if plain[-1] != wanted:
        reason = f"検査数字が合いません（{plain[-1]}、正しくは{wanted}）"
        raise FieldError("バーコード", reason, "番号を読み直してください")
    return Slip(plain[2:8], plain[8:29], plain[29], _due(plain[30:36]), plain[36], int(plain[37:43]))


def _due(said: str) -> date | None:
    if said == NO_LIMIT:
        return None
    try:
        return date(_CENTURY + int(said[:2]), int(said[2:4]), int(said[4:]))
    except ValueError:
        raise FieldError("支払期限日", f"「{said}」は暦にない日付です", "番号を読み直してください") from None


def _check(field: str, said: str, length: int) -> None:
    if len(said) != length or _DIGITS.fullmatch(said) is None:
        raise FieldError(field, f"「{said}」は{length}桁の数字ではありません", "桁数と数字を確かめてください")
