"""Event logs: reading, summary, comparison and a city of ten million events; pm4py beside it where it is given.

    python benchmarks/processes_bench.py [FILE...] [--pm4py PYTHON] [--events 10000000] [--turns 5]

FILE: logs of municipalities as XES packed with gzip (five of 2 MB each for the stated bars); left out, five synthetic
ones of that size are written. PYTHON is an interpreter of an environment of its own that has pm4py (AGPL, a yardstick
only); it runs as a process of its own, in the same run. The city is written as CSV (10,000,000 lines are 550 MB) before
the clock starts; read, summarised with directly-follows, kept as columns, and summarised from the columns again, each
by a fresh process whose largest memory is told. Reading and figures within a process are medians of the turns after
one not counted; commands are timed whole, from start to end of `yakuba processes ...`.

JSON on standard output, a table on the other; exit status 1 if a bar is missed. Bars are of two quiet cores.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import processes_city

COMMAND = "import sys; from yakuba.operation.cli.main import main; sys.exit(main(sys.argv[1:]))"
OWN = str(Path(__file__).resolve())
# name: (bar, at most or at least)
BARS: dict[str, tuple[float, str]] = {
    "read one log": (1.5, "max"),
    "read its columns": (0.1, "max"),
    "five summaries, five commands": (6.0, "max"),
    "five towns compared, command": (10.0, "max"),
    "five towns compared with report, command": (10.0, "max"),
    "city from CSV": (60.0, "max"),
    "city from CSV, GB": (4.0, "max"),
    "city from columns": (60.0, "max"),
    "city from columns, GB": (4.0, "max"),
    "pm4py reading / ours": (5.0, "min"),
    "pm4py summary and directly-follows / ours": (10.0, "min"),
}


def timed(work: Callable[[], Any], turns: int) -> dict[str, float]:
    """Median seconds of ``turns`` after one that does not count."""
    work()
    walls, cpus = [], []
    for _ in range(turns):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {"wall": statistics.median(walls), "cpu": statistics.median(cpus)}


def within(task: str, *arguments: str) -> dict[str, Any]:
    """One of `TASKS` in a fresh process: what it says, and the wall time, processor time and memory of it all."""
    started = time.perf_counter()
    told = subprocess.run([sys.executable, OWN, "--task", task, *arguments], check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer | {"whole": time.perf_counter() - started}


def command(*arguments: str) -> dict[str, float]:
    """`yakuba` with these arguments, its output thrown away."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.perf_counter() - started, "cpu": cpu}


def reading(names: Sequence[str]) -> dict[str, Any]:
    """In one process: one log read, its columns read, summary and directly-follows of them."""
    from yakuba.insight.processes.engine.flows import directly_follows
    from yakuba.insight.processes.reading.columns import write_columns
    from yakuba.insight.processes.reading.source import read_log
    from yakuba.insight.processes.summary import summarised

    turns, paths = int(names[0]), [Path(name) for name in names[1:]]
    log = read_log(paths[0])
    with tempfile.TemporaryDirectory() as folder:
        place = write_columns(log, Path(folder))
        kept = read_log(place)
        found = {
            "read": timed(lambda: read_log(paths[0]), turns),
            "columns": timed(lambda: read_log(place), turns),
            "figures": timed(lambda: (summarised(kept), directly_follows(kept)), turns),
        }
    if len(paths) > 1:
        found["all"] = timed(lambda: [read_log(path) for path in paths], 1)
    said = summarised(log)
    told = {name: said[name] for name in ("cases", "events", "activities", "variants", "resources")}
    return found | {"said": told | said["throughput_days"] | {"pairs": directly_follows(log).height}}


def city(names: Sequence[str]) -> dict[str, Any]:
    """A log of any size: read, summarised with directly-follows and, if a folder is given, kept as columns there."""
    from yakuba.insight.processes.engine.flows import directly_follows
    from yakuba.insight.processes.reading.columns import write_columns
    from yakuba.insight.processes.reading.source import read_log
    from yakuba.insight.processes.summary import summarised

    steps, last = {}, time.perf_counter()

    def step(name: str) -> None:
        nonlocal last
        steps[name], last = round(time.perf_counter() - last, 2), time.perf_counter()

    log = read_log(Path(names[0]))
    step("read")
    said = summarised(log, ["種別"])
    step("summary")
    pairs = directly_follows(log).height
    step("directly-follows")
    assert log.given == log.events.height == said["events"], "an event got lost"
    if len(names) > 1:
        write_columns(log, Path(names[1]))
        step("kept as columns")
    most = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "steps": steps,
        "cpu": round(most.ru_utime + most.ru_stime, 2),
        "memory_gb": round(largest_memory() / 1024**3, 2),
        "said": {name: said[name] for name in ("cases", "events", "activities", "variants")} | {"pairs": pairs},
    }


