"""From which account the municipality pays, and how the bank knows it (a 総合振込 file's header)."""

from yakuba.platform.ledger.bank_files import define_sender
from yakuba.platform.parameters.kinds import Whole
from yakuba.platform.parameters.registry import Definition, define
from yakuba.standards.money import transfers

SENDER = define_sender("child_allowance.", "児童手当の振込", transfers.GENERAL)
PAY_DAY = define(
    Definition(
        "child_allowance.pay_day",
        "児童手当の支払日",
        Whole(1, 28),
        10,
        unit="日",
        source="児童手当法第8条第4項（偶数月。日は市区町村が決める）",
        description="偶数の月のこの日に支払う。休みの日に当たるときは、その前の開庁日",
    )
)
