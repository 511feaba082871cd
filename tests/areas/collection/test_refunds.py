"""What was paid too much pays what the person owes, or goes back with interest; each press once."""

from datetime import date
from uuid import uuid4

import pytest

from tests.areas.collection.payments import OTHER, PAYER, how, levy
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection.actions import refunding
from yakuba.platform.access import service as access
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Entry
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def test_from_too_much_to_offset_refund_and_payment(town: Town) -> None:
    with town.open("chief"):
        one, two = levy(300_000, 60_000, due=TODAY)
        (theirs,) = levy(5_000, payer=OTHER, due=TODAY)
        ledger.receive_payment(one.id, 600_000, how("twice", date(2026, 7, 1)))
    chief = signed_in(town, "kakaricho")
    url = f"/012084/collection/claims/{one.id}/refund/"
    assert url in chief.get(f"/012084/collection/payers/{PAYER}/").content.decode()
    page = chief.get(url).content.decode()
    assert "300,000円" in page and 'value="300000"' in page, "the whole of it stands in the form"
    key = {"idempotency_key": str(uuid4()), "reason": "二重納付"}
    wrong = (
        {"act": "offset", "amount": "60000"},
        {"act": "offset", "amount": "60000", "target": str(theirs.id)},
        {"act": "offset", "amount": "60001", "target": str(two.id)},
        {"act": "decide", "amount": "300001"},
        {"act": "decide", "amount": "1000", "interest_from": "R9.1.1"},
        {"act": "paid", "amount": "1"},
    )
    for form in wrong:
        assert chief.post(url, {**key, **form}).status_code == 422, form
    press = {**key, "act": "offset", "amount": "60000", "target": str(two.id)}
    assert chief.post(url, press).status_code == 302
    with town.open("chief"):
        assert ledger.balance(two.id).open == 0 and ledger.balance(one.id).overpaid == 240_000
        # 還付加算金: 240,000 at 1.3 % of 2026, 2 July to 24 November, 146 days: 1,248, below 100 dropped.
        again = refunding.Press(uuid4(), "二重納付")
        entry = refunding.decide(one, 240_000, date(2026, 7, 2), again)
        assert refunding.decide(one, 240_000, date(2026, 7, 2), again).id == entry.id
        assert ledger.balance(one.id).refund_payable == 241_200
        with pytest.raises(ledger.Refused, match="別の人"):
            refunding.use_for(one, theirs, 1, refunding.Press(uuid4(), "誤り"))
    answer = chief.post(url, {"idempotency_key": str(uuid4()), "reason": "振込", "act": "paid", "amount": "241200"})
    assert answer.status_code == 302
    assert "過誤納金はありません" in chief.get(url).content.decode()
    with town.open():
        standing = ledger.balance(one.id)
        assert (standing.open, standing.overpaid, standing.refund_payable) == (0, 0, 0)
        assert standing.received == 600_000 - 241_200
        assert Entry.objects.filter(source_kind="collection.refund").count() == 3
        assert RegisterEntry.objects.filter(act="collect", subjects=[PAYER]).count() >= 3
        trial = ledger.trial_balance(TODAY)
        assert sum(line.debit for line in trial) == sum(line.credit for line in trial)
    with town.open("clerk"), pytest.raises(access.Refused):
        refunding.paid(one, 1, refunding.Press(uuid4(), "事務がない"))
