"""What stands of a charge, from what was written about it. Pure: nothing here is kept, so nothing can disagree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What an entry tells. Money moves with PAID, CANCELLED (of a payment) and RETURNED alone."""

    PAID = "paid"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    RETURN_DUE = "return_due"
    RETURNED = "returned"
    DROPPED = "dropped"
    SLIP = "slip"
    OFFERED = "offered"
    FAILED = "failed"
    CLOSED = "closed"


KINDS = {
    Kind.PAID: "入金",
    Kind.WAIVED: "免除",
    Kind.CANCELLED: "取消",
    Kind.RETURN_DUE: "返金待ち",
    Kind.RETURNED: "返金",
    Kind.DROPPED: "請求の取りやめ",
    Kind.SLIP: "オンライン支払いの受付",
    Kind.OFFERED: "納付番号の発行",
    Kind.FAILED: "支払いの不成立",
    Kind.CLOSED: "オンライン支払いの締切り",
}


class Way(StrEnum):
    """How money came or went."""

    CASH = "cash"
    ONLINE = "online"
    TRANSFER = "transfer"


WAYS = {Way.CASH: "現金（窓口）", Way.ONLINE: "オンライン", Way.TRANSFER: "口座振込"}


class State(StrEnum):
    """How a charge stands."""

    UNPAID = "unpaid"
    PAID = "paid"
    WAIVED = "waived"
    RETURNING = "returning"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Noted:
    """One entry as the balance reads it, in the order they were written. ``about``: the entry it undoes or answers."""

    id: UUID
    kind: Kind
    amount: int
    about: UUID | None = None


@dataclass(frozen=True)
class Balance:
    """``counted``: the payment that settles it; ``due``: what waits to be given back, by its entry.

    ``waived`` holds while money that came before still waits to be given back.
    """

    state: State
    counted: Noted | None = None
    due: tuple[Noted, ...] = ()
    waived: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to pay it: a payment of the right amount would count."""
        return self.state == State.UNPAID

    @property
    def settled(self) -> bool:
        """Whether what waits for the payment may go on."""
        return self.state == State.PAID or self.waived


def balance(entries: Sequence[Noted]) -> Balance:
    """How a charge stands after these entries.

    A payment counts until it is cancelled or is to be given back. Money that is still to be given back shows only
    where nothing counts: who paid twice has paid. After a payment of the wrong amount the charge stays open.
    """
    answered = {one.about for one in entries if one.kind in (Kind.CANCELLED, Kind.RETURN_DUE)}
    returned = {one.about for one in entries if one.kind == Kind.RETURNED}
    due = tuple(one for one in entries if one.kind == Kind.RETURN_DUE and one.id not in returned)
    counted = next((one for one in entries if one.kind == Kind.PAID and one.id not in answered), None)
    if counted is not None:
        return Balance(State.PAID, counted, due)
    if any(one.kind == Kind.DROPPED for one in entries):
        return Balance(State.RETURNING if due else State.DROPPED, None, due)
    if any(one.kind == Kind.WAIVED and one.id not in answered for one in entries):
        return Balance(State.RETURNING if due else State.WAIVED, None, due, waived=True)
    return Balance(State.UNPAID, None, due)


def why_not_counted(amount: int, given: int, before: Balance) -> str:
    """Why a payment has to be given back; empty when it settles the charge."""
    if before.state == State.PAID:
        return "二重の支払い"
    if before.waived:
        return "免除のあとの支払い"
    if not before.is_open:
        return "申請が終わったあとの支払い"
    if given != amount:
        return f"金額の違い（手数料{amount:,}円、入金{given:,}円）"
    return ""


@dataclass(frozen=True)
class Moved:
    """Money that moved on a day: of which procedure, which way, signed in yen."""

    title: str
    way: str
    amount: int
    day: date


@dataclass(frozen=True)
class Total:
    """A line of the day's totals: received and given back, counted apart."""

    title: str
    way: str
    received: int
    received_yen: int
    back: int
    back_yen: int

    @property
    def net_yen(self) -> int:
        return self.received_yen - self.back_yen


def totals(moved: Iterable[Moved]) -> list[Total]:
    """By procedure and way, in the order of their names.

    >>> rows = [Moved("写し", "cash", 300, date.min), Moved("写し", "cash", -300, date.min)]
    >>> [(one.received, one.back, one.net_yen) for one in totals(rows)]
    [(1, 1, 0)]
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for one in moved:
        groups.setdefault((one.title, one.way), []).append(one.amount)
    found = []
    for (title, way), amounts in sorted(groups.items()):
        came, went = [one for one in amounts if one > 0], [-one for one in amounts if one < 0]
        found.append(Total(title, way, len(came), sum(came), len(went), sum(went)))
    return found


def together(lines: Sequence[Total], title: str = "合計", way: str = "") -> Total:
    """The sum of these lines."""
    return Total(
        title,
        way,
        sum(one.received for one in lines),
        sum(one.received_yen for one in lines),
        sum(one.back for one in lines),
        sum(one.back_yen for one in lines),
    )
