"""Reading generated files for the tests: nothing here comes from the generator's own tables."""

import csv
import datetime
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from yakuba.operation.founding.synthetic import Population, Summary, numbers_path, write
from yakuba.standards import ages, population

Line = dict[str, str]

AS_OF = datetime.date(2026, 10, 1)

CHI_SQUARE_95_DF_37 = 52.192
"""95 % quantile of the chi-square distribution with 37 degrees of freedom (38 cells of sex and five-year age)."""


@dataclass(frozen=True)
class Produced:
    """A generated population, read back from its file; only some columns where `columns` are given."""

    code: str
    path: Path
    summary: Summary
    columns: frozenset[str] = frozenset()

    @cached_property
    def lines(self) -> list[Line]:
        """All lines."""
        if not self.columns:
            return read(self.path)
        return [{name: sys.intern(line[name]) for name in self.columns} for line in _lines(self.path)]

    @cached_property
    def latest(self) -> list[Line]:
        """The latest line of each person, removed ones included."""
        return [line for line in self.lines if line["最新フラグ"] == "1"]

    @cached_property
    def residents(self) -> list[Line]:
        """The latest lines of those who live there."""
        return [line for line in self.latest if line["住民状態"] == "1"]

    @cached_property
    def households(self) -> dict[str, list[Line]]:
        """Residents by household number."""
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.residents:
            found[line["世帯番号"]].append(line)
        return dict(found)

    @cached_property
    def histories(self) -> dict[str, list[Line]]:
        """Lines by addressee number, in the order of the file."""
        found: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line["宛名番号"]].append(line)
        return dict(found)

    @cached_property
    def numbers(self) -> list[Line]:
        """Lines of the attachment with individual numbers."""
        return read(numbers_path(self.path))

    def per_year(self, column: str, codes: set[str], day: str, lines: list[Line]) -> float:
        """Lines per resident and year with one of the codes, mean of the last two whole years."""
        years = {str(AS_OF.year - 1), str(AS_OF.year - 2)}
        found = sum(line[column] in codes and line[day][:4] in years for line in lines)
        return found / len(years) / len(self.residents)

    def chi_square(self) -> float:
        """Distance of the age-sex pyramid from the projection for 2025 of the standards."""
        real = population.pyramid(self.code, 2025)
        seen = Counter((line["性別"], min(age(line) // 5, 18)) for line in self.residents)
        share = len(self.residents) / (sum(real.male) + sum(real.female))
        cells = [(seen["1", group], count * share) for group, count in enumerate(real.male)]
        cells += [(seen["2", group], count * share) for group, count in enumerate(real.female)]
        return sum((got - wanted) ** 2 / wanted for got, wanted in cells)


def produce(code: str, residents: int, path: Path, columns: frozenset[str] = frozenset()) -> Produced:
    """Generate and describe."""
    return Produced(code, path, write(Population(code, residents, 20261001, AS_OF), path), columns)


def read(path: Path) -> list[Line]:
    """Lines of a CSV by heading."""
    return list(_lines(path))


def _lines(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def day(text: str) -> datetime.date:
    """A date column."""
    return datetime.date.fromisoformat(text)


def age(line: Line) -> int:
    """Age on the reference day as people say it."""
    return ages.full_years(day(line["生年月日"]), AS_OF)


def is_nuclear(members: list[Line]) -> bool:
    """A couple alone or with children, or one parent with children (核家族世帯)."""
    roles = {line["続柄表記"] for line in members} - {"世帯主"}
    below = {"妻", "夫", "妻（未届）", "夫（未届）", "子", "妻の子"}
    beside = {"父", "母", "兄", "弟", "姉", "妹"}
    return bool(roles) and (roles <= below or (bool(roles & {"父", "母"}) and roles <= beside))
