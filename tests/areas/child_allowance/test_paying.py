"""A payment run: frozen, killed and resumed with the same numbers, approved, sent, come back, paid anew; the ledger."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.areas.child_allowance.paying import APRIL, FEBRUARY, begin, open_rights, run_jobs, say_who_pays
from tests.areas.child_allowance.telling import (
    counted_in_the_year,
    told_that_it_came_back,
    told_that_it_was_paid,
)
from tests.world import Town, found_town, signed_in
from yakuba.areas.child_allowance import returns, rights, runs, statistics
from yakuba.areas.child_allowance.actions import changes, names, paying
from yakuba.areas.child_allowance.models import Payment, PaymentRun
from yakuba.platform.cases import service as cases
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger import service as ledger
from yakuba.standards.money import transfers

database = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Work = Callable[[PaymentRun, list[UUID]], list[Payment]]


@pytest.fixture
def town() -> Town:
    found = found_town("012084")
    with pytest.raises(runs.CannotNow, match="振込元が決まっていません"):
        begin(found, FEBRUARY, date(2027, 2, 10))
    say_who_pays(found)
    return found


def dying(work_out: Work) -> Work:
    """The first time the second right was written, the process ends."""
    died: list[bool] = []

    def work(run: PaymentRun, right_ids: list[UUID]) -> list[Payment]:
        made = work_out(run, right_ids)
        if made[0].number.endswith("2") and not died:
            died.append(True)
            Payment.objects.bulk_create(made)
            raise KeyboardInterrupt
        return made

    return work


def killed_and_resumed(town: Town, third: int, patch: pytest.MonkeyPatch) -> UUID:
    """The February run, a right a chunk; what is decided in between is not known to it."""
    patch.setattr(runs, "CHUNK", 1)
    patch.setattr(runs, "work_out", dying(runs.work_out))
    run_id = begin(town, FEBRUARY, date(2027, 2, 10))
    with town.open():
        job = PaymentRun.objects.get(id=run_id).job_id
    assert job is not None
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(town.id, job)
    with town.open():
        assert Payment.objects.filter(run_id=run_id).count() == 1, "nothing of the broken chunk remains"
        row = rights.open_of(third)
        assert row is not None
    with town.open("chief", instant=FEBRUARY + timedelta(minutes=1)):
        holding = changes.Holding(claimant=third, reason="調査中")
        changes.carry_out(changes.STEPS[names.HOLD], holding, row, None)
    assert jobs.run_here(town.id, job).state == "succeeded"
    return run_id


def decided(town: Town, run_id: UUID) -> bytes:
    """Decided by somebody else than who began it; the file as it is kept."""
    with town.open():
        run = PaymentRun.objects.get(id=run_id)
        # December at 30,000, January at 25,000 each: the elder was three on 10 December.
        assert (run.state, run.payments, run.total) == ("planned", 3, 3 * 55_000)
        assert run.case_id is not None
        with pytest.raises(runs.CannotNow, match="終わっていない支払"):
            runs.begin(PaymentRun.Kind.ADHOC, date(2027, 3, 10))
    with town.open("chief", instant=FEBRUARY), pytest.raises(cases.CaseError, match="自分が入力した"):
        cases.approve(run.case_id)
    with town.open(instant=FEBRUARY):
        cases.approve(run.case_id)
        run.refresh_from_db()
        content = runs.content_of(run)
        assert run.state == "approved" and hashlib.sha256(content).hexdigest() == run.file_hash
        assert content == runs.file_of(run), "the same payments give the same bytes"
    return content


def sent_and_come_back(town: Town, run_id: UUID) -> None:
    """The second payment comes back by the bank's list, once; the others are paid."""
    with town.open("chief", instant=FEBRUARY):
        runs.sent(run_id)
    run_jobs(town, runs.POST)
    day = datetime(2027, 2, 12, 1, 0, tzinfo=UTC)
    with town.open("chief", instant=day):
        told = "番号,理由\n児2026-00002,口座がない\n児2026-00009,?\n"
        done = returns.import_list(run_id, told.encode(), day.date())
        assert (done.taken, len(done.held)) == (1, 1)
        again = returns.import_list(run_id, "児2026-00002,口座がない".encode("cp932"), day.date())
        assert (again.taken, len(again.held)) == (0, 1), "none twice"
        runs.paid(run_id)
    run_jobs(town, runs.SETTLE)
    with town.open():
        assert PaymentRun.objects.get(id=run_id).state == "paid"
        claims = Payment.objects.order_by("number").values_list("ledger_claim", flat=True)
        books = [ledger.balance(claim) for claim in claims if claim is not None]
        assert [(one.charged, one.on("payable"), one.on("in_transit")) for one in books] == [
            (55_000, 0, 0),
            (0, 0, 0),
            (55_000, 0, 0),
        ]


