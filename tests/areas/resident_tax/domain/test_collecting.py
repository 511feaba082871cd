"""Whatever is notified, stopped, relieved or corrected: all ways together are the tax, and nothing is below nothing."""

from __future__ import annotations

import doctest
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from yakuba.areas.resident_tax.domain import apart, changing, collecting
from yakuba.areas.resident_tax.domain.collecting import Collected, Move, Rest, Why
from yakuba.areas.resident_tax.domain.names import SPECIAL

SEEDS = range(400)
CHANCES = [random.Random(seed) for seed in SEEDS]
MONTHS = (5_500, *[5_000] * 11)
NOW = Collected(SPECIAL, MONTHS, key="d1", name="北見建設", designated="1")
NEXT = ("d2", "網走水産", "2")


def test_the_examples_in_the_pages_hold() -> None:
    for module in (collecting, apart, changing):
        result = doctest.testmod(module)
        assert result.attempted > 0 and result.failed == 0, module


def split(chance: random.Random, parts: int, unit: int) -> tuple[int, ...]:
    each = chance.randrange(40) * unit
    return (each + chance.randrange(3) * 100, *[each] * (parts - 1))


def any_state(chance: random.Random) -> Collected:
    """A tax by wages, some of it apart by pension, sometimes with bills or an employer before."""
    last = chance.choice((collecting.Earlier("d0", "前の店", "0", chance.randrange(1, 6)), None))
    return Collected(
        SPECIAL,
        split(chance, 12, 100),
        split(chance, 4, 1_000) if chance.random() < 0.3 else (),
        split(chance, 6, 100) if chance.random() < 0.3 else (),
        key="d1",
        earlier=(last,) if last else (),
        payer="p1",
    )


def any_move(chance: random.Random) -> Move:
    return Move(
        chance.choice(list(Why)),
        date(2026, 4, 1) + timedelta(days=chance.randrange(420)),
        chance.randrange(-1, 12),
        chance.choice(list(Rest)),
        chance.random() < 0.5,
        chance.choice(("", "給与が残りより少ない")),
        chance.choice((NEXT, ("", "", ""), ("d1", "", ""))),
    )


def amounts(found: Collected) -> list[int]:
    return [*found.special, *found.ordinary, *found.pension]


def test_a_notice_moves_the_tax_and_changes_none_of_it() -> None:
    entered = 0
    for chance in CHANCES:
        before, move, bill = any_state(chance), any_move(chance), chance.randrange(5)
        if collecting.refusal(before, move, 2026):
            continue
        entered += 1
        after = collecting.moved(before, move, bill)
        assert after.total == before.total and min(amounts(after)) >= 0
        kept = move.last if move.rest is Rest.LUMP else move.last + 1
        assert after.special[:kept] == before.special[:kept], "what the employer took before stays"
        assert sum(collecting.dues(after).values()) == sum(after.special) + sum(after.pension)
        if move.rest is Rest.NEXT:
            assert [after.collector_of(at) for at in range(move.last + 1, 12)] == ["d2"] * (11 - move.last)
            assert all(after.collector_of(at) == before.collector_of(at) for at in range(move.last + 1))
        else:
            assert not any(after.special[move.last + 1 :])
        if move.rest is Rest.BILLS and before.ordinary:
            assert after.ordinary[:bill] == before.ordinary[:bill], "what was due stays"
    assert entered > 60


