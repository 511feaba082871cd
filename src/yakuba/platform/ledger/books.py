"""What each act writes, and whether it may: the pure core of the ledger. No clock, no database, whole yen.

A claim that the municipality has on somebody stands on two accounts, 未収金 and 過誤納金: two faces of one figure, so
never both. Every act on it is finished by ``settled``, which moves what would stand on the wrong face. A claim somebody
has on the municipality (an allowance) goes from 未払金 over 振込中 out of the bank.

>>> from uuid import UUID
>>> tax = Standing(UUID(int=1), Direction.RECEIVABLE, "resident_tax")
>>> tax = tax.after(raised(tax, 10_000)); tax.open
10000
>>> tax = tax.after(received(tax, 12_000, "bank")); tax.open, tax.overpaid, tax.received
(0, 2000, 12000)
>>> refused = refund_due(tax, 3_000, 0)
Traceback (most recent call last):
yakuba.platform.ledger.books.Refused: 過誤納金2,000円を超えて3,000円を還付することはできません。金額を確かめてください。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from yakuba.platform.ledger.chart import HEADS, MONEY, Side, head


class Refused(ValueError):
    """An act that the books do not allow. The message is Japanese, says why and what to do."""


class Direction(StrEnum):
    """Who owes: the person to the municipality, or the municipality to the person."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry: yen above 0. ``receipt`` is the entry by which money came that is not used yet."""

    account: str
    side: Side
    amount: int
    claim: UUID | None = None
    receipt: UUID | None = None

    @property
    def signed(self) -> int:
        """Debit above, credit below nothing."""
        return self.amount if self.side is Side.DEBIT else -self.amount


@dataclass(frozen=True)
class Standing:
    """How one claim stands. ``sums``: debit less credit of each account (by its head), in yen."""

    claim: UUID
    direction: Direction
    item: str
    sums: Mapping[str, int] = field(default_factory=dict)

    def after(self, lines: Iterable[Line]) -> Standing:
        """The same claim with more lines; those of other claims do not count."""
        sums = dict(self.sums)
        for line in lines:
            if line.claim == self.claim:
                sums[head(line.account)] = sums.get(head(line.account), 0) + line.signed
        return replace(self, sums=sums)

    def on(self, code: str) -> int:
        """What stands on an account, positive on its normal side."""
        found = self.sums.get(code, 0)
        return found if HEADS[code].normal is Side.DEBIT else -found

    @property
    def charged(self) -> int:
        """What was raised, with all changes: 調定額 or 支給決定額."""
        return self.on("revenue" if self.direction is Direction.RECEIVABLE else "expense")

    @property
    def open(self) -> int:
        """What is still owed: unpaid by the person, or not yet sent by the municipality."""
        return self.on("receivable" if self.direction is Direction.RECEIVABLE else "payable")

    @property
    def overpaid(self) -> int:
        """過誤納金 that is neither offset nor decided to be refunded."""
        return self.on("overpaid")

    @property
    def refund_payable(self) -> int:
        """Decided to be refunded, not paid out yet."""
        return self.on("refund_payable")

    @property
    def in_transit(self) -> int:
        """Sent to the bank, no answer yet."""
        return self.on("in_transit")

    @property
    def written_off(self) -> int:
        """不納欠損額."""
        return self.on("written_off")

    @property
    def mispaid(self) -> int:
        """Given back by a decision that was withdrawn since: asked back by a claim of its own."""
        return self.on("mispaid")

    @property
    def credited(self) -> int:
        """Owed back without a payment for this claim: 配当割額・株式等譲渡所得割額 that the tax could not take."""
        return self.on("credited")

    @property
    def received(self) -> int:
        """Money that came (less what went back), whatever it was used for; below 0 for what was paid out.

        What went back by mistake does not count: it is the other claim's. What was credited, or handed over from
        another claim, does.
        """
        return sum(self.sums.get(code, 0) for code in (*MONEY, "mispaid", "credited", "handed"))

    @property
    def paid_out(self) -> int:
        """Money that went out."""
        return -self.received


