"""Timestamps as logs write them: an instant in UTC and the offset of the clock they were read from."""

from __future__ import annotations

import polars as pl

from yakuba.insight.processes.event_log import OFFSET, TIME

JAPAN = 9 * 60  # minutes; taken for a timestamp that names no offset
# Also the forms of other tools: a blank for the T, a comma before the fraction, an offset without a colon, a bare date.
FORM = (
    r"^\s*(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<clock>\d{2}:\d{2})(?P<second>:\d{2})?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*(?P<zone>Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\s*$"
)


def instants(written: pl.Series, assumed: int = JAPAN) -> pl.DataFrame:
    """`TIME` and `OFFSET` for each text, in the same order; both null where it is no timestamp.

    ``assumed`` is the offset in minutes of a timestamp that names none.
    """
    texts = written.unique()
    table = pl.DataFrame({"written": texts}).with_columns(pl.col("written").str.extract_groups(FORM).alias("part"))
    table = table.unnest("part").with_columns(_offset(assumed).alias(OFFSET), _clock().alias("local"))
    table = table.select(
        "written",
        (pl.col("local") - pl.duration(minutes=pl.col(OFFSET))).dt.replace_time_zone("UTC").alias(TIME),
        pl.when(pl.col("local").is_not_null()).then(pl.col(OFFSET)).alias(OFFSET),
    )
    found = written.rename("written").to_frame().join(table, on="written", how="left", maintain_order="left")
    return found.select(TIME, OFFSET)


def names_no_offset(written: pl.Series) -> bool:
    """Whether a timestamp among them leaves its offset out."""
    return bool((~written.drop_nulls().str.contains(r"(Z|z|UTC|[+-]\d{2}:?\d{2}|:\d{2}.*[+-]\d{2})\s*$")).any())


def _clock() -> pl.Expr:
    fraction = pl.col("fraction").fill_null("0").str.pad_end(9, "0").str.slice(0, 6)
    text = pl.concat_str(
        pl.col("day"), pl.lit("T"), pl.col("clock").fill_null("00:00"), pl.col("second").fill_null(":00")
    )
    moment = text.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
    return moment + pl.duration(microseconds=fraction.cast(pl.Int64))


def _offset(assumed: int) -> pl.Expr:
    zone = pl.col("zone").str.replace(":", "")
    minutes = zone.str.slice(1, 2).cast(pl.Int16, strict=False) * 60 + zone.str.slice(3, 2).str.pad_end(2, "0").cast(
        pl.Int16, strict=False
    )
    signed = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes)
    utc = zone.str.to_uppercase().is_in(["Z", "UTC"])
    chosen = pl.when(zone.is_null()).then(pl.lit(assumed)).when(utc).then(pl.lit(0)).otherwise(signed)
    return chosen.cast(pl.Int16)
