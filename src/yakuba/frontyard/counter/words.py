"""The tablet's own words in three languages, from ``words.yaml``."""

from functools import cache
from pathlib import Path

import yaml

from yakuba.platform.cases.procedures.definition import Text, without_readings


@cache
def texts() -> dict[str, Text]:
    given = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {key: Text(**words) for key, words in given.items()}


def text(key: str, language: str) -> str:
    """Without readings, for messages and attributes. Raises KeyError."""
    return without_readings(texts()[key].in_(language))
