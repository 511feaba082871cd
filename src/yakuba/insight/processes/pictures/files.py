"""A report as files in a folder: page, paper, drawings, figures and cases."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from yakuba.insight.processes.pictures.page import page
from yakuba.insight.processes.pictures.paper import paper
from yakuba.insight.processes.pictures.picture import Table
from yakuba.insight.processes.pictures.report import Report
from yakuba.insight.processes.pictures.wording import Language, Words

MARK = b"\xef\xbb\xbf"  # so that spreadsheets take the file for UTF-8
# A cell that starts like this would be a formula to a spreadsheet; it gets an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
COLUMNS = {
    "body": Words("団体", "body"),
    "case": Words("案件", "case"),
    "before": Words("前の作業", "step"),
    "after": Words("次の作業", "next step"),
    "days": Words("日数", "days"),
    "day": Words("日", "day"),
    "events": Words("記録", "events"),
    "closed": Words("終わった", "closed"),
    "first_day": Words("最初の日", "first day"),
    "begun": Words("始まった月", "begun"),
    "giver": Words("渡した人", "from"),
    "taker": Words("受けた人", "to"),
    "times": Words("回数", "times"),
    "step": Words("作業", "step"),
    "who": Words("担当", "who"),
}


class Occupied(ValueError):
    """A file of the report is there already; the message names it."""


def write(reports: Sequence[Report], folder: Path, font: Path, replace: bool = False) -> list[str]:
    """Write reports of the same logs, one a language, the first as `index.html`; gives the names written.

    ``font``: as `paper` takes it. Raises Occupied, OSError.
    """
    made: dict[str, Callable[[], bytes]] = {}
    names = {one.language: _suffix(one.language, reports) for one in reports}
    for report in reports:
        others = [one for one in reports if one is not report]
        other = f"index{names[others[0].language]}.html" if others else None
        made |= _files(report, names[report.language], other)
        made[f"report{names[report.language]}.pdf"] = partial(paper, report, font)
    if not replace:
        there = next((name for name in made if (folder / name).exists()), None)
        if there is not None:
            raise Occupied(there)
    for part in ("pictures", "figures", "cases"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content())
    return list(made)


def _suffix(language: Language, reports: Sequence[Report]) -> str:
    return "" if language == reports[0].language else f".{language}"


def _files(report: Report, suffix: str, other: str | None) -> dict[str, Callable[[], bytes]]:
    language = report.language
    found: dict[str, Callable[[], bytes]] = {}
    for picture in report.pictures:
        found[f"pictures/{picture.name}{suffix}.svg"] = picture.svg.encode
        found[f"figures/{picture.name}{suffix}.csv"] = partial(table_csv, picture.table)
        if picture.steps:
            found[f"figures/{picture.name}-steps{suffix}.csv"] = partial(table_csv, picture.steps)
        if picture.cases.height:
            found[f"cases/{picture.name}{suffix}.csv"] = partial(cases_csv, picture.cases, language)
    for trap in report.traps:
        found[f"figures/trap-{trap.name}{suffix}.csv"] = partial(table_csv, trap.table)
    if report.finding_table is not None:
        found[f"figures/findings{suffix}.csv"] = partial(table_csv, report.finding_table)
    for finding in report.findings:
        if finding.cases is not None:
            name = f"cases/finding-{finding.rank:03}{suffix}.csv"
            found[name] = partial(cases_csv, finding.cases, language)
    found[f"index{suffix}.html"] = lambda: page(report, suffix, other).encode()
    return found


def table_csv(table: Table) -> bytes:
    """Figures as CSV for spreadsheets and programs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(one) for one in table.head])
    writer.writerows([[_cell(one) for one in row] for row in table.rows])
    return MARK + text.getvalue().encode()


def cases_csv(cases: pl.DataFrame, language: Language) -> bytes:
    """Cases as CSV."""
    words = [name for name, kind in cases.schema.items() if kind == pl.String]
    starts = "|".join(FORMULA).replace("+", r"\+")
    guarded = cases.with_columns(
        pl.when(pl.col(name).str.contains(f"^(?:{starts})"))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in words
    )
    named = guarded.rename({one: COLUMNS[one].to(language) for one in cases.columns if one in COLUMNS})
    return named.write_csv(include_bom=True, line_terminator="\r\n").encode()


def _cell(value: str | int | float | None) -> str | int | float | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
