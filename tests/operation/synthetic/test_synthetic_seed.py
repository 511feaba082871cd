"""The same seed gives the same bytes; another seed other people; bad requests are refused."""

import datetime
from pathlib import Path

import pytest

from yakuba.operation.founding.synthetic import Population, generate, numbers_path, write
from yakuba.standards.errors import NotFound


def bytes_of(population: Population, path: Path) -> tuple[bytes, bytes]:
    write(population, path)
    return path.read_bytes(), numbers_path(path).read_bytes()


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    wanted = Population("012084", 300, 11)
    assert bytes_of(wanted, tmp_path / "a.csv") == bytes_of(wanted, tmp_path / "b.csv")


def test_other_seed_other_people(tmp_path: Path) -> None:
    first, second = (bytes_of(Population("012084", 300, seed), tmp_path / f"{seed}.csv") for seed in (1, 2))
    assert first[0] != second[0]


def test_the_lines_without_files_are_the_same(tmp_path: Path) -> None:
    wanted = Population("012084", 200, 3)
    write(wanted, tmp_path / "a.csv")
    lines = [",".join(row) for batch in generate(wanted) for group in batch.groups for row in group]
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[1:] == lines


@pytest.mark.parametrize("residents", [1, 2, 7, 40])
def test_a_few_residents(residents: int, tmp_path: Path) -> None:
    summary = write(Population("012084", residents, 1), tmp_path / "a.csv")
    assert summary.residents == residents


def test_a_town_in_a_county_and_a_place_without_projection(tmp_path: Path) -> None:
    write(Population("016373", 100, 1), tmp_path / "memuro.csv")
    assert "河西郡芽室町" in (tmp_path / "memuro.csv").read_text(encoding="utf-8")
    assert write(Population("072036", 100, 1), tmp_path / "koriyama.csv").residents == 100


def test_another_reference_day(tmp_path: Path) -> None:
    write(Population("012084", 200, 1, datetime.date(2024, 2, 29)), tmp_path / "a.csv")
    assert "2024-02-29" in (tmp_path / "a.csv").read_text(encoding="utf-8")


def test_refusals(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="行政区"):
        write(Population("431010", 10, 1), tmp_path / "a.csv")
    with pytest.raises(NotFound, match="999999"):
        next(generate(Population("999999", 10, 1)))
    with pytest.raises(ValueError, match="住民の数"):
        Population("012084", 0, 1)