@database
def test_a_run_from_plan_to_bank_and_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = open_rights(town)
    run_id = killed_and_resumed(town, heads[2], monkeypatch)
    read = transfers.read(decided(town, run_id))
    assert not read.held
    assert [(one.account_number, one.amount, one.customer_code_1) for one in read.accepted] == [
        ("0000001", 55_000, "0202600001"),
        ("0000002", 55_000, "0202600002"),
        ("0000003", 55_000, "0202600003"),
    ]
    sent_and_come_back(town, run_id)
    told_that_it_came_back(town)
    told_that_it_was_paid(town, run_id, heads[2])
    counted_in_the_year(town)
    # April: the returned one is owed all four months, but its account is not used again.
    run_id = begin(town, APRIL, date(2027, 4, 9))
    run_jobs(town, runs.PLAN)
    with town.open():
        states = {one.number[-1]: (one.state, one.amount) for one in Payment.objects.filter(run_id=run_id)}
        assert states == {"1": ("planned", 50_000), "2": ("no_account", 105_000), "3": ("held", 50_000)}
    chief = signed_in(town, "kakaricho")
    page = chief.get(f"/012084/child-allowance/payments/{run_id}/").content.decode()
    assert "前回（令和9年2月10日）" in page and "165,000円" in page and "105,000円" in page
    with town.open(instant=datetime(2027, 1, 20, 1, 0, tzinfo=UTC)):
        figures = statistics.of_month("2027-01")
        assert (figures.recipients, figures.held) == (3, 1)
        assert figures.children["3歳未満"] == (0, 3, 0) and figures.children["3歳から年度末まで"] == (3, 0, 0)
        # The second payment came back; the April run that is planned does not reach these months again.
        assert figures.yen[-2:] == [("2026-12", 90_000, 60_000), ("2027-01", 75_000, 50_000)]
    assert "児童手当の統計" in chief.get("/012084/child-allowance/statistics/").content.decode()
    answer = chief.get("/012084/child-allowance/statistics/figures.csv")
    assert "受給者,,0" in answer.content.decode("utf-8-sig"), "in the town's own November nobody receives yet"
    page = chief.get("/012084/child-allowance/accounts/").content.decode()
    assert "児2026-00002" in page and "調査中" in page
    assert chief.post(f"/012084/child-allowance/payments/{run_id}/file/").status_code == 409
    assert chief.post(f"/012084/child-allowance/payments/{run_id}/cancel/").status_code == 302
    answer = chief.post(f"/012084/child-allowance/payments/{run_id}/list.csv")
    assert "取りやめ" in answer.content.decode("utf-8-sig")
    owed_back(town, heads[0])


def owed_back(town: Town, head: int) -> None:
    """Found out in April that the right ended in January: nothing to set it against, so it is demanded."""
    with town.open("chief", instant=APRIL):
        row = rights.open_of(head)
        assert row is not None
        ending = changes.Ending(claimant=head, lost_on=date(2026, 12, 20), why="児童を養わなくなった")
        changes.carry_out(changes.STEPS[names.END], ending, row, None)
        latest = rights.latest(row.right_id)
        assert latest is not None and paying.owed_back(latest).debt == 25_000
    chief = signed_in(town, "kakaricho")
    page = chief.get(f"/012084/child-allowance/rights/{row.right_id}/").content.decode()
    assert "25,000円。次の支払から差し引きます" in page and "返還を求める" in page
    demand = paying.Demand(right=row.right_id, reason="転出のあと")
    with town.open(instant=APRIL):
        case = cases.enter(cases.draft(cases.Draft(names.REPAY, demand, row.right_id, {})).id)
    with town.open("chief", instant=APRIL):
        cases.approve(case.id)
        made = Payment.objects.get(state=Payment.State.DEMANDED)
        assert (made.amount, made.lines) == (-25_000, {"2027-01": -25_000})
        assert made.ledger_claim is not None and ledger.balance(made.ledger_claim).charged == 25_000
        assert paying.owed_back(latest).debt == 0
