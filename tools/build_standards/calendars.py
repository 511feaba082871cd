"""National holidays."""

from __future__ import annotations

from pathlib import Path

from common import csv_text, read, write


def holidays(source: Path) -> None:
    """Day and name; years which are not proclaimed yet are computed by the source."""
    write(
        "holidays.csv",
        csv_text(("day", "name"), ((r["date"], r["name"]) for r in read(source, "national-holidays.csv"))),
    )
