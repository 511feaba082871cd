"""Writes the table of what works into the READMEs, from docs/features.yaml. A test holds the two together."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- features -->", "<!-- /features -->"


def table(language: str) -> str:
    """The Markdown table in ``en`` or ``ja``."""
    head = {"en": "| What works | Shown by |", "ja": "| できること | 確かめているテスト |"}[language]
    rows = [f"| {row[language]} | `{row['test']}` |" for row in features()]
    return "\n".join([head, "|---|---|", *rows])


def features() -> list[dict[str, str]]:
    """The rows: ``en``, ``ja``, and ``test``, the file (or file::test) that shows it."""
    loaded: list[dict[str, str]] = yaml.safe_load((ROOT / "docs" / "features.yaml").read_text())
    return loaded


def written(text: str, language: str) -> str:
    """A README with its table renewed."""
    before, rest = text.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{table(language)}\n{END}{after}"


def main() -> int:
    for name, language in (("README.md", "en"), ("README.ja.md", "ja")):
        path = ROOT / name
        path.write_text(written(path.read_text(), language))
    return 0


if __name__ == "__main__":
    sys.exit(main())
