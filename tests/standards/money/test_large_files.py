"""Files of many lines, right and hostile: every line is accounted for, and memory does not grow with the records."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

import yakuba.standards
from yakuba.standards.money import reading, transfers
from yakuba.standards.money.errors import Fault, FileRefused
from yakuba.standards.money.forms import Accepted
from yakuba.standards.money.profiles import SEVERAL_GROUPS

HEADER = "12101234567890ｼｹﾝｼ".ljust(54) + "11309999ｼｹﾝ            999ﾎﾝﾃﾝ           19000001"
RECORD = "29999ｼｹﾝ            991ﾋｶﾞｼ           000019000002ﾔﾏﾀﾞ ﾀﾛｳ".ljust(80) + "00000300001000000000100000000007"


def line(text: str) -> bytes:
    return text.ljust(120).encode("cp932") + b"\r\n"


def file_of(body: bytes, count: int, amount: int) -> bytes:
    return line(HEADER) + body + line(f"8{count:06}{amount:012}") + line("9")


BREAKS = (
    lambda good: good[:-3] + b"\r\n",
    lambda good: b"x" * 5000 + b"\r\n",
    lambda good: b"\r\n",
    lambda good: good[:50] + "山田".encode("cp932") + good[54:],
    lambda good: good[:80] + b"00000-0000" + good[90:],
    lambda good: b"5" + good[1:],
    lambda good: good[:20] + b"\x00\x00\x00" + good[23:],
)


def test_one_broken_line_in_ten_of_many() -> None:
    good, many = line(RECORD), 5_000
    lines = [BREAKS[n // 10 % len(BREAKS)](good) if n % 10 == 0 else good for n in range(many)]
    items = list(reading.scan(file_of(b"".join(lines), many, many * 30_000), transfers.GENERAL_TRANSFERS))
    held = [item for item in items if isinstance(item, Fault)]
    assert [fault.record for fault in held] == [n + 2 for n in range(0, many, 10)]
    assert len({fault.reason for fault in held}) == len(BREAKS)
    assert sum(isinstance(item, Accepted) for item in items) == many - many // 10


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n" * 200_000,
        b"1" * 1_000_000,
        line(HEADER) * 2_000,
        b"\x1a" * 500_000,
        b"2" * 119 + b"\r\n" * 100_000,
        b"9" * 1_200_000,
    ],
    ids=["line ends", "ones", "headers", "end marks", "one record and line ends", "end records"],
)
def test_hostile_bytes_are_refused_and_nothing_hangs(data: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        transfers.read(data, SEVERAL_GROUPS)
    assert len(str(refused.value)) < 500


MILLION = """
import resource, sys
from tests.standards.money.test_large_files import RECORD, file_of, line
from yakuba.standards.money import reading, transfers
from yakuba.standards.money.errors import Fault
from yakuba.standards.money.forms import Accepted
count = 900_000
short, good = line(RECORD)[:-4] + b"\\r\\n", line(RECORD)
body = (good * 9 + short) * (count // 10)
data = file_of(body, count, count * 30_000)
del body
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = {Accepted: 0, Fault: 0}
for item in reading.scan(data, transfers.GENERAL_TRANSFERS):
    if type(item) in seen:
        seen[type(item)] += 1
print(seen[Accepted], seen[Fault], (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.proof
@pytest.mark.pure
def test_nine_hundred_thousand_lines_take_no_more_memory_than_their_bytes() -> None:
    source = Path(yakuba.standards.__file__).parents[2]
    code = f"import sys; sys.path[:0] = [{str(source)!r}, {str(source.parent)!r}]\n{MILLION}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime  # of all children so far, not of this one
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    accepted, held, grown = map(int, done.stdout.split())
    assert (accepted, held) == (810_000, 90_000)
    assert grown < 30
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 300
