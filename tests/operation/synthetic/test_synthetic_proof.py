"""The full figures: 100,000 residents of each of three cities in the stated bands, in the stated time and memory."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.operation.synthetic.bands import COLUMNS, measured, outside
from tests.operation.synthetic.residents import produce

BAR_SECONDS = 30.0
BAR_MEGABYTES = 300

MEASURE = r"""
import re, sys
from pathlib import Path
from yakuba.operation.founding.synthetic import Population, write
write(Population("012084", int(sys.argv[1]), 1), Path(sys.argv[2]))
print(int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024)
"""


@pytest.mark.proof
@pytest.mark.parametrize("code", ["012084", "122041", "431001"])
def test_a_hundred_thousand_residents_lie_in_the_bands_in_time(code: str, tmp_path: Path) -> None:
    start = time.process_time()
    town = produce(code, 100_000, tmp_path / "residents.csv", COLUMNS)
    seconds = time.process_time() - start
    assert outside(measured(town)) == {}
    assert seconds <= BAR_SECONDS


@pytest.mark.proof
def test_memory_does_not_grow_with_the_population(tmp_path: Path) -> None:
    small, large = (
        int(
            subprocess.run(
                [sys.executable, "-c", MEASURE, str(residents), str(tmp_path / "out.csv")],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for residents in (10_000, 60_000)
    )
    assert large < small * 1.5
    assert large < BAR_MEGABYTES
