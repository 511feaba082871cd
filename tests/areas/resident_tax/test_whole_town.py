"""The reports of a whole fictitious town, loaded as a town loads them: nobody is taken for another."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from tests.world import found_town
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import service, starting
from yakuba.areas.resident_tax.models import SourceDocument
from yakuba.operation.founding.synthetic import Population, write
from yakuba.operation.founding.synthetic.tax_documents import write_tax_documents
from yakuba.platform.tenancy.context import current_context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.mark.parametrize("residents", [150, pytest.param(20_000, marks=pytest.mark.proof)])
def test_reports_of_a_town_find_their_people(tmp_path: Path, residents: int) -> None:
    town = found_town("012084")
    path, reports = tmp_path / "residents.csv", tmp_path / "reports.csv"
    write(Population("012084", residents, 11, date(2026, 10, 1)), path)
    lines = write_tax_documents(path, reports, 2026, 11)
    registry.load_file(town.id, path)
    with town.open("chief"):
        context = current_context()
    started = time.process_time()
    with reports.open("rb") as file:
        batch = starting.take_file(context, reports.name, iter(lambda: file.read(1 << 20), b""), 2026)
    taken = time.process_time()
    assert (batch.counts["lines"], batch.counts["accepted"]) == (lines, lines)
    with town.open():
        rows = list(SourceDocument.objects.values_list("match", "addressee_number", "recipient_number"))
        sure = [(number, told) for match, number, told in rows if match == "sure"]
        assert len(sure) > 0.97 * lines, "names, readings, birthdays and addresses are the register's own"
        assert all(f"{number:015}".endswith(told) for number, told in sure)
        begun = time.process_time()
        made = service.material(2026)
        seconds = time.process_time() - begun
    assert made.people["documents"].sum() == len(sure)
    assert made.people["number"].is_unique().all()
    named = made.dependants["birth_date"].is_not_null().sum()
    assert named > 0.7 * len(made.dependants), "fifteen of a hundred reports have the old layout, without names"
    if "YAKUBA_TELL_TIMES" in os.environ:
        print(f"\n{lines} lines: taken {taken - started:.2f} s, material {seconds:.2f} s of this process")  # noqa: T201
