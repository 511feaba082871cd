"""Texts of documents as matching compares them, whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import polars as pl

from yakuba.standards.folding import fold_kana, fold_name

_BETWEEN: Final = "\x00"
_LOT_WORDS: Final = re.compile("番地|丁目|番|号|ノ|之|の")


def kana(text: str) -> str:
    """Half-width readings, with or without a space, as the registry's are searched.

    >>> kana("ｻｲﾄｳ ﾊﾅｺ")
    'サイトオハナコ'
    """
    return fold_kana(text)


def name(text: str) -> str:
    return fold_name(text)


def address(text: str) -> str:
    """An address without the words between its figures.

    >>> address("端野町５丁目１番地２") == address("端野町5-1-2")
    True
    """
    # Folding drops the hyphen between figures too: 1-2 and 12 become one, which only adds candidates.
    return lot(fold_name(text))


def lot(text: str) -> str:
    """The same for an address that is folded already."""
    return _LOT_WORDS.sub("", text)


def folded(column: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    """Each text folded; equal texts are folded once, all in one pass."""
    distinct = column.drop_nulls().unique()
    if distinct.is_empty():
        return column
    texts = fold(_BETWEEN.join(distinct)).split(_BETWEEN)
    return column.replace_strict(distinct, pl.Series(texts, dtype=pl.String), default=None, return_dtype=pl.String)


def employer_key() -> pl.Expr:
    """Who reports: the corporate number, else the designated number, else the filer's own number, else the name."""
    parts = [(pl.col("corporate_number"), "c"), (pl.col("designated_number"), "d"), (pl.col("filer_number"), "f")]
    key = pl.lit("n") + pl.col("employer_name").str.slice(0, 30)
    for column, mark in reversed(parts):
        key = pl.when(column != "").then(pl.lit(mark) + column).otherwise(key)
    return key


def person_key() -> pl.Expr:
    """Whom of the employer's people: the recipient's number, else reading and day of birth (after folding)."""
    born = pl.col("birth_date").cast(pl.String).fill_null("")
    unnumbered = pl.lit("n") + pl.col("kana_folded") + "|" + born
    number = pl.lit("r") + pl.col("recipient_number")
    return pl.col("code").cast(pl.String) + pl.when(pl.col("recipient_number") != "").then(number).otherwise(unnumbered)
