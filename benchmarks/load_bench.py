"""Loading residents against a bare COPY of the same rows into the same indexed table, in the same run.

    PYTHONPATH=src python benchmarks/load_bench.py                 # 1,000,000 lines, about seven minutes, 5 GB in /tmp
    PYTHONPATH=src python benchmarks/load_bench.py --lines 100000 [--file FILE.csv] [--no-search] [--profile]

The file is synthetic (60,000 residents) unless one is given; its persons are repeated under other numbers up to the
lines wanted. It goes through ``load_file``, as ``yakuba import`` does: all from the file to the last commit counts
(checks, addressees, records, search entries, encrypted resident codes, register rows). Meanwhile another municipality
(60,000 residents) is searched by a process of its own, as the web server is one.

The yardstick copies the records that were loaded, as finished CSV, back into the emptied ``resident_record`` with all
its indexes and foreign keys, as its owner, in one statement; nothing else is filled or checked. The ratio is one of
seconds a line. Bars: 4 times the COPY, 300 s a million lines, 2,048 MB, twice the search p95 of before. Processor
time (this process and the server, searches included) is told beside, as it does not depend on what else the machine
does. Progress goes to standard error, the result as JSON to standard output; the exit code is 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from multiprocessing.connection import Connection
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


PAUSE = 0.25  # seconds between two searches


class Searches:
    """A process that searches another municipality until stopped, noting how long each search took."""

    def __init__(self, municipality: int) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._ours, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_searching, args=(municipality, theirs), daemon=True)
        self._process.start()
        self._ours.recv()  # it is ready

    def so_far(self) -> list[float]:
        """Seconds of each search since the last call."""
        self._ours.send("so far")
        times: list[float] = self._ours.recv()
        return times

    def end(self) -> list[float]:
        times = self.so_far()
        self._ours.send("end")
        self._process.join()
        return times


def _searching(municipality: int, pipe: Connection) -> None:
    import django

    django.setup()
    for _ in NAMES * 2:
        search(municipality)
    pipe.send("ready")
    times: list[float] = []
    while True:
        if not pipe.poll(PAUSE):
            times.append(search(municipality))
        elif pipe.recv() == "end":
            return
        else:
            pipe.send(times)
            times = []


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


def told(what: str, done: int, total: int) -> None:
    """How far the load is, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {what} {done}/{total}", file=sys.stderr)


def opened(home: Path, addresses: tuple[str, str]) -> list[int]:
    """Django on a migrated database with two empty town halls: their ids."""
    owner, application = addresses
    os.environ |= {"DATABASE_URL": application, "DATABASE_OWNER_URL": owner, "YAKUBA_HOME": str(home)}
    os.environ |= {
        "YAKUBA_THREADS": "4",
        "YAKUBA_SECRET_KEY": "bench",
        "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.core",
    }
    import django

    django.setup()
    from yakuba.operation import tables
    from yakuba.platform.secrets import master
    from yakuba.platform.tenancy import directory
    from yakuba.platform.tenancy.context import system_context

    tables.make("owner")
    master.create()
    context = system_context()
    return [
        directory.found(directory.Founding(code, context.instant, context.business_date, training=training)).id
        for code, training in (("012084", False), ("012084", True))
    ]


def measure(arguments: argparse.Namespace, home: Path, addresses: tuple[str, str]) -> dict[str, Any]:
    towns = opened(home, addresses)
    from yakuba.areas.resident_registry.service import load_file

    owner = addresses[0]
    source = arguments.file or home / "source.csv"
    if arguments.file is None:
        from yakuba.operation.founding.synthetic import Population, write

        write(Population("012084", 60_000, 6), source)
    big = home / "big.csv"
    enlarged(source, big, arguments.lines)
    result: dict[str, Any] = {}
    if arguments.search:
        load_file(towns[1], source)
        searches = Searches(towns[1])
        time.sleep(25)
        before = searches.so_far()
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
        report = load_file(towns[0], big, told)
    took = time.perf_counter() - began
    used = processor_seconds(home) - used
    if arguments.search:
        during = searches.end()
        result |= {
            "search_p95_before_ms": round(p95(before) * 1000, 1),
            "search_p95_during_ms": round(p95(during) * 1000, 1),
            "searches": [len(before), len(during)],
        }
    print(f"{report.given} lines loaded in {took:.1f} s, {used:.1f} s of processors {result}", file=sys.stderr)
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
