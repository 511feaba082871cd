"""The paragraphs of a letter: marks in braces are replaced by values in words."""

import re
from collections.abc import Collection, Mapping, Sequence

OF_EVERY_LETTER = ("number", "name", "address", "day")
"""Marks every letter knows. A question of the same name is not reached by a mark."""
NOTHING = "―"
_MARK = re.compile(r"\{([^{}]*)\}")


def unknown_marks(paragraphs: Sequence[str], questions: Collection[str]) -> list[str]:
    """Marks that stand for nothing, and braces that are none, as written; each once.

    >>> unknown_marks(("{name}様、{amount}円", "{amuont}円 {"), ["amount"])
    ['{amuont}', '{']
    """
    known = {*OF_EVERY_LETTER, *questions}
    found = [f"{{{mark}}}" for text in paragraphs for mark in _MARK.findall(text) if mark not in known]
    found += [sign for text in paragraphs for sign in "{}" if sign in _MARK.sub("", text)]
    return list(dict.fromkeys(found))


def filled(paragraphs: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The paragraphs as they are printed; a dash where nothing was answered. Raises KeyError for an unknown mark.

    >>> filled(("{name}様の{pet}を登録しました。",), {"name": "佐藤　花子", "pet": ""})
    ('佐藤　花子様の―を登録しました。',)
    """
    return tuple(_MARK.sub(lambda found: words[found[1]] or NOTHING, text) for text in paragraphs)
