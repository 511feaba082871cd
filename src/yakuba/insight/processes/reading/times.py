"""Timestamps as logs write them: an instant in UTC and the offset of the clock they were read from."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.event_log import OFFSET, TIME

JAPAN = 9 * 60  # minutes; taken for a timestamp that names no offset
# Also the forms of other tools: a blank for the T, a comma before the fraction, an offset without a colon, a bare date.
FORM = (
    r"^\s*(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?P<clock>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2})?"
    r"(?:[.,](?P<fraction>[0-9]{1,9}))?\s*(?P<zone>Z|z|UTC|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?)?\s*$"
)
# What nearly all files have, in three lengths: cut by position, which takes a fifth of the time.
USUAL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3}|\.[0-9]{6})?[+-][0-9]{2}:[0-5][0-9]$"
FIRST_YEAR, LAST_YEAR = 1900, 2199  # beyond them it is a stand-in for "no date", such as 0001-01-01 or 9999-12-31
FARTHEST = 14 * 60  # minutes that a clock on earth is off UTC
_PIECE = 500_000  # timestamps understood at once, so that the memory does not grow with the file


def instants(written: pl.Series, assumed: int = JAPAN) -> pl.DataFrame:
    """`TIME` and `OFFSET` for each text, in the same order; both null where it is no timestamp.

    ``assumed`` is the offset in minutes of a timestamp that names none.
    """
    pieces = []
    for start in range(0, max(written.len(), 1), _PIECE):
        texts = written.slice(start, _PIECE)
        usual = bool(texts.str.contains(USUAL).all()) if texts.null_count() == 0 else False
        pieces.append(_by_position(texts) if usual else _by_form(texts, assumed))
    return pl.concat(pieces, rechunk=True) if len(pieces) > 1 else pieces[0]


def _by_position(texts: pl.Series) -> pl.DataFrame:
    """Of texts that all have the form `USUAL`."""
    text = pl.col("written")
    fraction = text.str.slice(20, pl.max_horizontal(text.str.len_bytes().cast(pl.Int64) - 26, 0))
    sign = pl.when(text.str.slice(-6, 1) == "-").then(-1).otherwise(1)
    hours, minutes = (text.str.slice(place, 2).cast(pl.Int16) for place in (-5, -2))
    moment = text.str.slice(0, 19).str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
    table = texts.rename("written").to_frame()
    exact = bool(table.select((text.str.len_bytes() == 25).all()).item())
    local = moment if exact else moment + _microseconds(fraction)
    return _checked(table.select(local.alias("local"), (sign * (hours * 60 + minutes)).cast(pl.Int16).alias(OFFSET)))


def _by_form(written: pl.Series, assumed: int) -> pl.DataFrame:
    texts = written.unique()
    table = pl.DataFrame({"written": texts}).with_columns(pl.col("written").str.extract_groups(FORM).alias("part"))
    table = table.unnest("part").with_columns(_offset(assumed).alias(OFFSET), _clock().alias("local"))
    table = table.select("written").hstack(_checked(table))
    found = written.rename("written").to_frame().join(table, on="written", how="left", maintain_order="left")
    return found.select(TIME, OFFSET)


def _checked(table: pl.DataFrame) -> pl.DataFrame:
    """`TIME` and `OFFSET` from `local` and `OFFSET`; both null where no clock on earth shows that."""
    there = pl.col("local").dt.year().is_between(FIRST_YEAR, LAST_YEAR) & pl.col(OFFSET).is_between(-FARTHEST, FARTHEST)
    instant = (pl.col("local") - pl.duration(minutes=pl.col(OFFSET))).dt.replace_time_zone("UTC")
    return table.select(pl.when(there).then(instant).alias(TIME), pl.when(there).then(pl.col(OFFSET)).alias(OFFSET))


def names_no_offset(written: pl.Series) -> bool:
    """Whether a timestamp among them leaves its offset out."""
    known = written.str.contains(r"(?:Z|z|UTC|[+-][0-9]{2}:?[0-9]{2}|:[0-9]{2}.*[+-][0-9]{2})\s*$")
    return not bool(known.all())


def _clock() -> pl.Expr:
    text = pl.concat_str(
        pl.col("day"), pl.lit("T"), pl.col("clock").fill_null("00:00"), pl.col("second").fill_null(":00")
    )
    moment = text.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
    return moment + _microseconds(pl.col("fraction").fill_null("0"))


def _microseconds(fraction: pl.Expr) -> pl.Expr:
    """Of the digits behind the second; more than six are cut."""
    return pl.duration(microseconds=fraction.str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64))


def _offset(assumed: int) -> pl.Expr:
    zone = pl.col("zone").str.replace(":", "")
    minutes = zone.str.slice(3, 2).str.pad_end(2, "0").cast(pl.Int16, strict=False)
    off = zone.str.slice(1, 2).cast(pl.Int16, strict=False) * 60 + pl.when(minutes < 60).then(minutes)
    signed = pl.when(zone.str.starts_with("-")).then(-off).otherwise(off)
    utc = zone.str.to_uppercase().is_in(["Z", "UTC"])
    chosen = pl.when(zone.is_null()).then(pl.lit(assumed)).when(utc).then(pl.lit(0)).otherwise(signed)
    return chosen.cast(pl.Int16)
