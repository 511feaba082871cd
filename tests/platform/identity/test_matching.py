"""Four items beside a resident record: what is the same, what only may be, and what a clerk must see."""

from dataclasses import replace
from datetime import date

import pytest

from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.matching import Comparison, Match, RecordItems, compare, links_by_itself

ADDRESS = "北海道北見市大通西三丁目１番地２"
RECORD = RecordItems(("山田　花子",), date(1990, 1, 2), "2", ADDRESS)
CARD = FourItems("山田　花子", "419900102", "2", ADDRESS, "00000", "0" * len(ADDRESS))
EXACT, WILD, OTHER = Match.EXACT, Match.WITH_WILDCARD, Match.DIFFERENT


@pytest.mark.parametrize(
    ("card", "marks", "record", "match"),
    [
        ("山田　花子", "", "山田　花子", EXACT),
        ("山田　花子", "", "山田花子", EXACT),
        ("山田　花子", "", "山田\U000e0100　花子", EXACT),  # the record keeps the glyph, the certificate cannot
        ("山田　はなこ", "", "山田　ハナコ", EXACT),
        ("ＮＧＵＹＥＮ　ＡＮＨ", "", "NGUYEN ANH", EXACT),
        ("高橋　花子", "10000", "髙橋　花子", WILD),
        ("〓橋　花子", "10000", "髙橋　花子", WILD),
        ("〓橋　花子", "10000", "大髙橋　花子", OTHER),  # one place, one character
        ("〓橋　花子", "10000", "橋　花子", OTHER),
        ("〓橋　花子", "00000", "髙橋　花子", OTHER),  # no mark, no wildcard
        ("渡邊　花子", "", "渡辺　花子", WILD),  # variants of one kanji: for a clerk
        ("山田　たいき", "", "山田　だいき", WILD),  # may be twins
        ("山田　花子", "", "山田　華子", OTHER),
        ("山田　花子", "", "山田　花", OTHER),
        ("〓〓", "11", "山田", OTHER),  # substitutes alone say nothing
        ("山.　花子", "", "山田　花子", OTHER),
    ],
)
def test_names(card: str, marks: str, record: str, match: Match) -> None:
    items = replace(CARD, name=card, name_substitutes=marks or "0" * len(card))
    found = compare(items, replace(RECORD, names=(record,)))
    named = ("name",)
    assert found == Comparison(match, named if match is OTHER else (), named if match is WILD else ())


@pytest.mark.parametrize(
    ("card", "marked", "record", "match"),
    [
        (ADDRESS, "", "北海道北見市大通西３丁目１－２", EXACT),
        (ADDRESS, "", "北海道北見市大通西三丁目１番地３", OTHER),
        (ADDRESS, "", ADDRESS + "　コーポ北見１０１号室", OTHER),
        ("東京都葛〓区立石五丁目１３番１号", "〓", "東京都葛飾区立石五丁目13番1号", WILD),
        ("東京都葛〓区立石五丁目１３番１号", "", "東京都葛飾区立石五丁目13番1号", OTHER),
    ],
)
def test_addresses(card: str, marked: str, record: str, match: Match) -> None:
    marks = "".join("1" if one == marked else "0" for one in card)
    found = compare(replace(CARD, address=card, address_substitutes=marks), replace(RECORD, address=record))
    assert (found.match, found.different == ("address",)) == (match, match is OTHER)


@pytest.mark.parametrize(
    ("born", "record", "match"),
    [
        ("419900102", date(1990, 1, 2), EXACT),
        ("419900102", date(1990, 1, 3), OTHER),
        ("419900100", date(1990, 1, 1), OTHER),
        ("019900102", date(1990, 1, 2), OTHER),
        ("419900102", None, OTHER),
        ("419900100", None, OTHER),  # unknown equals nothing, not even unknown
    ],
)
def test_birth_dates(born: str, record: date | None, match: Match) -> None:
    found = compare(replace(CARD, birth_date=born), replace(RECORD, birth_date=record))
    assert (found.match, found.different) == (match, ("birth_date",) if match is OTHER else ())


def test_every_differing_item_is_named() -> None:
    stranger = RecordItems((), None, "1", "千葉県船橋市湊町二丁目１０番２５号")
    assert compare(CARD, stranger).different == ("name", "birth_date", "sex", "address")
    assert compare(CARD, replace(RECORD, sex="1")).different == ("sex",)


def test_any_name_of_the_record_counts_and_the_surest_decides() -> None:
    assert compare(CARD, replace(RECORD, names=("KIM HANA", "山田花子"))).match is EXACT
    wild = replace(CARD, name_substitutes="10000")
    assert compare(wild, replace(RECORD, names=("KIM HANA", "山田花子"))).match is WILD


def test_only_one_exact_candidate_links_by_itself() -> None:
    exact, wild, other = Comparison(EXACT), Comparison(WILD, (), ("name",)), Comparison(OTHER, ("sex",))
    assert links_by_itself([exact]) and links_by_itself([other, exact, other])
    for candidates in ([], [other], [wild], [exact, exact], [exact, wild], [wild, wild]):
        assert not links_by_itself(candidates)


def test_levels_rise_and_are_named_in_three_languages() -> None:
    assert Level.EMAIL < Level.CARD_UNCONFIRMED < Level.APP < Level.CARD
    labels = {level.label(language) for level in Level for language in ("ja", "easy", "en")}
    assert len(labels) == 12 and Level.CARD.label("fr") == Level.CARD.label("ja")
