"""Fees of filings: charged once, waited for, taken, waived, cancelled, given back; rows that nobody changes."""

from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tests.filings import copy_of
from tests.residents import FAMILY, move_in
from tests.world import TODAY, Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access import service as access
from yakuba.platform.cases import fee_queries, fees, filings
from yakuba.platform.cases.common_checks import UNDER_WAY
from yakuba.platform.cases.fee_balance import State, Way, totals
from yakuba.platform.cases.fee_models import FeeCharge, FeeEntry
from yakuba.platform.cases.models import Filing, FilingStep
from yakuba.platform.cases.procedures.catalogue import load
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import delivery
from yakuba.platform.exchange.models import OutboxMessage
from yakuba.platform.parameters import service as parameters
from yakuba.platform.register.models import RegisterEntry

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town() -> Town:
    town = found_town("012084")
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
    return town


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        return move_in(FAMILY)


def collect(town: Town) -> None:
    with town.open("chief"):
        parameters.set("fee.collection", date(2026, 4, 1), "counter", "試験")


def file(town: Town, family: list[Record], whose: str = "t0", **changes: Any) -> Filing:
    with town.open():
        return filings.receive(copy_of(family, [whose], **changes))


def work() -> None:
    delivery.deliver_due()
    delivery.handle_due()


def standing(town: Town, filing: Filing) -> tuple[str, str]:
    with town.open():
        filing.refresh_from_db()
        shown = fee_queries.of_filing(filing)
        return filing.state, shown.state if shown else "none"


def charge_of(town: Town, filing: Filing) -> FeeCharge:
    with town.open():
        found = fees.of(filing)
        assert found is not None
        return found


def test_where_fees_are_only_shown_nothing_changes(town: Town, family: list[Record]) -> None:
    filing = file(town, family)
    assert standing(town, filing) == (Filing.State.DECIDED, "none")
    with town.open():
        assert not FeeCharge.objects.exists()