@pytest.mark.parametrize(
    ("move", "word"),
    [
        (Move(Why.LEFT, date(2027, 1, 31), 7, Rest.BILLS), "一括徴収が義務"),
        (Move(Why.LEFT, date(2027, 1, 31), 7, Rest.BILLS, excuse="給与が残りより少ない"), ""),
        (Move(Why.LEFT, date(2026, 12, 31), 6, Rest.BILLS), ""),
        (Move(Why.LEFT, date(2026, 12, 31), 6, Rest.LUMP), "本人の申出"),
        (Move(Why.LEFT, date(2026, 12, 31), 6, Rest.LUMP, wished=True), ""),
        (Move(Why.LEFT, date(2027, 4, 30), 10, Rest.LUMP), ""),
        (Move(Why.LEFT, date(2026, 11, 20), 6, Rest.BILLS), ""),
        (Move(Why.LEFT, date(2026, 11, 20), 7, Rest.BILLS), "給与のない月"),
        (Move(Why.DIED, date(2027, 2, 1), 10, Rest.BILLS), "給与のない月"),
        (Move(Why.LEAVE, date(2026, 9, 1), 5, Rest.BILLS), ""),
        (Move(Why.LEFT, date(2027, 1, 31), -1, Rest.LUMP), "最後の月の給与から"),
        (Move(Why.DIED, date(2027, 2, 1), 7, Rest.BILLS), ""),
        (Move(Why.DIED, date(2027, 2, 1), 7, Rest.LUMP), "死亡では一括徴収できない"),
        (Move(Why.TRANSFERRED, date(2026, 9, 1), 3, Rest.BILLS), "転勤では"),
        (Move(Why.TRANSFERRED, date(2026, 9, 1), 3, Rest.NEXT), "別の事業所"),
        (Move(Why.TRANSFERRED, date(2026, 9, 1), 3, Rest.NEXT, to=NEXT), ""),
        (Move(Why.LEAVE, date(2026, 9, 1), 3, Rest.NEXT, to=NEXT), "休職・死亡では"),
        (Move(Why.LEFT, date(2026, 9, 1), 11, Rest.BILLS), "残る税額がない"),
        (Move(Why.LEFT, date(2025, 9, 1), 3, Rest.BILLS), "年度と日付"),
    ],
)
def test_what_the_law_does_not_let_be_entered(move: Move, word: str) -> None:
    told = collecting.refusal(NOW, move, 2026)
    assert word in told and bool(word) == bool(told)


def test_months_go_on_from_employer_to_employer() -> None:
    first = collecting.moved(NOW, Move(Why.TRANSFERRED, date(2026, 8, 1), 1, Rest.NEXT, to=NEXT), 1)
    again = Move(Why.TRANSFERRED, date(2026, 12, 1), 5, Rest.NEXT, to=("d3", "紋別商店", "3"))
    third = collecting.moved(first, again, 4)
    owed = collecting.dues(third)
    assert [key for key, _ in sorted(owed, key=lambda due: due[1])] == ["d1"] * 2 + ["d2"] * 4 + ["d3"] * 6
    assert collecting.refusal(third, Move(Why.LEFT, date(2026, 9, 1), 3, Rest.BILLS), 2026).startswith("最後の月")
    at_once = Move(Why.LEFT, date(2026, 12, 20), 5, Rest.LUMP, wished=True)
    assert "前の事業所が徴収した月" in collecting.refusal(third, at_once, 2026), "it would be taken from d2's month"
    assert collecting.refusal(third, replace(at_once, last=6), 2026) == ""
    assert collecting.refusal(third, replace(at_once, rest=Rest.BILLS), 2026) == "", "d3 takes nothing at all"


def test_a_stopped_pension_and_a_relief_leave_what_was_due() -> None:
    for chance in CHANCES:
        before, bill, payment = any_state(chance), chance.randrange(5), chance.randrange(7)
        stopped = collecting.pension_stopped(before, payment, bill)
        assert stopped.total == before.total and min(amounts(stopped)) >= 0
        assert stopped.pension[:payment] == before.pension[:payment] and not any(stopped.pension[payment:])
        opens = {"special": chance.randrange(13), "ordinary": bill, "pension": payment}
        rate = chance.choice((1, 30, 50, 100))
        relieved, off = collecting.relieved(before, rate, opens)
        assert relieved.total + off == before.total and min(amounts(relieved)) >= 0
        for way, first in opens.items():
            was, now = getattr(before, way), getattr(relieved, way)
            assert now[:first] == was[:first]
            pairs = zip(was[first:], now[first:], strict=True)
            assert all(new == 0 if rate == 100 else new * 100 >= old * (100 - rate) for old, new in pairs)


