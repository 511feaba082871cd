"""What a recipient is told of the own allowance: months, amounts, children without names, what was decided to pay."""

from datetime import UTC, date, datetime

import pytest

from tests.areas.child_allowance.families import CLAIM, approve, file, settle
from tests.world import MORNING, Town, found_town
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment, PaymentRun
from yakuba.areas.child_allowance.service import own_allowance

MARCH = datetime(2027, 3, 8, 1, 0, tzinfo=UTC)


def paid(row: AllowanceVersion, state: PaymentRun.State) -> None:
    run = PaymentRun.objects.create(
        kind=PaymentRun.Kind.REGULAR,
        state=state,
        month="2027-02" if state == PaymentRun.State.SENT else "2027-04",
        through="2027-01",
        regular_from="2026-12",
        pay_on=date(2027, 2, 10),
        known_at=MORNING,
        planned_by_name="係長",
    )
    Payment.objects.create(
        run_id=run.id,
        right_id=row.right_id,
        number=row.number,
        claimant_number=row.claimant_number,
        state=Payment.State.SENT if state == PaymentRun.State.SENT else Payment.State.PLANNED,
        amount=55_000,
        lines={"2026-12": 30_000, "2027-01": 25_000},
        made_at=MORNING,
    )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_own_allowance_by_month_with_what_was_decided_to_pay() -> None:
    town: Town = found_town("012084")
    family = settle(town)
    numbers = [int(one.addressee_number) for one in family]
    with town.open():
        filing = file(family, "child_allowance_claim", CLAIM)
        assert own_allowance(numbers[0]) == []
    with town.open("chief"):
        approve(filing)
    with town.open():
        row = AllowanceVersion.objects.get()
        (soon,) = own_allowance(numbers[0])
        assert (soon["month"], soon["yen"], soon["payments"]) == ("2026-12", 30_000, []), "begins next month"
        paid(row, PaymentRun.State.SENT)
        paid(row, PaymentRun.State.PLANNED)
    with town.open(instant=MARCH):
        (told,) = own_allowance(numbers[0])
        assert [(one["month"], one["yen"]) for one in told["months"]][:2] == [("2026-12", 30_000), ("2027-01", 25_000)]
        assert [(one["state"], one["yen"], one["pay_on"]) for one in told["payments"]] == [
            ("sent", 55_000, "2027-02-10")
        ], "what waits for its decision is not told"
        assert [one["order"] for one in told["children"]] == [1, 2] and "第2子" in told["children"][1]["note"]
        text = str(told)
        assert "空" not in text and "海" not in text and "0123456" not in text, "no name, no account"
        assert own_allowance(numbers[1]) == [], "the other parent receives nothing"
