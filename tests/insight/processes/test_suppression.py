"""Suppression: whoever knows the rule and sees all that is shown cannot reckon a figure about too few."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest

from yakuba.insight.processes.suppression import Cell, Sum, suppress

Cells = dict[Hashable, Cell]


def test_few_people_few_cases_and_unknown_people_are_hidden() -> None:
    cells: Cells = {
        "shown": Cell(8.0, 5, 10),
        "people": Cell(8.0, 4, 10),
        "cases": Cell(8.0, 5, 9),
        "unknown": Cell(8.0, None, 500),
    }
    assert suppress(cells) == {"people", "cases", "unknown"}


def test_the_one_hidden_part_of_a_sum_takes_a_second_one_with_it() -> None:
    """100 - 60 - 30 would tell the 10 hours of two people; of the two others the one of fewer cases is hidden too."""
    cells: Cells = {"a": Cell(10, 2, 50), "b": Cell(60, 9, 400), "c": Cell(30, 8, 300), "all": Cell(100, 19, 750)}
    assert suppress(cells, [Sum("all", ("a", "b", "c"), disjoint=True)]) == {"a", "c"}


def test_what_is_left_of_a_sum_must_not_tell_of_too_few_either() -> None:
    """Two hidden parts of two people each: their sum tells of four."""
    cells: Cells = {"a": Cell(10, 2, 50), "b": Cell(60, 2, 400), "c": Cell(30, 8, 300), "all": Cell(100, 12, 750)}
    assert suppress(cells, [Sum("all", ("a", "b", "c"), disjoint=True)]) == {"a", "b", "c"}
    alone: Cells = {"a": Cell(10, 2, 50), "all": Cell(10, 5, 50)}
    assert suppress(alone, [Sum("all", ("a",))]) == {"a", "all"}


def table(chance: random.Random, height: int, width: int) -> tuple[Cells, list[Sum]]:
    """A table of towns and steps with the sums of rows, of columns and of all."""
    cells: Cells = {}
    for at in product(range(height), range(width)):
        cells[at] = Cell(chance.randint(1, 4), chance.choice((1, 3, 6, 9, None)), chance.choice((3, 12, 40, 200)))
    sums = [Sum(("row", at), tuple((at, one) for one in range(width)), disjoint=True) for at in range(height)]
    sums += [Sum(("column", at), tuple((one, at) for one in range(height)), disjoint=True) for at in range(width)]
    sums.append(Sum("all", tuple(("row", at) for at in range(height)), disjoint=True))
    sums.append(Sum("all", tuple(("column", at) for at in range(width)), disjoint=True))
    for one in sums:
        parts = [cells[name] for name in one.parts]
        people = sum(part.people or 0 for part in parts)
        cells[one.total] = Cell(sum(part.value for part in parts), people, sum(part.cases for part in parts))
    return cells, sums


def freedom(sums: Sequence[Sum], hidden: Sequence[Hashable]) -> list[list[Fraction]]:
    """A basis of the changes of hidden figures that no sum notices, by elimination with exact fractions."""
    rows = [
        [Fraction((name in one.parts) - (name == one.total)) for name in hidden]
        for one in sums
        if any(name in hidden for name in (one.total, *one.parts))
    ]
    pivots: list[int] = []
    for column in range(len(hidden)):
        place = next((at for at in range(len(pivots), len(rows)) if rows[at][column]), None)
        if place is None:
            continue
        top = len(pivots)
        rows[top], rows[place] = rows[place], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for at, other in enumerate(rows):
            if at != top and other[column]:
                factor = other[column]
                rows[at] = [value - factor * lead for value, lead in zip(other, rows[top], strict=True)]
        pivots.append(column)
    free = [column for column in range(len(hidden)) if column not in pivots]
    basis = []
    for column in free:
        change = [Fraction(0)] * len(hidden)
        change[column] = Fraction(1)
        for row, pivot in zip(rows, pivots, strict=False):
            change[pivot] = -row[column]
        basis.append(change)
    return basis


@pytest.mark.parametrize("seed", range(60))
def test_every_hidden_figure_can_be_another_one_and_all_that_is_shown_stays(seed: int) -> None:
    """For each figure about too few a second table is made, all above 0, that shows exactly the same."""
    chance = random.Random(seed)
    cells, sums = table(chance, chance.randint(2, 4), chance.randint(2, 4))
    hidden = sorted(suppress(cells, sums), key=repr)
    basis = freedom(sums, hidden)
    for at, name in enumerate(hidden):
        if not cells[name].sensitive:
            continue
        change = next((one for one in basis if one[at]), None)
        assert change is not None, f"{name} can be reckoned"
        step = min(
            Fraction(int(cells[other].value)) / abs(value) for other, value in zip(hidden, change, strict=True) if value
        )
        moved = {other: cells[other].value + value * step / 2 for other, value in zip(hidden, change, strict=True)}
        second: Mapping[Hashable, Fraction | float] = {**{key: cell.value for key, cell in cells.items()}, **moved}
        assert all(value > 0 for value in second.values()) and second[name] != cells[name].value
        assert all(sum(second[part] for part in one.parts) == second[one.total] for one in sums)


@pytest.mark.parametrize("seed", range(12))
def test_no_small_table_of_whole_numbers_gives_a_figure_away(seed: int) -> None:
    """All tables of 2 x 3 whole numbers that agree with what is shown: no cell about too few is the same in all."""
    chance = random.Random(1_000 + seed)
    cells, sums = table(chance, 2, 3)
    bigger = {name: Cell(cell.value * 2, cell.people, cell.cases) for name, cell in cells.items()}
    hidden = suppress(bigger, sums)
    unknown = [at for at in product(range(2), range(3)) if at in hidden]
    shown = {name: cell.value for name, cell in bigger.items() if name not in hidden}
    seen: dict[Hashable, set[int]] = {at: set() for at in unknown}
    for values in product(range(1, 13), repeat=len(unknown)) if len(unknown) <= 4 else ():
        guess: dict[Hashable, float] = {**shown, **dict(zip(unknown, values, strict=True))}
        if agrees(guess, sums):
            for at, value in zip(unknown, values, strict=True):
                seen[at].add(value)
    for at in unknown:
        assert not seen[at] or not bigger[at].sensitive or len(seen[at]) > 1


def agrees(guess: Mapping[Hashable, float], sums: Sequence[Sum]) -> bool:
    """Whether every shown sum of cells is met; sums of sums follow from them."""
    flat = [one for one in sums if isinstance(one.parts[0], tuple) and isinstance(one.parts[0][0], int)]
    if any(one.total in guess and sum(guess[part] for part in one.parts) != guess[one.total] for one in flat):
        return False
    every = sum(value for name, value in guess.items() if isinstance(name, tuple) and isinstance(name[0], int))
    return "all" not in guess or every == guess["all"]


def test_a_table_of_many_towns_is_done_soon_and_leaves_most_of_it() -> None:
    chance = random.Random(57)
    cells: Cells = {at: Cell(1 + chance.random(), 9, 100) for at in product(range(30), range(40))}
    for at in chance.sample(list(cells), 60):
        cells[at] = Cell(2.0, 2, 100)
    sums = [Sum(("row", row), tuple((row, one) for one in range(40)), disjoint=True) for row in range(30)]
    sums += [Sum(("column", at), tuple((one, at) for one in range(30)), disjoint=True) for at in range(40)]
    for one in sums:
        parts = [cells[name] for name in one.parts]
        cells[one.total] = Cell(sum(part.value for part in parts), 99, sum(part.cases for part in parts))
    assert 60 < len(suppress(cells, sums)) < 240