def test_wages_take_over_the_bills_that_are_to_come() -> None:
    begun = 0
    for chance in CHANCES:
        bills, first, bill = split(chance, 4, 1_000), chance.randrange(12), chance.randrange(5)
        before = Collected("ordinary", ordinary=bills)
        if chance.random() < 0.5:
            before = collecting.moved(any_state(chance), Move(Why.LEFT, date(2026, 11, 1), 5, Rest.BILLS), 2)
        if collecting.refusal_to_begin(before, first, bill):
            continue
        begun += 1
        after = collecting.begun(before, NEXT, first, bill)
        assert after.total == before.total and min(amounts(after)) >= 0 and after.method == SPECIAL
        assert after.ordinary[:bill] == before.ordinary[:bill] and not any(after.ordinary[bill:])
        assert all(after.collector_of(at) == "d2" for at in range(first, 12))
        assert sum(collecting.dues(after).values()) == sum(after.special) + sum(after.pension)
        taken = [before.collector_of(at) for at in range(first) if any(before.special)]
        assert taken == [after.collector_of(at) for at in range(len(taken))]
    assert begun > 60


def test_a_correction_comes_to_the_new_tax_whatever_moved_before() -> None:
    for chance in CHANCES:
        before = any_state(chance)
        if chance.random() < 0.5:
            move = Move(Why.LEFT, date(2026, 9, 1), chance.randrange(0, 4), Rest.BILLS)
            before = collecting.moved(before, move, 2)
        parts = {way: list(getattr(before, way)) for way in ("special", "ordinary", "pension")}
        annual = chance.randrange(0, 2 * before.total + 100, 100)
        pension = min(annual, chance.choice((0, sum(before.pension), chance.randrange(0, annual + 100, 100))))
        day = date(2026, 6, 1) + timedelta(days=chance.randrange(330))
        opens = {way: changing.first_open(way, 2026, day) for way in parts}
        target = changing.Target(annual, pension, sum(before.pension), before.method != SPECIAL)
        after, back = changing.changed_apart(parts, parts, target, opens)
        assert sum(sum(shares) for shares in after.values()) == annual and back >= 0
        assert min(amount for shares in after.values() for amount in shares) >= 0
        for way in ("special", "pension"):
            due = sum(parts[way][: opens[way]])
            assert sum(after[way][: opens[way]]) in range(due - back, due + 1), "what was due stays"
            assert back or after[way][: opens[way]] == parts[way][: opens[way]]
        if before.method != SPECIAL:
            assert not any(after["special"][opens["special"] :]), "who left has no wages to take it from"


def test_one_correction_after_another_always_comes_to_the_newest_tax() -> None:
    lowered = 0
    for chance in CHANCES:
        before = any_state(chance)
        parts = {way: list(getattr(before, way)) for way in ("special", "ordinary", "pension")}
        pension: int | None = sum(before.pension)
        day = date(2026, 6, 1)
        for _ in range(5):
            day += timedelta(days=chance.randrange(70))
            annual = chance.randrange(0, 2 * before.total + 100, 100)
            part = pension if chance.random() < 0.5 and pension is not None else chance.randrange(0, annual + 100, 100)
            part = min(part, annual)
            opens = {way: changing.first_open(way, 2026, day) for way in parts}
            target = changing.Target(annual, part, pension)
            parts, back = changing.changed_apart(parts, parts, target, opens)
            assert sum(sum(shares) for shares in parts.values()) == annual
            assert min((amount for shares in parts.values() for amount in shares), default=0) >= 0 <= back
            pension, lowered = part, lowered + (back > 0)
    assert lowered > 200, "each way of lowering what was due is met"
