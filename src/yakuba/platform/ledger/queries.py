"""Reads of the ledger: how claims stand, a person's account, the trial balance. The caller checks who may ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.platform.ledger.books import Direction, Line, Standing
from yakuba.platform.ledger.chart import Side, name_of
from yakuba.platform.ledger.models import Claim, Entry
from yakuba.platform.ledger.models import Line as LineRow
from yakuba.platform.tenancy.statements import Read

_SUMS = Read(
    """
    SELECT claim_id, split_part(account, ':', 1), sum(CASE side WHEN 'debit' THEN amount ELSE -amount END)::bigint
    FROM book_line WHERE municipality_id = %(municipality)s AND claim_id = ANY(%(claims)s) GROUP BY 1, 2
    """
)
_HEADS = Read(
    "SELECT id, direction, item FROM book_claim WHERE municipality_id = %(municipality)s AND id = ANY(%(claims)s)"
)
_LEFT = Read(
    """
    SELECT receipt_id, sum(CASE side WHEN 'credit' THEN amount ELSE -amount END)::bigint
    FROM book_line WHERE municipality_id = %(municipality)s AND receipt_id = ANY(%(receipts)s) GROUP BY 1
    """
)
_TRIAL = Read(
    """
    SELECT l.account, coalesce(sum(l.amount) FILTER (WHERE l.side = 'debit'), 0)::bigint,
        coalesce(sum(l.amount) FILTER (WHERE l.side = 'credit'), 0)::bigint
    FROM book_line l JOIN book_entry e ON e.municipality_id = l.municipality_id AND e.id = l.entry_id
    WHERE l.municipality_id = %(municipality)s AND e.day <= %(until)s GROUP BY 1 ORDER BY 1
    """
)
_REFUNDS = Read(
    """
    SELECT claim_id, sum(CASE side WHEN 'credit' THEN amount ELSE -amount END)::bigint AS due
    FROM book_line WHERE municipality_id = %(municipality)s AND account = 'refund_payable'
    GROUP BY claim_id HAVING sum(CASE side WHEN 'credit' THEN amount ELSE -amount END) > 0
    """
)
_GROUNDLESS = Read(
    """
    SELECT claim_id, sum(CASE side WHEN 'debit' THEN amount ELSE -amount END)::bigint AS open
    FROM book_line WHERE municipality_id = %(municipality)s AND account = 'receivable' AND claim_id IN (
        SELECT l.claim_id FROM book_line l
        JOIN book_entry e ON e.municipality_id = l.municipality_id AND e.id = l.entry_id
        LEFT JOIN book_entry r ON r.municipality_id = e.municipality_id AND r.reverses_id = e.id
        WHERE l.municipality_id = %(municipality)s AND l.account = 'overpaid' AND l.side = 'debit'
            AND e.kind IN ('refund_due', 'offset') AND r.id IS NULL
            AND l.claim_id IN (
                SELECT b.claim_id FROM book_line b
                JOIN book_entry v ON v.municipality_id = b.municipality_id AND v.id = b.entry_id
                JOIN book_entry p ON p.municipality_id = v.municipality_id AND p.id = v.reverses_id
                WHERE b.municipality_id = %(municipality)s AND b.account = 'receivable' AND v.kind = 'reversed'
                    AND p.kind IN ('received', 'allocated', 'offset') AND v.posted_at >= e.posted_at
            )
    )
    GROUP BY claim_id HAVING sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) > 0
    """
)
_ARREARS = """
    SELECT c.id, sum(CASE l.side WHEN 'debit' THEN l.amount ELSE -l.amount END)::bigint AS open
    FROM book_claim c
    JOIN book_line l ON l.municipality_id = c.municipality_id AND l.claim_id = c.id AND l.account = 'receivable'
    WHERE c.municipality_id = %(municipality)s AND c.direction = 'receivable' AND c.due_on <= %(due)s
        AND (%(scheme)s = '' OR c.scheme = %(scheme)s)
    GROUP BY c.municipality_id, c.id HAVING sum(CASE l.side WHEN 'debit' THEN l.amount ELSE -l.amount END) > 0
