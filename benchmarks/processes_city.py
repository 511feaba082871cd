"""A synthetic city's event log of any size, written in pieces: the same seed gives the same file.

Ten procedures of eight to sixteen steps, 400 clerks, three years; about twelve events a case, some steps left out, some
done again. Lines stand in order of time within a piece, so that cases lie across each other as in a real export.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import polars as pl

PIECE = 1_000_000  # events made at once
_SECOND, _DAY = 1_000_000, 86_400_000_000
_BEGIN = 1_672_531_200 * _SECOND  # 2023-01-01 UTC
_YEARS = 3 * 365
_LENGTHS = np.array([8, 9, 10, 11, 12, 12, 13, 14, 15, 16])
_NAMES = np.array([[f"{chr(0x3042 + 2 * kind)}課 手順{step:02}" for step in range(16)] for kind in range(10)])


def pieces(events: int, seed: int = 1) -> Iterator[pl.DataFrame]:
    """`案件`, `作業`, `日時` (UTC, microseconds), `担当`, `case:種別`: at most `PIECE` rows each, ``events`` in all."""
    random = np.random.default_rng(seed)
    made = cases = 0
    while made < events:
        piece = _piece(random, cases, min(PIECE, events - made))
        cases += int(piece["案件"].max() or 0) + 1 - cases  # numbers go on
        made += piece.height
        yield piece


def _piece(random: np.random.Generator, first: int, events: int) -> pl.DataFrame:
    count = events // 8 + 2
    kind = random.integers(0, 10, count)
    there = (np.arange(16) < _LENGTHS[kind][:, None]) & (random.random((count, 16)) > 0.03)
    there[:, 0] = True
    times = np.where(random.random((count, 16)) < 0.05, 2, 1) * there
    case, step = np.nonzero(there)
    again = times[case, step]
    case, step = np.repeat(case, again)[:events], np.repeat(step, again)[:events]
    wait = (random.gamma(2.0, 0.9, len(case)) * _DAY).astype(np.int64)
    begun = np.flatnonzero(np.r_[True, case[1:] != case[:-1]])
    run = np.cumsum(wait)
    since = run - np.repeat(run[begun], np.diff(np.r_[begun, len(case)]))
    start = _BEGIN + (random.random(count) * _YEARS * _DAY).astype(np.int64)
    instant = (start[case] + since) // _SECOND * _SECOND
    clerk = kind[case] * 40 + random.integers(0, 40, len(case))
    table = pl.DataFrame(
        {
            "案件": (case + first).astype(np.uint32),
            "作業": _NAMES[kind[case], step],
            "日時": pl.Series(instant).cast(pl.Datetime("us", "UTC")),
            "担当": pl.Series(clerk).cast(pl.String).str.zfill(4),
            "case:種別": pl.Series(kind[case]).cast(pl.String),
        }
    )
    return table.sort("日時", maintain_order=True)


def write_csv(path: Path, events: int, seed: int = 1) -> Path:
    """The log as CSV in UTF-8, times as ``2025-04-01T09:00:00+09:00``."""
    with path.open("wb") as file:
        for place, piece in enumerate(pieces(events, seed)):
            local = pl.col("日時").dt.convert_time_zone("Asia/Tokyo").dt.strftime("%Y-%m-%dT%H:%M:%S+09:00")
            piece.with_columns(local).write_csv(file, include_header=place == 0)
    return path


def write_xes(path: Path, events: int, seed: int = 1) -> Path:
    """The same as XES packed with gzip, one element a line, as tools write it; for logs of one town."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for piece in pieces(events, seed):
            for (case,), part in piece.partition_by("案件", as_dict=True, maintain_order=True).items():
                file.write(f'<trace>\n<string key="concept:name" value="{case}"/>\n')
                for _, step, instant, who, kind in part.iter_rows():
                    file.write(f'<event>\n<string key="concept:name" value="{escape(step)}"/>\n')
                    file.write(f'<date key="time:timestamp" value="{instant:%Y-%m-%dT%H:%M:%S}.000+00:00"/>\n')
                    file.write(f'<string key="org:resource" value="{who}"/>\n<string key="kind" value="{kind}"/>\n')
                    for extra in range(8):
                        file.write(f'<string key="attribute{extra}" value="{case}-{extra}"/>\n')
                    file.write("</event>\n")
                file.write("</trace>\n")
        file.write("</log>\n")
    return path
