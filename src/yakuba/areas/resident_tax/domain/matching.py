"""Whom a document is about (名寄せ): candidates by several signs, a score, and whether it is sure.

A sign is something document and person agree in. Two persons of one birthday and reading are common in a town, so that
reading and birthday alone are never enough: a third sign (name, address, number, last year's document) must agree, and
nobody else may come as near.
"""

from __future__ import annotations

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


@dataclass(frozen=True)
class Everybody:
    """The people of ``pairs``, with a row a form of a name (number, birth_date, form): made once for many documents."""

    people: pl.DataFrame
    readings: pl.DataFrame
    past_readings: pl.DataFrame
    names: pl.DataFrame

    @classmethod
    def of(cls, people: pl.DataFrame) -> Everybody:
        names = pl.concat([_forms(people, "names"), _forms(people, "names_past")])
        return cls(people, _forms(people, "kana"), _forms(people, "kana_past"), names)


def pairs(documents: pl.DataFrame, people: pl.DataFrame | Everybody) -> pl.DataFrame:
    """Candidates (``row``, ``number``, ``score``, ``reasons``), the best first within each document.

    ``documents``: ``row``, ``kana``, ``name``, ``birth_date``, ``address``; ``holder``, ``before``: addressees or
    null. ``people``: ``number``, ``birth_date``, ``address``; ``kana``, ``kana_past``, ``names``, ``names_past``, a
    form a line. Every text is folded by the same rules.

    Who shares reading and address but neither birthday, number nor an earlier document stays below ``SURE``. Such
    persons are many in a town, so that they are looked for only where the other signs did not settle a document.
    """
    everybody = people if isinstance(people, Everybody) else Everybody.of(people)
    near = [
        _by_form(documents, "kana", everybody.readings),
        _by_form(documents, "kana", everybody.past_readings),
        _by_form(documents, "name", everybody.names),
        documents.filter(pl.col("holder").is_not_null()).select("row", number="holder"),
        documents.filter(pl.col("before").is_not_null()).select("row", number="before"),
    ]
    found = _scored(pl.concat(near).unique(), documents, everybody)
    settled = found.group_by("row").agg((pl.col("score") >= SURE).sum().alias("near")).filter(pl.col("near") == 1)
    rest = documents.join(settled, on="row", how="anti")
    if rest.is_empty():
        return _ordered(found)
    more = _by_address(rest, everybody).unique().join(found, on=["row", "number"], how="anti")
    return _ordered(pl.concat([found, _scored(more, rest, everybody)]))


def _ordered(found: pl.DataFrame) -> pl.DataFrame:
    return found.sort(["row", "score", "number"], descending=[False, True, False])


def _forms(people: pl.DataFrame, column: str) -> pl.DataFrame:
    given = people.filter(pl.col(column) != "").select("number", "birth_date", form=pl.col(column).str.split("\n"))
    return given.explode("form")


def _by_form(documents: pl.DataFrame, column: str, forms: pl.DataFrame) -> pl.DataFrame:
    asked = documents.filter((pl.col(column) != "") & pl.col("birth_date").is_not_null())
    joined = asked.select("row", column, "birth_date").join(
        forms, left_on=[column, "birth_date"], right_on=["form", "birth_date"]
    )
    return joined.select("row", "number")


def _by_address(documents: pl.DataFrame, everybody: Everybody) -> pl.DataFrame:
    """Same reading at the same address: a wrong birthday is written now and then."""
    wanted = everybody.readings.select("number", "form")
    joined = documents.filter(pl.col("kana") != "").join(wanted, left_on="kana", right_on="form")
    joined = joined.join(everybody.people.select("number", place="address"), on="number")
    return joined.filter(same_address("address", "place")).select("row", "number")


def same_address(document: str, person: str) -> pl.Expr:
    """The document's address (with prefecture and town, a building behind) holds the person's."""
    return (pl.col(person).str.len_chars() >= 3) & pl.col(document).str.contains(pl.col(person), literal=True)


def _scored(near: pl.DataFrame, documents: pl.DataFrame, everybody: Everybody) -> pl.DataFrame:
    """The pairs (``row``, ``number``) in which a sign agrees, with ``score`` and ``reasons``."""
    joined = near.join(documents, on="row").join(everybody.people, on="number", suffix="_person")

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
    return joined.select(
        "row",
        "number",
        pl.sum_horizontal([said * sign.weight for sign, said in told.items()]).alias("score"),
        pl.sum_horizontal([said * sign.bit for sign, said in told.items()]).alias("reasons"),
    ).filter(pl.col("score") > 0)


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
