"""Characters: the MJ table against facts written by hand, and texts cut and shrunk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import characters, names
from yakuba.standards.characters import Collection

KATSU = [f"葛{chr(0xE0100 + n)}" for n in range(2, 9)]


def test_the_table_is_whole() -> None:
    # 58,862 glyphs, three of which lost their code in version 005.01
    assert len(characters._rows()) == 58_859


@pytest.mark.parametrize(
    ("text", "name", "koseki", "strokes"),
    [
        ("髙", "MJ028902", "513280", 11),
        ("高", "MJ028901", "513270", 10),
        ("𠮷", "MJ032129", "038140", 6),
        ("葛\U000e0102", "MJ022335", "349920", 11),
        ("辺\U000e0101", "MJ025758", "437640", 5),
        ("崎", "MJ010541", "092550", 11),
    ],
)
def test_spot_facts(text: str, name: str, koseki: str, strokes: int) -> None:
    found = characters.mj(text)
    assert found is not None
    assert (found.name, found.koseki_number, found.strokes, found.text) == (name, koseki, strokes, text)


def test_a_bare_character_is_the_glyph_the_standard_gives_it() -> None:
    bare, chosen = characters.mj("葛"), characters.mj("葛\U000e0103")
    assert bare == chosen
    assert bare is not None and bare.is_plain
    assert {one.text for one in characters.glyphs_of("葛")} == set(KATSU)


def test_every_name_is_found_by_its_text() -> None:
    for name in list(characters._rows())[::97]:
        one = characters.character(name)
        assert characters.mj(one.text) == one


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("葛\U000e0102城", ["葛\U000e0102", "城"]),
        ("邉\U000e0117\U000e0117子", ["邉\U000e0117\U000e0117", "子"]),
        ("か\u3099く", ["か\u3099", "く"]),
        ("𠮷\n野", ["𠮷", "\n", "野"]),
        ("\U000e0102山", ["\U000e0102", "山"]),
    ],
)
def test_graphemes(text: str, parts: list[str]) -> None:
    assert characters.graphemes(text) == parts


@given(st.text())
def test_graphemes_lose_nothing(text: str) -> None:
    assert "".join(characters.graphemes(text)) == text


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        (KATSU[0], Collection.MOJI_JOHO),
        ("辻\U000e0100", Collection.ADOBE_JAPAN1),
        ("葛\U000e0101", Collection.ADOBE_JAPAN1),
        ("葛\U000e01ef", Collection.UNKNOWN),
        ("神\ufe00", Collection.STANDARDIZED),
        ("葛", None),
    ],
)
def test_collections(sequence: str, expected: Collection | None) -> None:
    assert characters.collection(sequence) == expected


@pytest.mark.parametrize(
    "text",
    [
        "北見　太郎",
        "葛\U000e0102城\U000e0100子"[:3],
        "𠮷野家々〆",
        "サトウ・ハナコー",
        "SMITH JOHN-PAUL O'NEIL",
        "１２番地３－４",
        "さくら",
        "𛀂",
        "Ⅲ",
        "カ゚",
        "",
    ],
)
def test_texts_a_register_keeps(text: str) -> None:
    assert characters.within_mj(text)


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("山田\ue000子", 2, "外字"),
        ("山\U000f0001", 1, "外字"),
        ("ﾔﾏﾀﾞ", 0, "半角カナ"),
        ("山\x07田", 1, "画面に表れない"),
        ("山\u200b田", 1, "画面に表れない"),
        ("葛\U000e0102城😀", 2, "文字情報基盤"),
        ("葛\U000e01ef", 0, "異体字"),
        ("\U000e0102", 0, "画面に表れない"),
        ("한", 0, "文字情報基盤"),
    ],
)
def test_texts_a_register_does_not_keep(text: str, position: int, word: str) -> None:
    problem = characters.not_allowed(text)[0]
    assert problem.position == position
    assert word in problem.message
    assert problem.message.endswith("。")


def test_common_surnames_and_given_names_are_allowed() -> None:
    assert all(characters.within_mj(one.kanji) for one in names.surnames())
    assert all(characters.within_mj(one.kanji) for one in names.given_names("M")[::50])


@pytest.mark.parametrize(
    ("text", "shrunk"),
    [
        ("髙﨑", "高﨑"),  # 﨑 is in JIS X 0213 itself (1-47-82)
        ("𠮷田", "吉田"),
        ("葛\U000e0102", "葛"),
        ("渡邊\U000e010f", "渡邊"),
        ("サトウ", "サトウ"),
    ],
)
def test_shrinking(text: str, shrunk: str) -> None:
    assert characters.shrink(text) == shrunk


def test_everything_in_the_table_shrinks_into_jis_or_says_it_cannot() -> None:
    for name in list(characters._rows())[::53]:
        shrunk = characters.shrink(characters.character(name).text)
        assert characters.is_jis_x0213(shrunk)


def test_variant_classes() -> None:
    assert set("斎斉齋齊") <= set(characters.variants_of("齋"))
    assert set("辺邊邉") <= set(characters.variants_of("辺"))
    assert set("高髙") <= set(characters.variants_of("高"))
    assert "台" not in characters.variants_of("屋")
