"""Every record of every kind of file is one line with its fate; broken ones say why. Matching goes by number alone."""

import doctest
from datetime import date

import pytest

from tests.areas.collection.payments import common, store
from tests.standards.money import test_direct_debit as debits
from tests.standards.money.test_statements import OUT, ROW, ended, statement
from yakuba.areas.collection.domain import matching
from yakuba.areas.collection.domain.lines import Fate, Paid, Received, Way, read
from yakuba.areas.collection.domain.matching import Facts, Target, judge
from yakuba.standards.money import slips
from yakuba.standards.money.errors import FileRefused
from yakuba.standards.money.store_payments import Kind, StorePayment

CLAIM = "0000004520870"
DAY = date(2026, 11, 30)


def lines(way: Way, data: bytes, received: Received | None = None) -> tuple[Paid, ...]:
    return read(way, data, received or Received(DAY)).lines


def test_examples() -> None:
    assert doctest.testmod(matching).failed == 0


def test_a_statement_gives_numbers_from_its_texts_and_drops_what_went_out() -> None:
    numbered = ROW | {"edi": CLAIM}
    found = lines(Way.STATEMENT, ended(statement([numbered, OUT, ROW, ROW])))
    assert [line.fate for line in found] == [Fate.PAYMENT, Fate.REJECTED, Fate.PAYMENT, Fate.PAYMENT]
    assert [line.claim_number for line in found] == [CLAIM, "", "", ""]
    assert (found[0].amount, found[0].paid_on) == (12_000, date(2026, 11, 27))
    assert found[2].told["振込依頼人"] == "ﾔﾏﾀﾞ ﾀﾛｳ"
    assert len({line.key for line in found}) == 4, "two alike on one day are two payments"
    again = lines(Way.STATEMENT, ended(statement([numbered, OUT, ROW, ROW])))
    assert [line.key for line in again] == [line.key for line in found], "told again they are the same"


def test_totals_that_do_not_agree_hold_every_line() -> None:
    found = lines(Way.STATEMENT, ended(statement([ROW, ROW], in_count=3)))
    assert {line.fate for line in found} == {Fate.HELD}
    assert all(line.reason and line.remedy for line in found)


def test_only_what_a_store_confirms_is_money() -> None:
    slip = slips.Slip("999999", CLAIM, "0", None, "0", 8_000).digits
    other = slips.Slip("999999", "7" * 13, "0", None, "0", 500).digits
    payments = [StorePayment(kind, slip, DAY, 8_000) for kind in Kind] + [StorePayment(Kind.CONFIRMED, other, DAY, 500)]
    found = lines(Way.STORE, store(*payments))
    assert [line.fate for line in found] == [Fate.NOTED, Fate.PAYMENT, Fate.NOTED, Fate.PAYMENT]
    assert [line.claim_number for line in found] == [CLAIM, CLAIM, CLAIM, ""]


def test_what_was_not_debited_is_noted_or_waits_for_a_clerk() -> None:
    found = lines(Way.DEBIT, debits.RESULT, Received(DAY, debits.DAY))
    assert [(line.fate, line.amount) for line in found] == [
        (Fate.PAYMENT, 12_000),
        (Fate.NOTED, 48_700),
        (Fate.HELD, 8_000),
    ]
    assert "依頼書なし" in found[2].reason and found[0].paid_on == debits.DAY
    with pytest.raises(FileRefused, match="引落日"):
        lines(Way.DEBIT, debits.RESULT)


def test_lines_of_our_own_layout_are_held_one_by_one() -> None:
    data = common(
        ("1", CLAIM, "2026-11-30", "5000"),
        ("2", CLAIM, "2026-13-01", "5000"),
        ("3", CLAIM, "2026-11-30", "-5"),
        ("", CLAIM, "2026-11-30", "5"),
        ("4", "12", "2026-11-30", "７"),
    )
    found = lines(Way.COMMON, data + b"\r\nshort,line")
    assert [line.fate for line in found] == [Fate.PAYMENT, *[Fate.HELD] * 5]
    assert all(line.reason and line.remedy for line in found[1:])
    assert "2026-13-01" in found[1].reason and "2個" in found[5].reason
    assert lines(Way.COMMON, data.decode().encode("cp932"))[0].claim_number == CLAIM


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", "番号,金額\r\n".encode(), b"1" * 120])
@pytest.mark.parametrize("way", list(Way))
def test_what_is_no_such_file_is_refused_whole(way: Way, data: bytes) -> None:
    with pytest.raises(FileRefused):
        read(way, data, Received(DAY, DAY))


def test_a_printed_number_is_believed_with_any_amount_a_typed_one_only_with_its_own() -> None:
    def doubt(amount: int, typed: bool, target: Target | None, number: str = CLAIM, on: date = DAY) -> str:
        found = judge(Facts(number, amount, on, typed), target, DAY)
        return found.reason if found else ""

    assert doubt(5, False, Target(10)) == doubt(10, True, Target(10)) == doubt(5, False, Target(0)) == ""
    assert "違います" in doubt(5, True, Target(10))
    assert "読み取れません" in doubt(5, False, None, number="")
    assert "ありません" in doubt(5, False, None)
    assert "債務" in doubt(5, False, Target(10, collected=False))
    assert "今日より後" in doubt(5, False, Target(10), on=date(2026, 12, 1))