def largest_memory() -> int:
    """Bytes that this process had at most. `ru_maxrss` would begin with what the starting process had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * 1024


TASKS: dict[str, Callable[[Sequence[str]], dict[str, Any]]] = {"reading": reading, "city": city}


def of_logs(files: Sequence[Path], turns: int, python: str | None) -> tuple[dict[str, float], dict[str, Any]]:
    names = [str(path) for path in files]
    ours = within("reading", str(turns), *names)
    summaries = [command("processes", "summary", name, "--json") for name in names]
    compared = command("processes", "compare", *names, "--json")
    with tempfile.TemporaryDirectory() as folder:
        report = command("processes", "compare", *names, "--json", "--out", folder)
    figures = {
        "read one log": ours["read"]["wall"],
        "read its columns": ours["columns"]["wall"],
        "five summaries, five commands": sum(one["wall"] for one in summaries),
        "five towns compared, command": compared["wall"],
        "five towns compared with report, command": report["wall"],
    }
    told = {"ours": ours, "summaries": summaries, "compare": compared, "report": report}
    if python:
        script = str(Path(__file__).with_name("processes_pm4py.py"))
        answer = subprocess.run([python, script, *names[:1]], check=True, capture_output=True, text=True).stdout
        theirs = json.loads(answer.strip().splitlines()[-1])
        their_figures = statistics.median(one["wall"] for one in theirs["figures"])
        figures["pm4py reading / ours"] = theirs["read"][0]["wall"] / ours["read"]["wall"]
        figures["pm4py summary and directly-follows / ours"] = their_figures / ours["figures"]["wall"]
        for name in ("cases", "events", "activities", "variants", "resources", "pairs"):
            assert theirs["said"][name] == ours["said"][name], f"{name} differs from pm4py"
        told["pm4py"] = theirs
    return figures, told


def of_a_city(events: int, folder: Path) -> tuple[dict[str, float], dict[str, Any]]:
    started = time.perf_counter()
    path = processes_city.write_csv(folder / "city.csv", events)
    made = time.perf_counter() - started
    fresh = within("city", str(path), str(folder))
    again = within("city", str(folder / "city.columns"))
    figures = {
        "city from CSV": fresh["whole"],
        "city from CSV, GB": fresh["memory_gb"],
        "city from columns": again["whole"],
        "city from columns, GB": again["memory_gb"],
    }
    size = path.stat().st_size
    return figures, {"events": events, "csv_bytes": size, "made_in": made, "from_csv": fresh, "from_columns": again}


def synthetic(folder: Path) -> list[Path]:
    """Five towns of the size of the public logs: about 52,000 events, a dozen attributes each."""
    return [processes_city.write_xes(folder / f"town{one}.xes.gz", 52_000, one) for one in range(1, 6)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="logs of municipalities")
    parser.add_argument("--pm4py", metavar="PYTHON", help="an interpreter that has pm4py")
    parser.add_argument("--events", type=int, default=10_000_000, help="events of the city; 0: none")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--folder", help="where the city is written for the time (about 2 GB)")
    parser.add_argument("--task", choices=sorted(TASKS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        print(json.dumps(TASKS[arguments.task](arguments.files)))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="processes-bench-", dir=arguments.folder))
    try:
        files = [Path(name) for name in arguments.files] or synthetic(folder)
        figures, logs = of_logs(files, arguments.turns, arguments.pm4py)
        told = {"logs": logs}
        if arguments.events:
            more, told["city"] = of_a_city(arguments.events, folder)
            figures |= more
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    met = {
        name: figures[name] <= bar if kind == "max" else figures[name] >= bar
        for name, (bar, kind) in BARS.items()
        if name in figures
    }
    for name, there in met.items():
        bar, kind = BARS[name]
        print(
            f"{name:<45} {figures[name]:>8.2f}  {'<=' if kind == 'max' else '>='} {bar:g}  {'yes' if there else 'NO'}",
            file=sys.stderr,
        )
    machine = {"cores": os.cpu_count(), "load_average": os.getloadavg()[0], "python": platform.python_version()}
    result = {"benchmark": "processes", "machine": machine, "logs": "given" if arguments.files else "synthetic"}
    result |= {"figures": figures, "met": met, "told": told}
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0 if all(met.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
