"""Late charges become a claim of their own when what they are for is paid, and follow when that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from yakuba.areas.collection.actions import rates
from yakuba.areas.collection.domain.late import Owed, charge_of
from yakuba.law.late_charges import Charge
from yakuba.law.parameters import ParameterMissing
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.chart import head
from yakuba.platform.ledger.service import Claim, Direction, Entry, NewClaim, Posting, Source, Standing, StatementRow
from yakuba.platform.tenancy.context import current_context

_PAYS = {Entry.Kind.RECEIVED, Entry.Kind.ALLOCATED, Entry.Kind.OFFSET}
SOURCE = "collection.late_charge"


def owed_by(claim: Claim, rows: Sequence[StatementRow], standing: Standing) -> Owed:
    """What late charges are counted on: ``rows`` are those of the person's statement."""
    undone = {row.entry.reverses_id for row in rows}
    payments = [
        (row.entry.day, -sum(line.signed for line in row.lines if head(line.account) in ("receivable", "overpaid")))
        for row in rows
        if row.claim.id == claim.id and row.entry.kind in _PAYS and row.entry.id not in undone
    ]
    # An offset away from this claim takes from what was above its base, and is none of its payments.
    paid = tuple((day, amount) for day, amount in payments if amount > 0)
    return Owed(standing.charged - standing.written_off, claim.due_on, paid)


def charges_of(
    claims: Sequence[Claim], rows: Sequence[StatementRow], standings: Mapping[UUID, Standing]
) -> dict[UUID, Charge | str]:
    """The late charge as of today of each principal claim of a person; in words why it cannot be told."""
    today = current_context().business_date
    found: dict[UUID, Charge | str] = {}
    since = min([claim.due_on for claim in claims], default=today)
    known: dict[str, rates.Ruled] = {}
    for claim in claims:
        if claim.direction != Direction.RECEIVABLE or claim.part != Claim.Part.PRINCIPAL:
            continue
        if (wanted := known.get(claim.scheme)) is None:
            wanted = known[claim.scheme] = rates.terms_of(claim.scheme, since, today)
        if wanted.none:
            continue
        try:
            charge = charge_of(owed_by(claim, rows, standings[claim.id]), today, wanted.terms)
        except ParameterMissing as missing:
            found[claim.id] = str(missing)
        else:
            if charge.spans:
                found[claim.id] = charge
    return found


def settle(claim: Claim, cause: str) -> int:
    """Raise, change or end the claim of late charges after a payment or its undoing (``cause`` makes it one act).

    Gives its amount in yen, 0 for none. A year without a rate leaves it as it is: the payer's account says so.
    """
    if claim.part != Claim.Part.PRINCIPAL or claim.direction != Direction.RECEIVABLE:
        return 0
    day = current_context().business_date
    known = Claim.objects.filter(about_id=claim.id, part=Claim.Part.LATE_CHARGE).first()
    if known is None and claim.due_on >= day:
        return 0  # nothing can have been paid late yet
    standing = ledger.balance(claim.id)
    try:
        wanted = 0 if standing.open else _amount(claim, standing)
    except ParameterMissing:
        return 0
    how = Posting(f"{SOURCE}:{claim.id}:{cause}", day, Source(SOURCE, f"{claim.number} {cause}"), "延滞金の計算")
    if known is None:
        if wanted:
            ledger.raise_claim(_new(claim), wanted, how)
        return wanted
    delta = wanted - ledger.balance(known.id).charged
    if delta:
        ledger.change_claim(known.id, delta, how)
    return wanted


def claims_changed(claim_ids: Sequence[UUID], cause: str) -> int:
    """The late charges of claims that an area has raised or lowered; gives how many were looked at.

    A charge that was counted on the amount before would stay, and a claim that is paid off only by being lowered would
    have none.
    """
    today = current_context().business_date
    late = list(Claim.objects.filter(id__in=list(claim_ids), due_on__lt=today, part=Claim.Part.PRINCIPAL))
    for claim in late:
        settle(claim, cause)
    return len(late)


def _amount(claim: Claim, standing: Standing) -> int:
    today = current_context().business_date
    ruled = rates.terms_of(claim.scheme, claim.due_on, today)
    if ruled.none:
        return 0
    rows = [row for row in ledger.statement(claim.addressee_number) if row.claim.id == claim.id]
    return charge_of(owed_by(claim, rows, standing), today, ruled.terms).amount


def _new(claim: Claim) -> NewClaim:
    return NewClaim(
        claim.addressee_number,
        claim.scheme,
        f"延滞金　{claim.title}"[:100],
        claim.fiscal_year,
        claim.levy_year,
        current_context().business_date,
        claim.notice_number,
        claim.instalment,
        item="late_charge",
        part=Claim.Part.LATE_CHARGE,
        about_id=claim.id,
    )
