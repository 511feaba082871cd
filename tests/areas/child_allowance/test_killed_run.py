"""A payment run whose process is killed (SIGKILL) in every one of its jobs ends like one left in peace."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from tests.areas.child_allowance.paying import FEBRUARY, begin, open_rights, say_who_pays
from tests.world import Town, found_town
from yakuba.areas.child_allowance import mailings, payment_notices, runs
from yakuba.areas.child_allowance.models import MailingLetter, Payment, PaymentRun
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.secrets import master

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
PROCESS = Path(__file__).parent / "paying_process.py"
PAID = datetime(2027, 2, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def own_home(tmp_path: Path, settings: Settings) -> Path:
    """A key that the killed process and this one share."""
    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path


class Peace:
    """Nothing happens to the jobs."""

    def work(self, town: Town, kind: str, step: str) -> None:
        with town.open():
            job = Job.objects.get(kind=kind, finished_at=None)
        self.before(town, job.id, step)
        assert jobs.run_here(town.id, job.id).state == "succeeded"

    def before(self, town: Town, job: UUID, step: str) -> None:
        """Left in peace."""


class Killed(Peace):
    """A worker begins each job and is killed when the second chunk is worked out but not committed."""

    def __init__(self, home: Path) -> None:
        self.environment = {**os.environ, "YAKUBA_HOME": str(home), "YAKUBA_KEYS": str(home / "keys" / "master.key")}

    def before(self, town: Town, job: UUID, step: str) -> None:
        command = [sys.executable, str(PROCESS), str(town.id), str(job), step, "2"]
        ended = subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True)
        assert ended.returncode == -signal.SIGKILL, ended.stderr


def paid(town: Town, how: Peace) -> list[object]:
    """From the first calculation to the day of payment, with its notices; everything it left behind."""
    say_who_pays(town)
    open_rights(town)
    run_id = begin(town, FEBRUARY, date(2027, 2, 10))
    how.work(town, runs.PLAN, "plan")
    with town.open(instant=FEBRUARY):
        run = PaymentRun.objects.get(id=run_id)
        assert run.case_id is not None
        cases.approve(run.case_id)
    with town.open("chief", instant=FEBRUARY):
        runs.sent(run_id)
    how.work(town, runs.POST, "post")
    with town.open("chief", instant=FEBRUARY):
        mailing = payment_notices.start(PaymentRun.objects.get(id=run_id))
    how.work(town, mailings.MAKE, "mail")
    with town.open("chief", instant=PAID):
        runs.paid(run_id)
    how.work(town, runs.SETTLE, "settle")
    with town.open("chief", instant=PAID):
        run.refresh_from_db()
        mailing.refresh_from_db()
        rows = list(Payment.objects.order_by("number"))
        books = [ledger.balance(one.ledger_claim) for one in rows if one.ledger_claim]
        letters = MailingLetter.objects.order_by("place").values_list("place", "number", "right_number", "state")
        _, table = mailings.table_of(mailing)
        return [
            (run.state, run.payments, run.total, run.plan, mailing.letters, mailing.held, mailing.pages),
            [(one.number, one.state, one.amount, one.lines, one.account) for one in rows],
            [(one.charged, one.on("payable"), one.on("in_transit")) for one in books],
            runs.content_of(run),
            list(letters),
            [[*line[:3], *line[5:]] for line in table],
        ]


def test_killed_in_every_job_it_pays_and_tells_the_same(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 1)
    monkeypatch.setattr(mailings, "CHUNK", 1)
    peaceful = paid(found_town("122041"), Peace())
    assert paid(found_town("012084"), Killed(own_home)) == peaceful
    assert len(peaceful[1]) == 3 == len(peaceful[4])  # type: ignore[arg-type]
