"""A reading as the register holds it: full-width katakana, whatever was typed."""

import re
import unicodedata

_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_DASHES = re.compile(r"[‐‑‒–—―−\-～〜]")
_OTHER = re.compile(r"[^ァ-ヺー・ 　]")


def to_katakana(text: str) -> tuple[str, str]:
    """(`text` in full-width katakana with single full-width spaces, the first character which has no kana or '')."""
    kana = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    kana = re.sub(r"\s+", "　", _DASHES.sub("ー", kana)).strip()
    bad = _OTHER.search(kana)
    return kana, bad.group() if bad else ""
