"""Given names typical of a generation (general knowledge, no counts); the long list of the standards fills the rest.

Lines of `data/given-names.txt`: sex, last birth year of the generation, then kanji and katakana in turn.
"""

from importlib import resources
from typing import Final

OLD_ENDINGS: Final = frozenset("郎雄夫男一二三治次助吉蔵司義勇正昭")
YOUNG_ENDINGS: Final = frozenset("翔斗太大樹輝空海真人悠蓮陽也希")
GIRL_ENDINGS: Final = frozenset("菜奈花音莉愛月葉結羽桜香衣乃")


def generations(sex: str) -> list[tuple[int, list[tuple[str, str]]]]:
    """Last birth year of each generation and its (kanji, katakana) names, in order; `sex` is "1" male or "2" female.

    >>> generations("1")[0][0], generations("2")[-1][1][0]
    (1945, ('陽葵', 'ヒマリ'))
    """
    found: dict[int, list[tuple[str, str]]] = {}
    lines = resources.files(__package__).joinpath("data/given-names.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        of_sex, year, *words = line.split()
        if of_sex == sex:
            found.setdefault(int(year), []).extend(zip(words[::2], words[1::2], strict=True))
    return sorted(found.items())
