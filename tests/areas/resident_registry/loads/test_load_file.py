"""A file of a conforming system becomes the registry: lines counted, people found, numbers never given again."""

from datetime import date
from pathlib import Path

import pytest

from tests.world import Town, found_town
from yakuba.areas.resident_registry import queries, search_index, storage
from yakuba.areas.resident_registry.loads.running import Wish
from yakuba.areas.resident_registry.models import LoadLine, ResidentRecord, SearchEntry
from yakuba.areas.resident_registry.service import load_file
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.addressee import service as addressees

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture(scope="session")
def clean_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synth") / "kitami.csv"
    write(Population("012084", 300, 11, date(2026, 10, 1)), path)
    return path


def test_a_clean_file_is_taken_whole(kitami: Town, clean_file: Path) -> None:
    told: list[tuple[str, int, int]] = []
    report = load_file(kitami.id, clean_file, lambda *step: told.append(step))
    lines = clean_file.read_text().count("\n") - 1
    with kitami.open():
        assert [(line.findings, line.cells) for line in LoadLine.objects.all()] == []
        assert (report.given, report.accepted, report.held, report.rejected) == (lines, lines, 0, 0)
        assert ResidentRecord.objects.count() == lines
        assert ResidentRecord.objects.filter(is_latest=True).count() == SearchEntry.objects.count()
    assert told[-1][1] == told[-1][2] > 0


def test_search_entries_are_those_a_single_change_would_write(kitami: Town, clean_file: Path) -> None:
    load_file(kitami.id, clean_file)
    with kitami.open():
        numbers = list(SearchEntry.objects.values_list("addressee_number", flat=True))
        before = list(SearchEntry.objects.order_by("addressee_number").values())
        search_index.refresh(numbers)
        assert list(SearchEntry.objects.order_by("addressee_number").values()) == before


def test_the_same_file_again_changes_nothing(kitami: Town, clean_file: Path) -> None:
    load_file(kitami.id, clean_file)
    with kitami.open():
        before = list(ResidentRecord.objects.order_by("addressee_number", "history_number").values())
    again = load_file(kitami.id, clean_file)
    with kitami.open():
        assert again.again
        assert list(ResidentRecord.objects.order_by("addressee_number", "history_number").values()) == before


def test_a_dry_run_writes_no_record(kitami: Town, clean_file: Path) -> None:
    report = load_file(kitami.id, clean_file, wish=Wish(dry_run=True))
    with kitami.open():
        assert report.accepted and not ResidentRecord.objects.exists()


def test_new_numbers_are_above_the_migrated_ones(kitami: Town, clean_file: Path) -> None:
    load_file(kitami.id, clean_file)
    with kitami.open():
        persons = set(ResidentRecord.objects.values_list("addressee_number", flat=True))
        households = {int(number) for number in ResidentRecord.objects.values_list("household_number", flat=True)}
        assert addressees.next_number() not in persons
        assert addressees.next_number(addressees.HOUSEHOLD_SERIES) not in households


def test_a_loaded_person_is_found_and_read(kitami: Town, clean_file: Path) -> None:
    load_file(kitami.id, clean_file)
    with kitami.open("clerk"):
        number = ResidentRecord.objects.filter(is_latest=True).values_list("addressee_number", flat=True)[0]
        (record,) = storage.latest([number])
        found = queries.search(queries.Wanted(name=record.name))
        assert record.addressee_number in {hit.addressee_number for hit in found.records}
        assert record.addressee_number.startswith("000")
