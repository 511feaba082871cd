"""Spans of time as days of 24 hours, to the last digit."""

from __future__ import annotations

import polars as pl

_DAY = 86_400_000_000  # microseconds


def in_days(span: pl.Expr) -> pl.Expr:
    """A duration as days: the nearest number there is; null stays null."""
    micro = span.dt.total_microseconds()
    # Divided by a column: polars multiplies by the reciprocal of a constant, which is off by one digit at the end in a
    # quarter of the cases, and whoever reckons these figures again should come to the same ones.
    return micro / (micro * 0 + _DAY)


def median(values: pl.Expr) -> pl.Expr:
    """The middle value, of an even number the mean of the middle two; null of none.

    By its definition, (a + b) / 2: polars reckons a + (b - a) / 2, which may end in another digit.
    """
    return (values.quantile(0.5, "lower") + values.quantile(0.5, "higher")) / 2
