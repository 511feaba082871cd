"""The portal's own words in three languages, from ``data/words.yaml``: one list of keys."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.safestring import SafeString

from yakuba.platform.cases.procedures.definition import Text, pieces, without_readings
from yakuba.platform.screens.markup import draw, joined

LANGUAGES = {"ja": "日本語", "easy": "やさしい日本語", "en": "English"}


@cache
def texts() -> dict[str, Text]:
    """Key → words. Raises KeyError or TypeError at the first use when a language is missing."""
    given = yaml.safe_load((Path(__file__).parent / "data" / "words.yaml").read_text(encoding="utf-8"))
    return {key: Text(**words) for key, words in given.items()}


def text(key: str) -> Text:
    return texts()[key]


def plain(key: str, language: str) -> str:
    """Without readings: for titles, mails and attributes."""
    return without_readings(text(key).in_(language))


def drawn(words: str) -> SafeString:
    """Words with readings as ruby, everything escaped."""
    return joined(
        draw("<ruby>{}<rt>{}</rt></ruby>", part, reading) if reading else draw("{}", part)
        for part, reading in pieces(words)
    )
