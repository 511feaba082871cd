"""The two kinds of secret numbers and what makes them well-formed."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from yakuba.platform.secrets.errors import UnusableValue
from yakuba.platform.secrets.secret import Secret
from yakuba.standards import check_digits


class Kind(StrEnum):
    INDIVIDUAL_NUMBER = "individual_number"
    RESIDENT_CODE = "resident_code"

    @property
    def label(self) -> str:
        return "個人番号" if self is Kind.INDIVIDUAL_NUMBER else "住民票コード"

    @property
    def length(self) -> int:
        return 12 if self is Kind.INDIVIDUAL_NUMBER else 11


@dataclass(frozen=True)
class Examined:
    """A well-formed value and the codes of what is doubtful about it."""

    value: str
    doubts: tuple[str, ...] = ()


def examine(kind: Kind, given: str | Secret) -> Examined:
    """Fold full-width digits, spaces and hyphens, then check.

    An individual number must have its check digit. The arithmetic of the resident code is not published, so the code
    only has to be eleven digits; what the known arithmetic of its kin says is a doubt, never a refusal.

    Raises UnusableValue with reason ``digits``, ``length`` or ``check_digit``.
    """
    value = formed(kind, given)
    if kind is Kind.RESIDENT_CODE and check_digits.individual_number("0" + value[:10]) != value[10]:
        return Examined(value, ("check_digit",))
    return Examined(value)


def formed(kind: Kind, given: str | Secret) -> str:
    """The value alone, for loads, which show nobody any doubts. Raises as ``examine``."""
    text = given.open() if isinstance(given, Secret) else given
    value = text if text.isascii() and text.isdigit() else _folded(text)
    if not (value.isascii() and value.isdigit()):
        raise UnusableValue("digits", f"{kind.label}に数字でない文字があります。数字だけを入力してください")
    if len(value) != kind.length:
        raise UnusableValue(
            "length", f"{kind.label}は{kind.length}桁です(入力は{len(value)}桁)。桁数を確かめてください"
        )
    if kind is Kind.INDIVIDUAL_NUMBER and not check_digits.individual_number_is_valid(value):
        raise UnusableValue(
            "check_digit", "個人番号の検査数字が合いません。番号の読み違い・打ち違いがないか確かめてください"
        )
    return value


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate({ord(mark): None for mark in " -‐‑‒–—―−ー　\t"})
