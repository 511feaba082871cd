"""Whole columns of cells: what is wrong in them, and what they mean. The fast half of ``reading``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

import polars as pl

from yakuba.areas.resident_tax.domain.examining import BIRTH, ERAS, Expected
from yakuba.areas.resident_tax.domain.layouts import FAMILY, Item, Layout, layouts
from yakuba.areas.resident_tax.domain.typed import AMOUNTS, COUNTS, RELATIVE, TEXTS

BLOT: Final = "************"
_KIND_OF: Final = {place: "under16" if place.startswith("under16") else place.rstrip("1234") for place in FAMILY}
_TWELVE: Final = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


def blotted_text(text: str) -> str:
    """A line whose columns are not sure: whatever could be an individual number is blotted out.

    >>> blotted_text("315,123456789018,1234567890123")
    '315,************,1234567890123'
    """
    return _TWELVE.sub(BLOT, text)


def _cell(item: Item) -> pl.Expr:
    return pl.col(f"c{item.at}")


def _ints(item: Item) -> pl.Expr:
    """The number in a cell, null where there is none: of a column ``with_numbers`` added."""
    return pl.col(f"i{item.at}")


_COUNTED: Final = frozenset((*AMOUNTS, *COUNTS))
"""Read as numbers, also where a layout calls the column text."""


def with_numbers(cells: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The cells, and beside each column of numbers those numbers: they are looked at several times."""
    items = [item for item in layout.items if item.kind == "N" or item.key in _COUNTED]
    return cells.with_columns(
        _cell(item).cast(pl.Int64, strict=False).alias(f"i{item.at}")
        if cells[f"c{item.at}"].null_count() < len(cells)
        else pl.lit(None, pl.Int64).alias(f"i{item.at}")
        for item in items
    )


def wrong(cells: pl.DataFrame, layout: Layout, expected: Expected) -> pl.Expr:
    """Which lines have a fault, by the rules of ``examining.faults`` (which then says which).

    ``cells`` come from ``with_numbers``.
    """
    blanks = cells.null_count().row(0, named=True)
    filled = [item for item in layout.items if blanks[f"c{item.at}"] < len(cells)]  # empty columns cost nothing
    missing = [item for item in layout.items if item.required and blanks[f"c{item.at}"]]
    return _wrong(layout, expected, filled, missing)


def _wrong(layout: Layout, expected: Expected, filled: Sequence[Item], missing: Sequence[Item]) -> pl.Expr:
    found = [_cell(item).is_null() for item in missing]
    for item in filled:
        found += _item_wrong(item, expected, layout.numbers)
    parts = {key: _ints(layout.by_key[key]) for key in BIRTH}
    found.append(~_is_day(_era_year(parts), parts["birth_month"], parts["birth_day"], parts["birth_era"]))
    return pl.any_horizontal([one.fill_null(False) for one in found])


def _item_wrong(item: Item, expected: Expected, numbers: tuple[Item, ...]) -> list[pl.Expr]:
    cell = _cell(item)
    if item.kind == "S":
        return [cell.is_not_null() & ~cell.str.contains(r"^-?[0-9]+$"), cell.str.len_bytes() > item.length]
    if item.kind != "N":
        return [cell.str.len_chars() > item.length]
    least = 0 if item.least is None else item.least
    most = 10**item.length - 1 if item.most is None else item.most
    value = _ints(item)
    found = [
        cell.is_not_null() & value.is_null(),
        (value < least) | (value > most),
        (cell.str.len_bytes() > item.length) | cell.str.starts_with("+"),
    ]
    if item in numbers:
        found.append(cell.str.len_bytes() != item.length)
    if item.key == "income_year":
        found.append(~value.is_in(sorted(expected.years)))
    if item.key == "municipality_code":
        found.append(~cell.is_in(sorted(expected.codes)))
    return found


def _era_year(parts: dict[str, pl.Expr]) -> pl.Expr:
    offsets = {number: era.offset for number, era in ERAS.items()}
    return parts["birth_era"].replace_strict(offsets, default=None, return_dtype=pl.Int64) + parts["birth_year"]


def _is_day(year: pl.Expr, month: pl.Expr, day: pl.Expr, era: pl.Expr | None = None) -> pl.Expr:
    """Whether there is such a day, inside its era; false where a part is missing."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    last = pl.when(month == 2).then(28 + leap.cast(pl.Int64)).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    sound = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= last)
    if era is not None:
        value = year * 10000 + month * 100 + day
        inside = [
            (era == number) & (value >= _plain(one.first)) & (value <= (_plain(one.last) if one.last else 99991231))
            for number, one in ERAS.items()
        ]
        sound = sound & pl.any_horizontal(inside)
    return sound.fill_null(False)


def _plain(day: object) -> int:
    return int(str(day).replace("-", ""))


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The day, null where there is none."""
    sound = _is_day(year, month, day)
    made = pl.date(*(pl.when(sound).then(part).otherwise(1) for part in (year, month, day)))
    return pl.when(sound).then(made).otherwise(None)


