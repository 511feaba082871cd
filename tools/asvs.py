"""Render docs/asvs/README.md from docs/asvs/level2.csv.

    python tools/asvs.py

The test in tests/security/test_asvs_table.py fails while the page is not the one this makes.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "asvs" / "level2.csv"
PAGE = ROOT / "docs" / "asvs" / "README.md"
STATUSES = ("met", "partly", "not met", "not applicable")

HEAD = """# OWASP ASVS 5.0.0, levels 1 and 2

Every requirement of the OWASP Application Security Verification Standard 5.0.0 up to level 2, judged for this code.
The table is `level2.csv`; this page is made by `python tools/asvs.py`.

- **met**: a test shows it; the row names the test. What the test does not show is not claimed.
- **partly**: something is there, the row says what is missing. It counts as not met.
- **not met**: the row says why.
- **not applicable**: the thing the requirement is about does not exist here.

The standard's own sentences are not repeated: titles are ours, the text is at the requirement's number in ASVS 5.0.0.
It was judged by the authors, not by an independent assessor.
"""


@dataclass(frozen=True)
class Row:
    """A requirement. ``evidence`` is a test (``path::name``) of a met one, the reason of every other."""

    id: str
    chapter: str
    level: str
    title: str
    status: str
    evidence: str


def rows(table: Path = TABLE) -> list[Row]:
    """The table, in its order."""
    with table.open(newline="") as opened:
        return [Row(**line) for line in csv.DictReader(opened)]


def _counts(found: list[Row]) -> list[str]:
    lines = ["| | " + " | ".join(STATUSES) + " | all |", "|---|" + "---:|" * (len(STATUSES) + 1)]
    chapters = dict.fromkeys(row.chapter for row in found)
    groups = [(f"level {level}", [row for row in found if row.level == level]) for level in ("1", "2")]
    groups += [("**all**", found)]
    groups += [(name, [row for row in found if row.chapter == name]) for name in chapters]
    for name, group in groups:
        by_status = Counter(row.status for row in group)
        lines.append(f"| {name} | " + " | ".join(str(by_status[one]) for one in STATUSES) + f" | {len(group)} |")
    return lines


def _table(found: list[Row]) -> list[str]:
    lines: list[str] = []
    for chapter in dict.fromkeys(row.chapter for row in found):
        lines += ["", f"## {chapter}", "", "| Id | Level | About | Status | Test or reason |", "|---|---|---|---|---|"]
        for row in found:
            if row.chapter == chapter:
                last = f"`{row.evidence}`" if row.status == "met" else row.evidence
                lines.append(f"| {row.id} | {row.level} | {row.title} | {row.status} | {last} |")
    return lines


def rendered(found: list[Row]) -> str:
    """The page."""
    applicable = [row for row in found if row.status != "not applicable"]
    met = sum(row.status == "met" for row in applicable)
    claim = f"{met} of the {len(applicable)} applicable requirements are met ({len(found)} in all)."
    return "\n".join([HEAD, claim, "", *_counts(found), *_table(found)]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(rendered(rows()))
