"""A decided refund or offset whose payment was taken back: withdrawn by two persons; what left is claimed back."""

import random
from datetime import date
from uuid import UUID, uuid4

import pytest

from tests.areas.collection.asking import ACCOUNT, say_accounts
from tests.areas.collection.payments import PAYER, how, levy, work
from tests.areas.collection.test_refund_transfers import PAY_ON, begun, decided
from tests.world import MORNING, TODAY, Town, found_town, signed_in
from yakuba.areas.collection import decisions
from yakuba.areas.collection.actions import payees, refund_runs, refunding, withdraw_case
from yakuba.areas.collection.actions.withdraw_case import Withdrawing
from yakuba.areas.collection.models import Refund
from yakuba.platform.access import service as access
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.models import Entry
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/collection/"
DUE = date(2026, 12, 24)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
    return found_town("012084")


def press() -> refunding.Press:
    return refunding.Press(uuid4(), "二重納付")


def twice(amount: int = 240_000) -> tuple[Claim, Entry]:
    """A claim that was paid twice, and the second payment."""
    (claim,) = levy(amount, due=TODAY)
    ledger.receive_payment(claim.id, amount, how("once", date(2026, 7, 1)))
    return claim, ledger.receive_payment(claim.id, amount, how("twice", date(2026, 7, 1)))


def withdrawn(town: Town, entry_id: UUID, reason: str = "納付が取り消された") -> Case:
    """Asked for by one person, decided by another."""
    with town.open("chief"):
        case = withdraw_case.ask(Withdrawing(entry=entry_id, reason=reason, due_on=DUE), uuid4())
        with pytest.raises(cases.CaseError, match="自分が入力した"):
            cases.approve(case.id)
    with town.open():
        cases.approve(case.id)
    return case


def balanced() -> None:
    trial = ledger.trial_balance(DUE)
    assert sum(line.debit for line in trial) == sum(line.credit for line in trial)


def test_what_is_not_paid_out_is_owed_no_more(town: Town) -> None:
    with town.open("chief"):
        claim, second = twice()
        decision = refunding.decide(claim, 240_000, date(2026, 7, 2), press())
        assert ledger.balance(claim.id).refund_payable == 241_200
        ledger.reverse(second.id, how("taken back"))
        assert [(one.id, open_) for one, open_ in ledger.refunds_without_ground()] == [(claim.id, 240_000)]
        with pytest.raises(ledger.Refused, match="還付の決定を取り消す"):
            refunding.paid(claim, 241_200, press())
        with pytest.raises(ledger.Refused, match="取消しの理由"):
            withdraw_case.ask(Withdrawing(entry=decision.id, reason=" ", due_on=DUE), uuid4())
        with pytest.raises(ledger.Refused, match="今日より前"):
            withdraw_case.ask(Withdrawing(entry=decision.id, reason="x", due_on=date(2026, 1, 1)), uuid4())
        with pytest.raises(ledger.Refused, match="見つからない"):
            withdraw_case.ask(Withdrawing(entry=second.id, reason="x", due_on=DUE), uuid4())
    with town.open("clerk"), pytest.raises(access.Refused):
        withdraw_case.ask(Withdrawing(entry=decision.id, reason="x", due_on=DUE), uuid4())
    withdrawn(town, decision.id)
    with town.open("chief"):
        standing = ledger.balance(claim.id)
        assert (standing.open, standing.overpaid, standing.refund_payable, standing.mispaid) == (0, 0, 0, 0)
        assert ledger.refunds_without_ground() == [] and ledger.refunds_due() == []
        assert not Claim.objects.filter(part=Claim.Part.CLAIMED_BACK).exists()
        (found,) = decisions.of_claim(claim.id)
        assert found.withdrawn is not None and found.withdrawn.reason == "納付が取り消された"
        with pytest.raises(ledger.Refused, match="取り消されている"):
            withdraw_case.ask(Withdrawing(entry=decision.id, reason="x", due_on=DUE), uuid4())
        with pytest.raises(ledger.Refused, match="取消の仕訳"):
            ledger.reverse(found.withdrawn.id, how("round and round"))
        balanced()
        assert RegisterEntry.objects.filter(act="collect", subjects=[PAYER], duty=refund_runs.APPROVE).count() == 1


