"""Collection data of stores: through a layout that is data, with the slip's own check; and eL numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.standards.errors import StandardsError
from yakuba.standards.money import store_payments
from yakuba.standards.money.el_numbers import ElNumber, PayEasyNumber, QrContent, qr_text
from yakuba.standards.money.errors import FieldError, FileRefused
from yakuba.standards.money.forms import Group
from yakuba.standards.money.slips import Slip
from yakuba.standards.money.store_payments import Kind, StoreHeader, StorePayment, layout_from_settings

HEADER = StoreHeader(date(2026, 12, 1), "1234567890", "ｼｹﾝｼ")
SLIP = Slip("999999", "021026010012345678900", "0", date(2026, 11, 30), "0", 48_700)
PAID = StorePayment(
    Kind.PRELIMINARY, SLIP.digits, date(2026, 11, 28), 48_700, time(21, 5), "03711", "1234", date(2026, 12, 10)
)
CONFIRMED = replace(PAID, kind=Kind.CONFIRMED)
# An agent's own table, as it would stand in settings: no time, no chain, its own codes and one total.
SETTINGS: dict[str, Any] = {
    "name": "見本の収納代行",
    "kinds": {"S": "preliminary", "K": "confirmed", "T": "withdrawn"},
    "header": [
        ["", "データ区分", 0, 1, "fixed", "1"],
        ["", "種別コード", 1, 2, "fixed", "95"],
        ["", "余白", 3, 77, "blank", ""],
    ],
    "data": [
        ["", "データ区分", 0, 1, "fixed", "2"],
        ["slip", "バーコード", 1, 44, "digits", ""],
        ["paid_on", "収納日", 45, 8, "digits", ""],
        ["amount", "金額", 53, 6, "number", ""],
        ["kind", "種別", 59, 1, "letters", ""],
        ["", "余白", 60, 20, "blank", ""],
    ],
    "trailer": [
        ["", "データ区分", 0, 1, "fixed", "8"],
        ["count", "件数", 1, 6, "number", ""],
        ["amount", "金額", 7, 12, "number", ""],
        ["", "余白", 19, 61, "blank", ""],
    ],
    "end": [["", "データ区分", 0, 1, "fixed", "9"], ["", "余白", 1, 79, "blank", ""]],
}


def test_the_provisional_layout_says_that_it_is_one() -> None:
    assert store_payments.PROVISIONAL.provisional
    assert not layout_from_settings(SETTINGS).provisional


def test_three_kinds_are_read() -> None:
    bare = replace(PAID, paid_at=None, chain="", shop="", transfer_on=None)
    records = (PAID, CONFIRMED, replace(PAID, kind=Kind.WITHDRAWN), bare)
    reading = store_payments.read(store_payments.write([Group(HEADER, records)]))
    assert (reading.accepted, reading.held, reading.remarks) == (records, (), ())
    assert reading.groups[0].header == HEADER


def test_a_layout_of_settings_reads_and_writes() -> None:
    layout = layout_from_settings(SETTINGS)
    record = StorePayment(Kind.CONFIRMED, SLIP.digits, date(2026, 11, 28), 48_700)
    data = store_payments.write([Group(StoreHeader(), (record, record))], layout)
    assert data[82 : 82 + 61] == b"2" + SLIP.digits.encode() + b"20261128" + b"048700" + b"K" + b" "
    assert store_payments.read(data, layout).accepted == (record, record)
    with pytest.raises(FileRefused, match=r"種別コード|見出し"):
        store_payments.read(data)


def changed(part: str, rows: list[list[Any]]) -> dict[str, Any]:
    return SETTINGS | {part: rows}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "読めません"),
        (SETTINGS | {"kinds": {"S": "unknown"}}, "読めません"),
        (changed("data", [*SETTINGS["data"][:-2], ["", "余白", 59, 21, "blank", ""]]), "足りない項目：kind"),
        (changed("data", [*SETTINGS["data"][:-1], ["till", "レジ", 60, 20, "digits", ""]]), "知らない項目：till"),
        (
            changed("data", [*SETTINGS["data"][:-1], ["", "余白", 61, 19, "blank", ""]]),
            "前の項目の終わり60に続きません",
        ),
        (changed("end", [["", "データ区分", 0, 1, "fixed", "9"]]), "同じ長さ"),
        (changed("header", [["", "データ区分", 0, 1, "fixed", "1"], ["", "余白", 1, 79, "blank", ""]]), "種別コード"),
        (changed("end", [["", "データ区分", 0, 1]]), "読めません"),
    ],
)
def test_a_layout_that_does_not_fit_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(StandardsError) as refused:
        layout_from_settings(said)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("at", "said", "field"),
    [
        (1, b"07", "収納種別"),
        (3, b"20261131", "収納日"),
        (11, b"2560", "収納時刻"),
        (15 + 43, b"6", "バーコード"),
        (71, b"0000048701", "収納金額"),
        (81, b"20261131", "振込予定日"),
    ],
)
def test_a_record_that_is_not_right_is_held_with_its_field(at: int, said: bytes, field: str) -> None:
    data = store_payments.write([Group(HEADER, (PAID, CONFIRMED))])
    start = 122 + at
    if field == "収納金額":  # The totals go along, so that the record's own check is what is seen.
        data = data.replace(b"000001000000048700", b"000001000000048701", 1)
    reading = store_payments.read(data[:start] + said + data[start + len(said) :])
    assert [(fault.record, fault.field) for fault in reading.held] == [(2, field)]
    assert reading.accepted == (CONFIRMED,)


def test_totals_of_each_kind_are_compared() -> None:
    data = store_payments.write([Group(HEADER, (PAID, CONFIRMED))])
    wrong = data.replace(b"8000001000000048700", b"8000001000000048600")
    reading = store_payments.read(wrong)
    assert (reading.accepted, {fault.field for fault in reading.held}) == ((), {"速報金額"})
    with pytest.raises(FileRefused, match="バーコードの額ではありません"):
        store_payments.write([Group(HEADER, (replace(PAID, amount=1),))])


@settings(max_examples=15)
@given(
    st.lists(
        st.builds(
            lambda kind, free, amount, day: StorePayment(
                kind, Slip("912345", free, "0", None, "0", amount).digits, day, amount
            ),
            st.sampled_from(list(Kind)),
            st.text("0123456789", max_size=21),
            st.integers(0, 999_999),
            st.dates(date(2020, 1, 1), date(2099, 12, 31)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_comes_back_in_an_agents_layout(payments: list[StorePayment]) -> None:
    layout = layout_from_settings(SETTINGS)
    reading = store_payments.read(store_payments.write([Group(StoreHeader(), tuple(payments))], layout), layout)
    assert (list(reading.accepted), reading.held) == (payments, ())


NUMBER = ElNumber("12345", "98765432101234567890", "012345", "001")


def test_el_numbers_have_their_words_and_those_of_pay_easy() -> None:
    assert list(NUMBER.words) == ["共通納税機関コード", "案件特定キー", "確認番号", "税目・料金番号"]
    assert NUMBER.pay_easy == PayEasyNumber("12345", "98765432101234567890", "012345", "001")
    assert PayEasyNumber("00200", "1", "1").words["納付区分"] == ""


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("1234", "1", "1", "1"), "共通納税機関コード"),
        (("12345", "", "1", "1"), "案件特定キー"),
        (("12345", "1", "1234567", "1"), "確認番号"),
        (("12345", "1", "1", "１"), "税目・料金番号"),
    ],
)
def test_what_is_no_number_is_named(parts: tuple[str, str, str, str], field: str) -> None:
    with pytest.raises(FieldError) as refused:
        ElNumber(*parts)
    assert refused.value.field == field


def test_the_text_of_a_code_is_the_generators_alone() -> None:
    content = QrContent(NUMBER, 48_700, date(2026, 11, 30))
    assert qr_text(content, lambda told: f"{told.number.case_key}/{told.amount}") == "98765432101234567890/48700"
    with pytest.raises(StandardsError, match="設定されていません"):
        qr_text(content, None)
    with pytest.raises(StandardsError, match="空の文字列"):
        qr_text(content, lambda told: "")
