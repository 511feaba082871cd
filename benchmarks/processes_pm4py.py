"""Runs inside pm4py's own environment: the yardstick of `processes_bench.py`, as a process of its own.

    PYTHON benchmarks/processes_pm4py.py FILE...

Reads each log; of the first: keeps it as pickled columns, then from them the figures of `yakuba processes summary` that
pm4py has functions for, and directly-follows with median waits. Seconds of wall and processor time as JSON.
"""

import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
import pm4py  # noqa: E402

REPEAT = 5


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}, found


def summary(log):
    durations = pd.Series(pm4py.get_all_case_durations(log)) / 86_400
    return {
        "cases": len(durations),
        "events": len(log),
        "activities": len(pm4py.get_event_attribute_values(log, "concept:name")),
        "resources": len(pm4py.get_event_attribute_values(log, "org:resource")),
        "variants": len(pm4py.get_variants(log)),
        "mean": float(durations.mean()),
        "median": float(durations.median()),
        "p90": float(durations.quantile(0.9)),
        "over_56": float((durations > 56).mean()),
    }


def directly_follows(log):
    counts, _, _ = pm4py.discover_dfg(log)
    waits, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="median")
    return {"pairs": len(counts), "waits": len(waits)}


def main():
    read, first = [], None
    for name in sys.argv[1:]:
        took, log = timed(lambda name=name: pm4py.read_xes(name))
        read.append(took)
        first = log if first is None else first
    with tempfile.TemporaryDirectory() as folder:
        columns = Path(folder) / "log.pickle"
        first.to_pickle(columns)
        figures, opened = [], []
        for _ in range(REPEAT):
            took, log = timed(lambda: pd.read_pickle(columns))
            opened.append(took)
            took, said = timed(lambda log=log: summary(log) | directly_follows(log))
            figures.append(took)
    answer = {"version": pm4py.__version__, "read": read, "open": opened, "figures": figures, "said": said}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
