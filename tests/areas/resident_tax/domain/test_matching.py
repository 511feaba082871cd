"""Whom a document is about: never by reading and birthday alone, never where two come as near."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from yakuba.areas.resident_tax.domain import folding, matching

BORN = date(1980, 4, 1)
DOCUMENT = {
    "row": pl.UInt32,
    "kana": pl.String,
    "name": pl.String,
    "birth_date": pl.Date,
    "address": pl.String,
    "holder": pl.Int64,
    "before": pl.Int64,
}
PERSON = {
    "number": pl.Int64,
    "kana": pl.String,
    "kana_past": pl.String,
    "names": pl.String,
    "names_past": pl.String,
    "birth_date": pl.Date,
    "address": pl.String,
}


def document(**changes: Any) -> dict[str, Any]:
    told = {"kana": "ｻﾄｳ ﾀﾛｳ", "name": "佐藤　太郎", "birth_date": BORN, "address": "北海道北見市端野町5-1", **changes}
    folded = {
        "kana": folding.kana(told["kana"]),
        "name": folding.name(told["name"]),
        "address": folding.address(told["address"]),
    }
    return {"row": 0, "holder": None, "before": None, **told, **folded}


def person(number: int, **changes: Any) -> dict[str, Any]:
    told = {"kana": "サトウ　タロウ", "names": "佐藤　太郎", "address": "端野町５番地１", "birth_date": BORN, **changes}
    return {
        "number": number,
        "birth_date": told["birth_date"],
        "kana": folding.kana(told["kana"]),
        "kana_past": folding.kana(changes.get("kana_past", "")),
        "names": folding.name(told["names"]),
        "names_past": folding.name(changes.get("names_past", "")),
        "address": folding.address(told["address"]),
    }


def judge(told: dict[str, Any], *people: dict[str, Any]) -> dict[str, Any]:
    documents = pl.DataFrame([told], schema=DOCUMENT)
    found = matching.pairs(documents, pl.DataFrame(list(people), schema=PERSON))
    return {**matching.judged(documents["row"], found).row(0, named=True), "found": found["number"].to_list()}


ELSEWHERE = {"address": "美幌町1"}
WEDDED = {"kana": "スズキ　タロウ", "names": "鈴木　太郎", "kana_past": "サトウ　タロウ", "names_past": "佐藤　太郎"}


@pytest.mark.parametrize(
    ("changes", "people", "match", "number"),
    [
        ({}, [person(7)], "sure", 7),
        ({"name": "佐藤　太朗", "address": "北海道美幌町"}, [person(7)], "candidates", None),
        ({"name": "佐藤　太朗"}, [person(7)], "sure", 7),
        ({}, [person(7), person(8)], "candidates", None),
        ({}, [person(7), person(8, **ELSEWHERE, names="佐東　太郎")], "sure", 7),
        ({"birth_date": date(1980, 4, 2)}, [person(7)], "candidates", None),
        ({"kana": "ｻﾄｳ ｼﾞﾛｳ", "name": "佐藤　次郎"}, [person(7)], "nobody", None),
        ({"holder": 7, "kana": "ｽｽﾞｷ ﾀﾛｳ", "name": "鈴木　太郎"}, [person(7)], "sure", 7),
        (
            {"holder": 7, "birth_date": date(1991, 1, 1), "kana": "ｱ", "name": "亜", "address": ""},
            [person(7)],
            "candidates",
            None,
        ),
        ({"holder": 8}, [person(7), person(8, birth_date=date(1999, 1, 1), kana="ア", names="亜")], "candidates", None),
        ({"before": 7, "kana": "ｽｽﾞｷ ﾀﾛｳ", "name": "鈴木　太郎", "address": ""}, [person(7)], "sure", 7),
        ({}, [person(7, **WEDDED)], "sure", 7),
        ({"address": "北海道美幌町"}, [person(7, **WEDDED)], "candidates", None),
        ({"birth_date": None, "address": "北海道美幌町"}, [person(7)], "nobody", None),
    ],
)
def test_a_document_is_somebodys_by_three_signs(
    changes: dict[str, Any], people: list[dict[str, Any]], match: str, number: int | None
) -> None:
    said = judge(document(**changes), *people)
    assert (said["match"], said["number"]) == (match, number)


def test_candidates_come_with_what_agrees_and_the_best_first() -> None:
    said = judge(
        document(), person(9, **ELSEWHERE, names="佐東　太郎"), person(7, address="端野町９番地"), person(3, kana="ア")
    )
    assert said["found"] == [7, 3, 9]
    words = matching.reasons_in_words(said["reasons"])
    assert words == ["生年月日が同じ", "氏名のカナが同じ", "氏名が同じ"]


def test_readings_of_other_widths_and_spellings_are_one() -> None:
    assert folding.kana("ｶﾞﾂｺｳ ｲﾁﾛｳ") == folding.kana("ガッコウ　イチロウ")
    assert folding.address("北海道北見市北１条東２丁目３番地４").endswith(folding.address("北1条東2-3-4"))


def test_who_shares_reading_and_address_only_is_looked_for_where_nobody_else_is_sure() -> None:
    documents = pl.DataFrame([document(), document(row=1, birth_date=date(1980, 4, 2))], schema=DOCUMENT)
    people = pl.DataFrame([person(7), person(8, birth_date=date(1950, 1, 1), names="佐東　太郎")], schema=PERSON)
    found = matching.pairs(documents, people)
    assert found.select("row", "number").rows() == [(0, 7), (1, 7), (1, 8)]
    assert matching.judged(documents["row"], found)["match"].to_list() == ["sure", "candidates"]
    weights = sum(sign.weight for sign in (matching.KANA, matching.NAME, matching.ADDRESS))
    assert weights < matching.SURE, "so that such a person never makes a sure one unsure"
    once = matching.Everybody.of(people)
    assert matching.pairs(documents, once).equals(found)
