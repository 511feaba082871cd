"""What text becomes, what is refused by name, and which year a month and day have."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yakuba.standards.money import dates, kana
from yakuba.standards.money.errors import FieldError
from yakuba.standards.money.profiles import Profile


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("やまだ　たろう", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("キョウコ", "ｷﾖｳｺ"),
        ("ｷｮｳｺ", "ｷﾖｳｺ"),
        ("ローラ－‐−―", "ﾛ-ﾗ----"),
        ("ｺｰﾄﾞ", "ｺ-ﾄﾞ"),
        ("ヴァン・ダイク".replace("・", " "), "ｳﾞｱﾝ ﾀﾞｲｸ"),
        ("パ゜ハ゛", "ﾊﾟﾟﾊﾞ"),
        ("（カ）シケン１２３", "(ｶ)ｼｹﾝ123"),
        ("nguyen", "NGUYEN"),
        ("カ\u3099", "ｶﾞ"),
        ("ケ丘".replace("丘", "ヶ"), "ｹｹ"),
    ],
)
def test_conversion(text: str, converted: str) -> None:
    assert kana.bank_text(text, "party", "受取人名") == converted


def test_marks_are_bytes_of_their_own() -> None:
    assert kana.encode(kana.bank_text("ヤマダ　タロウ", "party", "受取人名")) == bytes.fromhex("d4cfc0de20c0dbb3")


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("山田", "party", "漢字「山」は使えません。カナの読みを入力してください。"),
        ("佐々木", "party", "漢字「佐」は使えません"),
        ("㈱シケン", "party", "漢字「株」は使えません"),
        ("カ,シ", "party", "「,」は使えません。読点を除くか"),
        ("ア・イ", "party", "「・」は使えません。中点を除くか"),
        ("ヲ", "party", "「ヲ」は使えません。「オ」で入力"),
        ("ABC", "salary", "英字「A」は使えません"),
        ("ア-", "salary", "「-」は使えません"),
        ("ア/イ", "party", "「/」は使えません"),
        ("ア(", "bank", "「(」は使えません"),
        ("ヰ", "party", "「ヰ」は使えません。「イ」で入力"),
        ("ア\tイ", "party", "制御文字（U+0009）は使えません"),
        ("😀", "party", "「😀」は使えません"),
    ],
)
def test_what_is_refused_by_name(text: str, kind: str, reason: str) -> None:
    with pytest.raises(FieldError) as refused:
        kana.bank_text(text, kind, "受取人名")
    assert str(refused.value).startswith(f"受取人名：{reason}")


def test_edi_information_takes_more() -> None:
    assert kana.bank_text("￥「コウキ」／ヲ（１）．－", "edi", "EDI情報") == "\\｢ｺｳｷ｣/ｦ(1).-"


ANY_KANA = st.text(
    st.sampled_from(
        "".join(map(chr, range(ord("ァ"), ord("ヺ") + 1))).translate({ord(c): None for c in "ヰヱヸヹヲヺ"})
    ),
    max_size=40,
)


@given(ANY_KANA, st.sampled_from(kana.KINDS))
def test_every_katakana_has_bytes_and_conversion_is_done_once(text: str, kind: str) -> None:
    assume(kind != "bank" or text)
    converted = kana.bank_text(text, kind, "項目")
    assert kana.bank_text(converted, kind, "項目") == converted
    assert len(kana.encode(converted)) == len(converted)
    assert not set(kana.encode(converted)) & {*range(0xA7, 0xB1)}


@given(ANY_KANA, st.integers(0, 30))
def test_a_cut_never_leaves_a_mark_behind(text: str, length: int) -> None:
    converted = kana.half_width(text)
    short = kana.cut(converted, length)
    assert len(short) <= length and converted.startswith(short)
    assert converted[len(short) : len(short) + 1] not in ("ﾞ", "ﾟ")
    assert len(short) >= min(len(converted), length) - 1


def test_a_bank_that_takes_wo() -> None:
    assert kana.bank_text("ヲ", "party", "受取人名", Profile("見本銀行", wo=True)) == "ｦ"


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, 364))
def test_a_request_has_the_next_such_day(on: date, ahead: int) -> None:
    day = on + timedelta(days=ahead)
    assume((day.month, day.day) != (2, 29))
    assert dates.in_request(dates.month_day(day), on) == day


def test_the_29th_of_february_only_in_a_leap_year() -> None:
    assert dates.in_request("0229", date(2027, 3, 1)) == date(2028, 2, 29)
    assert dates.in_request("0229", date(2028, 2, 29)) == date(2028, 2, 29)
    for on in (date(2026, 11, 29), date(2028, 3, 1)):
        with pytest.raises(FieldError, match="1年以内の暦にありません"):
            dates.in_request("0229", on)


@pytest.mark.parametrize("said", ["0000", "1301", "0431", "11 3", "１１３０", ""])
def test_what_is_no_month_and_day(said: str) -> None:
    assert not dates.is_month_day(said)
    with pytest.raises(FieldError):
        dates.in_request(said, date(2026, 11, 29))


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_days_of_the_era_come_back(day: date) -> None:
    assert dates.of_era(dates.to_era(day), "勘定日", day) == day


@pytest.mark.parametrize("said", ["000101", "010401", "310501", "080230", "ab0101"])
def test_what_is_no_day_of_the_era(said: str) -> None:
    with pytest.raises(FieldError, match="和暦の年月日と読めません"):
        dates.of_era(said, "勘定日", date(2026, 11, 29))
