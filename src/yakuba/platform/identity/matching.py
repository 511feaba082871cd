"""Whether the four items of a certificate are those of a resident record, and when that may link without a clerk.

Pure. The certificate's text never goes into the record. At the place of a substitute any one character fits. Such a
match, one that only variants of kanji or kana made, and one with more than one candidate, go to a clerk.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yakuba.platform.identity.certificates import FourItems
from yakuba.standards import addresses, folding

# A private-use character, which no certificate writes; folding leaves it alone.
_ANY = "\uf8ff"


class Match(StrEnum):
    EXACT = "exact"
    WITH_WILDCARD = "with_wildcard"
    DIFFERENT = "different"


@dataclass(frozen=True)
class RecordItems:
    """A resident record's side. `names` are all the names the record bears (氏名, 通称, ...); sex as 1, 2, 3.

    `birth_date` is None when the record does not know it wholly.
    """

    names: tuple[str, ...]
    birth_date: date | None
    sex: str
    address: str


@dataclass(frozen=True)
class Comparison:
    """`different` and `wildcard` name items: name, birth_date, sex, address."""

    match: Match
    different: tuple[str, ...] = ()
    wildcard: tuple[str, ...] = ()


def compare(card: FourItems, record: RecordItems) -> Comparison:
    """How the card's items stand to the record's. An unknown birth date equals nothing."""
    names = [_name(card, name) for name in record.names] or [Match.DIFFERENT]
    found = {
        "name": next((best for best in Match if best in names), Match.DIFFERENT),
        "birth_date": _equal(card.born is not None and card.born == record.birth_date),
        "sex": _equal(card.sex == record.sex),
        "address": _fits(card.address, card.address_substitutes, record.address, addresses.fold),
    }
    different = tuple(item for item, match in found.items() if match is Match.DIFFERENT)
    wildcard = tuple(item for item, match in found.items() if match is Match.WITH_WILDCARD)
    match = Match.DIFFERENT if different else Match.WITH_WILDCARD if wildcard else Match.EXACT
    return Comparison(match, different, wildcard)


def links_by_itself(candidates: Sequence[Comparison]) -> bool:
    """Whether a link may be made without a clerk: one candidate that is not different, and that one exact.

    >>> exact, other = Comparison(Match.EXACT), Comparison(Match.DIFFERENT, ("name",))
    >>> links_by_itself([exact, other]), links_by_itself([exact, exact])
    (True, False)
    >>> links_by_itself([Comparison(Match.WITH_WILDCARD)]), links_by_itself([])
    (False, False)
    """
    possible = [one.match for one in candidates if one.match is not Match.DIFFERENT]
    return possible == [Match.EXACT]


def _name(card: FourItems, name: str) -> Match:
    """Search folding also makes ガ and カ equal, which may be twins: what only it makes equal is for a clerk."""
    close = _fits(card.name, card.name_substitutes, name, folding.plain)
    if close is not Match.DIFFERENT:
        return close
    folded = _fits(card.name, card.name_substitutes, name, folding.fold_name)
    return Match.DIFFERENT if folded is Match.DIFFERENT else Match.WITH_WILDCARD


def _equal(same: bool) -> Match:
    return Match.EXACT if same else Match.DIFFERENT


def _fits(text: str, substitutes: str, record: str, fold: Callable[[str], str]) -> Match:
    marked = "".join(_ANY if mark == "1" else one for one, mark in zip(text, substitutes, strict=True))
    parts = fold(marked).split(_ANY)
    if not any(parts) or not re.fullmatch(".".join(map(re.escape, parts)), fold(record)):
        return Match.DIFFERENT
    return Match.WITH_WILDCARD if len(parts) > 1 else Match.EXACT
