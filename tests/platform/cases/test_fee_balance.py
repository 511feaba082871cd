"""How a charge stands after its entries; pure."""

from datetime import date
from uuid import UUID

import pytest

from yakuba.platform.cases.fee_balance import (
    Balance,
    Kind,
    Moved,
    Noted,
    State,
    balance,
    together,
    totals,
    why_not_counted,
)


def notes(*told: tuple[str, int] | tuple[str, int, int]) -> list[Noted]:
    """(kind, amount, number of the entry it is about), numbered from 1."""
    return [
        Noted(UUID(int=number), Kind(kind), amount, UUID(int=about[0]) if about else None)
        for number, (kind, amount, *about) in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("told", "state", "due"),
    [
        ([], State.UNPAID, 0),
        ([("slip", 0), ("offered", 0), ("failed", 0)], State.UNPAID, 0),
        ([("paid", 300)], State.PAID, 0),
        ([("paid", 300), ("cancelled", 300, 1)], State.UNPAID, 0),
        ([("paid", 300), ("cancelled", 300, 1), ("paid", 300)], State.PAID, 0),
        ([("paid", 300), ("paid", 300), ("return_due", 300, 2)], State.PAID, 1),
        ([("paid", 200), ("return_due", 200, 1)], State.UNPAID, 1),
        ([("paid", 200), ("return_due", 200, 1), ("paid", 300)], State.PAID, 1),
        ([("waived", 300)], State.WAIVED, 0),
        ([("waived", 300), ("cancelled", 300, 1)], State.UNPAID, 0),
        ([("paid", 300), ("waived", 300), ("return_due", 300, 1)], State.RETURNING, 1),
        ([("paid", 300), ("waived", 300), ("return_due", 300, 1), ("returned", 300, 3)], State.WAIVED, 0),
        ([("dropped", 0)], State.DROPPED, 0),
        ([("paid", 300), ("dropped", 0), ("return_due", 300, 1)], State.RETURNING, 1),
        ([("paid", 300), ("dropped", 0), ("return_due", 300, 1), ("returned", 300, 3)], State.DROPPED, 0),
    ],
)
def test_a_charge_stands_as_its_entries_say(told: list[tuple[str, int]], state: State, due: int) -> None:
    found = balance(notes(*told))
    assert (found.state, len(found.due)) == (state, due)
    waived = any(kind == "waived" for kind, *_ in told) and state in (State.WAIVED, State.RETURNING)
    assert found.settled == (state == State.PAID or waived), "what waited for a waived fee goes on at once"


def test_why_a_payment_is_given_back() -> None:
    assert why_not_counted(300, 300, Balance(State.UNPAID)) == ""
    assert "金額" in why_not_counted(300, 200, Balance(State.UNPAID))
    assert why_not_counted(300, 300, Balance(State.PAID)) == "二重の支払い"
    assert why_not_counted(300, 300, Balance(State.RETURNING, waived=True)) == "免除のあとの支払い"
    assert why_not_counted(300, 300, Balance(State.DROPPED)) == "申請が終わったあとの支払い"


def test_the_day_is_summed_by_procedure_and_way() -> None:
    day = date(2026, 11, 24)
    rows = [Moved("写し", "現金", 300, day), Moved("写し", "現金", -300, day), Moved("写し", "オンライン", 300, day)]
    lines = totals([*rows, Moved("犬の登録", "現金", 3000, day)])
    assert [(one.title, one.way, one.net_yen) for one in lines] == [
        ("写し", "オンライン", 300),
        ("写し", "現金", 0),
        ("犬の登録", "現金", 3000),
    ]
    whole = together(lines)
    assert (whole.received, whole.back, whole.net_yen) == (3, 1, 3300)
