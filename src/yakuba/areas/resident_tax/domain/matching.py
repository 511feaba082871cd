"""Whom a document is about (名寄せ): candidates by several signs, a score, and whether it is sure.

A sign is something document and person agree in. Two persons of one birthday and reading are common in a town, so that
reading and birthday alone are never enough: a third sign (name, address, number, last year's document) must agree, and
nobody else may come as near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl


@dataclass(frozen=True)
class Sign:
    """``bit`` marks it in ``reasons``; ``weight`` is its part of the score."""

    bit: int
    weight: int
    label: str


NUMBER: Final = Sign(1, 60, "個人番号が同じ")
BEFORE: Final = Sign(2, 50, "同じ提出者・受給者番号の資料がこの人のもの")
BIRTH: Final = Sign(4, 30, "生年月日が同じ")
KANA: Final = Sign(8, 30, "氏名のカナが同じ")
KANA_PAST: Final = Sign(16, 25, "以前の氏名のカナと同じ")
NAME: Final = Sign(32, 20, "氏名が同じ")
NAME_PAST: Final = Sign(64, 15, "以前の氏名と同じ")
ADDRESS: Final = Sign(128, 20, "住所が同じ")
SIGNS: Final = (NUMBER, BEFORE, BIRTH, KANA, KANA_PAST, NAME, NAME_PAST, ADDRESS)
SURE: Final = 80
"""The score from which a document is taken as a person's without a clerk, when nobody else reaches it."""
MOST_CANDIDATES: Final = 8


def reasons_in_words(reasons: int) -> list[str]:
    """The signs that agreed.

    >>> reasons_in_words(BIRTH.bit | KANA.bit)
    ['生年月日が同じ', '氏名のカナが同じ']
    """
    return [sign.label for sign in SIGNS if reasons & sign.bit]


def pairs(documents: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Candidates (``row``, ``number``, ``score``, ``reasons``), the best first within each document.

    ``documents``: ``row``, ``kana``, ``name``, ``birth_date``, ``address``; ``holder``, ``before``: addressees or
    null. ``people``: ``number``, ``birth_date``, ``address``; ``kana``, ``kana_past``, ``names``, ``names_past``, a
    form a line. Every text is folded by the same rules.
    """
    forms = pl.concat([_forms(people, column) for column in ("kana", "kana_past", "names", "names_past")])
    near = [
        _by_form(documents, forms, "kana", ("kana", "kana_past")),
        _by_form(documents, forms, "name", ("names", "names_past")),
        _by_address(documents, forms, people),
        documents.filter(pl.col("holder").is_not_null()).select("row", number="holder"),
        documents.filter(pl.col("before").is_not_null()).select("row", number="before"),
    ]
    found = pl.concat(near).unique()
    return _scored(found.join(documents, on="row").join(people, on="number", suffix="_person"))


def _forms(people: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row a form of a name: (number, birth_date, form, column)."""
    given = people.filter(pl.col(column) != "").select("number", "birth_date", form=pl.col(column).str.split("\n"))
    return given.explode("form").with_columns(pl.lit(column).alias("column"))


def _by_form(documents: pl.DataFrame, forms: pl.DataFrame, column: str, among: Sequence[str]) -> pl.DataFrame:
    asked = documents.filter((pl.col(column) != "") & pl.col("birth_date").is_not_null())
    wanted = forms.filter(pl.col("column").is_in(list(among)))
    joined = asked.join(wanted, left_on=[column, "birth_date"], right_on=["form", "birth_date"])
    return joined.select("row", "number")


def _by_address(documents: pl.DataFrame, forms: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Same reading at the same address: a wrong birthday is written now and then."""
    wanted = forms.filter(pl.col("column") == "kana").select("number", "form")
    joined = documents.filter(pl.col("kana") != "").join(wanted, left_on="kana", right_on="form")
    joined = joined.join(people.select("number", place="address"), on="number")
    return joined.filter(same_address("address", "place")).select("row", "number")


def same_address(document: str, person: str) -> pl.Expr:
    """The document's address (with prefecture and town, a building behind) holds the person's."""
    return (pl.col(person).str.len_chars() >= 3) & pl.col(document).str.contains(pl.col(person), literal=True)


def _scored(joined: pl.DataFrame) -> pl.DataFrame:
    def form(column: str, forms: str) -> pl.Expr:
        lines = pl.lit("\n") + pl.col(forms) + pl.lit("\n")
        return (pl.col(column) != "") & lines.str.contains(pl.lit("\n") + pl.col(column) + pl.lit("\n"), literal=True)

    kana, name = form("kana", "kana_person"), form("name", "names")
    agree = {
        NUMBER: pl.col("holder") == pl.col("number"),
        BEFORE: pl.col("before") == pl.col("number"),
        BIRTH: pl.col("birth_date") == pl.col("birth_date_person"),
        KANA: kana,
        KANA_PAST: ~kana & form("kana", "kana_past"),
        NAME: name,
        NAME_PAST: ~name & form("name", "names_past"),
        ADDRESS: same_address("address", "address_person"),
    }
    told = {sign: said.fill_null(False).cast(pl.Int64) for sign, said in agree.items()}
    return (
        joined.select(
            "row",
            "number",
            pl.sum_horizontal([said * sign.weight for sign, said in told.items()]).alias("score"),
            pl.sum_horizontal([said * sign.bit for sign, said in told.items()]).alias("reasons"),
        )
        .filter(pl.col("score") > 0)
        .sort(["row", "score", "number"], descending=[False, True, False])
    )


def judged(rows: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    """What is said of each document: ``row``, ``match`` (sure, candidates, nobody), ``number``, ``score``, ``reasons``.

    ``number`` is given for sure ones only.
    """
    best = found.group_by("row", maintain_order=True).agg(
        pl.col("number").first(),
        pl.col("score").first(),
        pl.col("reasons").first(),
        (pl.col("score") >= SURE).sum().alias("near"),
    )
    joined = pl.DataFrame({"row": rows}).join(best, on="row", how="left", maintain_order="left")
    sure = (pl.col("near") == 1).fill_null(False)
    match = pl.when(sure).then(pl.lit("sure")).when(pl.col("number").is_not_null()).then(pl.lit("candidates"))
    return joined.select(
        "row",
        match.otherwise(pl.lit("nobody")).alias("match"),
        pl.when(sure).then("number").otherwise(None).alias("number"),
        pl.col("score").fill_null(0),
        pl.col("reasons").fill_null(0),
    )
