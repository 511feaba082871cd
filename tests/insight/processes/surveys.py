"""Surveys for tests: rows as people write them, and workbooks as Excel does."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from yakuba.insight.processes.hours.layout import Staff
from yakuba.insight.processes.hours.survey import Survey, Work

HEADINGS = ("業務", "区分", "作業", "職員の種別", "従事人数", "年間件数", "1件あたり分", "年間時間", "時間単価")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def row(step: str, kind: str = "正規職員", people: str = "6", cases: str = "1200", minutes: str = "5") -> list[str]:
    """A row of the task 転入, hours told by the minute."""
    return ["転入", "", step, kind, people, cases, minutes, "", ""]


def write_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    """A survey under the usual headings."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([HEADINGS, *rows])
    return path


def survey(body: str, steps: Mapping[str, tuple[float, float]], people: float | None = 6, task: str = "転入") -> Survey:
    """A survey of one kind of staff: by step its cases and minutes per case."""
    rows = tuple(
        Work(task, "", step, Staff.REGULAR, cases, cases * minutes / 60, minutes, people)
        for step, (cases, minutes) in steps.items()
    )
    return Survey(body, 2025, rows, len(rows))


def write_workbook_parts(path: Path, sheet: str, strings: str = "", names: Sequence[str] = ("調査票",)) -> Path:
    """A workbook with this XML inside the sheet of the first name; other sheets are empty."""
    listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, name in enumerate(names, 1))
    links = "".join(f'<Relationship Id="r{at}" Target="worksheets/s{at}.xml"/>' for at in range(1, len(names) + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'
        )
        book.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{links}</Relationships>")
        if strings:
            book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        for at in range(1, len(names) + 1):
            book.writestr(f"xl/worksheets/s{at}.xml", sheet if at == 1 else f'<worksheet xmlns="{MAIN}"/>')
    return path


def cells(rows: Mapping[int, Sequence[str]], after: str = "") -> str:
    """A sheet with inline texts."""
    drawn = "".join(
        f'<row r="{at}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in given) + "</row>"
        for at, given in rows.items()
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{drawn}</sheetData>{after}</worksheet>'
