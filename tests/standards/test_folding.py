"""Search folding: the pairs 2.1.2 names, laws that hold for every text, and the version."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.standards import characters, folding, names
from yakuba.standards.folding import fold_kana, fold_name

KANA = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FF) | st.sampled_from("ｱｶﾞｳﾞﾊﾟｰ- 　－―"), max_size=12)
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FA1F, exclude_categories=["Cs"]), max_size=12)

# Digest of the tables at the version: when this test fails, raise FOLDING_VERSION and set the new digest here.
VERSIONS = {1: "fca1d48241966d59"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヂ", "ジ"),
        ("ズ", "ヅ"),
        ("ワ", "ハ"),
        ("ヴァ", "バ"),
        ("ヴィ", "ビ"),
        ("ヴ", "ブ"),
        ("ヴェ", "ベ"),
        ("ヴォ", "ボ"),
        ("オ", "ヲ"),
        ("ヒ", "ピ"),
        ("カ", "ガ"),
        ("イシツカ", "イシヅカ"),
        ("イシヅカ", "イシズカ"),
        ("ナカシマ", "ナカジマ"),
        ("ワタナベ", "わたなべ"),
        ("ｶﾞｸ ﾊﾟｳﾛ", "がく　ぱうろ"),
        ("か\u3099く", "がく"),
        ("ｳﾞｧﾝ", "バン"),
        ("ハットリ", "ハツトリ"),
        ("キョウコ", "キヨオコ"),
        ("シュン", "シユン"),
        ("コウノ", "コオノ"),
        ("オウタ", "オオタ"),
        ("ユウジロウ", "ユウジロオ"),
        ("ローザ", "ロザ"),
        ("ロ－ザ", "ロ-ザ"),
        ("ロ―ザ", "ロ−ザ"),
        ("サトウ　ハナコ", "サトウハナコ"),
        ("マリー・アン", "マリアン"),
        ("ヱイコ", "エイコ"),
        ("ヵ", "カ"),
    ],
)
def test_readings_a_search_does_not_tell_apart(one: str, other: str) -> None:
    assert fold_kana(one) == fold_kana(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ウエノ", "オエノ"),
        ("タナカ", "ナカタ"),
        ("ユウキ", "ユオキ"),
        ("サトウ", "サト"),
        ("カネダ", "カメダ"),
        ("ア", ""),
    ],
)
def test_readings_that_stay_apart(one: str, other: str) -> None:
    assert fold_kana(one) != fold_kana(other)


def test_every_voiced_kana_folds_to_the_unvoiced_one() -> None:
    voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ"
    unvoiced = "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホ"
    small, large = "ァィゥェォャュョッヮ", "アイウエオヤユヨツワ"
    for one, other in zip(voiced + small, unvoiced + large, strict=True):
        assert fold_kana(one) == fold_kana(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("斎藤", "齋藤"),
        ("斎藤", "斉藤"),
        ("斎藤", "齊藤"),
        ("髙橋", "高橋"),
        ("𣘺本", "橋本"),
        ("山﨑", "山崎"),
        ("嵜", "崎"),
        ("葛󠄀城", "葛城"),
        ("葛󠄂城", "葛󠄃城"),
        ("渡辺", "渡邊"),
        ("渡邉", "渡邊󠄂"),
        ("𠮷田", "吉田"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("廣瀨", "広瀬"),
        ("澤", "沢"),
        ("國分", "国分"),
        ("嶋", "島"),
        ("嶌", "島"),
        ("德永", "徳永"),
        ("桒原", "桑原"),
        ("栁", "柳"),
        ("桧山", "檜山"),
        ("神", "\ufa19"),
        ("龍", "竜"),
        ("塚", "\ufa10"),
        ("ﾏｲｹﾙ", "マイケル"),
        ("まゆみ", "マユミ"),
        ("ＳＭＩＴＨ　Ｊｏｈｎ", "smith john"),
        ("GARCÍA", "Garcia"),
        ("佐藤　花子", "佐藤花子"),
    ],
)
def test_names_a_search_does_not_tell_apart(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_surnames_of_the_whole_list_stay_apart_but_for_variants() -> None:
    """Two surnames fold alike only when each pair of their characters is one class; classes are few among them."""
    folded: dict[str, list[str]] = {}
    for one in names.surnames():
        folded.setdefault(fold_name(one.kanji), []).append(one.kanji)
    joined = [those for those in folded.values() if len(those) > 1]
    assert 30 <= len(joined) <= 150
    for those in joined:
        first = characters.graphemes(those[0])
        for other in those[1:]:
            pairs = zip(first, characters.graphemes(other), strict=True)
            assert all(fold_name(a) == fold_name(b) for a, b in pairs)


@given(KANA)
def test_folding_a_reading_twice_changes_nothing(text: str) -> None:
    assert fold_kana(fold_kana(text)) == fold_kana(text)


@given(NAMES)
def test_folding_a_name_twice_changes_nothing(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(KANA, st.sampled_from([" ", "　", "-", "ー", "−", "–", "ｰ"]), st.integers(0, 12))
def test_spaces_and_long_marks_do_not_count(text: str, mark: str, at: int) -> None:
    assert fold_kana(text[:at] + mark + text[at:]) == fold_kana(text)


@given(st.text(st.sampled_from("あいうえおかがきくこごそとのほもよろん"), max_size=10))
def test_hiragana_and_katakana_are_one(text: str) -> None:
    assert fold_kana(text) == fold_kana("".join(chr(ord(c) + 0x60) for c in text))


def test_the_version_belongs_to_the_tables() -> None:
    assert VERSIONS[folding.FOLDING_VERSION] == folding.fingerprint()


@pytest.mark.parametrize(("fold", "sample"), [(fold_kana, "コウノ　ユウジロウ"), (fold_name, "渡邉　裕次郎")])
def test_a_name_costs_a_few_calls_of_translate(fold: Callable[[str], str], sample: str) -> None:
    """A million names are folded in seconds. The yardstick is taken in turns, as other work disturbs both alike."""

    def bare(text: str) -> str:
        return text.translate(TABLE)

    fold(sample)
    pairs = [(_seconds(fold, sample), _seconds(bare, sample)) for _ in range(7)]
    assert min(ours / theirs for ours, theirs in pairs) <= 8, pairs


TABLE = {ord("コ"): "ゴ", ord("渡"): "度"}


def _seconds(fold: Callable[[str], str], sample: str) -> float:
    before = time.process_time()
    for _ in range(10_000):
        fold(sample)
    return time.process_time() - before
