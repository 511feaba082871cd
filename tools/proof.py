"""`make proof`: the full figures, and the tests on each engine and interpreter found; what did not run is reported so.

    python tools/proof.py [--part 1/3]

Writes docs/proof.json (date, commit, seeds, counts). A part is a third (or another share) of the tests, always the
same: tests are dealt out by a hash of their name.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import second_try

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "proof.json"
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
ON_15 = "not browser and not (proof and pure)"  # what needs no database was shown in the first round
SEEDS = {"hypothesis": 20261123}
LONGEST_TELLING = 4_000  # characters of a failure told at once
SLOWEST = 15  # files whose seconds are told for each round


@dataclass(frozen=True)
class Round:
    """One run: which tests (pytest's -m), interpreter and engine; `missing` says why it cannot run here."""

    name: str
    tests: str
    python: str
    postgres: Path | None = None
    missing: str = ""


class Share:
    """A pytest plugin: keeps the tests of one part and counts outcomes by test file."""

    def __init__(self, part: int, parts: int, counts: Path) -> None:
        self.part, self.parts, self.file = part, parts, counts
        self.counts: dict[str, dict[str, int]] = {}
        self.seconds: dict[str, float] = {}
        self.failures: list[str] = []
        self.aside = os.dup(2)  # before pytest takes standard error: a failure is told at once, not after an hour

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Whole files stay together, so that costly fixtures are built once."""
        kept, dropped = [], []
        for item in items:
            mine = zlib.crc32(item.nodeid.split("::")[0].encode()) % self.parts == self.part - 1
            (kept if mine else dropped).append(item)
        items[:] = kept
        config.hook.pytest_deselected(items=dropped)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for set-up, call and tear-down of each test."""
        name = report.nodeid.split("::")[0]
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration
        if report.when != "call" and not report.failed and not report.skipped:
            return
        of_file = self.counts.setdefault(name, {"passed": 0, "failed": 0, "skipped": 0})
        of_file[report.outcome] += 1
        if report.failed:
            self.failures.append(report.nodeid)
            os.write(self.aside, f"FAILED {report.nodeid}\n{report.longreprtext[-LONGEST_TELLING:]}\n".encode())

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported is a failure of its own."""
        if report.failed:
            self.counts.setdefault(report.nodeid, {"passed": 0, "failed": 0, "skipped": 0})["failed"] += 1
            self.failures.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Leave the counts for the process that started this one."""
        longest = sorted(self.seconds.items(), key=lambda item: -item[1])[:SLOWEST]
        slowest = {name: round(spent) for name, spent in longest}
        self.file.write_text(json.dumps({"files": self.counts, "failures": self.failures, "slowest_files": slowest}))


def rounds(engines_only: bool) -> list[Round]:
    """What the proof consists of on this machine: each engine and each interpreter once, not every pair of them.

    What is neither a figure nor driven by a browser runs on the other engine with the other interpreter; `make test`
    runs it on the usual ones. ``engines_only`` keeps the usual interpreter, and the report names the one that ran.
    """
    there = (POSTGRES_15 / "postgres").exists()
    missing = "" if there else "Debian's postgresql-15 is not installed"
    newer, why = ("", "left out by --engines-only") if engines_only else other_python("3.13")
    found = [
        Round("full figures, embedded PostgreSQL 18", "proof", sys.executable),
        Round(
            f"tests and full figures, Debian's PostgreSQL 15, Python {'3.13' if newer else 'as before'}",
            ON_15,
            newer or sys.executable,
            POSTGRES_15,
            missing,
        ),
    ]
    if not newer:
        found.append(Round("tests, Python 3.13", "", "", None, why))
    elif missing:
        found.append(Round("tests, Python 3.13", "not proof and not browser", newer))
    return found


def other_python(version: str) -> tuple[str, str]:
    """The interpreter of an environment of that version with our packages, made when needed; or why there is none."""
    home_made = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python{version}"))
    for python in (shutil.which(f"python{version}"), *map(str, home_made)):
        if python and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:  # noqa: S603
            break
    else:
        return "", f"no Python {version} found"
    place = f".venv-{version}"
    environment = {**os.environ, "VENV": place, "PYTHON": python}
    if subprocess.run([ROOT / "tools" / "environment", "dev"], env=environment, check=False).returncode != 0:  # noqa: S603
        return "", f"the packages could not be installed for {python}"
    return str(ROOT / place / "bin" / "python"), ""


def run_round(one: Round, part: str) -> dict[str, Any]:
    """Run in a process of its own. Counts by file, failures, seconds."""
    if one.missing:
        return {"round": one.name, "ran": False, "reason": one.missing}
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        counts = Path(directory) / "counts.json"
        path = f"{Path(one.python).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "YAKUBA_TEST_FRESH": "1", "PATH": path}
        if one.postgres:
            environment["YAKUBA_TEST_POSTGRES"] = str(one.postgres)
        command = [one.python, str(Path(__file__)), "--part", part, "--inner", str(counts), "--tests", one.tests]
        done = subprocess.run(command, env=environment, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603 ourselves
        code = done.returncode
        sys.stdout.write(f"== {one.name}\n{done.stdout}\n")
        sys.stdout.flush()
        told = json.loads(counts.read_text()) if counts.exists() else {"files": {}, "failures": ["the run itself"]}
    totals = {key: sum(of[key] for of in told["files"].values()) for key in ("passed", "failed", "skipped")}
    if unstable := second_try.unstable(told["failures"], one.python, ROOT, environment):
        told["unstable"] = unstable
        totals["failed"] -= sum(name in unstable for name in told["failures"])
        totals["passed"] += len(unstable)
    if code not in (0, 1, 5):
        totals["failed"] += 1
    return {"round": one.name, "ran": True, "seconds": round(time.monotonic() - begin), **totals, **told}


def run_side_by_side(wanted: list[Round], part: str) -> list[dict[str, Any]]:
    """The first round, which drives the browser and leaves half of two cores idle, beside the others in turn."""
    with ThreadPoolExecutor(2) as lanes:
        first = lanes.submit(run_round, wanted[0], part)
        others = lanes.submit(lambda: [run_round(one, part) for one in wanted[1:]])
        return [first.result(), *others.result()]


def report(part: str, results: list[dict[str, Any]]) -> None:
    """docs/proof.json, and the sum on standard output."""
    git = shutil.which("git") or "git"
    asked = subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    changed = subprocess.run([git, "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    written = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": asked.stdout.strip(),
        "uncommitted_changes": bool(changed.stdout.strip()),
        "part": part,
        "seeds": SEEDS,
        "python": sys.version.split()[0],
        "rounds": results,
    }
    REPORT.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n")
    for one in results:
        told = f"{one['passed']} passed, {one['failed']} failed" if one["ran"] else f"NOT RUN: {one['reason']}"
        sys.stdout.write(f"{one['round']}: {told}, {one.get('seconds', 0)} s\n")
        for name, spent in one.get("slowest_files", {}).items():
            sys.stdout.write(f"{spent:8} s  {name}\n")
    passed, failed = (sum(one.get(key, 0) for one in results) for key in ("passed", "failed"))
    if counts := os.environ.get("YAKUBA_COUNTS"):
        Path(counts).write_text(json.dumps({"passed": passed, "failed": failed}))
    sys.stdout.write(f"{passed} passed, {failed} failed\n")


def main() -> int:
    """Exit code 1 when a test failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="1/1", help="e.g. 2/3")
    parser.add_argument("--engines-only", action="store_true", help="PostgreSQL 18 and 15, not Python 3.13")
    parser.add_argument("--inner", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--tests", default="proof", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    part, parts = (int(number) for number in arguments.part.split("/"))
    os.chdir(ROOT)
    if arguments.inner:
        options = ["-m", arguments.tests, "-q", f"--hypothesis-seed={SEEDS['hypothesis']}"]
        return int(pytest.main(options, plugins=[Share(part, parts, arguments.inner)]))
    results = run_side_by_side(rounds(arguments.engines_only), arguments.part)
    report(arguments.part, results)
    return 1 if any(one.get("failed") for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
