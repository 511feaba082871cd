"""Names of steps as they are compared: one width, one word for what means the same, pairs of characters."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from yakuba.insight.processes.catalogue import tree

_NUMBERING = re.compile(
    r"^(?:[(\[【]?[0-9a-zA-Zア-ン一二三四五六七八九十]{1,2}[)\].、:】]\s*|\d+(?:-\d+)*[.\s、]\s*|\d+(?=\D))"
)
LACKS = 0.6  # weight of what of the label is there
_HIRAGANA = re.compile("[ぁ-ん]+")
_MARKS = re.compile(r"[\s・、。,.()\[\]「」『』/／~〜\-ー−_*※:;+&]+")


@cache
def _same() -> tuple[re.Pattern[str], Mapping[str, str]]:
    same, dropped = tree.words()
    table = {**same, **dict.fromkeys(dropped, "")}
    longest_first = sorted(table, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first))), table


def normalised(name: str) -> str:
    """A name without width, numbering, marks and endings, with one word for what means the same.

    >>> normalised("①異動届の受理"), normalised("届出書の受付処理")
    ('届出書受付', '届出書受付')
    >>> normalised("ｽｷｬﾅでの読み取り") == normalised("スキャナでの読み取り")
    True
    """
    plain = _NUMBERING.sub("", unicodedata.normalize("NFKC", name).strip())
    pattern, table = _same()
    told = pattern.sub(lambda found: table[found.group()], plain)
    bare = _MARKS.sub("", _HIRAGANA.sub("", told))
    return bare.upper() or _MARKS.sub("", plain)


def grams(text: str) -> Counter[str]:
    """Single characters and pairs of neighbours, the ends marked."""
    marked = f"^{text}$"
    pairs = (marked[at : at + 2] for at in range(len(marked) - 1))
    return Counter([*text, *pairs])


def weights(labels: Iterable[str]) -> dict[str, float]:
    """How much each gram tells: rare ones among the labels more (inverse document frequency)."""
    every = [set(grams(label)) for label in labels]
    seen = Counter(gram for found in every for gram in found)
    return {gram: 1 + math.log((1 + len(every)) / (1 + count)) for gram, count in seen.items()}


@dataclass(frozen=True)
class Weighed:
    """Grams of a text with what each is worth, and all of them together."""

    worth: Mapping[str, float]
    total: float


def weighed(text: str, weight: Mapping[str, float]) -> Weighed:
    """A normalised text, weighed; a gram that no label has is worth as much as the rarest."""
    unseen = max(weight.values(), default=1.0)
    worth = {gram: count * weight.get(gram, unseen) for gram, count in grams(text).items()}
    return Weighed(worth, sum(worth.values()))


def likeness(own: Weighed, label: Weighed) -> float:
    """From 0 to 1: what the two have in common, of the label mostly, of the own name as well.

    Own names say more than labels do ("by another clerk", "from the former municipality"), so what they have beside
    counts less than what they lack.
    """
    common = sum(min(worth, own.worth.get(gram, 0.0)) for gram, worth in label.worth.items())
    if not common:
        return 0.0
    return LACKS * common / label.total + (1 - LACKS) * common / own.total