def stays(owner: psycopg.Connection) -> None:
    """What was written is changed neither by the application nor by the database's owner."""
    for rows in (FeeCharge.objects.all(), FeeEntry.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(amount=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    for statement in ("UPDATE fee_entry SET amount = 1", "DELETE FROM fee_charge"):
        with pytest.raises(psycopg.errors.RaiseException, match="add an entry"):
            owner.execute(statement.encode())


def test_it_is_checked_waits_for_the_payment_and_goes_on_by_itself(
    town: Town, family: list[Record], owner_connection: psycopg.Connection
) -> None:
    collect(town)
    filing = file(town, family)
    assert standing(town, filing) == (Filing.State.PAYMENT, State.UNPAID)
    assert set(filings.OPEN) <= set(UNDER_WAY), "nor is it filed a second time beside the one that waits"
    with town.open():
        assert filing.case_id is None, "nothing is made before it is paid"
        step = FilingStep.objects.get(filing_id=filing.id, activity="自動確認")
        assert step.attributes["passed"], "checked as usual"
        charge = FeeCharge.objects.get()
        assert (charge.amount, charge.parameter, charge.day) == (300, "fee.record_copy_joint", TODAY)
    with town.open("chief"):
        parameters.set("fee.record_copy_joint", date(2026, 4, 1), 400, "値上げ")
        assert filings.recheck(filing.id).state == Filing.State.PAYMENT, "no press goes past it"
        assert filings.proceed(filing.id, {}).state == Filing.State.PAYMENT
        key = uuid4()
        entry = fees.receive_cash(charge.id, key)
        assert fees.receive_cash(charge.id, key).id == entry.id, "pressed twice, received once"
        with pytest.raises(fees.FeeError):
            fees.receive_cash(charge.id, uuid4())
        assert (entry.amount, entry.receipt_number, entry.actor_name) == (300, "R2026-000001", "係長 一郎")
        assert RegisterEntry.objects.filter(act="collect_fee", subjects=[filing.applicant_number]).count() == 1
    work()
    assert standing(town, filing) == (Filing.State.DECIDED, State.PAID)
    with town.open("chief"):
        cancelled = uuid4()
        fees.cancel(entry.id, cancelled, "別の申請の分だった")
        fees.cancel(entry.id, cancelled, "別の申請の分だった")
        with pytest.raises(fees.FeeError):
            fees.cancel(entry.id, uuid4(), "もう一度")
        assert [one.id for one, _ in fee_queries.outstanding()] == [charge.id]
        (line,) = totals(fee_queries.moved(fee_queries.books(TODAY)))
        assert (line.received, line.back, line.net_yen) == (1, 1, 0)
        fees.receive_cash(charge.id, uuid4())
        assert fee_queries.outstanding() == []
    work()
    assert standing(town, filing) == (Filing.State.DECIDED, State.PAID), "it goes on once"
    with town.open():
        stays(owner_connection)


def test_waived_with_a_reason_or_given_back_when_it_comes_to_nothing(town: Town, family: list[Record]) -> None:
    collect(town)
    waived, taken_back = file(town, family), file(town, family, whose="t1")
    first, second = charge_of(town, waived), charge_of(town, taken_back)
    with town.open("clerk"), pytest.raises(access.Refused):
        fees.waive(first.id, uuid4(), "手数料条例第5条")
    with town.open("chief"):
        with pytest.raises(fees.FeeError, match="理由"):
            fees.waive(first.id, uuid4(), " ")
        fees.waive(first.id, uuid4(), "手数料条例第5条")
        fees.receive_cash(second.id, uuid4())
    with town.open():  # before the message was worked on, the resident takes it back
        filings.withdraw(taken_back.key)
    work()
    assert standing(town, waived) == (Filing.State.DECIDED, State.WAIVED)
    assert standing(town, taken_back) == (Filing.State.WITHDRAWN, State.RETURNING)
    with town.open("chief"):
        with pytest.raises(fees.FeeError):
            fees.receive_cash(second.id, uuid4())
        (due,) = fee_queries.to_return()
        assert (due.entry.amount, due.entry.reason) == (300, "本人の取下げ")
        fees.give_back(due.entry.id, uuid4(), Way.CASH, "本人に手渡し、受領書あり")
        with pytest.raises(fees.FeeError):
            fees.give_back(due.entry.id, uuid4(), Way.CASH, "もう一度")
        assert fee_queries.to_return() == []
    assert standing(town, taken_back) == (Filing.State.WITHDRAWN, State.DROPPED)


def test_who_pays_nothing_here(town: Town, family: list[Record]) -> None:
    """Whoever comes to the counter is not kept waiting; a fee of 0, another system's fee, a protected person."""
    collect(town)
    at_counter = file(town, family, channel="counter", level="counter", account=None)
    assert standing(town, at_counter) == (Filing.State.DECIDED, State.UNPAID), "paid there, at the end of the visit"
    handed = load().get("tax_certificate", 1)
    assert handed.fee and not fees.is_collected(handed)
    with town.open("chief"):
        parameters.set("fee.waive_protected", date(2026, 4, 1), True, "条例")
        parameters.set("fee.record_copy_joint", date(2026, 4, 1), 0, "試験")
    assert standing(town, file(town, family, whose="t1"))[1] == "none"
    with town.open("chief"):
        parameters.set("fee.record_copy_joint", date(2026, 4, 1), 300, "試験")
        number = int(family[0].addressee_number)
        disclosure.set_protection(disclosure.NewProtection(number, "violence", TODAY, "北見警察署", starts_on=TODAY))
    protected = file(town, family, whose="t2")
    assert standing(town, protected)[1] == "none", "not even a waiver, which would tell of the measure"
    with town.open():
        assert not OutboxMessage.objects.filter(kind=fees.SETTLED).exists()
