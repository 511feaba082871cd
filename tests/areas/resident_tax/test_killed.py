"""Reports being taken in and a year being computed, killed at every step: run again, they end as if left in peace."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from tests.world import MORNING, TODAY, Town, found_town
from yakuba.areas.resident_registry.service import load_file
from yakuba.areas.resident_tax import assessments, files, starting, taking
from yakuba.areas.resident_tax.models import (
    Assessment,
    AssessmentRun,
    DocumentBatch,
    HeldLine,
    MatchCandidate,
    SourceDocument,
    SourceRelative,
)
from yakuba.operation.founding.synthetic import Population, write
from yakuba.operation.founding.synthetic.tax_documents import write_tax_documents
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.kept_files import pieces_of
from yakuba.platform.secrets import master, safe
from yakuba.platform.tenancy import directory

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
PROCESS = Path(__file__).parent / "tax_process.py"
LEFT_OUT = ("municipality_id", "batch_id", "run_id")
TABLES = (SourceDocument, SourceRelative, HeldLine, MatchCandidate, Assessment)
KILLED = (
    ("check", 3),
    ("block", 1),
    ("block", 4),
    ("settle", 1),
    ("match", 1),
    ("compute", 1),
    ("slice", 1),
    ("slice", 3),
    ("finish", 1),
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = files.plan
    monkeypatch.setattr(files, "_STEP", 2_000)
    monkeypatch.setattr(files, "plan", lambda content_hash: plan(content_hash, 5_000))
    monkeypatch.setattr(assessments, "SLICE", 20)


def training_of(town: Town) -> Town:
    """The training town hall of the same municipality: separate, under the same code."""
    founding = directory.Founding(town.place.lg_code, MORNING, TODAY, training=True)
    return replace(town, place=directory.found(founding))


def reports_of(residents: Path, out: Path) -> int:
    """Reports of everybody, then some twice, some corrected, cancelled, broken: every way a line can go."""
    write_tax_documents(residents, out, 2026, 11)
    lines = out.read_bytes().splitlines()
    cells = [line.decode("cp932").split(",") for line in lines if line.startswith(b"315,")][:24:2]
    for place, row in enumerate(cells):
        row[9] = ("0", "2", "3", "x")[place % 4]  # as it was, corrected, cancelled, held
        row[16] += "0" if place % 4 == 1 else ""  # another payment
    more = [*(",".join(row).encode("cp932") for row in cells), b"315,\x81", b""]
    out.write_bytes(b"".join(line + b"\r\n" for line in [*lines, *more]))
    return len(lines) + len(more)


def killed(town: Town, job_id: UUID, step: str, times: int, home: Path) -> None:
    environment = {**os.environ, "YAKUBA_HOME": str(home), "YAKUBA_KEYS": str(home / "keys" / "master.key")}
    command = [sys.executable, str(PROCESS), str(town.id), str(job_id), step, str(times)]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL


def taken(town: Town, reports: Path, kill: tuple[str, int, Path] | None) -> DocumentBatch:
    with town.open():
        batch, _ = taking.receive("reports.csv", pieces_of(reports), 2026)
        starting.start_check(batch)
    assert batch.check_job_id is not None
    if kill and kill[0] == "check":
        killed(town, batch.check_job_id, *kill)
    assert jobs.run_by_two(town.id, batch.check_job_id).state == "succeeded"
    with town.open():
        batch = DocumentBatch.objects.get(id=batch.id)
        assert len(batch.blocks) > 4
        starting.start_take(batch)
    assert batch.take_job_id is not None
    if kill and kill[0] != "check":
        killed(town, batch.take_job_id, *kill)
    assert jobs.run_here(town.id, batch.take_job_id).state == "succeeded"
    with town.open():
        return DocumentBatch.objects.get(id=batch.id)


def assessed(town: Town, kill: tuple[str, int, Path] | None) -> AssessmentRun:
    with town.open():
        run = assessments.start(2026)
    assert run.job_id is not None
    if kill:
        killed(town, run.job_id, *kill)
    assert jobs.run_by_two(town.id, run.job_id).state == "succeeded"
    with town.open():
        return AssessmentRun.objects.get(id=run.id)


def content(town: Town, batch: DocumentBatch) -> list[Any]:
    """Every row of the tax, without what differs between any two intakes; individual numbers in cipher among them."""
    with town.open():
        found: list[Any] = [
            {name: value for name, value in row.items() if name not in LEFT_OUT}
            for table in TABLES
            for row in table.objects.order_by("pk").values()
        ]
        parts = [f"{kind}{position}" for kind in "ht" for position in range(len(batch.blocks))]
        return [*found, *(safe.get(batch.id, part) for part in parts)]


@pytest.mark.parametrize(("step", "times"), KILLED)
def test_killed_and_run_again_gives_the_same(
    step: str, times: int, tmp_path: Path, own_home: Path, small_pieces: None
) -> None:
    residents, reports = tmp_path / "residents.csv", tmp_path / "reports.csv"
    write(Population("012084", 150, 11, date(2026, 10, 1)), residents)
    lines = reports_of(residents, reports)
    disturbed = found_town("012084")
    peaceful = training_of(disturbed)
    of_documents = step in ("check", "block", "settle", "match")
    kill = (step, times, own_home)
    batches, runs = [], []
    for town, disturbance in ((disturbed, kill), (peaceful, None)):
        load_file(town.id, residents)
        batches.append(taken(town, reports, disturbance if of_documents else None))
        runs.append(assessed(town, None if of_documents else disturbance))
    one, other = batches
    assert one.counts == other.counts and runs[0].totals == runs[1].totals
    assert one.counts["accepted"] + one.counts["held"] + one.counts["rejected"] == one.counts["lines"] == lines
    assert min(one.counts[name] for name in ("held", "rejected", "duplicates", "replaced", "cancelled")) > 0
    assert runs[0].totals["people"] > 40
    rows = content(disturbed, one)
    assert len(rows) > 200 and rows == content(peaceful, other)
