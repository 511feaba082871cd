"""The demo's filling: a town hall in which a year was worked, and nothing twice when it is filled again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.world import PASSWORD, Town, found_town
from yakuba.areas.child_allowance.models import AllowanceVersion, PaymentRun
from yakuba.areas.collection.models import PaymentLine, RefundRun
from yakuba.areas.collection.plan_models import InstalmentPlan
from yakuba.areas.collection.reminder_models import Reminder
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax.domain.layouts import exactly
from yakuba.areas.resident_tax.models import AssessmentRun, DocumentBatch, MatchCandidate
from yakuba.insight.law_changes.models import LawStudy
from yakuba.insight.work_comparison import analysing
from yakuba.operation.founding import demo, demo_year
from yakuba.operation.founding.demo_desk import Desk
from yakuba.operation.founding.synthetic import Population, write
from yakuba.operation.founding.synthetic import reports as report_files
from yakuba.platform.access import service as access
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.jobs.models import Job, JobState
from yakuba.platform.ledger.models import Entry

NOON = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


def with_a_tax_clerk() -> Town:
    town = found_town("012084")
    (clerk,) = (one for one in demo.STAFF if one.login == "zeimu")
    with town.open():
        account = access.create_account(access.NewAccount(clerk.login, clerk.name, clerk.section, PASSWORD))
        for duty in clerk.duties:
            access.assign(account, duty, date(2026, 4, 1))
    return town


def lines_of(path: Path) -> list[list[str]]:
    return [line.split(",") for line in path.read_text(encoding="cp932").splitlines()]


@pytest.mark.pure
def test_reports_of_the_first_households_and_their_faults(tmp_path: Path) -> None:
    residents = tmp_path / "residents.csv"
    write(Population("012084", 150, 11, date(2026, 10, 1)), residents)
    first = report_files.write_reports(residents, tmp_path, 2026, 100)
    lines = lines_of(first)
    again = report_files.write_reports(residents, tmp_path, 2026, 100)
    assert lines_of(again) == lines, "the same households give the same reports"
    billed = [line for line in lines if _told(line, "ordinary") == "1"]
    assert 0 < len(billed) < len(lines) / 2
    broken = lines_of(report_files.with_faults(first, tmp_path / "faulty.csv", 1))
    different = [at for at, (good, bad) in enumerate(zip(lines, broken, strict=True)) if good != bad]
    assert different == list(range(12, len(lines), 24))
    assert _told(broken[12], "social_insurance") == "不明"
    assert len(broken[36]) < len(lines[36])


def _told(line: list[str], key: str) -> str:
    layout = exactly(int(line[0]), len(line))
    assert layout is not None
    return next((cell for item, cell in zip(layout.items, line, strict=True) if item.key == key), "")


@pytest.mark.proof
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_year_is_worked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_year, "PEOPLE", 250)
    monkeypatch.setattr("yakuba.platform.jobs.runner.now", lambda: NOON)  # whatever day it really is
    town, residents = with_a_tax_clerk(), tmp_path / "residents.csv"
    write(Population("012084", 500, 1), residents)
    registry.load_file(town.id, residents)
    with town.open("chief"):
        name_the_mayor()
    told: list[str] = []
    desk = Desk(town.place, NOON, NOON)
    demo_year.fill(desk, residents, told.append)
    assert len(told) == len(set(told)) >= 8
    with town.open():
        runs = AssessmentRun.objects.order_by("number").values_list("fiscal_year", "initial", "state")
        assert list(runs) == [(2025, True, "approved"), (2026, True, "approved"), (2026, False, "computed")]
        this_year = DocumentBatch.objects.get(fiscal_year=2026, number=2)
        assert this_year.counts["held"] > 0 and this_year.counts["rejected"] > 0
        assert MatchCandidate.objects.exists(), "somebody has to be chosen"
        assert Mailing.objects.filter(state="made").count() == 2
        assert MailingLetter.objects.filter(state="made").count() > 20
        assert PaymentLine.objects.filter(state="held").exists()
        assert Reminder.objects.filter(state="sent").exists() and InstalmentPlan.objects.count() == 1
        assert RefundRun.objects.exists()
        assert AllowanceVersion.objects.values("right_id").distinct().count() >= 3
        paid = PaymentRun.objects.order_by("month").values_list("month", "state")
        assert list(paid) == [("2026-06", "paid"), ("2026-08", "paid"), ("2026-10", "paid"), ("2026-12", "planned")]
        analysis = analysing.newest()
        assert analysis is not None and analysis.fiscal_year == 2026
        counted = {one.procedure: one.figures["cases"] for one in analysing.figures_of(analysis)}
        assert counted["child_allowance_claim"] >= 5
        assert LawStudy.objects.filter(state="done").count() == 2
        assert not Job.objects.filter(state=JobState.FAILED).exists(), "what is left is for the worker"
        entries = Entry.objects.count()
    demo_year.fill(desk, residents, told.append)
    with town.open():
        assert Entry.objects.count() == entries
        assert AssessmentRun.objects.count() == 3 and PaymentRun.objects.count() == 4