def settled(standing: Standing, lines: Sequence[Line]) -> list[Line]:
    """The lines, and those that bring 未収金 and 過誤納金 of the claim back to one face of one figure."""
    after = standing.after(lines)
    net = after.open - after.overpaid if standing.direction is Direction.RECEIVABLE else 0
    wrong = after.open - max(net, 0) if standing.direction is Direction.RECEIVABLE else 0
    if wrong == 0:
        return list(lines)
    down, up = (Side.CREDIT, Side.DEBIT) if wrong > 0 else (Side.DEBIT, Side.CREDIT)
    return [*lines, *_pair(("overpaid", up), ("receivable", down), abs(wrong), standing.claim)]


def _pair(one: tuple[str, Side], two: tuple[str, Side], amount: int, claim: UUID | None) -> list[Line]:
    return [Line(one[0], one[1], amount, claim), Line(two[0], two[1], amount, claim)]


def _move(debit: str, credit: str, amount: int, claim: UUID) -> list[Line]:
    return _pair((debit, Side.DEBIT), (credit, Side.CREDIT), amount, claim)


def positive(amount: int) -> None:
    """Refused for what is no amount."""
    if amount <= 0:
        raise Refused(f"金額{amount:,}円は1円以上にしてください。")


def _within(amount: int, most: int, name: str, what: str) -> None:
    positive(amount)
    if amount > most:
        raise Refused(f"{name}{most:,}円を超えて{amount:,}円を{what}ことはできません。金額を確かめてください。")


def _only(standing: Standing, direction: Direction) -> None:
    if standing.direction is not direction:
        kind = "徴収する債権" if direction is Direction.RECEIVABLE else "支払う債務"
        raise Refused(f"これは{kind}についての処理です。対象を確かめてください。")


def raised(standing: Standing, amount: int) -> list[Line]:
    """A new claim, or more of it."""
    positive(amount)
    if standing.direction is Direction.PAYABLE:
        return _move(f"expense:{standing.item}", "payable", amount, standing.claim)
    return settled(standing, _move("receivable", f"revenue:{standing.item}", amount, standing.claim))


def changed(standing: Standing, delta: int) -> list[Line]:
    """More (above 0) or less (below 0). Less than what was received makes the rest 過誤納金.

    What was already sent cannot be less: it is claimed back by a claim of its own.
    """
    if delta > 0:
        return raised(standing, delta)
    if standing.direction is Direction.PAYABLE:
        _within(-delta, standing.open, "未払額", "減額する")
        return _move("payable", f"expense:{standing.item}", -delta, standing.claim)
    _within(-delta, standing.charged - standing.written_off, "調定額（不納欠損を除く）", "減額する")
    return settled(standing, _move(f"revenue:{standing.item}", "receivable", -delta, standing.claim))


def received(standing: Standing, amount: int, money: str) -> list[Line]:
    """Money for a claim; what is above its open amount stands as 過誤納金."""
    positive(amount)
    _only(standing, Direction.RECEIVABLE)
    return settled(standing, _move(money, "receivable", amount, standing.claim))


def unallocated(receipt: UUID, amount: int, money: str) -> list[Line]:
    """Money of which is not known yet what it is for."""
    positive(amount)
    return [Line(money, Side.DEBIT, amount), Line("unallocated", Side.CREDIT, amount, receipt=receipt)]


def allocated(standing: Standing, receipt: UUID, left: int, amount: int) -> list[Line]:
    """Money received before, used for a claim; ``left`` is what is not used of it."""
    _within(amount, left, "仮受金の残り", "充てる")
    _only(standing, Direction.RECEIVABLE)
    lines = [
        Line("unallocated", Side.DEBIT, amount, receipt=receipt),
        Line("receivable", Side.CREDIT, amount, standing.claim),
    ]
    return settled(standing, lines)


def given_back(receipt: UUID, left: int, amount: int, money: str) -> list[Line]:
    """Money received by mistake, sent back."""
    _within(amount, left, "仮受金の残り", "返す")
    return [Line("unallocated", Side.DEBIT, amount, receipt=receipt), Line(money, Side.CREDIT, amount)]


