"""Minutes that a step takes, as a table of the municipality's own: what deviations cost in hours."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.reading.files import unpacked

LARGEST = 10 * 1024**2  # bytes
_COLUMNS = {
    "step": ("step", "作業", "作業名"),
    "minutes": ("minutes", "分", "1件あたりの分"),
    "body": ("body", "団体", "団体名"),
}
Minutes = dict[tuple[str, str], float]  # by body ("" for all) and step


def read_minutes(path: Path) -> Minutes:
    """CSV in UTF-8 with the columns step and minutes, and body where bodies differ. Unreadable naming the line."""
    try:
        text = unpacked(path, LARGEST).decode()
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"UTF-8 の CSV として読めません（{problem}）。書き出し直してください。") from None
    there = rows[0].keys() if rows else ()
    named = {role: next((name for name in names if name in there), None) for role, names in _COLUMNS.items()}
    if named["step"] is None or named["minutes"] is None:
        raise Unreadable("見出しに「作業」と「分」（step, minutes）の列が要ります。")
    found: Minutes = {}
    for number, row in enumerate(rows, start=2):
        key = ((row[named["body"]] or "").strip() if named["body"] else "", (row[named["step"]] or "").strip())
        minutes = _number(row[named["minutes"]])
        if minutes is None or not key[1]:
            raise Unreadable(f"{number} 行目の作業か分が読めません。分は 0 以上の数にしてください。")
        if key in found:
            raise Unreadable(f"{number} 行目の作業「{key[1]}」は2度目です。1行にしてください。")
        found[key] = minutes
    return found


def minutes_of(table: Minutes, body: str, step: str) -> float | None:
    """The body's own figure, else the one for all."""
    return table.get((body, step), table.get(("", step)))


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
