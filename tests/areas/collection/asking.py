"""A town that asks to be paid and gives back: a slip, a registration with a request, a plan, a run of refunds."""

from datetime import date
from typing import Any
from uuid import uuid4

from tests.areas.collection.payments import PAYER, how, levy, work
from tests.areas.own_ledgers.ledgers import name_the_mayor
from tests.world import TODAY, Town
from yakuba.areas.collection import plan_letters, refund_letters
from yakuba.areas.collection.actions import debits, mandates, payees, planning, refund_runs, refunding, slips
from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.models import Refund
from yakuba.platform.ledger import service as ledger
from yakuba.platform.parameters import service as parameters
from yakuba.standards.money.accounts import Account

SENDER = {"sender_code": "1234567890", "sender_name": "キタミシ", "bank": "9999", "branch": "001", "account": "7000001"}
ACCOUNT = Account(bank="9999", branch="991", kind="ordinary", number="9000002", holder="ヤマダ タロウ")
LATER = date(2026, 12, 25)


def say_accounts() -> None:
    """From where the town pays, and into what it collects."""
    for use in ("refund", "debit"):
        for key, value in SENDER.items():
            parameters.set(f"collection.{use}_{key}", date(2026, 4, 1), value, "試験")


def build(town: Town) -> dict[str, Any]:
    """One of everything, for PAYER; what the addresses of their pages are made of."""
    with town.open("chief"):
        say_accounts()
        (back,) = levy(6_000, due=TODAY, notice="7000004")
        ledger.receive_payment(back.id, 9_000, how("too much"))
        decision = refunding.decide(back, 3_000, None, refunding.Press(uuid4(), "二重納付"))
        payees.enter(PAYER, ACCOUNT, payees.Told("paper", TODAY))
        run = refund_runs.begin(date(2026, 11, 30))
        (late,) = levy(50_000, due=date(2026, 10, 30), notice="7000005")
        batch = slips.make_for(PAYER, [late.id], LATER, uuid4())
        parts = plans.spread(sum(debt.sum for debt in planning.debts(PAYER) if debt.claim.id == late.id), LATER, 2)
        plan = planning.agree(PAYER, [late.id], parts, (uuid4(), "収入の減少"))
        levy(4_000, due=LATER, notice="7000006")
        mandate = mandates.enter(PAYER, ACCOUNT, mandates.Told("paper", TODAY, "", date(2026, 12, 1)))
        request = debits.begin(LATER, LATER)
    work(town)
    with town.open("chief"):
        name_the_mayor()
        since = date(2026, 11, 1)
        refund_notices, plan_notices = refund_letters.start(since), plan_letters.start(since)
    with town.open():
        refund = Refund.objects.get(run_id=run.id)
    return {
        "refund_run": run.id,
        "refund": refund.id,
        "refund_decision": decision.id,
        "refund_notices": refund_notices.id,
        "plan_notices": plan_notices.id,
        "slip_batch": batch.id,
        "plan": plan.id,
        "debit_mandate": mandate.id,
        "debit_request": request.id,
    }
