"""The words of a procedure's letter: marks such as ``{q3}`` or ``{name}``, filled in; and as its maker writes them.

Who makes a letter writes ［犬の名前］ where the answer goes; kept is the question's id, so that a better title later
breaks nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from yakuba.platform.cases.procedures.definition import Letter

ALWAYS = {"number": "番号", "name": "氏名", "address": "住所", "day": "日付"}
"""What every letter knows besides the answers: number in the ledger (or receipt), applicant, day of the letter."""
NOTHING = "―"
_MARK = re.compile(r"\{([A-Za-z0-9_]+)\}")
_WRITTEN = re.compile(r"［([^［］]*)］")


class UnknownMark(ValueError):
    """A word in ［］ that names neither a question nor one of ``ALWAYS``. The message is for the letter's maker."""


def marks(text: str) -> set[str]:
    """
    >>> sorted(marks("{name} 様　{q1}を登録しました（{number}）"))
    ['name', 'number', 'q1']
    """
    return set(_MARK.findall(text))


def filled(letter: Letter, words: Mapping[str, str]) -> Letter:
    """The letter with its marks replaced; a dash where nothing was answered."""

    def fill(text: str) -> str:
        return _MARK.sub(lambda found: words.get(found[1]) or NOTHING, text)

    return Letter(fill(letter.title), tuple(fill(one) for one in letter.paragraphs))


def offered(definition: Mapping[str, Any]) -> dict[str, str]:
    """Words that can stand in ［］ → the mark kept for each: the questions by title, then what is always there."""
    titles = {str(one["title"]["ja"]): str(one["id"]) for one in definition["steps"] if one["kind"] != "file"}
    return titles | {word: mark for mark, word in ALWAYS.items()}


def kept(text: str, definition: Mapping[str, Any]) -> str:
    """Text as its maker wrote it → as it is kept. Raises UnknownMark."""
    known = offered(definition)

    def keep(found: "re.Match[str]") -> str:
        word = found[1].strip()
        if word not in known:
            raise UnknownMark(f"［{word}］にあたる質問がない。下の一覧にある言葉を使う")
        return f"{{{known[word]}}}"

    return _WRITTEN.sub(keep, text.replace("{", "｛").replace("}", "｝"))


def written(text: str, definition: Mapping[str, Any]) -> str:
    """Text as it is kept → as its maker writes it."""
    words = {mark: word for word, mark in offered(definition).items()}
    return _MARK.sub(lambda found: f"［{words.get(found[1], found[1])}］", text)