"""
_ARREARS_PAGE = Read(f"{_ARREARS} ORDER BY c.due_on, c.number LIMIT %(size)s OFFSET %(start)s")
_ARREARS_SUM = Read(f"SELECT count(*), coalesce(sum(open), 0)::bigint FROM ({_ARREARS}) AS late")  # noqa: S608  constants only


def arrears(due: date, scheme: str, start: int, size: int) -> list[tuple[Claim, int]]:
    """Claims due until a day that are not paid, the oldest first, with what is open of each in yen; "" all schemes."""
    found = _ARREARS_PAGE.rows(due=due, scheme=scheme, start=start, size=size)
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[row[0] for row in found])}
    return [(claims[claim_id], int(open_)) for claim_id, open_ in found]


def arrears_total(due: date, scheme: str) -> tuple[int, int]:
    """How many of these there are, and their yen."""
    row = _ARREARS_SUM.first(due=due, scheme=scheme)
    return (int(row[0]), int(row[1])) if row else (0, 0)


def refunds_due() -> list[tuple[Claim, int]]:
    """Claims of which a refund is decided and not sent (還付未済金), with its yen, in the order of their numbers."""
    found = {row[0]: int(row[1]) for row in _REFUNDS.rows()}
    return [(claim, found[claim.id]) for claim in Claim.objects.filter(id__in=list(found)).order_by("number")]


def refunds_without_ground() -> list[tuple[Claim, int]]:
    """Claims that are not paid although a refund or an offset of them stands, as a payment of theirs was taken back
    since, with what is open in yen; in the order of their numbers."""
    found = {row[0]: int(row[1]) for row in _GROUNDLESS.rows()}
    return [(claim, found[claim.id]) for claim in Claim.objects.filter(id__in=list(found)).order_by("number")]


def balances(claim_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """How claims stand, by id. Raises KeyError for one that is not there."""
    wanted = list(dict.fromkeys(claim_ids))
    if not wanted:
        return {}
    heads = {row[0]: row for row in _HEADS.rows(claims=wanted)}
    sums: dict[UUID, dict[str, int]] = {}
    for claim_id, code, total in _SUMS.rows(claims=wanted):
        sums.setdefault(claim_id, {})[code] = int(total)
    return {one: Standing(one, Direction(heads[one][1]), str(heads[one][2]), sums.get(one, {})) for one in wanted}


def balance(claim_id: UUID) -> Standing:
    """How one claim stands. Raises KeyError."""
    return balances([claim_id])[claim_id]


def receipts_left(receipt_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What is left of money received without a claim, yen by its entry's id; 0 for an id that is none."""
    if not receipt_ids:
        return {}
    found = {row[0]: int(row[1]) for row in _LEFT.rows(receipts=list(receipt_ids))}
    return {one: found.get(one, 0) for one in receipt_ids}


def receipt_left(receipt_id: UUID) -> int:
    """What is left of one receipt, in yen."""
    return receipts_left((receipt_id,))[receipt_id]


def lines_of(entry_id: UUID) -> list[Line]:
    """The lines of an entry, in their order."""
    return [_line(row) for row in LineRow.objects.filter(entry_id=entry_id).order_by("number")]


def _line(row: LineRow) -> Line:
    return Line(row.account, Side(row.side), row.amount, row.claim_id, row.receipt_id)


def open_claims(addressee_number: int) -> list[tuple[Claim, Standing]]:
    """What the person still owes, the earliest due first."""
    rows = Claim.objects.filter(addressee_number=addressee_number, direction=Direction.RECEIVABLE)
    claims = list(rows.order_by("due_on", "number"))
    standings = balances(claim.id for claim in claims)
    return [(claim, standings[claim.id]) for claim in claims if standings[claim.id].open]


@dataclass(frozen=True)
class StatementRow:
    """One entry's part on one claim: its lines, and how the claim stood after it."""

    claim: Claim
    entry: Entry
    lines: tuple[Line, ...]
    after: Standing

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """Account, side in words and yen of each line."""
        words = {Side.DEBIT: "借方", Side.CREDIT: "貸方"}
        return [(name_of(line.account), words[line.side], line.amount) for line in self.lines]


def statement(addressee_number: int) -> list[StatementRow]:
    """Everything that was written on the person's claims, in the order it was posted."""
    claims = {claim.id: claim for claim in Claim.objects.filter(addressee_number=addressee_number)}
    rows = list(LineRow.objects.filter(claim_id__in=list(claims)).order_by("entry_id", "number"))
    entries = {entry.id: entry for entry in Entry.objects.filter(id__in={row.entry_id for row in rows})}
    parts: dict[tuple[UUID, UUID], list[Line]] = {}
    for row in rows:
        assert row.claim_id is not None  # the condition above
        parts.setdefault((row.entry_id, row.claim_id), []).append(_line(row))
    standings = {one.id: Standing(one.id, Direction(one.direction), one.item) for one in claims.values()}
    found = []
    for entry_id, claim_id in sorted(parts, key=lambda key: (entries[key[0]].posted_at, key[0], key[1])):
        lines = parts[entry_id, claim_id]
        standings[claim_id] = standings[claim_id].after(lines)
        found.append(StatementRow(claims[claim_id], entries[entry_id], tuple(lines), standings[claim_id]))
    return found


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One account's totals in yen."""

    account: str
    name: str
    debit: int
    credit: int


def trial_balance(until: date) -> list[TrialLine]:
    """試算表: all accounts with what was written until a day (``Entry.day``); debit and credit agree in sum."""
    return [TrialLine(account, name_of(account), debit, credit) for account, debit, credit in _TRIAL.rows(until=until)]
