"""Text as banks take it: one byte a character of JIS X 0201, upper case and large half-width kana.

Order of conversion: NFKC, katakana, small to large, long marks and dashes to a hyphen, half width; ﾞ and ﾟ are bytes of
their own. A kanji is never read by guess; characters a bank does not take are refused by name.

>>> bank_text("やまだ　太郎", "party", "受取人名")
Traceback (most recent call last):
yakuba.standards.money.errors.FieldError: 受取人名：漢字「太」は使えません。カナの読みを入力してください。
>>> bank_text("ヤマダ　たろう", "party", "受取人名"), bank_text("カ）シケン－シヨウカイ", "party", "受取人名")
('ﾔﾏﾀﾞ ﾀﾛｳ', 'ｶ)ｼｹﾝ-ｼﾖｳｶｲ')
>>> encode("ﾔﾏﾀﾞ ﾀﾛｳ").hex(" ")
'd4 cf c0 de 20 c0 db b3'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from yakuba.standards.money.errors import FieldError
from yakuba.standards.money.profiles import STANDARD, Profile

_KANA = "ｱ-ﾝﾞﾟ"
# Characters by kind of text, as the inside of a character class; 全銀協 付録1 as money-files describe it.
_ALLOWED: Mapping[str, str] = {
    "bank": rf"{_KANA}A-Z0-9 \-",
    "party": rf"{_KANA}A-Z0-9 ()\-.",
    "salary": rf"{_KANA}0-9 ",
    "edi": rf"{_KANA}ｦA-Z0-9 \\｢｣()\-/.",
}
KINDS = tuple(_ALLOWED)
_MARKS = "ﾞﾟ"
_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_SMALL |= dict(zip("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "クシストヌハヒフヘホムラリルレロ", strict=True))
_HYPHENS = "ー‐‑‒–—―−─"
_FULL = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_OTHERS = {
    "ヲ": "ｦ",
    "「": "｢",
    "」": "｣",
    "、": "､",
    "。": "｡",
    "・": "･",
    "¥": "\\",
    "\u3099": "ﾞ",
    "\u309a": "ﾟ",
}
# A mark that stands alone would become a space and a combining mark under NFKC.
_LONE_MARKS = str.maketrans({"゛": "ﾞ", "゜": "ﾟ"})
_REMEDIES: Mapping[str, str] = {
    "ｦ": "「オ」で入力するか、この銀行が「ヲ」を受け付けるなら銀行の設定を直してください",
    ",": "読点を除くか、空白に替えてください",
    "､": "読点を除くか、空白に替えてください",
    "･": "中点を除くか、空白に替えてください",
    "ヰ": "「イ」で入力してください",
    "ヱ": "「エ」で入力してください",
}


@cache
def _table() -> Mapping[int, str]:
    """What follows NFKC: every kana and sign by its half-width form."""
    halves = dict(zip(_FULL, _HALF, strict=True)) | _OTHERS
    table = dict(halves)
    for code in range(ord("ァ"), ord("ヺ") + 1):
        parts = unicodedata.normalize("NFD", chr(code))
        base = _SMALL.get(parts[0], parts[0])
        if base in halves:
            table[chr(code)] = halves[base] + "".join(halves[mark] for mark in parts[1:])
    table |= {small: halves[large] for small, large in _SMALL.items()}
    table |= {chr(ord(kana) - 0x60): half for kana, half in table.items() if "ァ" <= kana <= "ヶ"}
    table |= dict.fromkeys(_HYPHENS, "-")
    table |= {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
    return {ord(character): to for character, to in table.items()}


@cache
def _pattern(kind: str, added: str) -> re.Pattern[str]:
    return re.compile(f"[^{_ALLOWED[kind]}{re.escape(added)}]")


def half_width(text: str) -> str:
    """The text after conversion, before anything is refused.

    >>> half_width("ヴァイオリン・ｶﾞｯｺｰ"), half_width("Nguyen ﾔ゛")
    ('ｳﾞｱｲｵﾘﾝ･ｶﾞﾂｺ-', 'NGUYEN ﾔﾞ')
    """
    return unicodedata.normalize("NFKC", text.translate(_LONE_MARKS)).translate(_table())


def bank_text(text: str, kind: str, field: str, profile: Profile = STANDARD) -> str:
    """The text in the characters of a kind of field: "bank", "party", "salary" or "edi".

    FieldError names field, character and remedy for what no rule converts.

    >>> bank_text("ヲノ", "party", "受取人名")
    Traceback (most recent call last):
    yakuba.standards.money.errors.FieldError: 受取人名：「ヲ」は使えません。「オ」で入力するか、...
    """
    return convert(text, kind, field, profile.added(kind))


def convert(text: str, kind: str, field: str, added: str) -> str:
    """`bank_text` with the characters that a bank takes besides the common ones, instead of its profile."""
    wrong = _pattern(kind, added)
    if wrong.search(text) is None:
        return text
    converted = half_width(text)
    found = wrong.search(converted)
    if found is not None:
        raise _refusal(found.group(), field)
    return converted


def _refusal(character: str, field: str) -> FieldError:
    shown = unicodedata.normalize("NFKC", character)
    if "CJK" in unicodedata.name(character, "") or character in "々〆":
        return FieldError(field, f"漢字「{shown}」は使えません", "カナの読みを入力してください")
    if not shown.isprintable():
        return FieldError(field, f"制御文字（U+{ord(character):04X}）は使えません", "文字を消して入力し直してください")
    if shown.isascii() and shown.isalpha():
        return FieldError(field, f"英字「{shown}」は使えません", "カナの読みを入力してください")
    remedy = _REMEDIES.get(character, "除くか、使える文字（カナ、数字、空白など）に替えてください")
    return FieldError(field, f"「{shown}」は使えません", remedy)


def cut(text: str, length: int) -> str:
    """The first `length` bytes of a converted text, never between a kana and its mark.

    >>> cut("ﾔﾏﾀﾞ", 4), cut("ﾔﾏﾀﾞ", 3)
    ('ﾔﾏﾀﾞ', 'ﾔﾏ')
    """
    if len(text) <= length:
        return text
    if text[length] in _MARKS:
        length -= 1
    return text[:length].rstrip(" ")


def encode(text: str) -> bytes:
    """The bytes of a converted text, one a character (JIS X 0201)."""
    return text.encode("cp932")
