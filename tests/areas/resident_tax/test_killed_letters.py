"""Letters of a decided year, killed (SIGKILL) at every step of their making: they end as if left in peace."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.areas.resident_tax.test_killed import killed, own_home, reports_of, small_pieces, taken, training_of
from tests.world import Town, found_town
from yakuba.areas.resident_registry.service import load_file
from yakuba.areas.resident_tax import assessments, employer_letters, tax_letters
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.documents import mailing_files, mailings
from yakuba.platform.documents.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.jobs import service as jobs
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy import numbers

__all__ = ["own_home", "small_pieces"]
pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
KILLED = ((tax_letters.KIND, ("list", "draw", "keep")), (employer_letters.KIND, ("list", "keep")))
BY_TOWN = ("across", "issuer")  # a training town hall has no seal, and says what it is


def decided(town: Town, residents: Path, reports: Path) -> AssessmentRun:
    load_file(town.id, residents)
    taken(town, reports, None)
    with town.open():
        name_the_mayor()
        run = assessments.start(2026)
    assert run.job_id is not None and jobs.run_by_two(town.id, run.job_id).state == "succeeded"
    with town.open():
        AssessmentRun.objects.update(created_by=uuid4())  # somebody else than who decides
        return assessments.approve(run.id)


def made(town: Town, kind: str, run: AssessmentRun, kill: tuple[tuple[str, ...], Path] | None) -> Mailing:
    with town.open():
        mailing = mailings.start(kind, str(run.id), "試験")
    assert mailing.job_id is not None
    steps, home = kill or ((), Path())
    for step in steps:
        killed(town, mailing.job_id, step, 1, home)
    assert jobs.run_here(town.id, mailing.job_id).state == "succeeded"
    with town.open():
        return Mailing.objects.get(id=mailing.id)


def content(town: Town, mailing: Mailing) -> list[Any]:
    """Every letter with its number and place, every file, and what each letter was drawn from."""
    with town.open():
        rows = MailingLetter.objects.filter(mailing_id=mailing.id).order_by("place")
        letters = list(rows.values_list("place", "position", "number", "addressee_number", "state", "why"))
        found: list[Any] = [(mailing.letters, mailing.held, mailing.pages), letters]
        for file in MailingFile.objects.filter(mailing_id=mailing.id).order_by("position"):
            kept = json.loads(safe.get(file.id, mailings.DATA) or b"{}")
            forms = [{name: told for name, told in one["form"].items() if name not in BY_TOWN} for one in kept.values()]
            found.append((file.position, file.letters, file.pages, forms))
        return found


def test_killed_letters_are_the_same(
    tmp_path: Path, own_home: Path, small_pieces: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(mailings, "PAGES", 4)
    residents, reports = tmp_path / "residents.csv", tmp_path / "reports.csv"
    write(Population("012084", 150, 11, date(2026, 10, 1)), residents)
    reports_of(residents, reports)
    disturbed = found_town("012084")
    peaceful = training_of(disturbed)
    runs = {town.id: decided(town, residents, reports) for town in (disturbed, peaceful)}
    for kind, steps in KILLED:
        one = made(disturbed, kind, runs[disturbed.id], (steps, own_home))
        other = made(peaceful, kind, runs[peaceful.id], None)
        found = content(disturbed, one)
        assert len(found) > 3, "several files"
        assert found == content(peaceful, other)
        with disturbed.open():
            for file in mailing_files.files_of(one):
                assert mailing_files.pdf_of(one, file.position) == safe.get(file.id, mailings.PDF)
    serials = set()
    for town in (disturbed, peaceful):
        with town.open():
            serials.add(tuple(numbers.take("tax-employer-letter-2026")))
    assert len(serials) == 1, "no number was taken twice or lost"
