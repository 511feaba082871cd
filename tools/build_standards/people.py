"""Names in rank order and the population by age and sex. The estimated number of holders of a surname is left out."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from common import csv_text, read, write

AGES = (*(f"{a}-{a + 4}" for a in range(0, 90, 5)), "90+", "unknown")
SERIES = ("c2015", "p2025")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def names(source: Path) -> None:
    """Surnames by rank; given names with sex and reading."""
    surnames = sorted(read(source, "surnames.csv"), key=lambda r: -int(r["est_population"]))
    write(
        "surnames.csv",
        csv_text(("kanji", "kana"), ((r["kanji"], r["hiragana"].translate(_HIRAGANA)) for r in surnames)),
    )
    given = read(source, "given-names.csv.gz")
    rows = sorted((r["sex"], r["hiragana"].translate(_HIRAGANA), r["kanji"], r["popular"]) for r in given)
    write("given-names.csv.xz", csv_text(("sex", "kana", "kanji", "popular"), rows))


def pyramid(source: Path) -> None:
    """Census 2015 and projection 2025 by municipality: one row for code, series and sex."""
    counts: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for r in read(source, "population-pyramid.csv.gz"):
        for series in SERIES:
            counts[r["code"], series, r["sex"]][r["age"]] = r[series]
    rows = []
    for (code, series, sex), by_age in sorted(counts.items()):
        if any(by_age.get(age) for age in AGES):
            rows.append([code, series, sex, *(by_age.get(age) or "0" for age in AGES)])
    write("pyramid.csv.xz", csv_text(("code", "series", "sex", *AGES), rows))
