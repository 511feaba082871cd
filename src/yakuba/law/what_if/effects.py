"""What a change does: totals, gains and losses by income and kind of household, people by size of change.

Whole columns in, plain numbers out. Amounts are what a case pays (`pays`) or receives; a gain is to pay less or to
receive more.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from yakuba.law.columns import Flags, Ints

DECILES = 10
AGES = (20, 30, 40, 50, 60, 65, 75)  # where a class of ages begins
INCOME_LIMITS = (0, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 7_000_000, 10_000_000)
SIZES = (1, 1_000, 5_000, 10_000, 30_000, 50_000, 100_000)  # yen of change, where a class of sizes begins

Part = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """Columns, one row a case, in yen. `kind` is an index of `kinds`; `pays`: the amount is owed, not received.

    `age` is that of the person who pays or receives; None for a scheme whose cases tell none.
    """

    before: Ints
    after: Ints
    income: Ints
    kind: Ints
    kinds: tuple[str, ...]
    pays: bool
    age: Ints | None = None

    @property
    def change(self) -> Ints:
        """What each case pays (or receives) more than before."""
        return self.after - self.before

    @property
    def gain(self) -> Ints:
        """What each case is better off by; a loss is negative."""
        return -self.change if self.pays else self.change


def report(effect: Effect) -> dict[str, Any]:
    """The whole report. Averages are whole yen, rounded down.

    Deciles are tenths of the cases by income, the poorest first; cases of one income may lie in two of them.
    """
    rows = len(effect.before)
    everyone = np.ones(rows, dtype=np.bool_)
    return {
        "total": _part(effect, everyone),
        "by_decile": [
            {"decile": place + 1, **_span(effect.income, mask), **_part(effect, mask)}
            for place, mask in enumerate(_deciles(effect.income))
        ],
        "by_income": [
            {"from": low, "to": high, **_part(effect, mask)} for low, high, mask in _income_classes(effect.income)
        ],
        "by_age": [{"from": low, "to": high, **_part(effect, mask)} for low, high, mask in _age_classes(effect.age)],
        "by_kind": [
            {"kind": label, **_part(effect, effect.kind == place)}
            for place, label in enumerate(effect.kinds)
            if (effect.kind == place).any()
        ],
        "by_size": [
            {"from": low, "to": high, "count": int(_between(effect.change, low, high).sum())} for low, high in sizes()
        ],
    }


def table(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The report as rows of one table: `group`, `name`, and the figures."""
    rows = [{"group": "total", "name": "", **found["total"]}]
    names = {"by_decile": "decile", "by_income": "from", "by_age": "from", "by_kind": "kind", "by_size": "from"}
    for group, name in names.items():
        for part in found[group]:
            figures = {key: value for key, value in part.items() if key not in ("decile", "kind")}
            rows.append({"group": group, "name": part[name], **figures})
    return rows


def sizes() -> list[tuple[int | None, int | None]]:
    """The classes of change, from the largest fall to the largest rise: first and last yen of each, None: no end.

    >>> sizes()[6:9]
    [(-999, -1), (0, 0), (1, 999)]
    """
    rising = [(low, high - 1) for low, high in itertools.pairwise(SIZES)]
    falling = [(-high, -low) for low, high in reversed(rising)]
    return [(None, -SIZES[-1]), *falling, (0, 0), *rising, (SIZES[-1], None)]


def _part(effect: Effect, mask: Flags) -> Part:
    gain = effect.gain[mask]
    count, change = len(gain), int(effect.change[mask].sum())
    return {
        "count": count,
        "before": int(effect.before[mask].sum()),
        "after": int(effect.after[mask].sum()),
        "change": change,
        "average": change // count if count else 0,
        "gaining": int((gain > 0).sum()),
        "gained": int(gain[gain > 0].sum()),
        "losing": int((gain < 0).sum()),
        "lost": int(-gain[gain < 0].sum()),
    }


def _deciles(income: Ints) -> Iterable[Flags]:
    rank = np.empty(len(income), dtype=np.int64)
    rank[np.argsort(income, kind="stable")] = np.arange(len(income))
    tenth = rank * DECILES // max(len(income), 1)
    return (tenth == place for place in range(DECILES))


def _span(income: Ints, mask: Flags) -> Part:
    chosen = income[mask]
    if not len(chosen):
        return {"from": None, "to": None}
    return {"from": int(chosen.min()), "to": int(chosen.max())}


def _income_classes(income: Ints) -> Iterable[tuple[int | None, int | None, Flags]]:
    edges: list[int | None] = [None, *INCOME_LIMITS, None]
    for low, high in itertools.pairwise(edges):
        yield (None if low is None else low + 1), high, _between(income, None if low is None else low + 1, high)


def _age_classes(age: Ints | None) -> Iterable[tuple[int | None, int | None, Flags]]:
    if age is None:
        return
    edges: list[int | None] = [None, *AGES, None]
    for low, high in itertools.pairwise(edges):
        last = None if high is None else high - 1
        yield low, last, _between(age, low, last)


def _between(values: Ints, low: int | None, high: int | None) -> Flags:
    mask = np.ones(len(values), dtype=np.bool_)
    if low is not None:
        mask &= values >= low
    if high is not None:
        mask &= values <= high
    return mask
