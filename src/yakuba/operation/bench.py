"""Runs what is in `benchmarks/`: each `*_bench.py` prints one JSON object and ends with 1 if it misses a bar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yakuba.operation.database import OperationError

_SUFFIX = "_bench.py"


@dataclass(frozen=True)
class Measurement:
    """One script's outcome: `met` says whether its bars were met, `result` is what it printed."""

    name: str
    met: bool
    seconds: float
    result: Any
    complaint: str = ""


def source_tree() -> Path:
    """Where the benchmarks are. Error: OperationError for an installation without them."""
    root = Path(__file__).resolve().parents[3]
    if not (root / "benchmarks").is_dir():
        raise OperationError("測定は、ソースの中で実行してください(benchmarks are in the source tree only)。")
    return root


def scripts(wanted: Iterable[str]) -> list[Path]:
    """The scripts of the wanted names (`documents` for documents_bench.py), all without names."""
    found = {path.name.removesuffix(_SUFFIX): path for path in (source_tree() / "benchmarks").glob(f"*{_SUFFIX}")}
    names = list(wanted) or sorted(found)
    if unknown := [name for name in names if name not in found]:
        raise OperationError(f"測定 {', '.join(unknown)} はありません(unknown)。次のものがあります: {', '.join(found)}")
    return [found[name] for name in names]


def measure(paths: Iterable[Path]) -> Iterator[Measurement]:
    """Run one after the other, so that none disturbs another; each in a process of its own."""
    root = source_tree()
    for path in paths:
        begin = time.monotonic()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(path.parent)])}
        done = subprocess.run(  # noqa: S603 our own script
            [sys.executable, str(path)], cwd=root, env=environment, capture_output=True, text=True, check=False
        )
        seconds = round(time.monotonic() - begin, 1)
        name = path.name.removesuffix(_SUFFIX)
        try:
            result, complaint = json.loads(done.stdout), ""
        except ValueError:
            result, complaint = None, " / ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        yield Measurement(name, done.returncode == 0 and result is not None, seconds, result, complaint)
