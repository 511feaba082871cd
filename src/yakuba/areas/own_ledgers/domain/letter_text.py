"""What may be wrong with the text of a letter, before anything is filled in."""

import re
from collections.abc import Collection, Sequence

from yakuba.platform.cases.procedures.letters import ALWAYS

_BRACES = re.compile(r"\{([^{}]*)\}")


def unknown_marks(paragraphs: Sequence[str], questions: Collection[str]) -> list[str]:
    """Marks that stand for nothing, and braces that are none, as written; each once.

    >>> unknown_marks(("{name}様、{amount}円", "{amuont}円 {"), ["amount"])
    ['{amuont}', '{']
    """
    known = {*ALWAYS, *questions}
    found = [f"{{{mark}}}" for text in paragraphs for mark in _BRACES.findall(text) if mark not in known]
    found += [sign for text in paragraphs for sign in "{}" if sign in _BRACES.sub("", text)]
    return list(dict.fromkeys(found))