def test_what_was_paid_out_is_claimed_back_once(town: Town) -> None:
    with town.open("chief"):
        claim, second = twice()
        decision = refunding.decide(claim, 240_000, date(2026, 7, 2), press())
        refunding.paid(claim, 200_000, press())
        ledger.reverse(second.id, how("taken back"))
    asked = withdrawn(town, decision.id)
    with town.open():
        cases.approve(asked.id)  # pressed again
        (back,) = Claim.objects.filter(part=Claim.Part.CLAIMED_BACK)
        assert (back.about_id, back.addressee_number, back.due_on) == (claim.id, PAYER, DUE)
        assert ledger.balance(back.id).open == 200_000
        standing = ledger.balance(claim.id)
        assert (standing.open, standing.refund_payable, standing.mispaid) == (0, 0, 200_000)
        assert standing.received == 240_000, "paid as it was before"
        key = f"{withdraw_case.SOURCE}:{decision.id}"
        again = Entry.objects.get(key=key)
        posting = ledger.Posting(key, again.day, ledger.Source(again.source_kind, again.source_reference), "別の言葉")
        same = ledger.withdraw_refund(decision.id, DUE, posting)
        assert same.entry.id == again.id and same.back is not None and same.back.id == back.id
        ledger.receive_payment(back.id, 200_000, how("given back"))
        assert ledger.balance(back.id).open == 0
        balanced()


def test_nothing_is_withdrawn_while_it_is_on_its_way_and_no_run_takes_it(town: Town) -> None:
    with town.open("chief"):
        say_accounts()
        payees.enter(PAYER, ACCOUNT, payees.Told("paper", TODAY))
        claim, second = twice()
        decision = refunding.decide(claim, 240_000, None, press())
    run = begun(town)
    decided(town, run)
    asked = Withdrawing(entry=decision.id, reason="納付が取り消された", due_on=DUE)
    with town.open("chief"):
        ledger.reverse(second.id, how("taken back"))
        with pytest.raises(ledger.Refused, match="振込データに入っている"):
            withdraw_case.ask(asked, uuid4())
        with pytest.raises(refund_runs.CannotNow, match="納付が取り消された還付"):
            refund_runs.sent(run.id)
        refund_runs.cancel(run.id)
    held = begun(town)
    with town.open("chief"):
        assert (held.state, held.without_account) == ("cancelled", 1)
        row = Refund.objects.get(run_id=held.id)
        assert row.state == "void" or "未収" in row.reason
        again = ledger.receive_payment(claim.id, 240_000, how("thrice"))
    run = begun(town)
    decided(town, run)
    with town.open("chief"):
        refund_runs.sent(run.id)
    work(town)
    with town.open("chief"):
        ledger.reverse(again.id, how("taken back again"))
        with pytest.raises(ledger.Refused, match="振込中"):
            withdraw_case.ask(asked, uuid4())
        row = Refund.objects.get(run_id=run.id)
        refund_runs.returned(row.id, PAY_ON, "口座がない")
    withdrawn(town, decision.id)
    with town.open():
        standing = ledger.balance(claim.id)
        assert (standing.open, standing.in_transit, standing.refund_payable, standing.mispaid) == (0, 0, 0, 0)
        balanced()


def test_an_offset_is_withdrawn_and_what_it_paid_is_open_again(town: Town) -> None:
    with town.open("chief"):
        one, two = levy(300_000, 60_000, due=TODAY)
        ledger.receive_payment(one.id, 300_000, how("once"))
        second = ledger.receive_payment(one.id, 60_000, how("twice"))
        entry = refunding.use_for(one, two, 60_000, press())
        ledger.reverse(second.id, how("taken back"))
        assert [claim.id for claim, _ in ledger.refunds_without_ground()] == [one.id]
    withdrawn(town, entry.id)
    with town.open():
        assert [ledger.balance(claim.id).open for claim in (one, two)] == [0, 60_000]
        assert ledger.refunds_without_ground() == []
        balanced()


