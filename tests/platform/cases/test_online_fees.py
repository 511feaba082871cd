"""Fees paid outside: slips out, payments back through the spool; wrong, doubled, late and unknown ones are kept."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.filings import copy_of
from tests.residents import FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.operation.simulators.payments import Payment, Payments
from yakuba.platform.cases import fee_queries, fees, filings, online_fees
from yakuba.platform.cases.fee_balance import State
from yakuba.platform.cases.fee_models import FeeEntry
from yakuba.platform.cases.models import Filing
from yakuba.platform.exchange import collector, delivery
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.models import InboxMessage, InState, OutboxMessage, OutState
from yakuba.platform.parameters import service as parameters

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(settings: Any, tmp_path: Path) -> Town:
    settings.SPOOL, settings.SPOOL_TRAINING = tmp_path / "spool", tmp_path / "spool-training"
    return found_town("012084")


@pytest.fixture
def family(town: Town) -> list[Record]:
    with town.open():
        rows = move_in(FAMILY)
    with town.open("chief"):
        parameters.set("certifier.mayor.title", date(2026, 4, 1), "北見市長", "試験")
        parameters.set("certifier.mayor.name", date(2026, 4, 1), "北見　太郎", "試験")
        parameters.set("fee.collection", date(2026, 4, 1), "online", "試験")
    return rows


@pytest.fixture
def service(town: Town, settings: Any) -> Payments:
    return Payments(Path(settings.SPOOL))


def work(service: Payments, count: int = 2) -> None:
    for _ in range(count):
        delivery.deliver_due()
        service.play()
        collector.collect()
        delivery.handle_due()


def file(town: Town, family: list[Record], whose: str) -> Filing:
    with town.open():
        return filings.receive(copy_of(family, [whose]))


def slip(town: Town, filing: Filing) -> online_fees.Slip:
    with town.open():
        charge = fees.of(filing)
        assert charge is not None
        found = online_fees.slip_of(fees.entries(charge.id))
        assert found is not None
        return found


def standing(town: Town, filing: Filing) -> tuple[str, str]:
    with town.open():
        filing.refresh_from_db()
        shown = fee_queries.of_filing(filing)
        assert shown is not None
        return filing.state, shown.state


def due(town: Town) -> list[tuple[str, int]]:
    with town.open():
        return [(one.entry.reason, one.entry.amount) for one in fee_queries.to_return()]


def test_paid_outside_it_goes_on_by_itself(town: Town, family: list[Record], service: Payments) -> None:
    filing = file(town, family, "t0")
    work(service)
    asked = slip(town, filing)
    told = service.slips()[asked.number]
    assert set(told) == {"slip", "amount", "what", "expires", "municipality", "number", "closed"}, "nobody is named"
    assert (told["amount"], told["what"]) == (300, filing.title)
    assert asked.ways["number"] == told["number"] and asked.ways["page"].startswith("https://")
    service.fail(asked.number)
    work(service)
    assert slip(town, filing).failed and standing(town, filing) == (Filing.State.PAYMENT, State.UNPAID)
    reference = service.pay(Payment(asked.number))
    work(service)
    assert standing(town, filing) == (Filing.State.DECIDED, State.PAID)
    assert service.slips()[asked.number]["closed"], "no more money is taken for it"
    service.pay(Payment(asked.number, reference=reference))
    work(service)
    assert due(town) == [], "the same payment told twice is one"
    service.pay(Payment(asked.number))
    work(service)
    assert due(town) == [("二重の支払い", 300)] and standing(town, filing) == (Filing.State.DECIDED, State.PAID)
    with town.open():
        assert set(OutboxMessage.objects.filter(receiver="payments").values_list("state", flat=True)) == {
            OutState.SETTLED
        }


def test_no_payment_is_lost(town: Town, family: list[Record], service: Payments) -> None:
    """Of another amount, for a number nobody knows, after it was taken back, under a reference used before."""
    wrong, late = file(town, family, "t0"), file(town, family, "t1")
    work(service)
    numbers = slip(town, wrong).number, slip(town, late).number
    service.pay(Payment(numbers[0], amount=200))
    with town.open():
        filings.withdraw(late.key)
    work(service)
    reference = service.pay(Payment(numbers[1]))
    service.pay(Payment("012084-P2026-999999-1", amount=450, municipality="012084"))
    work(service)
    assert standing(town, wrong) == (Filing.State.PAYMENT, State.UNPAID), "another amount settles nothing"
    assert standing(town, late) == (Filing.State.WITHDRAWN, State.RETURNING)
    assert sorted(due(town)) == [
        ("申請が終わったあとの支払い", 300),
        ("知らない納付番号（012084-P2026-999999-1）", 450),
        ("金額の違い（手数料300円、入金200円）", 200),
    ]
    service.pay(Payment(numbers[1], amount=999, reference=reference))
    service.pay(Payment(numbers[0]))
    work(service)
    assert standing(town, wrong) == (Filing.State.DECIDED, State.PAID)
    with town.open():
        assert FeeEntry.objects.filter(kind="paid").count() == 4
        assert InboxMessage.objects.get(state=InState.DEAD).kind == "payment_made", (
            "another story, for staff to look at"
        )


@pytest.mark.proof
def test_an_expired_slip_is_replaced_by_staff(town: Town, family: list[Record], service: Payments) -> None:
    filing = file(town, family, "t0")
    first = slip(town, filing)
    assert first.is_live(date(2026, 12, 8)) and not first.is_live(date(2026, 12, 9))
    with town.open("chief"):
        charge = fees.of(filing)
        assert charge is not None
        renewed = [online_fees.renew(charge.id, filing.id).reference for _ in range(2)]
        assert set(renewed) == {first.number[:-1] + "2"}, "pressed twice, renewed once"
        mistaken = fees.receive_cash(charge.id, uuid4())
        fees.cancel(mistaken.id, uuid4(), "別の申請の分")
    assert slip(town, filing).number == first.number[:-1] + "3", "it can be paid online again"
    work(service)
    assert [one["closed"] for one in service.slips().values()] == [True, True, False]
    service.pay(Payment(first.number))
    work(service)
    assert standing(town, filing) == (Filing.State.DECIDED, State.PAID), "money for the old number counts as well"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"amount": "x"},
        {"amount": 0},
        {"day": "2026-13-01"},
        {"reference": ""},
        {"reference": "a b"},
        {"amount": 10**9},
    ],
)
def test_what_cannot_be_read_is_refused(broken: dict[str, Any]) -> None:
    record = {"slip": "s", "amount": 300, "day": "2026-11-24", "reference": "r"}
    assert online_fees.read_made(record).amount == 300
    with pytest.raises(Refused):
        online_fees.read_made({**record, **broken} if broken else {"slip": "s"})
