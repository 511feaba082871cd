"""The search entries of a chunk's persons, column by column: what ``search_index`` makes for single persons.

A test holds the two equal. Every text is folded once however many lines bear it, and pairs of characters are counted
out over the code points of all texts at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import polars as pl

from yakuba.areas.resident_registry import grams
from yakuba.areas.resident_registry.domain.record import RESIDENT
from yakuba.standards.folding import fold_kana, fold_name

COLUMNS: Final = {
    **dict.fromkeys(("names", "names_past", "kana", "kana_past", "addresses", "addresses_past", "kana_sort"), "text"),
    "birth_date": "date",
    "sex": "text",
    "is_removed": "boolean",
    "grams": "bigint[]",
}
"""Columns of an entry and their SQL types; ``grams`` is written as an array literal."""

_NAMES: Final = ("name", "name_roman", "name_kanji", "alias")
_KANA: Final = ("name_kana", "name_katakana", "alias_kana")
_ADDRESS: Final = ("address_town", "address_lot", "address_building")
_READ: Final = (
    *("number", *_NAMES, "former_surname", "given_name", *_KANA, "former_surname_kana", "given_name_kana"),
    *(*_ADDRESS, "birth_date", "sex", "resident_state", "is_removed"),
)
_KINDS: Final = {"names": "name", "kana": "kana", "addresses": "address"}
_BETWEEN = "\0"  # stands in no text, since no line with it is read, and no rule of folding reaches across it
_LINE_END = 10
_SECOND = 1 << 21  # place of a gram's first character, see ``grams``


def entries(frame: pl.DataFrame, municipality: int) -> pl.DataFrame:
    """``number`` and ``COLUMNS``, one row a person; ``frame`` is sorted by number and history, oldest first."""
    blank = [_blank(name) for name in _READ if name not in frame.columns]
    read = frame.with_columns(blank).select(_READ)
    forms = read.select(
        "number",
        names=_forms(read, [*map(pl.col, _NAMES), _joined("former_surname", "given_name")], fold_name),
        kana=_forms(read, [*map(pl.col, _KANA), _joined("former_surname_kana", "given_name_kana")], fold_kana),
        addresses=_forms(read, [pl.concat_str(_ADDRESS)], fold_name),
        is_now=(pl.col("number") != pl.col("number").shift(-1)).fill_null(True),
    )
    made = read.filter(forms["is_now"]).select(
        "number",
        "birth_date",
        "sex",
        is_removed=pl.col("is_removed") | (pl.col("resident_state") != RESIDENT),
    )
    for name in _KINDS:
        made = made.with_columns(_now_and_past(forms, name))
    first = [pl.col(name).str.split("\n").list.first() for name in ("kana", "names")]
    made = made.with_columns(
        kana_sort=pl.when(first[0] != "").then(first[0]).otherwise(first[1]).str.slice(0, 100),
        grams=_grams(made, municipality),
    )
    return made.select("number", *COLUMNS)


def _blank(name: str) -> pl.Expr:
    kinds = {"birth_date": pl.lit(None, pl.Date), "is_removed": pl.lit(False)}
    return kinds.get(name, pl.lit("")).alias(name)


def _joined(surname: str, given: str) -> pl.Expr:
    return pl.when(pl.col(surname) != "").then(pl.col(surname) + pl.col(given)).otherwise(pl.lit(""))


def _forms(read: pl.DataFrame, texts: Sequence[pl.Expr], fold: Callable[[str], str]) -> pl.Series:
    """The folded forms of each line, in order, each once; a blank text is no form."""
    columns = [read.select(text.alias("text")).to_series() for text in texts]
    folded = [_folded(column, fold) for column in columns if (column != "").any()]
    if not folded:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, len(read))
    lists = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(folded)])
    return lists.select(pl.concat_list(pl.all()).list.drop_nulls().list.unique(maintain_order=True)).to_series()


def _folded(column: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    """Each text folded, null where it is blank."""
    distinct = column.filter(column != "").unique()
    folded = fold(_BETWEEN.join(distinct)).split(_BETWEEN)
    return column.replace_strict(distinct, pl.Series(folded, dtype=pl.String), default=None, return_dtype=pl.String)


def _now_and_past(forms: pl.DataFrame, name: str) -> list[pl.Series]:
    """Two columns of lines: the forms of each person's last version, and those that only earlier versions have."""
    now = forms.filter("is_now").select("number", name)
    earlier = forms.filter(~pl.col("is_now")).select("number", name).explode(name).drop_nulls()
    past = (
        earlier.unique(maintain_order=True)
        .join(now.explode(name).drop_nulls(), on=["number", name], how="anti", maintain_order="left")
        .group_by("number", maintain_order=True)
        .agg(pl.col(name).str.join("\n").alias("past"))
    )
    both = now.join(past, on="number", how="left", maintain_order="left")
    return [both[name].list.join("\n"), both["past"].fill_null("").alias(f"{name}_past")]


def _grams(made: pl.DataFrame, municipality: int) -> pl.Series:
    """The grams of each row as an array literal, sorted, each once."""
    found = [
        _grams_of(made[name] + "\n" + made[f"{name}_past"], grams.base(municipality, kind), singles=kind != "address")
        for name, kind in _KINDS.items()
    ]
    listed = (
        pl.concat(found)
        .group_by("row")
        .agg(pl.col("gram").unique().sort())
        .sort("row")
        # A person without any text has no row there.
        .join(pl.DataFrame({"row": pl.int_range(len(made), eager=True, dtype=pl.UInt32)}), on="row", how="right")
    )
    text = listed["gram"].cast(pl.List(pl.String)).list.join(",").fill_null("")
    return "{" + text + "}"


def _grams_of(texts: pl.Series, base: int, *, singles: bool) -> pl.DataFrame:
    """``row`` and ``gram`` of every pair of neighbours in the texts' lines, with ``singles`` of every character too."""
    coded = f"{_BETWEEN.join(texts)}{_BETWEEN}".encode("utf-32-le")
    codes = pl.Series([coded]).bin.reinterpret(dtype=pl.Array(pl.UInt32, len(coded) // 4)).explode().cast(pl.Int64)
    letters = pl.DataFrame({"first": codes}).with_columns(
        second=pl.col("first").shift(-1, fill_value=0), row=(pl.col("first") == 0).cum_sum().cast(pl.UInt32)
    )
    letters = letters.filter(~pl.col("first").is_in([0, _LINE_END]))
    single = pl.col("first") * _SECOND + base
    pairs = letters.filter(~pl.col("second").is_in([0, _LINE_END])).select("row", gram=single + pl.col("second"))
    return pl.concat([pairs, letters.select("row", gram=single)]) if singles else pairs