def test_the_pages_from_the_list_to_the_decision(town: Town) -> None:
    with town.open("chief"):
        claim, second = twice()
        decision = refunding.decide(claim, 240_000, date(2026, 7, 2), press())
        refunding.paid(claim, 1_200, press())
        ledger.reverse(second.id, how("taken back"))
    chief, clerk = signed_in(town, "kakaricho"), signed_in(town, "madoguchi")
    refund, where = f"{AT}claims/{claim.id}/refund/", f"{AT}decisions/{decision.id}/withdraw/"
    listed = chief.get(f"{AT}refund-runs/").content.decode()
    assert "根拠を失った還付・充当" in listed and refund in listed
    shown = chief.get(refund).content.decode()
    assert where in shown and "還付を決定した債権に未収があります" in shown
    assert refund in chief.get(f"{AT}payers/{PAYER}/").content.decode()
    form = chief.get(where).content.decode()
    assert "うち支払済み" in form and "1,200円（返還金として請求する）" in form
    assert clerk.get(where).status_code == 403 and chief.get(f"{AT}decisions/{second.id}/withdraw/").status_code == 404
    given = {"idempotency_key": str(uuid4()), "reason": "口座振替の結果の誤り", "due_on": "R8.12.24"}
    for wrong in ({"reason": ""}, {"due_on": "R8.1.1"}, {"due_on": "x"}):
        assert chief.post(where, given | wrong).status_code == 422, wrong
    answer = chief.post(where, given)
    assert answer.status_code == 302 and chief.post(where, given).headers["Location"] == answer.headers["Location"]
    assert chief.post(where, given | {"idempotency_key": str(uuid4())}).status_code == 422, "one waits already"
    assert "取消しは決裁を待っています" in chief.get(where).content.decode()
    case = chief.get(answer.headers["Location"]).content.decode()
    assert "返還金として請求する額" in case and "口座振替の結果の誤り" in case
    with town.open():
        cases.approve(Case.objects.get(action=withdraw_case.WITHDRAW).id)
    assert "この決定は取り消されています" in chief.get(where).content.decode()
    assert "取消し済み" in chief.get(refund).content.decode()
    account = chief.get(f"{AT}payers/{PAYER}/").content.decode()
    assert "還付金の返還" in account and "誤還付（返還請求へ）" in account


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_payments_decisions_and_withdrawals_balances(town: Town, seed: int) -> None:
    """Random sequences against the database: refused or written, the books balance and nothing is lost."""
    chance = random.Random(seed)
    with town.open("chief"):
        (claim,) = levy(10_000, due=TODAY)
        payments: list[UUID] = []
        decided_: list[UUID] = []
        for step in range(30):
            amount = chance.choice((1_000, 4_000, 10_000))
            try:
                match chance.choice(("pay", "pay", "decide", "out", "back", "withdraw")):
                    case "pay":
                        payments.append(ledger.receive_payment(claim.id, amount, how(f"p{seed}-{step}")).id)
                    case "decide":
                        decided_.append(refunding.decide(claim, amount, None, press()).id)
                    case "out":
                        refunding.paid(claim, amount, press())
                    case "back" if payments:
                        one = chance.choice(payments)
                        ledger.reverse(one, how(f"b{seed}-{step}"))
                        payments.remove(one)
                    case "withdraw" if decided_:
                        one = chance.choice(decided_)
                        ledger.withdraw_refund(one, DUE, how(f"w{seed}-{step}"))
                        decided_.remove(one)
            except ledger.Refused:
                continue
            _agree(claim, payments, decided_)


def _agree(claim: Claim, payments: list[UUID], decided_: list[UUID]) -> None:
    """What the person paid, is owed and owes, counted from the acts alone."""
    standing = ledger.balance(claim.id)
    taken = sum(line.amount for one in payments for line in ledger.lines_of(one) if line.account == "bank")
    due = sum(one.amount for one in decisions.of_entries(decided_) if one.withdrawn is None)
    claimed = sum(
        ledger.balance(one.id).open for one in Claim.objects.filter(about_id=claim.id, part=Claim.Part.CLAIMED_BACK)
    )
    assert standing.overpaid - standing.open == taken - 10_000 - due
    assert standing.mispaid == claimed
    paid_out = sum(
        line.amount
        for entry in Entry.objects.filter(kind=Entry.Kind.REFUND_PAID)
        for line in ledger.lines_of(entry.id)
        if line.account == "bank"
    )
    assert standing.refund_payable == due + claimed - paid_out
    balanced()
