"""Figures by step of the catalogue. Pure: steps say which one they are (`step_mapping.with_standard`).

Several own names of one standard step stay lines of their own: how far their cases overlap is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from yakuba.insight.processes.catalogue import tree
from yakuba.insight.work_comparison import showing
from yakuba.insight.work_comparison.comparing import Body
from yakuba.insight.work_comparison.figures import Figures
from yakuba.insight.work_comparison.showing import Line
from yakuba.insight.work_comparison.step_mapping import STANDARD


def _mapped(figures: Figures) -> dict[str, list[int]]:
    """The numbers of the steps of each standard step, in the order of the catalogue."""
    found: dict[str, list[int]] = {}
    for at, one in enumerate(figures.get("steps", [])):
        if tree.step(one.get(STANDARD, "")) is not None:
            found.setdefault(one[STANDARD], []).append(at)
    order = [step.id for task in tree.tasks().values() for step in task.steps if step.id in found]
    return {key: found[key] for key in order}


def _name(key: str) -> str:
    step = tree.step(key)
    return step.ja if step else key


def own_lines(seen: Figures) -> list[tuple[str, Line]]:
    """Each standard step with the own names of it and their figures, in the order of `showing.STEP_HEADS`."""
    lines = showing.step_lines(seen)
    return [(_name(key), lines[at]) for key, rows in _mapped(seen).items() for at in rows]


def beside(own: Body, others: Sequence[Body]) -> list[Line]:
    """Standard steps that one name stands for here and in another municipality.

    Cells: how many others have it, own share of cases, median of theirs, own median wait, median of theirs (days).
    """
    mine = _single(own.figures)
    theirs = [(one.figures, _single(one.figures)) for one in others]
    found = []
    for key, step in mine.items():
        there = [(figures, steps[key]) for figures, steps in theirs if key in steps]
        if there:
            shares = [each["cases"] / figures["cases"] for figures, each in there if each["cases"] is not None]
            waits = [each["wait"]["median"] for _, each in there if each["wait"] is not None]
            own_wait = step["wait"]["median"] if step["wait"] else None
            cells = (
                f"{len(there)}", showing.share(step["cases"], own.figures["cases"]),
                f"{median(shares):.0%}" if shares else showing.FEW,
                showing.days(own_wait), showing.days(median(waits) if waits else None),
            )  # fmt: skip
            found.append(Line(_name(key), cells))
    return found


def _single(figures: Figures) -> dict[str, dict[str, Any]]:
    """The step of each standard step that exactly one name stands for; none where the figures are left out."""
    if "cases" not in figures:
        return {}
    return {key: figures["steps"][rows[0]] for key, rows in _mapped(figures).items() if len(rows) == 1}
