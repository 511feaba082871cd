"""`make test`: everything but the proof, with the time of each folder printed and its budget enforced.

    python tools/test.py [pytest arguments]

Two lanes run side by side, as one alone leaves half of two cores idle: what drives a browser, with some folders more
so that both take as long; and the rest. Each has a database of its own. Exit code 1 when a test failed, none ran, or a
folder was over its budget. With YAKUBA_COUNTS=FILE the counts are left there as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import second_try

ROOT = Path(__file__).resolve().parent.parent
LANES = ("rest", "browser")
WITH_THE_BROWSER = ("tests/frontyard/", "tests/operation/", "tests/procedures/", "tests/areas/handover/")
# Seconds on 2 cores with both lanes at work, for the folders that need more than the usual budget.
USUAL_BUDGET = 50.0
BUDGETS = {
    "tests/stories": 400.0,
    "tests/frontyard/portal": 450.0,
    "tests/frontyard/counter": 200.0,
    "tests/faults": 120.0,
    "tests/areas/child_allowance": 110.0,
    "tests/areas/collection": 80.0,
    "tests/areas/resident_tax": 130.0,
    "tests/insight/law_changes": 70.0,
    "tests/insight/processes": 90.0,
    "tests/insight/work_comparison": 90.0,
    "tests/law": 100.0,
    "tests/operation": 320.0,
    "tests/platform/screens": 200.0,
    "tests/security": 150.0,
    "tests/areas/resident_registry": 450.0,
    "tests/backyard": 400.0,
}
TOTAL_BUDGET = 900.0
# Shared machines differ by half from hour to hour: past its budget a folder is marked, past this many times it fails.
FAILS_PAST = 1.5


class Lane:
    """A pytest plugin that keeps the tests of one lane."""

    def __init__(self, name: str) -> None:
        self.name = name

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept, others = [], []
        for item in items:
            browser = item.get_closest_marker("browser") is not None or item.nodeid.startswith(WITH_THE_BROWSER)
            (kept if browser == (self.name == "browser") else others).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=others)


class Tally:
    """A pytest plugin that adds up the time of each folder, set-up and tear-down included, and the outcomes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.counts: dict[str, int] = defaultdict(int)
        self.failures: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for set-up, call and tear-down of each test."""
        self.seconds[_folder(report.nodeid)] += report.duration
        if report.failed:
            self.counts["failed"] += 1
            self.failures.append(report.nodeid)
        elif report.when == "call":
            self.counts[report.outcome] += 1
        elif report.skipped:
            self.counts["skipped"] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported is a failure of its own."""
        if report.failed:
            self.counts["failed"] += 1
            self.failures.append(report.nodeid)

    def add(self, told: dict[str, Any]) -> None:
        """What another process counted."""
        self.failures += told["failures"]
        for folder, seconds in told["seconds"].items():
            self.seconds[folder] += seconds
        for outcome, count in told["counts"].items():
            self.counts[outcome] += int(count)


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
        if spent > budget * FAILS_PAST:
            complaints.append(f"{folder} took {spent:.1f} s, its budget is {budget:.0f} s")
    sys.stdout.write(f"{total:8.1f} s of {TOTAL_BUDGET:5.0f} s  {'OVER' if total > TOTAL_BUDGET else 'ok':4}  all\n")
    if total > TOTAL_BUDGET * FAILS_PAST:
        complaints.append(f"all together took {total:.1f} s, the budget is {TOTAL_BUDGET:.0f} s")
    return complaints


def run_lane(lane: str, counts: Path, arguments: list[str]) -> int:
    """The tests of one lane in this process; what was counted goes to ``counts``. pytest's exit code."""
    tally = Tally()
    options = ["-m", "not proof", "-q", "--hypothesis-seed=1", "--durations=12", "--durations-min=4", *arguments]
    code = int(pytest.main(options, plugins=[tally, Lane(lane)]))
    counts.write_text(json.dumps({"seconds": tally.seconds, "counts": tally.counts, "failures": tally.failures}))
    return code


def environment() -> dict[str, str]:
    """Of the processes that run tests."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "YAKUBA_TEST_FRESH": "1",  # migrations are run, not taken from an earlier session
    }


def start(lane: str, place: Path, arguments: list[str]) -> subprocess.Popen[bytes]:
    """A lane in a process of its own; it writes to a file, so that the lanes' lines do not mix."""
    command = [sys.executable, str(Path(__file__)), "--lane", lane, str(place / lane), *arguments]
    with (place / f"{lane}.log").open("wb") as log:
        return subprocess.Popen(command, env=environment(), stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 ourselves


def follow(lanes: dict[str, subprocess.Popen[bytes]], place: Path) -> None:
    """Show the longer lane as it goes, then the other one whole."""
    for lane, process in lanes.items():
        with (place / f"{lane}.log").open("rb") as log:
            ended = False
            while True:
                if said := log.read():
                    sys.stdout.write(said.decode(errors="replace"))
                    sys.stdout.flush()
                elif ended:
                    break
                else:
                    ended = process.poll() is not None
                    time.sleep(0.0 if ended else 0.5)


def main(arguments: list[str]) -> int:
    """Exit code of the run."""
    os.chdir(ROOT)
    if arguments[:1] == ["--lane"]:
        return run_lane(arguments[1], Path(arguments[2]), arguments[3:])
    tally, codes = Tally(), []
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="yakuba-lanes-") as directory:
        place = Path(directory)
        lanes = {lane: start(lane, place, arguments) for lane in LANES}
        try:
            follow(lanes, place)
        finally:
            for process in lanes.values():
                process.terminate()
                codes.append(process.wait())
        for lane in LANES:
            if (place / lane).exists():
                tally.add(json.loads((place / lane).read_text()))
            else:  # it ended before it could count
                tally.counts["failed"] += 1
    complaints = _over(tally.seconds, time.monotonic() - begin)
    tally.counts["failed"] += len(complaints)
    for complaint in complaints:
        sys.stdout.write(f"BUDGET {complaint}\n")
    unstable = second_try.unstable(tally.failures, sys.executable, ROOT, environment())
    tally.counts["failed"] -= sum(name in unstable for name in tally.failures)
    passed, failed = tally.counts["passed"] + len(unstable), tally.counts["failed"]
    # 5: with arguments, a lane may have nothing to run. Any other code that no failed test explains is a failure too.
    broken = [code for code in codes if code not in (0, 1, 5)]
    failed += len(broken)
    if counts := os.environ.get("YAKUBA_COUNTS"):
        Path(counts).write_text(json.dumps({"passed": passed, "failed": failed}))
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
