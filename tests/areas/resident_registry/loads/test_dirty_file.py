"""Faults put into a file on purpose: each is accepted after conversion, held with its household, or rejected."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.world import Town, found_town
from yakuba.areas.resident_registry.loads.messages import MESSAGES
from yakuba.areas.resident_registry.models import LoadLine, ResidentRecord
from yakuba.areas.resident_registry.service import Report, load_file
from yakuba.operation.founding.synthetic import Population, faults_path, write

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WHY = {
    "missing_kana": "kana_missing",
    "wrong_date": "date",
    "unknown_town": "town",
    "two_heads": "heads",
    "broken_relationship": "relationship",
    "duplicate_latest": "latest_many",
    "born_after_entry": "born_after",
    "unknown_sex": "code",
    "no_household": "required",
    "character_outside_mj": "character",
    "short_line": "columns",
}


@pytest.fixture(scope="session")
def dirty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dirt") / "kumamoto.csv"
    write(Population("431001", 1200, 3, date(2026, 10, 1)), path, dirt=0.3)
    return path


@pytest.fixture
def loaded(dirty_file: Path) -> Iterator[tuple[Town, Report]]:
    town = found_town("431001")
    yield town, load_file(town.id, dirty_file)


def faults(path: Path) -> list[dict[str, str]]:
    with faults_path(path).open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["行番号"] != "0"]


def test_every_fault_ends_as_stated_and_says_why(loaded: tuple[Town, Report], dirty_file: Path) -> None:
    town, _ = loaded
    with town.open():
        kept = {line.line: line for line in LoadLine.objects.all()}
    states = {"accepted": None, "held": LoadLine.State.HELD, "rejected": LoadLine.State.REJECTED}
    told = faults(dirty_file)
    assert {fault["種類"] for fault in told} >= WHY.keys()
    for fault in told:
        line = kept.get(int(fault["行番号"]))
        assert (line.state if line else None) == states[fault["見込み"]], fault
        if line is not None:
            codes = {found["code"] for found in line.findings}
            assert WHY[fault["種類"]] in codes, (fault, codes)


def test_nothing_is_dropped_and_households_stay_whole(loaded: tuple[Town, Report], dirty_file: Path) -> None:
    town, report = loaded
    lines = dirty_file.read_text(encoding="utf-8").count("\n") - 1
    assert report.given == lines == report.accepted + report.held + report.rejected
    with town.open():
        held = set(LoadLine.objects.filter(state="held").values_list("unit", flat=True))
        assert ResidentRecord.objects.count() == report.accepted
        assert not ResidentRecord.objects.filter(is_latest=True, household_number__in=held).exists()
        assert report.counts["reasons"].keys() <= MESSAGES.keys()


def test_only_households_with_a_fault_are_held(loaded: tuple[Town, Report], dirty_file: Path) -> None:
    town, _ = loaded
    faulty = {fault["世帯番号"] for fault in faults(dirty_file) if fault["見込み"] != "accepted"}
    with town.open():
        held = set(LoadLine.objects.filter(state="held").values_list("unit", flat=True))
    assert {unit for unit in held if not unit.startswith("#")} <= faulty
