"""Relationship to the head (続柄): allowed elements, chains of up to four with の (juki-1.0:1.1.11).

Code values are those one town's conforming system uses. The two for 子（子の夫） and 子（子の妻） were not observed and
are our own; this module is the one place to correct them.
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

HEAD: Final = "02"
HUSBAND: Final = "11"
WIFE: Final = "12"
HUSBAND_UNREGISTERED: Final = "13"
WIFE_UNREGISTERED: Final = "14"
CHILD: Final = "20"
CHILD_HUSBAND_OF_CHILD: Final = "28"
CHILD_WIFE_OF_CHILD: Final = "29"
FATHER: Final = "51"
MOTHER: Final = "52"
ELDER_BROTHER: Final = "71"
YOUNGER_BROTHER: Final = "74"
ELDER_SISTER: Final = "81"
YOUNGER_SISTER: Final = "84"
CONNECTED_PERSON: Final = "96"
LODGER: Final = "99"

RELATIONSHIPS: Final = MappingProxyType(
    {
        HEAD: "世帯主",
        HUSBAND: "夫",
        WIFE: "妻",
        HUSBAND_UNREGISTERED: "夫（未届）",
        WIFE_UNREGISTERED: "妻（未届）",
        CHILD: "子",
        CHILD_HUSBAND_OF_CHILD: "子（子の夫）",
        CHILD_WIFE_OF_CHILD: "子（子の妻）",
        FATHER: "父",
        MOTHER: "母",
        ELDER_BROTHER: "兄",
        YOUNGER_BROTHER: "弟",
        ELDER_SISTER: "姉",
        YOUNGER_SISTER: "妹",
        CONNECTED_PERSON: "縁故者",
        LODGER: "同居人",
    }
)

SPOUSES: Final = frozenset({HUSBAND, WIFE, HUSBAND_UNREGISTERED, WIFE_UNREGISTERED})
CHILDREN: Final = frozenset({CHILD, CHILD_HUSBAND_OF_CHILD, CHILD_WIFE_OF_CHILD})
PARENTS: Final = frozenset({FATHER, MOTHER})
SIBLINGS: Final = frozenset({ELDER_BROTHER, YOUNGER_BROTHER, ELDER_SISTER, YOUNGER_SISTER})
ALONE: Final = frozenset({HEAD, CONNECTED_PERSON, LODGER})
"""Elements that never take part in a chain."""

MALE: Final = "1"
FEMALE: Final = "2"
SEX: Final = MappingProxyType(
    {
        **dict.fromkeys((HUSBAND, HUSBAND_UNREGISTERED, FATHER, ELDER_BROTHER, YOUNGER_BROTHER), MALE),
        **dict.fromkeys((WIFE, WIFE_UNREGISTERED, MOTHER, ELDER_SISTER, YOUNGER_SISTER), FEMALE),
        CHILD_HUSBAND_OF_CHILD: MALE,
        CHILD_WIFE_OF_CHILD: FEMALE,
    }
)
"""Sex that the element names, where it names one."""

LONGEST: Final = 4

Chain = tuple[str, ...]


def is_allowed(chain: Sequence[str]) -> bool:
    """Whether the standard allows this relationship.

    >>> is_allowed(("20", "12")), is_allowed(("20",) * 5), is_allowed(("99", "20"))
    (True, False, False)
    """
    if not 1 <= len(chain) <= LONGEST or any(code not in RELATIONSHIPS for code in chain):
        return False
    return len(chain) == 1 or not ALONE.intersection(chain)


def wording(chain: Sequence[str]) -> str:
    """続柄表記 of a chain of codes; codes that are not ours are left as they are.

    >>> wording(("20", "12"))
    '子の妻'
    """
    return "の".join(RELATIONSHIPS.get(code, code) for code in chain)


def parse(text: str) -> Chain:
    """Codes of a 続柄表記; raises ValueError when the standard does not allow it.

    >>> parse("妻の母")
    ('12', '52')
    >>> parse("子（子の夫）")
    ('28',)
    >>> parse("祖父")
    Traceback (most recent call last):
    ValueError: 祖父
    """
    by_word = {word: code for code, word in RELATIONSHIPS.items()}
    if text in by_word:
        return (by_word[text],)
    chain = tuple(by_word.get(word, "") for word in text.split("の"))
    if not is_allowed(chain):
        raise ValueError(text)
    return chain


def items(chain: Sequence[str]) -> dict[str, str]:
    """Items of the record that hold a relationship."""
    padded = [*chain, "", "", "", ""][:LONGEST]
    named = {f"relationship_code_{place}": code for place, code in enumerate(padded, 1)}
    return {**named, "relationship": wording(chain)}
