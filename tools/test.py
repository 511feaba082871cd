"""`make test`: everything but the proof, with the time of each folder printed and its budget enforced.

    python tools/test.py [pytest arguments]

Exit code 1 when a test failed, none ran, or a folder was over its budget. With YAKUBA_COUNTS=FILE the counts are left
there as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Seconds on 2 cores, for the folders that need more than the usual budget. Together they stay below 15 minutes.
USUAL_BUDGET = 40.0
BUDGETS = {
    "tests/stories": 240.0,
    "tests/faults": 120.0,
    "tests/operation": 180.0,
    "tests/platform/screens": 180.0,
    "tests/security": 150.0,
    "tests/areas/resident_registry": 300.0,
    "tests/backyard": 180.0,
}
TOTAL_BUDGET = 900.0


class Budget:
    """A pytest plugin that adds up the time of each folder, set-up and tear-down included."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.counts: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for set-up, call and tear-down of each test."""
        self.seconds[_folder(report.nodeid)] += report.duration
        if report.failed:
            self.counts["failed"] += 1
        elif report.when == "call":
            self.counts[report.outcome] += 1
        elif report.skipped:
            self.counts["skipped"] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported is a failure of its own."""
        if report.failed:
            self.counts["failed"] += 1


def _folder(node: str) -> str:
    """`tests/<floor>/<room>`, the unit that has a budget."""
    parent = Path(node.split("::")[0]).parent
    return "/".join(parent.parts[:3])


def _over(seconds: dict[str, float], total: float) -> list[str]:
    """One line per folder to standard output; the lines of those over their budget are returned."""
    complaints = []
    for folder, spent in sorted(seconds.items()):
        budget = BUDGETS.get(folder, USUAL_BUDGET)
        mark = "OVER" if spent > budget else "ok"
        sys.stdout.write(f"{spent:8.1f} s of {budget:5.0f} s  {mark:4}  {folder}\n")
        if spent > budget:
            complaints.append(f"{folder} took {spent:.1f} s, its budget is {budget:.0f} s")
    sys.stdout.write(f"{total:8.1f} s of {TOTAL_BUDGET:5.0f} s  {'OVER' if total > TOTAL_BUDGET else 'ok':4}  all\n")
    if total > TOTAL_BUDGET:
        complaints.append(f"all together took {total:.1f} s, the budget is {TOTAL_BUDGET:.0f} s")
    return complaints


def main(arguments: list[str]) -> int:
    """Exit code of the run."""
    os.chdir(ROOT)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["YAKUBA_TEST_FRESH"] = "1"  # migrations are run, not taken from an earlier session
    budget = Budget()
    begin = time.monotonic()
    code = int(pytest.main(["-m", "not proof", "-q", "--hypothesis-seed=1", *arguments], plugins=[budget]))
    complaints = _over(budget.seconds, time.monotonic() - begin)
    budget.counts["failed"] += len(complaints)
    for complaint in complaints:
        sys.stdout.write(f"BUDGET {complaint}\n")
    passed, failed = budget.counts["passed"], budget.counts["failed"]
    if counts := os.environ.get("YAKUBA_COUNTS"):
        Path(counts).write_text(json.dumps({"passed": passed, "failed": failed}))
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if code or complaints or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
