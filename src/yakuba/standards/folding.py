"""Search folding: texts that a search must not tell apart become equal (juki-1.0:2.1.2).

Both sides of a search are folded with the same function. Tables that keep folded text keep `FOLDING_VERSION` with it
and fold again when it changes; a test ties the version to the content of the tables.

The rules of 2.1.2 together make シ, ジ, チ, ヂ equal, and ス, ズ, ツ, ヅ (ヂ = ジ, and voicing is ignored): nobody is
missed. What is found too much is put behind by `closeness`.

>>> fold_kana("サイトウ") == fold_kana("ｻｲﾄｵ") == fold_kana("さいとお") == fold_kana("ザイドー") + "オ"
True
>>> fold_name("齋藤　花子") == fold_name("斉藤花子"), fold_name("髙﨑") == fold_name("高崎")
(True, True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from yakuba.standards import _data

FOLDING_VERSION = 1

_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = 0x60
_VARIATION_SELECTORS = (*range(0x180B, 0x180E), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
# Spaces, hyphens, minus signs, dashes and long marks of every width, the middle dot, and semi-voicing marks alone.
_DROPPED = (
    " \u3000\u00a0\u2002\u2003\u2009\u200b\t-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe63\uff0dーｰ~〜～"
    "\u30fb\uff65\u00b7\u309a\u309c\uff9f"
)
_VOICING = "\u3099"
_VOICING_MARKS = "\u3099\u309b\uff9e"
_COMPATIBLE = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20), range(0xFF01, 0xFFEF))
_LATIN = (range(0x00C0, 0x0250), range(0x1E00, 0x1F00))
_O_SOUND = re.compile("(?<=[オコソトノホモヨロ])ウ+")
_V_SOUND = re.compile("ヴ[アイエオ]?")
_V_SOUNDS = {"ヴア": "ハ", "ヴイ": "ヒ", "ヴ": "フ", "ヴエ": "ヘ", "ヴオ": "ホ"}


def _halves() -> dict[int, str]:
    """Compatibility characters by their common form, Latin letters as capitals without accents."""
    table: dict[int, str] = {}
    for block in _COMPATIBLE:
        table.update({code: unicodedata.normalize("NFKC", chr(code)).upper() for code in block})
    for block in _LATIN:
        table.update({code: _plain_letter(chr(code)) for code in block})
    table.update({code: chr(code).upper() for code in range(ord("a"), ord("z") + 1)})
    return table


def _plain_letter(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)).upper()


def _kana() -> dict[str, str]:
    """Katakana by the one it is searched as."""
    return {character: to for to, those in _data.table("folding-kana.csv") for character in those}


@cache
def _kana_table() -> Mapping[int, str]:
    kana = _kana()
    table = {code: kana.get(form, form) for code, form in _halves().items()}
    table.update({code: kana.get(chr(code + _TO_KATAKANA), chr(code + _TO_KATAKANA)) for code in _HIRAGANA})
    table.update({ord(character): to for character, to in kana.items()})
    table.update(dict.fromkeys((*map(ord, _DROPPED), *_VARIATION_SELECTORS), ""))
    table.update(dict.fromkeys(map(ord, _VOICING_MARKS), _VOICING))
    return table


@cache
def _name_table() -> Mapping[int, str]:
    variants = _data.mapping("mj/variants.csv")
    table = {code: variants.get(form, form) for code, form in _kana_table().items()}
    table.update({ord(character): to for character, to in variants.items()})
    return table


def fold_kana(text: str) -> str:
    """A reading as it is searched: katakana without voicing, small kana, long marks and spaces; ウ after an o is オ.

    >>> fold_kana("ヴァイオリン"), fold_kana("バイオリン"), fold_kana("こうの　ゆうじ")
    ('ハイオリン', 'ハイオリン', 'コオノユウシ')
    >>> fold_kana("ｶﾞｯｺｳ") == fold_kana("カツコオ")
    True
    >>> fold_kana("　ー")
    ''
    """
    folded = _without_v(text.translate(_kana_table()))
    return _O_SOUND.sub(lambda found: "オ" * len(found.group()), folded)


def _without_v(folded: str) -> str:
    """ヴァ is バ, ヴ is ブ, also where the voicing mark stands alone as in half width; other marks are dropped."""
    if _VOICING in folded:
        folded = folded.replace(f"ウ{_VOICING}", "ヴ").replace(_VOICING, "")
    return _V_SOUND.sub(lambda found: _V_SOUNDS[found.group()], folded) if "ヴ" in folded else folded


def fold_name(text: str) -> str:
    """A name in any script as it is searched: kanji variants become one, kana and width as in `fold_kana`.

    ウ after an o stays: in a written name it is a letter, not a length.

    >>> fold_name("渡邊󠄂　さくら") == fold_name("渡辺サクラ"), fold_name("Ｎｇｕｙễｎ Anh")
    (True, 'NGUYENANH')
    """
    return _without_v(text.translate(_name_table()))


@cache
def _plain_table() -> Mapping[int, str]:
    table = {code: chr(code + _TO_KATAKANA) for code in _HIRAGANA}
    table.update(dict.fromkeys((*map(ord, " \u3000\u00a0"), *_VARIATION_SELECTORS), ""))
    return table


def plain(text: str) -> str:
    """The text in one width and in katakana, without spaces: the difference to it is what folding forgave.

    >>> plain("いしかわ　ｹﾝｼﾞ")
    'イシカワケンジ'
    """
    return unicodedata.normalize("NFKC", text).upper().translate(_plain_table())


def closeness(query: str, candidate: str) -> int:
    """How near a hit is to what was typed, to show near ones first: 0 the same, 1 begins so, 2 holds it, 3 folded only.

    >>> [closeness("イシカワ", reading) for reading in ("いしかわ", "イシカワ　ケンジ", "オイシカワ", "イチカワ")]
    [0, 1, 2, 3]
    """
    asked, found = plain(query), plain(candidate)
    if asked == found:
        return 0
    return 1 if found.startswith(asked) else 2 if asked in found else 3


def fingerprint() -> str:
    """Digest of the tables; when it changes, `FOLDING_VERSION` must."""
    import hashlib

    lines = [f"{code:x}:{to}" for code, to in sorted(_name_table().items())]
    lines += [f"{code:x}:{to}" for code, to in sorted(_kana_table().items())]
    return hashlib.sha256("\n".join([*lines, _O_SOUND.pattern, _V_SOUND.pattern]).encode()).hexdigest()[:16]
