"""口座振替: requests byte for byte, results with their codes and totals, and matching one to the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.standards.money import direct_debit
from yakuba.standards.money.direct_debit import DebitHeader, DebitLine, Result
from yakuba.standards.money.errors import FileRefused
from yakuba.standards.money.forms import Group

DAY = date(2026, 11, 30)
HEADER = DebitHeader("91", "1234567890", "シケンシ", "1130", "9999", "シケン", "999", "ホンテン", "1", "9000001")
YAMADA = DebitLine("9999", "シケン", "991", "ヒガシ", "1", "9000011", "ヤマダ　タロウ", 12_000, "02260100000000001")
SATO = replace(
    YAMADA, account_number="9000012", holder_name="サトウ　ハナコ", amount=48_700, customer_number="02260100000000002"
)
SUZUKI = replace(
    YAMADA, account_number="9000013", holder_name="スズキ　イチロウ", amount=8_000, customer_number="02260100000000003"
)
REQUESTED = (YAMADA, SATO, SUZUKI)
LINES = (
    "29999ｼｹﾝ            991ﾋｶﾞｼ               19000011ﾔﾏﾀﾞ ﾀﾛｳ                      0000012000002260100000000001   0",
    "29999ｼｹﾝ            991ﾋｶﾞｼ               19000012ｻﾄｳ ﾊﾅｺ                       0000048700002260100000000002   1",
    "29999ｼｹﾝ            991ﾋｶﾞｼ               19000013ｽｽﾞｷ ｲﾁﾛｳ                     0000008000002260100000000003   4",
    "8000003000000068700000001000000012000000002000000056700",
    "9",
)
FIRST = "19101234567890ｼｹﾝｼ                                    11309999ｼｹﾝ            999ﾎﾝﾃﾝ           19000001"


def file_of(*lines: str) -> bytes:
    return b"".join(line.ljust(120).encode("cp932") + b"\r\n" for line in lines)


RESULT = file_of(FIRST, *LINES)


def test_the_request_byte_for_byte() -> None:
    zeros = "8000003000000068700".ljust(55, "0")
    wanted = file_of(FIRST, LINES[0], LINES[1][:111] + "0", LINES[2][:111] + "0", zeros, "9")
    assert direct_debit.write([Group(HEADER, REQUESTED)]) == wanted
    reading = direct_debit.read_requests(wanted)
    assert [line.amount for line in reading.accepted] == [12_000, 48_700, 8_000]
    assert reading.held == ()


def test_the_result_is_read_with_its_codes() -> None:
    reading = direct_debit.read_results(RESULT, [DAY])
    assert (reading.held, reading.remarks, reading.records, reading.frames) == ((), (), 3, 3)
    assert [line.result for line in reading.accepted] == [Result.PAID, Result.SHORT, Result.NO_MANDATE]
    assert reading.groups[0].header.debited_on == DAY


def test_every_code_has_a_meaning_and_no_other_is_taken() -> None:
    assert [code.value for code in Result] == ["0", "1", "2", "3", "4", "8", "9"]
    assert [code.value for code in Result if code.needs_clerk] == ["2", "3", "4"]
    lines = [LINES[0], LINES[1], LINES[2][:111] + "5", LINES[3], LINES[4]]
    (fault,) = direct_debit.read_results(file_of(FIRST, *lines), [DAY]).held
    assert (fault.record, fault.field) == (4, "振替結果コード")
    assert "8 委託者の都合による停止" in fault.reason


@pytest.mark.parametrize(
    ("requested", "reason"),
    [
        ([], "「1130」の依頼が見つからず、年が決まりません"),
        ([date(2026, 12, 28)], "「1130」の依頼が見つからず、年が決まりません"),
        ([DAY, date(2025, 11, 30)], "2025年11月30日と2026年11月30日にあり、年が決まりません"),
    ],
)
def test_without_its_request_a_result_is_held(requested: list[date], reason: str) -> None:
    reading = direct_debit.read_results(RESULT, requested)
    assert (reading.accepted, reading.records) == ((), 5)
    assert all(reason in fault.reason and fault.field == "引落日" for fault in reading.held)


@pytest.mark.parametrize(
    ("trailer", "label"),
    [
        ("8000004000000068700000001000000012000000002000000056700", "合計件数"),
        ("8000003000000068701000001000000012000000002000000056700", "合計金額"),
        ("8000003000000068700000002000000012000000002000000056700", "振替済件数"),
        ("8000003000000068700000001000000012001000002000000056700", "振替済金額"),
        ("8000003000000068700000001000000012000000001000000056700", "振替不能件数"),
        ("8000003000000068700000001000000012000000002000000056701", "振替不能金額"),
    ],
)
def test_each_of_the_six_totals_counts(trailer: str, label: str) -> None:
    reading = direct_debit.read_results(file_of(FIRST, *LINES[:3], trailer, LINES[4]), [DAY])
    assert (reading.accepted, {fault.field for fault in reading.held}) == ((), {label})


def test_a_request_is_not_taken_for_a_result_nor_the_other_way() -> None:
    request = direct_debit.write([Group(HEADER, REQUESTED)])
    assert "依頼のファイルのようです" in direct_debit.read_results(request, [DAY]).held[0].reason
    assert "結果のファイルのようです" in direct_debit.read_requests(RESULT).held[0].reason


def test_what_a_bank_would_send_back_is_refused_before() -> None:
    wrong = (
        replace(YAMADA, account_kind="4"),
        replace(YAMADA, customer_number="12-3"),
        replace(YAMADA, customer_number=""),
        replace(YAMADA, result=Result.SHORT),
        replace(YAMADA, amount=-1),
        replace(YAMADA, holder_name="ヤマダ、タロウ"),
    )
    with pytest.raises(FileRefused) as refused:
        direct_debit.write([Group(HEADER, wrong)])
    assert [fault.field for fault in refused.value.faults] == [
        "預金種目",
        "顧客番号",
        "顧客番号・預金者名",
        "振替結果コード",
        "引落金額",
        "預金者名",
    ]
    with pytest.raises(FileRefused, match="月日：「1131」は暦の月日ではありません"):
        direct_debit.write([Group(replace(HEADER, month_day="1131"), REQUESTED)])


def test_answers_are_matched_once_and_never_by_name() -> None:
    answers = direct_debit.read_results(RESULT, [DAY]).accepted
    other_name = (replace(answers[0], holder_name="ﾍﾞﾂ ｼﾞﾝ"), *answers[1:])
    matching = direct_debit.match(REQUESTED, other_name)
    assert [(line.customer_number[-1], result) for line, result in matching.matched] == [
        ("1", Result.PAID),
        ("2", Result.SHORT),
        ("3", Result.NO_MANDATE),
    ]
    assert (matching.missing, matching.faults) == ((), ())
    assert direct_debit.match(REQUESTED, other_name) == matching


def test_what_does_not_match_is_told() -> None:
    answers = direct_debit.read_results(RESULT, [DAY]).accepted
    odd = (answers[0], answers[0], replace(answers[1], amount=1), replace(answers[2], customer_number="X1"))
    matching = direct_debit.match(REQUESTED, odd)
    assert [fault.reason for fault in matching.faults] == [
        "「02260100000000001」の結果が二度あります",
        "結果は1円、依頼は48,700円です",
        "「X1」の依頼がありません",
    ]
    assert matching.missing == (SATO, SUZUKI)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 9_999_999_999), st.sampled_from(list(Result))), min_size=1, max_size=8))
def test_results_add_up_however_they_fall(answers: list[tuple[int, Result]]) -> None:
    lines = [replace(YAMADA, amount=amount, customer_number=f"A{n}") for n, (amount, _) in enumerate(answers)]
    request = direct_debit.write([Group(HEADER, tuple(lines))]).split(b"\r\n")
    for n, (_, result) in enumerate(answers, start=1):
        request[n] = request[n][:111] + result.value.encode() + request[n][112:]
    paid = [amount for amount, result in answers if result is Result.PAID]
    unpaid = [amount for amount, result in answers if result is not Result.PAID]
    total = f"8{len(answers):06}{sum(paid + unpaid):012}{len(paid):06}{sum(paid):012}{len(unpaid):06}{sum(unpaid):012}"
    request[-3] = total.ljust(120).encode()
    reading = direct_debit.read_results(b"\r\n".join(request), [DAY])
    assert [(line.amount, line.result) for line in reading.accepted] == answers
    assert len(direct_debit.match(lines, reading.accepted).matched) == len(answers)
