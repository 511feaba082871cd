"""The books balance after any sequence of acts, and say what a plain reading of the same acts says."""

import doctest
import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest

from yakuba.platform.ledger import books, chart, claim_numbers
from yakuba.platform.ledger.books import Direction, Line, Refused, Standing
from yakuba.platform.ledger.chart import HEADS, Side, head

TAX, OTHER, ALLOWANCE = (UUID(int=number) for number in (1, 2, 3))


def test_the_examples_in_the_pages_hold() -> None:
    for module in (books, chart, claim_numbers):
        assert doctest.testmod(module).failed == 0


@dataclass
class Plain:
    """The same claim as a clerk would keep it in a notebook: no accounts, one figure for each word."""

    charged: int = 0
    credited: int = 0  # paid, or offset from elsewhere, less what was given away
    written_off: int = 0
    refund: int = 0
    sent: int = 0
    paid: int = 0
    mispaid: int = 0
    extra: int = 0  # owed back without a payment

    @property
    def rest(self) -> int:
        return self.charged - self.credited - self.written_off


class Machine:
    """Books and notebook side by side. Every act is tried on the books; the notebook decides by itself."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.claims = {
            TAX: Standing(TAX, Direction.RECEIVABLE, "resident_tax"),
            OTHER: Standing(OTHER, Direction.RECEIVABLE, "light_vehicle_tax"),
            ALLOWANCE: Standing(ALLOWANCE, Direction.PAYABLE, "child_allowance"),
        }
        self.plain = {claim: Plain() for claim in self.claims}
        self.receipts: dict[UUID, int] = {}
        self.decisions: dict[UUID, list[tuple[list[Line], int]]] = {TAX: [], OTHER: []}  # lines and yen of each
        self.money = 0
        self.written: list[Line] = []
        self.refused = 0

    def post(self, allowed: bool, act: Callable[[], list[Line]]) -> bool:
        """Whether it was written; both must agree whether it may."""
        try:
            lines = act()
            named = {line.claim for line in lines if line.claim}
            receipts = {line.receipt: self.receipts.get(line.receipt, 0) for line in lines if line.receipt}
            books.check(lines, {claim: self.claims[claim] for claim in named}, receipts)
        except Refused:
            assert not allowed
            self.refused += 1
            return False
        assert allowed
        self.written += lines
        self.claims = {claim: standing.after(lines) for claim, standing in self.claims.items()}
        return True

    def step(self) -> None:
        chance = self.chance
        amount = chance.choice((0, 1, 999, 1_000, chance.randrange(1, 20_000)))
        claim = chance.choice((TAX, OTHER))
        name = chance.choice([name for name in dir(self) if name.startswith("try_")])
        getattr(self, name)(claim, amount)
        self.agree()

    def try_raise(self, claim: UUID, amount: int) -> None:
        claim = self.chance.choice(tuple(self.claims))
        if self.post(amount > 0, lambda: books.raised(self.claims[claim], amount)):
            self.plain[claim].charged += amount

    def try_lower(self, claim: UUID, amount: int) -> None:
        if amount == 0:
            return  # no change at all is not lower
        claim = self.chance.choice(tuple(self.claims))
        plain = self.plain[claim]
        most = plain.charged - plain.written_off if claim != ALLOWANCE else plain.rest - plain.sent - plain.paid
        if self.post(amount <= most, lambda: books.changed(self.claims[claim], -amount)):
            plain.charged -= amount

    def try_receive(self, claim: UUID, amount: int) -> None:
        if self.post(amount > 0, lambda: books.received(self.claims[claim], amount, "bank")):
            self.plain[claim].credited += amount
            self.money += amount

    def try_hold_then_allocate(self, claim: UUID, amount: int) -> None:
        receipt = UUID(int=1_000 + len(self.written))
        if not self.post(amount > 0, lambda: books.unallocated(receipt, amount, "cash")):
            return
        self.receipts[receipt] = amount
        self.money += amount
        part = self.chance.randrange(amount + 2)
        allowed = 0 < part <= amount
        if self.post(allowed, lambda: books.allocated(self.claims[claim], receipt, amount, part)):
            self.receipts[receipt] -= part
            self.plain[claim].credited += part
        left = self.receipts[receipt]
        if self.post(left > 0, lambda: books.given_back(receipt, left, left, "bank")):
            self.receipts[receipt] = 0
            self.money -= left

    def try_offset(self, claim: UUID, amount: int) -> None:
        source = self.chance.choice((TAX, OTHER, ALLOWANCE))
        given, taken = self.plain[source], self.plain[claim]
        there = -given.rest if source != ALLOWANCE else given.rest - given.sent - given.paid
        allowed = source != claim and 0 < amount <= min(max(there, 0), max(taken.rest, 0))
        if self.post(allowed, lambda: books.offset(self.claims[source], self.claims[claim], amount)):
            taken.credited += amount
            given.credited += amount if source == ALLOWANCE else -amount

    def try_refund(self, claim: UUID, amount: int) -> None:
        plain = self.plain[claim]
        interest = self.chance.choice((0, 1_300))
        allowed = 0 < amount <= -plain.rest
        before = self.claims[claim]
        if self.post(allowed, lambda: books.refund_due(before, amount, interest)):
            plain.credited -= amount
            plain.refund += amount + interest
            self.decisions[claim].append((books.refund_due(before, amount, interest), amount))
        part = self.chance.choice((amount, plain.refund))
        if self.post(0 < part <= plain.refund, lambda: books.refund_paid(self.claims[claim], part, "bank")):
            plain.refund -= part
            self.money -= part

    def try_credit(self, claim: UUID, amount: int) -> None:
        """控除不足額 comes and goes."""
        plain = self.plain[claim]
        delta = amount * self.chance.choice((1, 1, -1))
        if self.post(delta != 0 and plain.extra + delta >= 0, lambda: books.credited(self.claims[claim], delta)):
            plain.credited += delta
            plain.extra += delta

    def try_hand_over(self, claim: UUID, amount: int) -> None:
        other = OTHER if claim == TAX else TAX
        allowed = 0 < amount <= -self.plain[claim].rest
        if self.post(allowed, lambda: books.handed_over(self.claims[claim], self.claims[other], amount)):
            self.plain[claim].credited -= amount
            self.plain[other].credited += amount

    def try_withdraw_a_refund(self, claim: UUID, amount: int) -> None:
        """A decision is taken back: what has left of it, as the notebook says, is asked back; nothing is lost."""
        if not self.decisions[claim]:
            return
        lines, decided = self.chance.choice(self.decisions[claim])
        plain = self.plain[claim]
        whole = sum(line.amount for line in lines if line.account == "refund_payable")
        unpaid = min(whole, plain.refund)
        allowed = unpaid == whole or not plain.sent
        if self.post(allowed, lambda: books.refund_withdrawn(lines, self.claims)):
            self.decisions[claim].remove((lines, decided))
            plain.credited += decided
            plain.refund -= unpaid
            plain.mispaid += whole - unpaid

    def try_send_a_refund(self, claim: UUID, amount: int) -> None:
        plain = self.plain[claim]
        part = self.chance.choice((amount, plain.refund))
        if self.post(0 < part <= plain.refund, lambda: books.refund_sent(self.claims[claim], part)):
            plain.refund -= part
            plain.sent += part

    def try_answer_a_refund(self, claim: UUID, amount: int) -> None:
        """Paid by the bank, or back at once, or paid and back later."""
        plain = self.plain[claim]
        part = self.chance.choice((amount, plain.sent))
        if self.chance.random() < 0.4:
            if self.post(0 < part <= plain.sent, lambda: books.refund_returned(self.claims[claim], part)):
                plain.sent -= part
                plain.refund += part
            return
        before = self.claims[claim]
        if not self.post(0 < part <= plain.sent, lambda: books.payout_settled(before, part)):
            return
        plain.sent -= part
        self.money -= part
        if self.chance.random() < 0.5:
            paid = books.payout_settled(before, part)
            assert self.post(True, lambda: books.reversed_lines(paid, self.claims))
            assert self.post(True, lambda: books.refund_returned(self.claims[claim], part))
            plain.refund += part
            self.money += part

    def try_write_off(self, claim: UUID, amount: int) -> None:
        plain = self.plain[claim]
        if self.post(0 < amount <= plain.rest, lambda: books.written_off(self.claims[claim], amount)):
            plain.written_off += amount

    def try_pay_out(self, claim: UUID, amount: int) -> None:
        plain = self.plain[ALLOWANCE]
        if self.post(
            0 < amount <= plain.rest - plain.sent - plain.paid, lambda: books.paid_out(self.claims[ALLOWANCE], amount)
        ):
            plain.sent += amount

    def try_answer(self, claim: UUID, amount: int) -> None:
        plain = self.plain[ALLOWANCE]
        if self.chance.random() < 0.5:
            if self.post(0 < amount <= plain.sent, lambda: books.payout_settled(self.claims[ALLOWANCE], amount)):
                plain.sent -= amount
                plain.paid += amount
                self.money -= amount
            return
        before = plain.sent
        allowed = 0 < amount <= before or (amount > before and 0 < amount <= plain.paid)
        if self.post(allowed, lambda: books.payout_returned(self.claims[ALLOWANCE], amount)):
            if amount <= before:
                plain.sent -= amount
            else:
                plain.paid -= amount
                self.money += amount

    def try_turn_round_a_receipt(self, claim: UUID, amount: int) -> None:
        """Money that came is taken back at once: as if it had not come."""
        before = self.claims[claim]
        if not self.post(amount > 0, lambda: books.received(self.claims[claim], amount, "bank")):
            return
        lines = books.received(before, amount, "bank")
        assert self.post(True, lambda: books.reversed_lines(lines, self.claims))
        assert self.claims[claim].open == before.open and self.claims[claim].overpaid == before.overpaid

    def agree(self) -> None:
        assert sum(line.signed for line in self.written) == 0
        assert sum(line.signed for line in self.written if head(line.account) in ("bank", "cash")) == self.money
        assert -sum(line.signed for line in self.written if head(line.account) == "unallocated") == sum(
            self.receipts.values()
        )
        for claim, plain in self.plain.items():
            found = self.claims[claim]
            for code, one in HEADS.items():
                assert not one.held or found.on(code) >= 0, code
            assert found.charged == plain.charged
            if claim == ALLOWANCE:
                assert (found.open, found.in_transit) == (plain.rest - plain.sent - plain.paid, plain.sent)
                assert found.paid_out == plain.paid
            else:
                assert (found.open, found.overpaid) == (max(plain.rest, 0), max(-plain.rest, 0))
                assert (found.written_off, found.refund_payable) == (plain.written_off, plain.refund)
                assert (found.in_transit, found.mispaid) == (plain.sent, plain.mispaid)
                assert found.credited == plain.extra


@pytest.mark.parametrize("seed", range(40))
def test_any_sequence_balances_and_agrees_with_the_notebook(seed: int) -> None:
    machine = Machine(seed)
    for _ in range(90):
        machine.step()
    assert machine.refused, "the notebook's limits were tried as well"
    assert len(machine.written) > 40


def test_an_unbalanced_or_empty_entry_is_refused() -> None:
    lone = [Line("bank", Side.DEBIT, 100, TAX)]
    for lines in ([], lone, [*lone, Line("receivable", Side.CREDIT, 99, TAX)]):
        with pytest.raises(Refused, match="一致しません"):
            books.check(lines, {TAX: Standing(TAX, Direction.RECEIVABLE, "x")}, {})


def test_what_was_sent_of_an_allowance_is_not_lowered_and_a_tax_has_no_transfer() -> None:
    allowance = Standing(ALLOWANCE, Direction.PAYABLE, "child_allowance")
    allowance = allowance.after(books.raised(allowance, 30_000))
    allowance = allowance.after(books.paid_out(allowance, 30_000))
    with pytest.raises(Refused, match="未払額0円"):
        books.changed(allowance, -10_000)
    with pytest.raises(Refused, match="徴収する債権"):
        books.received(allowance, 1, "bank")
    tax = Standing(TAX, Direction.RECEIVABLE, "x")
    with pytest.raises(Refused, match="支払う債務"):
        books.paid_out(tax.after(books.raised(tax, 5)), 5)


def test_a_later_act_that_needs_an_entry_holds_it() -> None:
    receipt = UUID(int=9)
    tax = Standing(TAX, Direction.RECEIVABLE, "x")
    tax = tax.after(books.raised(tax, 1_000))
    held = books.unallocated(receipt, 800, "bank")
    books.check(held, {}, {receipt: 0})
    used = books.allocated(tax, receipt, 800, 800)
    books.check(used, {TAX: tax}, {receipt: 800})
    with pytest.raises(Refused, match="充当を先に取り消して"):
        books.check(books.reversed_lines(held, {}), {}, {receipt: 0})


def test_a_withdrawn_refund_asks_back_what_had_left_and_owes_the_rest_no_more() -> None:
    """Paid twice, decided with interest, part paid out; then the second payment turns out not to have been one."""
    tax = Standing(TAX, Direction.RECEIVABLE, "resident_tax")
    tax = tax.after(books.raised(tax, 10_000))
    tax = tax.after(books.received(tax, 10_000, "bank"))
    twice = books.received(tax, 8_000, "bank")
    tax = tax.after(twice)
    due = books.refund_due(tax, 8_000, 300)
    tax = tax.after(due)
    sent = tax.after(books.refund_sent(tax, 8_300))
    with pytest.raises(Refused, match="振込中"):
        books.refund_withdrawn(due, {TAX: sent})
    for left in (0, 300, 8_000, 8_300):
        one = tax.after(books.refund_paid(tax, left, "bank")) if left else tax
        one = one.after(books.reversed_lines(twice, {TAX: one}))
        assert one.open == 8_000
        lines = books.refund_withdrawn(due, {TAX: one})
        books.check(lines, {TAX: one}, {})
        after = one.after(lines)
        assert (after.open, after.overpaid, after.refund_payable, after.mispaid) == (0, 0, 0, left)
        assert (after.charged, after.received) == (10_000, 10_000)
