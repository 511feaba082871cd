"""Faults put in on purpose: what is listed is what differs, nothing else."""

from collections import Counter
from pathlib import Path

import pytest

from tests.operation.synthetic.residents import AS_OF, Line, read
from yakuba.operation.founding.synthetic import COLUMNS, Population, Summary, faults_path, write
from yakuba.operation.founding.synthetic.dirt import ACCEPTED, HELD, KINDS, LEFT_OUT, REJECTED

PLACE = Population("122041", 1_500, 5, AS_OF)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clean") / "residents.csv"
    write(PLACE, path)
    return path


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    path = tmp_path_factory.mktemp("dirty") / "residents.csv"
    return path, write(PLACE, path, dirt=0.2)


def test_every_kind_is_there_and_says_what_to_expect(dirty: tuple[Path, Summary]) -> None:
    listed = read(faults_path(dirty[0]))
    kinds = Counter(line["種類"] for line in listed)
    assert set(kinds) == {kind.name for kind in KINDS} | {"reordered_columns", "missing_column"}
    assert {line["見込み"] for line in listed} == {ACCEPTED, HELD, REJECTED}
    assert dirty[1].faults == sum(line["行番号"] != "0" for line in listed) > 100


def test_columns_are_reordered_and_some_are_missing(dirty: tuple[Path, Summary]) -> None:
    header = dirty[0].read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(COLUMNS) - set(header) == set(LEFT_OUT)
    assert header != [name for name in COLUMNS if name in header]


def test_only_listed_lines_differ_from_the_clean_file(clean: Path, dirty: tuple[Path, Summary]) -> None:
    listed = {int(line["行番号"]): line for line in read(faults_path(dirty[0]))}
    before, after = read(clean), read(dirty[0])
    assert len(before) == len(after) == dirty[1].rows
    differing = {number for number, pair in enumerate(zip(before, after, strict=True), 2) if not _same(*pair)}
    duplicated = {number for number, line in listed.items() if line["種類"] == "duplicate_latest"}
    assert differing - _earlier(before, duplicated) == set(listed) - {0} - duplicated
    assert len(_earlier(before, duplicated) & differing) == len(duplicated)


def _same(clean: Line, dirty: Line) -> bool:
    return all(clean[name] == value for name, value in dirty.items())


def _earlier(lines: list[Line], numbers: set[int]) -> set[int]:
    """Line numbers of the lines just before those of the same person."""
    return {number - 1 for number in numbers if lines[number - 3]["宛名番号"] == lines[number - 2]["宛名番号"]}


def test_the_listed_value_stands_in_the_listed_line(dirty: tuple[Path, Summary]) -> None:
    lines = read(dirty[0])
    for fault in read(faults_path(dirty[0])):
        if fault["行番号"] == "0" or fault["種類"] in ("duplicate_latest", "short_line"):
            continue
        line = lines[int(fault["行番号"]) - 2]
        assert line[fault["項目"]] == fault["書いた値"] != fault["元の値"]
        assert line["宛名番号"] == fault["宛名番号"]


def test_two_latest_lines_of_one_person(dirty: tuple[Path, Summary]) -> None:
    flagged = Counter(line["宛名番号"] for line in read(dirty[0]) if line["最新フラグ"] == "1")
    listed = {line["宛名番号"] for line in read(faults_path(dirty[0])) if line["種類"] == "duplicate_latest"}
    assert {number for number, count in flagged.items() if number and count > 1} == listed


def test_a_short_line_has_half_the_cells(dirty: tuple[Path, Summary]) -> None:
    text = dirty[0].read_text(encoding="utf-8").splitlines()
    short = [int(line["行番号"]) for line in read(faults_path(dirty[0])) if line["種類"] == "short_line"]
    assert short
    assert all(text[number - 1].count(",") < 100 for number in short)


def test_a_share_must_be_a_share(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 より大きく 1 以下"):
        write(PLACE, tmp_path / "out.csv", dirt=2.0)


def test_the_document_lists_every_kind_with_its_expectation() -> None:
    document = (Path(__file__).parents[3] / "docs" / "synthetic-population.md").read_text(encoding="utf-8")
    rows = [line for line in document.splitlines() if line.startswith("| `")]
    for kind in KINDS:
        assert any(f"`{kind.name}`" in row and row.endswith(f"| {kind.expected} |") for row in rows), kind.name
