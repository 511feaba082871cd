"""A file of payments comes in: read whole, each line a row, then a job enters what can be matched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from yakuba.areas.collection.domain.lines import Fate, Paid, Received, Way, read
from yakuba.areas.collection.models import PaymentFile, PaymentLine
from yakuba.platform.access import service as access
from yakuba.platform.jobs import service as jobs
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

INQUIRE, ENTER = "collection.inquire", "collection.enter"
APPLY = "collection.apply"
_MANY = 2_000
_STATES = {
    Fate.PAYMENT: PaymentLine.State.WAITING,
    Fate.NOTED: PaymentLine.State.NOTED,
    Fate.HELD: PaymentLine.State.HELD,
    Fate.REJECTED: PaymentLine.State.REJECTED,
}


def receive(way: Way, name: str, data: bytes, received: Received) -> tuple[PaymentFile, bool]:
    """The file with its lines, and whether it was there already. FileRefused for what is no such file."""
    access.require(ENTER)
    digest = hashlib.sha256(data).hexdigest()
    known = PaymentFile.objects.filter(digest=digest).first()
    if known is not None:
        return known, True
    found = read(way, data, received)
    context = current_context()
    (serial,) = numbers.take(f"payment-file-{context.business_date.year}")
    file = PaymentFile(
        municipality_id=current(),
        number=f"S{context.business_date.year}-{serial:06d}",
        way=way,
        file_name=name[:200],
        digest=digest,
        lines=len(found.lines),
        remarks=list(found.remarks),
        received_at=context.instant,
        received_by=context.actor.name[:64],
    )
    file.save(force_insert=True)
    for at in range(0, len(found.lines), _MANY):
        _keep(file, found.lines[at : at + _MANY])
    register.record("import", note=register.Note(duty=ENTER, detail={"file": file.number, "lines": file.lines}))
    file.job_id = jobs.start(APPLY, {"file": str(file.id)}, key=str(file.id)).id
    file.save(update_fields=["job_id"])
    return file, False


def _keep(file: PaymentFile, lines: Sequence[Paid]) -> None:
    known = _files_of(line.key for line in lines if line.key)
    claims = dict(
        Claim.objects.filter(number__in={line.claim_number for line in lines if line.claim_number}).values_list(
            "number", "id"
        )
    )
    rows = []
    for line in lines:
        row = _row(file, line)
        row.claim_id = claims.get(line.claim_number)
        if row.key in known:
            row.state, row.key = PaymentLine.State.REJECTED, None
            row.reason, row.remedy = f"{known[line.key]}で取込み済み（二重）", "そのままでよい"
        elif row.key:
            known[row.key] = f"このファイルの{line.number}件目"
        rows.append(row)
    PaymentLine.objects.bulk_create(rows)


def _files_of(keys: Iterable[str]) -> dict[str, str]:
    """In which file a payment came before, by its key."""
    rows = PaymentLine.objects.filter(key__in=[key[:240] for key in keys]).values_list("key", "file_id", "number")
    found = list(rows)
    files = dict(PaymentFile.objects.filter(id__in={row[1] for row in found}).values_list("id", "number"))
    return {str(key): f"{files[file_id]}の{number}件目" for key, file_id, number in found}


def _row(file: PaymentFile, line: Paid) -> PaymentLine:
    settled = line.fate in (Fate.NOTED, Fate.REJECTED)
    return PaymentLine(
        municipality_id=current(),
        file_id=file.id,
        number=line.number,
        state=_STATES[line.fate],
        key=line.key[:240] or None,
        claim_number=line.claim_number,
        amount=line.amount,
        paid_on=line.paid_on,
        told=dict(line.told),
        reason=line.reason[:400],
        remedy=line.remedy[:400],
        settled_at=file.received_at if settled else None,
        settled_by="システム" if settled else "",
    )
