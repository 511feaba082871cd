"""Statements of accounts: positions, days of the era, balances, and credits that are taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.standards.money import statements
from yakuba.standards.money.errors import FileRefused
from yakuba.standards.money.layout import layout_of
from yakuba.standards.money.profiles import SEVERAL_GROUPS, STANDARD

RECEIVED = date(2026, 11, 30)
HEAD: dict[str, Any] = {
    "code_kind": "0",
    "made_on": "081130",
    "first_day": "081127",
    "last_day": "081130",
    "bank_number": "9999",
    "bank_name": "ｼｹﾝ",
    "branch_number": "999",
    "branch_name": "ﾎﾝﾃﾝ",
    "account_kind": "1",
    "account_number": "9000001",
    "account_name": "ｼｹﾝｼ",
    "sign_before": "1",
    "book_kind": "1",
    "balance_before": 1_000_000,
}
ROW: dict[str, Any] = {
    "reference": "1",
    "booked_on": "081127",
    "value_on": "081127",
    "direction": "1",
    "deal": "11",
    "amount": 12_000,
    "other_bank_amount": 0,
    "presented_on": "",
    "dishonoured_on": "000000",
    "paper_kind": "",
    "paper_number": "",
    "sister_branch": "",
    "payer_code": "1234567890",
    "payer_name": "ﾔﾏﾀﾞ ﾀﾛｳ",
    "from_bank": "ﾍﾞﾂ",
    "from_branch": "ｼﾃﾝ",
    "note": "ﾌﾘｺﾐ",
    "edi": "",
    "cancel": "",
}
OUT = ROW | {"reference": "2", "direction": "2", "amount": 30_000, "deal": "14"}


def statement(rows: list[dict[str, Any]], head: dict[str, Any] = HEAD, **trailer: Any) -> str:
    """A group; its trailer adds up unless told otherwise."""
    sums = {code: [row["amount"] for row in rows if row["direction"] == code] for code in "12"}
    before = head["balance_before"] * (1 if head["sign_before"] == "1" else -1)
    after = before + sum(sums["1"]) - sum(sums["2"])
    total = {
        "in_count": len(sums["1"]),
        "in_amount": sum(sums["1"]),
        "out_count": len(sums["2"]),
        "out_amount": sum(sums["2"]),
        "sign_after": "1" if after >= 0 else "2",
        "balance_after": abs(after),
        "record_count": len(rows),
    } | trailer
    data = "".join(layout_of("statement.data").encode(row) for row in rows)
    return layout_of("statement.header").encode(head) + data + layout_of("statement.trailer").encode(total)


def ended(*groups: str, accounts: int | None = None) -> bytes:
    end = layout_of("statement.end").encode({"records": 0, "accounts": len(groups) if accounts is None else accounts})
    return ("".join(groups) + end).encode("cp932")


@pytest.mark.parametrize("name", ["statement", "credit"])
def test_every_record_has_200_bytes(name: str) -> None:
    assert {layout_of(f"{name}.{part}").length for part in ("header", "data", "trailer", "end")} == {200}


def test_positions_as_published() -> None:
    at = {field.name: (field.position, field.length) for field in layout_of("statement.data").fields}
    assert (at["amount"], at["payer_name"], at["note"], at["edi"]) == ((24, 12), (81, 48), (159, 20), (179, 20))
    at = {field.name: (field.position, field.length) for field in layout_of("statement.header").fields}
    assert (at["account_number"], at["balance_before"]) == ((63, 10), (115, 14))
    at = {field.name: (field.position, field.length) for field in layout_of("statement.trailer").fields}
    assert (at["sign_after"], at["balance_after"], at["record_count"]) == ((39, 1), (40, 14), (54, 7))
    at = {field.name: (field.position, field.length) for field in layout_of("credit.data").fields}
    assert (at["amount"], at["payer_name"], at["cancel"], at["edi"]) == ((19, 10), (49, 48), (127, 1), (128, 20))


def test_a_statement_is_read() -> None:
    reading = statements.read_statements(ended(statement([ROW, OUT])), RECEIVED)
    assert (reading.held, reading.remarks, reading.records, reading.frames) == ((), (), 2, 3)
    header = reading.groups[0].header
    assert (header.first_day, header.balance_before, header.account) == (
        date(2026, 11, 27),
        1_000_000,
        "9999-999-1-9000001",
    )
    first, second = reading.accepted
    assert (first.incoming, first.amount, first.payer_name, first.presented_on) == (True, 12_000, "ﾔﾏﾀﾞ ﾀﾛｳ", None)
    assert (second.incoming, statements.deal_label(second.deal)) == (False, "振替")
    assert first.duplicate_key == ("9999-999-1-9000001", "00000001", date(2026, 11, 27))
    assert first.duplicate_key != second.duplicate_key


def test_days_of_an_earlier_era() -> None:
    head = HEAD | {"made_on": "280510", "first_day": "280503", "last_day": "280510"}
    row = ROW | {"booked_on": "280503", "value_on": "280503"}
    reading = statements.read_statements(ended(statement([row], head)), date(2016, 5, 10))
    assert reading.accepted[0].booked_on == date(2016, 5, 3)


def test_an_overdrawn_account_and_several_accounts() -> None:
    overdrawn = HEAD | {"sign_before": "2", "balance_before": 5_000, "account_number": "9000002"}
    data = ended(statement([ROW], overdrawn), statement([OUT]), statement([OUT], overdrawn))
    reading = statements.read_statements(data, RECEIVED)
    assert reading.held == ()
    assert [group.header.balance_before for group in reading.groups] == [-5_000, 1_000_000, -5_000]
    (fault,) = statements.read_statements(ended(statement([ROW]), accounts=2), RECEIVED).held
    assert (fault.field, fault.reason) == ("口座数", "エンドレコードは2、ファイルは1です")


@pytest.mark.parametrize(
    ("trailer", "field"),
    [
        ({"in_count": 2}, "入金件数"),
        ({"in_amount": 12_001}, "入金額合計"),
        ({"out_count": 0}, "出金件数"),
        ({"out_amount": 0}, "出金額合計"),
        ({"record_count": 3}, "データレコード件数"),
        ({"balance_after": 982_001}, "取引後残高"),
        ({"sign_after": "2"}, "取引後残高"),
        ({"sign_after": "3"}, "貸越区分"),
    ],
)
def test_a_statement_that_does_not_balance_is_held(trailer: dict[str, Any], field: str) -> None:
    reading = statements.read_statements(ended(statement([ROW, OUT], **trailer)), RECEIVED)
    assert (reading.accepted, {fault.field for fault in reading.held}) == ((), {field})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"booked_on": "081201"}, "勘定日"),
        ({"booked_on": "081301"}, "勘定日"),
        ({"value_on": "089999"}, "預入・払出日"),
    ],
)
def test_a_movement_with_a_wrong_day_is_held_alone(change: dict[str, Any], field: str) -> None:
    reading = statements.read_statements(ended(statement([ROW | change, OUT])), RECEIVED)
    assert ([fault.field for fault in reading.held], len(reading.accepted)) == ([field], 1)


def test_an_unknown_direction_is_held_and_the_rest_taken() -> None:
    data = ended(statement([ROW, OUT]))
    reading = statements.read_statements(data[:221] + b"3" + data[222:], RECEIVED)
    assert ([fault.field for fault in reading.held], len(reading.accepted)) == (["入払区分"], 1)


def credits(rows: list[dict[str, Any]], **trailer: Any) -> bytes:
    taken = [row["amount"] for row in rows if row["cancel"] != "1"]
    back = [row["amount"] for row in rows if row["cancel"] == "1"]
    total = {"count": len(taken), "amount": sum(taken), "cancel_count": len(back), "cancel_amount": sum(back)} | trailer
    parts = [layout_of("credit.header").encode(HEAD), *(layout_of("credit.data").encode(row) for row in rows)]
    return "".join([*parts, layout_of("credit.trailer").encode(total), layout_of("credit.end").encode({})]).encode(
        "cp932"
    )


def test_credits_and_those_taken_back() -> None:
    back = ROW | {"reference": "3", "cancel": "1"}
    reading = statements.read_credits(credits([ROW, back]), RECEIVED)
    assert [(one.incoming, one.cancelled, one.amount) for one in reading.accepted] == [
        (True, False, 12_000),
        (True, True, 12_000),
    ]
    assert reading.groups[0].header.balance_before is None
    wrong = statements.read_credits(credits([ROW, back], cancel_amount=0), RECEIVED)
    assert {fault.field for fault in wrong.held} == {"取消合計金額"}
    odd = statements.read_credits(credits([ROW | {"cancel": "5"}]), RECEIVED)
    assert [fault.field for fault in odd.held] == ["取消区分"]


def test_what_is_none_of_these_files_is_refused() -> None:
    with pytest.raises(FileRefused, match="種別コードが「01」です（入出金取引明細は03）"):
        statements.read_statements(credits([ROW]), RECEIVED)
    with pytest.raises(FileRefused, match="フォーマットBは読めません"):
        statements.read_credits(credits([ROW]), RECEIVED, replace(STANDARD, credit_format="B"))
    with pytest.raises(FileRefused, match="見出しレコード"):
        statements.read_credits(b"x" * 1000, RECEIVED)


MOVEMENTS = st.fixed_dictionaries(
    {
        "direction": st.sampled_from("12"),
        "amount": st.integers(0, 999_999_999_999),
        "payer_name": st.text("ｱｶﾞABZ ()-./\\", max_size=48).map(str.rstrip),
        "reference": st.integers(0, 99_999_999).map(lambda n: f"{n:08}"),
    }
)


@settings(max_examples=20)
@given(st.lists(MOVEMENTS, max_size=6), st.integers(0, 99_999_999))
def test_any_statement_that_balances_comes_back(movements: list[dict[str, Any]], before: int) -> None:
    head = HEAD | {"balance_before": before}
    data = ended(statement([ROW | one for one in movements], head))
    reading = statements.read_statements(data, RECEIVED, SEVERAL_GROUPS)
    assert reading.held == ()
    told = [(one.incoming, one.amount, one.payer_name, one.reference) for one in reading.accepted]
    assert told == [(m["direction"] == "1", m["amount"], m["payer_name"], m["reference"]) for m in movements]
