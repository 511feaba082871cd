"""Late charges from the payments of a claim: until it was paid off, on what was open, never on more than its base."""

import doctest
from datetime import date

from yakuba.areas.collection.domain import late
from yakuba.areas.collection.domain.late import Owed, charge_of

DUE = date(2025, 10, 31)
END = date(2026, 3, 15)


def test_examples() -> None:
    assert doctest.testmod(late).failed == 0


def test_it_stops_on_the_day_the_claim_was_paid_off() -> None:
    paid = Owed(48_700, DUE, ((END, 48_700),))
    assert charge_of(paid, END).amount == charge_of(paid, date(2026, 11, 24)).amount == 1_300
    assert charge_of(Owed(48_700, DUE, ((DUE, 48_700),)), END).spans == ()
    assert charge_of(Owed(48_700, DUE), date(2025, 10, 1)).spans == (), "not due yet"


def test_a_part_paid_lowers_the_base_from_the_next_day_and_too_much_is_no_part() -> None:
    part = Owed(48_700, DUE, ((date(2025, 12, 31), 40_000), (END, 50_000)))
    found = charge_of(part, END)
    assert [(span.base, span.days) for span in found.spans] == [(48_000, 30), (48_000, 31), (8_000, 74)]
    assert part.paid_off_on == END
    assert Owed(48_700, DUE, ((END, 48_699),)).paid_off_on is None


def test_payments_after_it_was_paid_off_change_nothing() -> None:
    once = charge_of(Owed(120_000, DUE, ((END, 120_000),)), date(2026, 11, 24))
    twice = charge_of(Owed(120_000, DUE, ((END, 120_000), (date(2026, 5, 1), 120_000))), date(2026, 11, 24))
    assert once == twice and once.amount > 0
