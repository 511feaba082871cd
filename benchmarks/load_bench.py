"""Loading residents against a bare COPY of the same rows into the same indexed table, in the same run.

    PYTHONPATH=src python benchmarks/load_bench.py [--lines 1000000] [--file FILE.csv] [--no-search] [--profile]

The file is synthetic (60,000 residents) unless one is given; its persons are repeated under other numbers up to the
lines wanted. Meanwhile another municipality is searched. Bars: 4 times the COPY, 300 s a million lines, 2,048 MB, twice
the search p95 of before. Processor time is told beside, as it does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, login_roles, provision


def enlarged(source: Path, target: Path, lines: int) -> int:
    """Repeat the persons of `source` with other addressee and household numbers. How many lines were written."""
    with source.open(encoding="utf-8") as file:
        header, *rows = file.read().splitlines()
    names = header.split(",")
    places = [names.index(name) for name in ("宛名番号", "世帯番号")]
    written = 0
    with target.open("w", encoding="utf-8") as out:
        out.write(header + "\n")
        for turn in range(max(1, -(-lines // len(rows)))):
            for row in rows:
                if turn:
                    cells = row.split(",")
                    for place in places:
                        cells[place] = f"{turn:03}{cells[place][3:]}"
                    row = ",".join(cells)
                out.write(row + "\n")
                written += 1
                if written >= lines and turn:
                    return written
    return written


def bare_copy(owner: str) -> tuple[float, int]:
    """Copy all versions out and back into the empty table with its indexes and keys, as the owner."""
    connected = psycopg.connect(owner, autocommit=True)
    with connected as connection, tempfile.TemporaryFile() as kept, connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT * FROM resident_record) TO STDOUT (FORMAT csv)") as out:
            for block in out:
                kept.write(block)
        cursor.execute("TRUNCATE resident_record CASCADE")
        kept.seek(0)
        began = time.perf_counter()
        with cursor.copy("COPY resident_record FROM STDIN (FORMAT csv)") as copy:
            while piece := kept.read(1 << 20):
                copy.write(piece)
        return time.perf_counter() - began, cursor.rowcount


class Searches(threading.Thread):
    """Searches another municipality until stopped, noting how long each took."""

    def __init__(self, municipality: int) -> None:
        super().__init__(daemon=True)
        self.municipality, self.stopped, self.times = municipality, threading.Event(), list[float]()

    def run(self) -> None:
        from django.db import connection

        while not self.stopped.is_set():
            self.times.append(search(self.municipality))
            time.sleep(0.25)
        connection.close()

    def end(self) -> list[float]:
        self.stopped.set()
        self.join()
        return self.times


NAMES = ("佐藤", "さとう", "郎", "鈴木", "コ")


def search(municipality: int) -> float:
    """Seconds of one search with its register row."""
    from yakuba.areas.resident_registry import queries
    from yakuba.platform.tenancy.context import Actor, Context, now, use_context
    from yakuba.platform.tenancy.scope import tenant

    word = NAMES[int(time.perf_counter() * 1000) % len(NAMES)]
    context = Context(now(), Actor(None, "測定", frozenset({queries.INQUIRE})), municipality)
    began = time.perf_counter()
    with tenant(municipality), use_context(context):
        wanted = queries.Wanted(kana=word) if word in ("さとう", "コ") else queries.Wanted(name=word)
        queries.search(wanted)
    return time.perf_counter() - began


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def processor_seconds(home: Path) -> float:
    """Processor time of this process and of the server in `home`, backends that have ended included."""
    time.sleep(0.5)  # until the server has noticed the end of its last backend
    ticks = os.sysconf("SC_CLK_TCK")
    server = next(home.rglob("postmaster.pid")).read_text().split()[0]
    total = sum(os.times()[:2])
    for process in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = process.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if process.parent.name == server:
            total += sum(map(int, fields[11:15])) / ticks
        elif fields[1] == server:
            total += sum(map(int, fields[11:13])) / ticks
    return total


def main() -> int:
    """0 when all bars are met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--file", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--no-search", dest="search", action="store_false")
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="yakuba-load-bench-"))
    try:
        with EmbeddedServer(home) as server:
            provision(server.url(ADMINISTRATOR, "postgres"), server.database)
            owner, application = (server.url(name, server.database) for name in login_roles(server.database))
            result = measure(arguments, home, (owner, application))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    missed = bars_missed(result)
    json.dump({**result, "missed": missed}, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 1 if missed else 0


def bars_missed(result: dict[str, Any]) -> list[str]:
    """Names of the bars that were not met."""
    bars = {
        "ratio": result["ratio"] <= 4,
        "seconds": result["load_seconds"] <= 300 * max(1.0, result["lines"] / 1_000_000),
        "memory": result["largest_memory_mb"] <= 2048,
        "search": result.get("search_p95_during_ms", 0) <= 2 * result.get("search_p95_before_ms", 0),
    }
    return [name for name, met in bars.items() if not met]


def measure(arguments: argparse.Namespace, home: Path, addresses: tuple[str, str]) -> dict[str, Any]:
    owner, application = addresses
    os.environ |= {"DATABASE_URL": application, "DATABASE_OWNER_URL": owner, "YAKUBA_HOME": str(home)}
    os.environ |= {
        "YAKUBA_THREADS": "4",
        "YAKUBA_SECRET_KEY": "bench",
        "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.core",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from yakuba.areas.resident_registry.service import load_file
    from yakuba.platform.secrets import master
    from yakuba.platform.tenancy import directory
    from yakuba.platform.tenancy.context import system_context

    call_command("migrate", database="owner", verbosity=0)
    master.create()
    context = system_context()
    towns = [
        directory.found(directory.Founding(code, context.instant, context.business_date, training=training)).id
        for code, training in (("012084", False), ("012084", True))
    ]
    source = arguments.file or home / "source.csv"
    if arguments.file is None:
        from yakuba.operation.founding.synthetic import Population, write

        write(Population("012084", 60_000, 6), source)
    big = home / "big.csv"
    enlarged(source, big, arguments.lines)
    result: dict[str, Any] = {}
    if arguments.search:
        load_file(towns[1], source)
        before = [search(towns[1]) for _ in range(200)]
        searches = Searches(towns[1])
        searches.start()
    used = processor_seconds(home)
    began = time.perf_counter()
    if arguments.profile:
        import cProfile
        import pstats

        profiler = cProfile.Profile()
        report = profiler.runcall(load_file, towns[0], big)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("cumulative").print_stats(60)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(30)
    else:
        report = load_file(towns[0], big)
    took = time.perf_counter() - began
    used = processor_seconds(home) - used
    if arguments.search:
        during = searches.end()
        result |= {"search_p95_before_ms": p95(before) * 1000, "search_p95_during_ms": p95(during) * 1000}
    before_copy = processor_seconds(home)
    bare, copied = bare_copy(owner)
    return result | {
        "lines": report.given,
        "accepted": report.accepted,
        "load_seconds": round(took, 1),
        "lines_a_second": round(report.given / took),
        "bare_copy_seconds": round(bare, 1),
        "bare_copy_lines": copied,
        "ratio": round(took / report.given / (bare / copied), 2),
        "load_processor_seconds": round(used, 1),
        "copy_processor_seconds": round(processor_seconds(home) - before_copy, 1),
        "largest_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
