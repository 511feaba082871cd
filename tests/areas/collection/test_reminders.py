"""Reminders go once, on their day, not to who has paid; late charges become claims and follow what was paid."""

import doctest
from datetime import date

import pytest

from tests.areas.collection.payments import OTHER, PAYER, common, how, levy, paid, store, work
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection.actions import applying, reminding
from yakuba.areas.collection.actions.receiving import receive
from yakuba.areas.collection.domain.lines import Received, Way
from yakuba.areas.collection.job_kinds import Remind
from yakuba.areas.collection.models import PaymentLine, Reminder, ReminderRun
from yakuba.platform.access import service as access
from yakuba.platform.jobs.models import Job
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry
from yakuba.standards.money.store_payments import Kind

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
LONG_AGO = date(2026, 6, 30)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def test_the_days_of_reminders() -> None:
    assert doctest.testmod(reminding).failed == 0


def test_a_run_reminds_once_who_owes_and_adds_the_fee(town: Town) -> None:
    with town.open("chief"):
        parameters.set("collection.reminder_fee", date(2026, 4, 1), 100, "条例")
        owing, told, paying = levy(12_000, 8_000, 5_000, due=date(2026, 11, 2))
        levy(7_000, due=date(2026, 11, 5), notice="7000009")
        receive(Way.STORE, "速報.dat", store(paid(told, 8_000, Kind.PRELIMINARY)), Received(TODAY))
    work(town)
    with town.open("clerk"), pytest.raises(access.Refused):
        reminding.start(TODAY)
    chief = signed_in(town, "kakaricho")
    shown = chief.get(f"{AT}reminders/").content.decode()
    assert "3件" in shown and "25,000円" in shown
    assert chief.post(f"{AT}reminders/", {}).status_code == 422
    where = chief.post(f"{AT}reminders/", {"sure": "on"}).headers["Location"]
    assert chief.post(f"{AT}reminders/", {"sure": "on"}).headers["Location"] == where
    with town.open("chief"):
        run = ReminderRun.objects.get()
        reminding.plan(run)  # the plan is frozen; then somebody pays before the letters go
        ledger.receive_payment(paying.id, 5_000, how("pay"))
    work(town)
    with town.open():
        states = dict(Reminder.objects.values_list("claim_id", "state"))
        assert states == {owing.id: "sent", told.id: "dropped", paying.id: "dropped"}
        fee = Claim.objects.get(part="reminder_fee")
        assert (fee.about_id, ledger.balance(fee.id).open) == (owing.id, 100)
        job = Job.objects.get(kind=reminding.RUN)
        assert Remind().run_chunk(job, 0).counts == {} and Claim.objects.filter(part="reminder_fee").count() == 1
        assert reminding.to_remind(TODAY)[0] == 1, "who is believed to pay at a till is looked at again"
        assert RegisterEntry.objects.filter(act="run_batch", subjects=[PAYER]).count() == 1
    shown = chief.get(where).content.decode()
    assert "D2026-0000001" in shown and "速報が届いている" in shown
    assert "2026/11/24" in chief.get(f"{AT}payers/{PAYER}/").content.decode()
    rows = chief.post(f"{where}list.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4 and ",12000," in rows[1]


def test_late_charges_are_claimed_when_paid_off_and_end_when_that_is_taken_back(town: Town) -> None:
    with town.open("chief"):
        (claim,) = levy(120_000, payer=OTHER, due=LONG_AGO)
        (punctual,) = levy(50_000, due=TODAY)
        rows = (("1", claim.number, "2026-08-01", "20000"), ("2", claim.number, "2026-11-20", "100000"))
        data = common(*rows, ("3", punctual.number, "2026-11-20", "50000"))
        receive(Way.COMMON, "納付.csv", data, Received(TODAY))
    work(town)
    with town.open("chief"):
        late = Claim.objects.get(part="late_charge")
        # 31 days at 2.8 % of 120,000, one more at 9.1 %, then 111 days at 9.1 % of 100,000: 285 + 29 + 2,767
        assert (late.about_id, ledger.balance(late.id).open) == (claim.id, 3_000)
    shown = signed_in(town, "kakaricho").get(f"{AT}payers/{OTHER}/").content.decode()
    assert "3,000" in shown and "年9.1%" in shown
    with town.open("chief"):
        last = PaymentLine.objects.get(amount=100_000)
        applying.undo(last.id, "別の人の納付")
        assert ledger.balance(late.id).open == 0 and ledger.balance(claim.id).open == 100_000
        applying.assign(last.id, claim, "やはりこの人の納付")
        assert ledger.balance(late.id).open == 3_000
        trial = ledger.trial_balance(TODAY)
        assert sum(line.debit for line in trial) == sum(line.credit for line in trial)