def offset(source: Standing, target: Standing, amount: int) -> list[Line]:
    """充当: what is owed to a person (過誤納金, or 未払金 of an allowance) pays what the person owes."""
    _only(target, Direction.RECEIVABLE)
    _within(amount, target.open, "未収額", "充当する")
    if source.claim == target.claim:
        raise Refused("同じ債権どうしは充当できません。充当先を選び直してください。")
    account = "payable" if source.direction is Direction.PAYABLE else "overpaid"
    _within(amount, source.on(account), HEADS[account].name, "充当する")
    return [
        Line(account, Side.DEBIT, amount, source.claim),
        Line("receivable", Side.CREDIT, amount, target.claim),
    ]


def refund_due(standing: Standing, amount: int, interest: int) -> list[Line]:
    """還付の決定: 過誤納金 becomes 還付未済金; ``interest`` (還付加算金, 0 for none) is added to it."""
    _only(standing, Direction.RECEIVABLE)
    _within(amount, standing.overpaid, "過誤納金", "還付する")
    if interest < 0:
        raise Refused(f"還付加算金{interest:,}円は負です。金額を確かめてください。")
    lines = _move("overpaid", "refund_payable", amount, standing.claim)
    if interest:
        lines += _move(f"refund_interest:{standing.item}", "refund_payable", interest, standing.claim)
    return lines


def refund_paid(standing: Standing, amount: int, money: str) -> list[Line]:
    """A decided refund leaves."""
    _within(amount, standing.refund_payable, "還付未済金", "支払う")
    return _move("refund_payable", money, amount, standing.claim)


def refund_sent(standing: Standing, amount: int) -> list[Line]:
    """A decided refund is in a file to the bank: 還付未済金 becomes 振込中; ``payout_settled`` when it was paid."""
    _only(standing, Direction.RECEIVABLE)
    _within(amount, standing.refund_payable, "還付未済金", "振り込む")
    return _move("refund_payable", "in_transit", amount, standing.claim)


def refund_returned(standing: Standing, amount: int) -> list[Line]:
    """The bank could not pay it: decided and unpaid again. Where it had been paid, that is turned round first."""
    _only(standing, Direction.RECEIVABLE)
    _within(amount, standing.in_transit, "振込中の額", "還付未済に戻す")
    return _move("in_transit", "refund_payable", amount, standing.claim)


def written_off(standing: Standing, amount: int) -> list[Line]:
    """不納欠損."""
    _only(standing, Direction.RECEIVABLE)
    _within(amount, standing.open, "未収額", "欠損処分する")
    return _move("written_off", "receivable", amount, standing.claim)


def paid_out(standing: Standing, amount: int) -> list[Line]:
    """Sent to the bank: 未払金 becomes 振込中."""
    _only(standing, Direction.PAYABLE)
    _within(amount, standing.open, "未払額", "振り込む")
    return _move("payable", "in_transit", amount, standing.claim)


def payout_settled(standing: Standing, amount: int) -> list[Line]:
    """The bank paid."""
    _within(amount, standing.in_transit, "振込中の額", "振込済とする")
    return _move("in_transit", "bank", amount, standing.claim)


def payout_returned(standing: Standing, amount: int) -> list[Line]:
    """The bank could not pay (振込不能), or it came back after it was paid (組戻): owed again."""
    _only(standing, Direction.PAYABLE)
    positive(amount)
    if amount <= standing.in_transit:
        return _move("in_transit", "payable", amount, standing.claim)
    _within(amount, standing.paid_out, "振込済の額", "返還する")
    return _move("bank", "payable", amount, standing.claim)


def reversed_lines(lines: Sequence[Line], standings: Mapping[UUID, Standing]) -> list[Line]:
    """An entry turned round, each of its claims settled after it."""
    turned = [replace(line, side=line.side.other) for line in lines]
    for claim in dict.fromkeys(line.claim for line in lines if line.claim is not None):
        turned = settled(standings[claim], turned)
    return turned


