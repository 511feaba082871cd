"""Processor time to write and read bank files: ``python benchmarks/money_bench.py [records]`` (100,000).

Names are given in full width, as a register holds them, and differ from record to record. Figures in
docs/money-files.md.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from yakuba.standards.money import direct_debit, reading, transfers
from yakuba.standards.money.direct_debit import DebitHeader, DebitLine
from yakuba.standards.money.forms import Group
from yakuba.standards.money.transfers import Transfer, TransferHeader

NAMES = ("ヤマダ　タロウ", "サトウ　ハナコ", "スズキ　イチロウ", "カ）シケン－シヨウカイ")
HEADER = ("1234567890", "シケンシ", "1130", "9999", "シケン", "999", "ホンテン", "1", "9000001")
Answer = TypeVar("Answer")


def timed(label: str, act: Callable[[], Answer]) -> Answer:
    """Do it, and say how much processor time it took."""
    before = time.process_time()
    answer = act()
    print(f"{label}: {time.process_time() - before:.2f} s")
    return answer


def account(number: int) -> tuple[str, str, str, str, str, str, str, int]:
    """Bank, branch, account, name and yen of the n-th record."""
    branch = number % 900
    name = f"{NAMES[number % 4]}{number}"
    return ("9999", "シケン", f"{branch:03}", f"シテン{branch}", "1", f"{number + 1:07}", name, 10_000 + number)


def bench_transfers(count: int) -> None:
    """総合振込."""
    header = TransferHeader("21", *HEADER)
    payments = tuple(Transfer(*account(n), customer_code_1=f"{n:010}") for n in range(count))
    data = timed("transfers written", lambda: transfers.write([Group(header, payments)]))
    timed("transfers scanned", lambda: sum(1 for _ in reading.scan(data, transfers.GENERAL_TRANSFERS)))
    timed("transfers read", lambda: transfers.read(data))


def bench_debits(count: int) -> None:
    """口座振替; every line of the result is paid."""
    header = DebitHeader("91", *HEADER)
    lines = tuple(DebitLine(*account(n), f"{n:020}") for n in range(count))
    data = timed("debits written", lambda: direct_debit.write([Group(header, lines)]))
    records = data.split(b"\r\n")
    total = records[-3]
    records[-3] = total[:19] + total[1:19] + b"0" * 18 + total[55:]
    result = b"\r\n".join(records)
    answered = timed("results read", lambda: direct_debit.read_results(result, [date(2026, 11, 30)])).accepted
    timed("results matched", lambda: direct_debit.match(lines, answered))


def main() -> int:
    """Both kinds, and the memory that all of it took at most."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    bench_transfers(count)
    bench_debits(count)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
