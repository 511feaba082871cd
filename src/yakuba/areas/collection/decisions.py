"""Decisions about 過誤納金 in the ledger: given back (還付), used for another claim (充当), and withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from yakuba.platform.ledger.chart import Side, head
from yakuba.platform.ledger.models import Line
from yakuba.platform.ledger.service import Claim, Entry

SOURCE: Final = "collection.refund"
KINDS: Final = (Entry.Kind.REFUND_DUE, Entry.Kind.OFFSET)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about what was too much of ``claim``. ``amount``: yen without ``interest``.

    ``target``: the claim an offset paid; ``withdrawn``: the entry that took the decision back.
    """

    entry: Entry
    claim: Claim
    amount: int
    interest: int
    target: Claim | None
    withdrawn: Entry | None

    @property
    def whole(self) -> int:
        """Yen with interest."""
        return self.amount + self.interest

    @property
    def words(self) -> str:
        """What was decided."""
        return f"充当（{self.target.title}）" if self.target else "還付"


def one(entry_id: UUID) -> Decided | None:
    """The decision an entry is; None for any other entry."""
    return next(iter(of_entries([entry_id])), None)


def of_claim(claim_id: UUID) -> list[Decided]:
    """All decisions about what was too much of a claim, in the order they were written."""
    lines = Line.objects.filter(claim_id=claim_id, account="overpaid", side=Side.DEBIT)
    return of_entries(list(lines.values_list("entry_id", flat=True)))


def of_entries(entry_ids: Collection[UUID]) -> list[Decided]:
    """Those of these entries that are decisions, in the order they were written."""
    found = Entry.objects.filter(id__in=list(entry_ids), source_kind=SOURCE, kind__in=KINDS)
    entries = list(found.order_by("posted_at", "id"))
    lines: dict[UUID, list[Line]] = {entry.id: [] for entry in entries}
    for row in Line.objects.filter(entry_id__in=list(lines)).order_by("entry_id", "number"):
        lines[row.entry_id].append(row)
    wanted = {row.claim_id for rows in lines.values() for row in rows if row.claim_id is not None}
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=wanted)}
    voids = {entry.reverses_id: entry for entry in Entry.objects.filter(reverses_id__in=list(lines))}
    return [_read(entry, lines[entry.id], claims, voids.get(entry.id)) for entry in entries]


def _read(entry: Entry, rows: Sequence[Line], claims: Mapping[UUID, Claim], withdrawn: Entry | None) -> Decided:
    too_much = next(row for row in rows if row.account == "overpaid" and row.side == Side.DEBIT)
    assert too_much.claim_id is not None  # a line on 過誤納金 always has one
    paid = next((row.claim_id for row in rows if row.account == "receivable" and row.claim_id), None)
    interest = sum(row.amount for row in rows if head(row.account) == "refund_interest")
    target = claims[paid] if paid is not None else None
    return Decided(entry, claims[too_much.claim_id], too_much.amount, interest, target, withdrawn)