def credited(standing: Standing, delta: int) -> list[Line]:
    """控除不足額: so much more (above 0) or less (below 0) is owed back that no payment for this claim has brought.

    Less of it than was given back already is owed by the person.

    >>> one = Standing(UUID(int=1), Direction.RECEIVABLE, "x"); one = one.after(credited(one, 500)); one.overpaid
    500
    >>> for act in (refund_due(one, 500, 0),): one = one.after(act)
    >>> one = one.after(refund_paid(one, 500, "bank")); one = one.after(credited(one, -200)); one.open, one.received
    (200, -200)
    """
    positive(abs(delta))
    _only(standing, Direction.RECEIVABLE)
    if delta > 0:
        return settled(standing, _move("credited", "overpaid", delta, standing.claim))
    _within(-delta, standing.credited, "控除不足額", "減額する")
    return settled(standing, _move("overpaid", "credited", -delta, standing.claim))


def handed_over(source: Standing, target: Standing, amount: int) -> list[Line]:
    """過誤納金 that a collector paid in becomes owed to the person whom it was taken from."""
    _only(source, Direction.RECEIVABLE)
    _only(target, Direction.RECEIVABLE)
    _within(amount, source.overpaid, "過誤納金", "引き継ぐ")
    lines = _move("overpaid", "handed", amount, source.claim) + _move("handed", "overpaid", amount, target.claim)
    return settled(target, lines)


def refund_withdrawn(lines: Sequence[Line], standings: Mapping[UUID, Standing]) -> list[Line]:
    """A decision about a refund taken back (``lines`` are its own): what is not sent of it is owed no more, with its
    interest; what has left was paid by mistake (誤還付). Refused while the bank has not answered for what was sent.

    >>> one = Standing(UUID(int=1), Direction.RECEIVABLE, "x")
    >>> for act in (raised(one, 100), received(one, 100, "bank")): one = one.after(act)
    >>> again = received(one, 70, "bank"); one = one.after(again)
    >>> due = refund_due(one, 70, 5); one = one.after(due); one = one.after(refund_paid(one, 50, "bank"))
    >>> one = one.after(reversed_lines(again, {one.claim: one})); one.open, one.refund_payable, one.received
    (70, 25, 50)
    >>> one = one.after(refund_withdrawn(due, {one.claim: one})); one.open, one.refund_payable, one.mispaid
    (0, 0, 50)
    >>> one.received, one.charged
    (100, 100)
    """
    (claim,) = {line.claim for line in lines if line.claim is not None}
    standing = standings[claim]
    whole = sum(line.amount for line in lines if line.account == "refund_payable")
    unpaid = min(whole, standing.refund_payable)
    if unpaid < whole and standing.in_transit:
        raise Refused("この還付は振込中です。振込済か振込不能を記録してから取り消してください。")
    turned = [replace(line, side=line.side.other) for line in lines if line.account != "refund_payable"]
    if unpaid:
        turned.append(Line("refund_payable", Side.DEBIT, unpaid, claim))
    if whole > unpaid:
        turned.append(Line("mispaid", Side.DEBIT, whole - unpaid, claim))
    return settled(standing, turned)


def check(lines: Sequence[Line], standings: Mapping[UUID, Standing], receipts: Mapping[UUID, int]) -> None:
    """Refused unless the entry balances and nothing held would stand on its wrong side.

    ``receipts``: what is left of each receipt that the lines name.
    """
    if not lines or sum(line.signed for line in lines) != 0:
        raise Refused("借方と貸方の合計が一致しません。仕訳の内容を確かめてください。")
    for line in lines:
        positive(line.amount)
    for claim, standing in standings.items():
        after = standing.after(lines)
        for code, found in HEADS.items():
            if found.held and after.on(code) < 0:
                raise Refused(
                    f"この処理で{found.name}が{after.on(code):,}円になります。後から行われた処理を先に取り消してください。"
                )
        if standing.claim != claim:
            raise Refused("債権の指定が食い違っています。")
    for receipt, left in receipts.items():
        if left - sum(line.signed for line in lines if line.receipt == receipt) < 0:
            raise Refused("この入金は既に充当されています。充当を先に取り消してください。")
