"""Resident tax of a whole city: from the files of reports to the letters as data, PDF excluded.

    PYTHONPATH=src python benchmarks/tax_bench.py [--residents 500000] [--lines 1000000]

A synthetic city is loaded first (not counted). Counted are: the check and the taking in of its wage and pension reports
with the matching, the computation of the year with its rows in the database, the decision, and both kinds of letters as
CSV. Bar: 60 s for 500,000 residents on 2 quiet cores; processor time (this process and the database server) is told
beside, as it does not depend on what else the machine does. Progress goes to standard error, the result as JSON to
standard output; the exit code is 1 when the bar, in proportion to the residents, is missed.

With `--lines` the reports are repeated under other recipient numbers until there are so many, and only taken in: how
long that takes, how much memory, and whether every line is accounted for (exit code 1 when not). Of a hundred lines one
has an amount in words (held), one is cut off and one is the line before it again (rejected).
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from load_bench import opened, processor_seconds, told

from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, login_roles, provision

YEAR = 2026
SPOILED = {40: "held", 60: "cut", 80: "duplicates"}
"""Of a hundred lines, which are spoiled, and how."""
AMOUNTS = {315: "payment", 331: "payment_1"}
"""Where the amount stands, by the code of the document."""


def main() -> int:
    """0 when the bar is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=0)
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="yakuba-tax-bench-"))
    try:
        with EmbeddedServer(home) as server:
            provision(server.url(ADMINISTRATOR, "postgres"), server.database)
            owner, application = (server.url(name, server.database) for name in login_roles(server.database))
            result = measure(arguments, home, (owner, application))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if arguments.lines:
        json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
        return 0 if result["accounted"] else 1
    result["bar_seconds"] = round(60 * arguments.residents / 500_000, 1)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 1 if result["seconds"] > result["bar_seconds"] else 0


def measure(arguments: argparse.Namespace, home: Path, addresses: tuple[str, str]) -> dict[str, Any]:
    """Seconds of each step."""
    residents = arguments.residents
    town = opened(home, addresses)[0]
    from yakuba.areas.resident_registry.service import load_file
    from yakuba.operation.founding.synthetic import Population, write
    from yakuba.operation.founding.synthetic.tax_documents import write_tax_documents

    source, reports = home / "source.csv", home / "reports.csv"
    write(Population("012084", residents, 6), source)
    documents = write_tax_documents(source, reports, YEAR, 6)
    load_file(town, source, told)
    if arguments.lines:
        wanted = repeated(reports, home / "many.csv", arguments.lines)
        documents = arguments.lines
        reports = home / "many.csv"
    result: dict[str, Any] = {"residents": residents, "documents": documents}
    clock = Clock(home)
    taken = documents_step(town, reports, clock)
    if arguments.lines:
        result |= {"counts": taken, "accounted": all(taken[name] == count for name, count in wanted.items())}
    else:
        other_steps(town, home, clock)
    return result | clock.told() | {"largest_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


class Clock:
    """Seconds and processor seconds between marks."""

    def __init__(self, home: Path) -> None:
        self.home, self.steps = home, dict[str, dict[str, float]]()
        self.began, self.used = time.perf_counter(), processor_seconds(home)

    def mark(self, name: str) -> None:
        """What went by since the last mark was for this step."""
        took, used = time.perf_counter() - self.began, processor_seconds(self.home)
        self.steps[name] = {"seconds": round(took, 1), "processor_seconds": round(used - self.used, 1)}
        print(f"{name} {self.steps[name]}", file=sys.stderr)
        self.began, self.used = time.perf_counter(), used

    def told(self) -> dict[str, Any]:
        """All steps and their sums."""
        sums = {key: round(sum(one[key] for one in self.steps.values()), 1) for key in ("seconds", "processor_seconds")}
        return {"steps": self.steps, **sums}


def repeated(source: Path, target: Path, lines: int) -> Counter[str]:
    """The reports of `source` again and again, each time under other recipient numbers, some of them spoiled.

    Gives how the lines have to come out.
    """
    from yakuba.areas.resident_tax.domain.layouts import exactly

    rows = [line.split(",") for line in source.read_text(encoding="cp932").splitlines()]
    layouts = [exactly(int(row[0]), len(row)) for row in rows]
    wanted = Counter(lines=lines)
    said = ""
    with target.open("w", encoding="cp932", newline="") as out:
        for count in range(lines):
            turn, at = divmod(count, len(rows))
            cells, layout = list(rows[at]), layouts[at]
            assert layout is not None  # the generator writes whole lines
            place = layout.by_key["recipient_number"].at - 1
            cells[place] = f"{turn}-{cells[place]}"
            end = SPOILED.get(count % 100, "accepted")
            if end == "held":
                cells[layout.by_key[AMOUNTS[int(cells[0])]].at - 1] = "多額"
            said = said if end == "duplicates" else ",".join(cells[: 3 if end == "cut" else None])
            out.write(f"{said}\r\n")
            wanted[end if end in ("accepted", "held") else "rejected"] += 1
    return wanted


def documents_step(town: int, reports: Path, clock: Clock) -> dict[str, int]:
    """The file of reports to documents of persons; gives the counts of its lines."""
    from yakuba.areas.resident_tax import starting
    from yakuba.platform.jobs.kept_files import pieces_of
    from yakuba.platform.tenancy.context import system_context

    batch = starting.take_file(system_context(town), "reports.csv", pieces_of(reports), YEAR)
    print(f"{batch.counts}", file=sys.stderr)
    clock.mark("documents")
    counts: dict[str, int] = batch.counts
    return counts


def other_steps(town: int, home: Path, clock: Clock) -> None:
    """From the documents to the letters."""
    from yakuba.areas.resident_tax import assessments, notices
    from yakuba.platform.jobs import service as jobs
    from yakuba.platform.tenancy.context import system_context, use_context
    from yakuba.platform.tenancy.scope import tenant

    context = system_context(town)
    with tenant(town), use_context(context):
        run = assessments.start(YEAR)
    assert run.job_id is not None
    ended = jobs.run_by_two(town, run.job_id)
    print(f"{ended.state} {ended.message if hasattr(ended, 'message') else ''}", file=sys.stderr)
    clock.mark("assessment")
    with tenant(town), use_context(context):
        run.refresh_from_db()
        type(run).objects.filter(id=run.id).update(created_by=run.id)  # the same actor may not decide
        assessments.approve(run.id)
        told_rows = to_file(home / "notices.csv", notices.NOTICE_COLUMNS, notices.notices(run.id))
        told_rows += to_file(home / "employers.csv", notices.EMPLOYER_COLUMNS, notices.employer_notices(run.id))
    print(f"{told_rows} letters, {run.totals}", file=sys.stderr)
    clock.mark("letters")


def to_file(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """How many rows were written."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


if __name__ == "__main__":
    sys.exit(main())
