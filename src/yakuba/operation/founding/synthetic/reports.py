"""The reports of the demo's filling: those of its first households, some of them as real ones come: with faults."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from random import Random

from yakuba.areas.resident_tax.domain.layouts import Layout, exactly
from yakuba.operation.founding.synthetic import numbers_path
from yakuba.operation.founding.synthetic.tax_documents import write_tax_documents

WAGES = 315
FAULTS = 24
"""One of so many lines gets a fault."""
BILLED = 4
"""One of so many employees pays the tax by bills: the employer does not take it."""


def write_reports(residents: Path, folder: Path, fiscal_year: int, people: int) -> Path:
    """The reports of a fiscal year of the first households, until ``people`` rows are reached."""
    part = folder / f"first-{people}.csv"
    if not part.exists():
        _first_households(residents, part, people)
    out = folder / f"reports-{fiscal_year}.csv"
    write_tax_documents(part, out, fiscal_year, 1)
    lines = out.read_text(encoding="cp932").splitlines()
    _write(out, (_billed(line) for line in lines))
    return out


def _write(out: Path, lines: Iterable[str]) -> None:
    out.write_text("".join(f"{line}\r\n" for line in lines), encoding="cp932", newline="")


def _billed(line: str) -> str:
    cells = line.split(",")
    layout = exactly(int(cells[0]), len(cells))
    if layout is None or int(cells[0]) != WAGES:
        return line
    told = {item.key: cell for item, cell in zip(layout.items, cells, strict=True)}
    if int(told["recipient_number"][:-1]) % BILLED == 0:  # the last digit is a check digit
        _put(layout, cells, "ordinary", "1")
    return ",".join(cells)


def _first_households(residents: Path, part: Path, people: int) -> None:
    numbers = numbers_path(part)
    if not numbers.exists():
        numbers.symlink_to(numbers_path(residents))
    draft = part.with_suffix(".draft")
    source = residents.open(encoding="utf-8", newline="")
    target = draft.open("w", encoding="utf-8", newline="")
    with source, target:
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, list(rows.fieldnames or ()))
        writer.writeheader()
        written = 0
        for _, household in groupby(rows, key=lambda row: row["世帯番号"]):
            found = list(household)
            writer.writerows(found)
            written += len(found)
            if written >= people:
                break
    draft.replace(part)


def with_faults(reports: Path, out: Path, seed: int) -> Path:
    """The same file as employers send it: a wrong figure, a cut line, a name that was misspelt, a birthday mistyped."""
    rng = Random(seed)  # noqa: S311 - reproducible choice, no secret
    lines = reports.read_text(encoding="cp932").splitlines()
    for at in range(FAULTS // 2, len(lines), FAULTS):
        lines[at] = _fault(lines[at], rng, at // FAULTS % 4)
    _write(out, lines)
    return out


def _fault(line: str, rng: Random, kind: int) -> str:
    cells = line.split(",")
    layout = exactly(int(cells[0]), len(cells))
    if layout is None:
        return line
    if kind == 0:
        _put(layout, cells, "social_insurance", "不明")
    elif kind == 1:
        return ",".join(cells[: len(cells) // 2])
    elif kind == 2:  # whom it is about can no longer be told for sure
        _put(layout, cells, "number", "")
        _put(layout, cells, "birth_day", f"{rng.randrange(1, 28):02}")
    else:
        _put(layout, cells, "number", "")
        _put(layout, cells, "name", "見本　太郎")
        _put(layout, cells, "name_kana", "ﾐﾎﾝ ﾀﾛｳ")
    return ",".join(cells)


def _put(layout: Layout, cells: list[str], key: str, value: str) -> None:
    for at, item in enumerate(layout.items):
        if item.key == key:
            cells[at] = value
