"""Writing a population to files: the residents, and apart from them the individual numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from .columns import COLUMNS
from .dirt import Dirt, Fault
from .generator import Population, generate
from .rows import is_current

NUMBER_COLUMNS = ("宛名番号", "種別", "値")
FAULT_COLUMNS = ("行番号", "宛名番号", "世帯番号", "種類", "項目", "元の値", "書いた値", "見込み")

Progress = Callable[[int, int], None]
"""Told (residents written, residents wanted)."""


@dataclass(slots=True)
class Summary:
    """What was written: current residents, all persons, households, lines, and lines with faults put in on purpose."""

    residents: int = 0
    persons: int = 0
    households: int = 0
    rows: int = 0
    faults: int = 0


def numbers_path(path: Path) -> Path:
    """Where the individual numbers of `path` go: OUT.csv → OUT.numbers.csv."""
    return path.with_suffix(".numbers.csv")


def faults_path(path: Path) -> Path:
    """Where the list of faults of `path` goes: OUT.csv → OUT.dirt.csv."""
    return path.with_suffix(".dirt.csv")


def write(population: Population, path: Path, *, dirt: float = 0.0, progress: Progress | None = None) -> Summary:
    """Generate into `path` (UTF-8, LF) and `numbers_path(path)`; with `dirt` > 0 also `faults_path(path)`.

    `dirt` is the share of households that get a fault (0..1). Raises NotFound, ValueError as `generate`, OSError.
    """
    summary = Summary()
    with ExitStack() as files:
        table = csv.writer(files.enter_context(_opened(path)), lineterminator="\n")
        numbers = csv.writer(files.enter_context(_opened(numbers_path(path))), lineterminator="\n")
        numbers.writerow(NUMBER_COLUMNS)
        soil = Dirt(population.seed, dirt) if dirt else None
        table.writerow(soil.header() if soil else COLUMNS)
        faults: list[Fault] = []
        for batch in generate(population):
            for group in batch.groups:
                summary.households += 1
                summary.residents += sum(map(is_current, group))
                summary.persons += len({row[1] for row in group})
                lines, found = soil.soil(group, summary.rows + 2) if soil else (group, [])
                faults.extend(found)
                table.writerows(lines)
                summary.rows += len(lines)
            numbers.writerows(batch.numbers)
            if progress is not None:
                progress(summary.residents, population.residents)
        summary.faults = len({fault.line for fault in faults if fault.line})
        if soil is not None:
            listing = csv.writer(files.enter_context(_opened(faults_path(path))), lineterminator="\n")
            listing.writerow(FAULT_COLUMNS)
            listing.writerows([*soil.of_the_file(), *faults])
    return summary


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")
