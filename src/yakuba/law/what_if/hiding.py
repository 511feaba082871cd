"""Figures of a few people are left out, so that nobody is told by a table or a picture.

A class with one to four cases shows nothing; where one to four gain, lose or change at all, the figures that would
tell of them are left out. Where one class alone would be left out, its total minus the others would give it back: then
the smallest of the others goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

FEWEST = 5  # cases below which a figure is left out
NOTHING, GAINS, CHANGES, ALL = range(4)
_FIGURES = (
    (),
    ("gaining", "gained", "losing", "lost"),
    ("gaining", "gained", "losing", "lost", "after", "change", "average"),
    ("count", "before", "after", "change", "average", "gaining", "gained", "losing", "lost"),
)
GROUPS = ("by_decile", "by_income", "by_age", "by_kind")

Part = dict[str, Any]


def hidden(found: dict[str, Any]) -> dict[str, Any]:
    """A report (of `effects.report`) with None where a figure is left out; each part says so under `hidden`.

    >>> hidden({"total": {"count": 3, "gaining": 1, "losing": 0, "before": 7}, "by_size": []})["total"]["count"]
    """
    whole = dict(found)
    whole["total"] = _without(found["total"], _level(found["total"]))
    for group in GROUPS:
        parts = found.get(group, [])
        whole[group] = [_without(part, level) for part, level in zip(parts, _levels(parts), strict=True)]
    few = _few(found["total"]["count"])
    whole["by_size"] = [_all_hidden(part) for part in found["by_size"]] if few else _sizes(found["by_size"])
    return whole


def _level(part: Part) -> int:
    if _few(part["count"]):
        return ALL
    if _few(part["gaining"] + part["losing"]):
        return CHANGES
    return GAINS if _few(part["gaining"]) or _few(part["losing"]) else NOTHING


def _few(count: int) -> bool:
    return 0 < count < FEWEST


def _levels(parts: Sequence[Part]) -> list[int]:
    levels = [_level(part) for part in parts]
    for wanted, counts in _MEASURES:
        rows = [row for row, part in enumerate(parts) if sum(part[name] for name in counts)]
        gone = [row for row in rows if levels[row] >= wanted]
        others = [row for row in rows if levels[row] < wanted]
        if len(gone) == 1 and others:
            least = min(others, key=lambda row: int(sum(parts[row][name] for name in counts)))
            levels[least] = wanted
    return levels


# What a level leaves out, and the counts by which a total minus the others would give it back.
_MEASURES = (
    (ALL, ("count",)),
    (CHANGES, ("gaining", "losing")),
    (GAINS, ("gaining",)),
    (GAINS, ("losing",)),
)


def _without(part: Part, level: int) -> Part:
    return {key: None if key in _FIGURES[level] else value for key, value in part.items()} | {"hidden": level > NOTHING}


def _all_hidden(part: Part) -> Part:
    """Of fewer than five in all, that a class is empty, or the one that does not change, tells of somebody too."""
    return part | {"count": None, "hidden": True}


def _sizes(parts: Sequence[Part]) -> list[Part]:
    """Falls and rises add up to who gains and who loses, so each side is looked at alone. That nothing changes for
    a few tells nothing about them."""
    left_out: set[int] = set()
    for side in (-1, 1):
        rows = [row for row, part in enumerate(parts) if _side(part) == side and part["count"]]
        few = {row for row in rows if _few(parts[row]["count"])}
        if len(few) == 1 and len(rows) > 1:
            few.add(min((row for row in rows if row not in few), key=lambda row: int(parts[row]["count"])))
        left_out |= few
    return [
        part | {"count": None if row in left_out else part["count"], "hidden": row in left_out}
        for row, part in enumerate(parts)
    ]


def _side(part: Part) -> int:
    if part["from"] == part["to"] == 0:
        return 0
    return 1 if part["from"] is not None and part["from"] > 0 else -1