def typed(cells: pl.DataFrame, layout: Layout, width: int, expected: Expected) -> pl.DataFrame:
    """Documents in the columns of ``DOCUMENT``, with the relatives' cells beside them as ``family_spouse_kana`` …"""
    made = cells.select("line", "text", **_meanings(layout.code, layout.columns, width, expected))
    made = made.with_columns(_originals(cells, layout).alias("original"))
    return made.drop("text")


@cache
def _meanings(code: int, known: int, width: int, expected: Expected) -> dict[str, pl.Expr]:
    layout = next(one for one in layouts(code) if one.columns == known)
    by_key = layout.by_key

    def ints(key: str) -> pl.Expr:
        item = by_key.get(key)
        return _ints(item) if item else pl.lit(None, pl.Int64)

    family = {
        f"family_{place}_{part}": _cell(by_key[f"{place}_{part}"])
        for place in FAMILY
        for part in ("kana", "name", "kind", "number")
        if f"{place}_kana" in by_key
    }
    return {
        "code": pl.lit(layout.code, pl.Int16),
        "columns": pl.lit(width, pl.Int16),
        "correction": ints("correction").cast(pl.Int16),
        **{key: _cell(by_key[key]).fill_null("") if key in by_key else pl.lit("") for key in TEXTS},
        **{key: _amount(key, by_key, ints) for key in AMOUNTS},
        **{key: ints(key).cast(pl.Int16) for key in COUNTS},
        **_dates(ints, expected),
        "number": _cell(by_key["number"]) if "number" in by_key else pl.lit(None, pl.String),
        "extra": _extra(layout, width),
        **family,
    }


def _amount(key: str, by_key: Mapping[str, Item], ints: Callable[[str], pl.Expr]) -> pl.Expr:
    """One amount; a pension report has it in three parts (所得税法203条の3)."""
    parts = [f"{key}_{n}" for n in (1, 2, 3)]
    if key in by_key or parts[0] not in by_key:
        return ints(key)
    return pl.sum_horizontal([ints(part) for part in parts])


def _dates(ints: Callable[[str], pl.Expr], expected: Expected) -> dict[str, pl.Expr]:
    birth = {key: ints(key) for key in BIRTH}

    def eraless(prefix: str) -> pl.Expr:
        # Years without an era: the newest one that is not after the income year.
        year = ints(f"{prefix}_year")
        reiwa, heisei = year + ERAS[5].offset, year + ERAS[4].offset
        western = pl.when(reiwa <= expected.income_year + 1).then(reiwa).otherwise(heisei)
        return _day(western, ints(f"{prefix}_month"), ints(f"{prefix}_day"))

    return {
        "birth_date": _day(_era_year(birth), birth["birth_month"], birth["birth_day"]),
        "joined_left_on": eraless("joined_left"),
        "housing_move_in": eraless("housing"),
    }


def _extra(layout: Layout, width: int) -> pl.Expr:
    if width == layout.columns:
        return pl.lit(None, pl.String)
    names = [f"c{place}" for place in range(layout.columns + 1, width + 1)]
    return pl.concat_str([pl.col(name).fill_null("") for name in names], separator=",").str.replace_all(
        r"\b[0-9]{12}\b", BLOT
    )


def _originals(cells: pl.DataFrame, layout: Layout) -> pl.Series:
    """The lines as they came, individual numbers blotted out."""
    texts: list[str] | None = None
    for item in layout.numbers:
        numbers = cells[f"c{item.at}"]
        if numbers.null_count() == len(cells):
            continue
        texts = texts or cells["text"].to_list()
        for place, number in enumerate(numbers.to_list()):
            if number:
                texts[place] = texts[place].replace(number, BLOT)
    return cells["text"] if texts is None else pl.Series(texts, dtype=pl.String)


def relatives(documents: pl.DataFrame, layout: Layout) -> list[pl.DataFrame]:
    """The relatives that these documents name, one frame a place, in the columns of ``RELATIVE``."""
    found = []
    for position, place in enumerate(FAMILY):
        name = f"family_{place}_kana"
        if name not in documents.columns or documents.is_empty():
            continue
        told = [f"family_{place}_{part}" for part in ("kana", "name", "number")]
        if all(documents[column].null_count() == len(documents) for column in told):
            continue
        given = [pl.col(column).is_not_null() for column in told]
        rows = documents.select("line", *told, f"family_{place}_kind").filter(pl.any_horizontal(given))
        found.append(
            rows.select(
                "line",
                pl.lit(position, pl.Int16).alias("position"),
                pl.lit(_KIND_OF[place]).alias("kind"),
                pl.col(f"family_{place}_kana").fill_null("").alias("kana"),
                pl.col(f"family_{place}_name").fill_null("").alias("name"),
                (pl.col(f"family_{place}_kind") == "01").fill_null(False).alias("abroad"),
                pl.col(f"family_{place}_number").alias("number"),
            ).select(*RELATIVE)
        )
    return found
