"""Sheets of text and numbers as an Excel workbook (.xlsx): headings, widths and lists to choose from, nothing more.

The same sheets give the same bytes: every member has the same date.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATE = (2026, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LAST_CHOOSING = 2_000  # row down to which a list is offered


@dataclass(frozen=True)
class Sheet:
    """Rows under each other; the first is the heading when there are ``choices``: by column (from 1) what it may be."""

    name: str
    rows: Sequence[Sequence[str | float]]
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook with the sheets in order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _parts(sheets).items():
            book.writestr(zipfile.ZipInfo(name, _DATE), _HEAD + content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _parts(sheets: Sequence[Sheet]) -> dict[str, str]:
    numbers = range(1, len(sheets) + 1)
    overrides = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    overrides += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    types = "".join(f'<Override PartName="{part}" ContentType="{_TYPES}.{kind}+xml"/>' for part, kind in overrides)
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    relationships = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    start = f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    styles = f'<Relationship Id="rId{len(sheets) + 1}" Type="{_LINKS}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f"{relationships}{start}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{relationships}{links}{styles}</Relationships>",
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{number}.xml": _sheet(sheet) for number, sheet in zip(numbers, sheets, strict=True)},
    }


def _styles() -> str:
    """Style 0 is plain and wraps, style 1 is bold on grey."""
    font = '<font>{}<sz val="11"/><name val="Yu Gothic"/></font>'
    fills = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
    grey = '<fill><patternFill patternType="solid"><fgColor rgb="FFE6E6E6"/></patternFill></fill>'
    wrap = '<alignment vertical="top" wrapText="1"/>'
    cell = '<xf numFmtId="0" fontId="{0}" fillId="{1}" borderId="0" xfId="0" applyAlignment="1">' + wrap + "</xf>"
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2">{font.format("")}{font.format("<b/>")}</fonts>'
        f'<fills count="3">{fills}{grey}</fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">{cell.format(0, 0)}{cell.format(1, 2)}'
        f'</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(sheet: Sheet) -> str:
    headed = bool(sheet.choices)
    view = ""
    if headed:
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)
    )
    rows = "".join(_row(number, row, headed and number == 1) for number, row in enumerate(sheet.rows, 1))
    columns = f"<cols>{widths}</cols>" if widths else ""
    return f'<worksheet xmlns="{_MAIN}">{view}{columns}<sheetData>{rows}</sheetData>{_lists(sheet)}</worksheet>'


def _row(number: int, row: Sequence[str | float], bold: bool) -> str:
    style = ' s="1"' if bold else ""
    cells = "".join(_cell(f"{letters(at)}{number}", value, style) for at, value in enumerate(row, 1) if value != "")
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: str | float, style: str) -> str:
    if isinstance(value, str):
        text = escape(_NOT_XML.sub("", value))
        return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{place}"{style}><v>{value!r}</v></c>'


def _lists(sheet: Sheet) -> str:
    if not sheet.choices:
        return ""
    made = "".join(
        f'<dataValidation type="list" allowBlank="1" sqref="{letters(at)}2:{letters(at)}{LAST_CHOOSING}">'
        f"<formula1>{escape(quoted(given))}</formula1></dataValidation>"
        for at, given in sheet.choices.items()
    )
    return f'<dataValidations count="{len(sheet.choices)}">{made}</dataValidations>'


def quoted(choices: Sequence[str]) -> str:
    """A list as a formula writes it."""
    return '"' + ",".join(choices) + '"'


def letters(column: int) -> str:
    """Column 28 is 'AB'."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
