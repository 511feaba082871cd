"""Writes the columns of final returns into docs/final-returns.md, from their layout. A test holds the two together."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "final-returns.md"
START = "| column | name | kind | length | required |"


def table() -> str:
    """The Markdown table of the newest layout."""
    from yakuba.areas.resident_tax.domain.layouts import FINAL_RETURNS, layouts

    rows = [
        f"| {item.at} | {item.name} | {item.kind} | {item.length} | {'yes' if item.required else ''} |"
        for item in layouts(FINAL_RETURNS)[-1].items
    ]
    return "\n".join([START, "|---|---|---|---|---|", *rows]) + "\n"


def written(text: str) -> str:
    """The page with its table renewed."""
    return text.split(START)[0] + table()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
