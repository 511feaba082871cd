"""Payments that came back (振込不能): entered one by one, or by the list a bank or cashier sends."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.areas.child_allowance import letters, money_ledger, notices
from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.models import Payment, PaymentRun
from yakuba.areas.child_allowance.runs import CannotNow
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.standards.money.accounts import customer_code, returned_in
from yakuba.standards.money.errors import FileRefused


def returned(payment_id: UUID, day: date, reason: str) -> Payment:
    """A payment came back: its months are owed again, the account is not used again, and the recipient is written to.

    Raises CannotNow.
    """
    access.require(names.ENTER)
    row = Payment.objects.select_for_update().filter(id=payment_id).first()
    if row is None or row.state != Payment.State.SENT or row.amount <= 0:
        raise CannotNow("振込済みの支払だけが振込不能になります。一覧を開き直してください")
    if not reason.strip():
        raise CannotNow("振込不能の理由を選んでください")
    if row.ledger_claim is None:
        raise CannotNow("台帳への記帳が終わるまで待ってください")
    row.state, row.returned_on, row.returned_for = Payment.State.RETURNED, day, reason.strip()[:100]
    row.letter = _tell(row)
    row.save(update_fields=["state", "returned_on", "returned_for", "letter"])
    money_ledger.came_back(row, day)
    note = register.Note(detail={"number": row.number, "step": "振込不能"})
    register.record("enter", [row.claimant_number], note=note)
    return row


def _tell(row: Payment) -> UUID | None:
    """The letter that asks for another account; none where it may not be sent: the desk sees that on its list."""
    run = PaymentRun.objects.filter(id=row.run_id).first() if row.run_id else None
    try:
        return letters.issue(notices.came_back(row, run.pay_on if run else None), letters.Telling(row.claimant_number))
    except letters.CannotWrite:
        return None


@dataclass(frozen=True)
class Imported:
    """What a list did: lines taken, and those that were not, each with its place and reason."""

    taken: int
    held: tuple[str, ...]


def import_list(run_id: UUID, content: bytes, day: date) -> Imported:
    """``number,reason`` a line, UTF-8 or CP932; numbers as 受給者番号 or as the customer code of the file.

    What was recorded before is not taken twice: taken + held = lines. Raises CannotNow for what is no such list.
    """
    rows = {customer_code(one.number): one for one in Payment.objects.filter(run_id=run_id)}
    try:
        told = returned_in(content)
    except FileRefused as refusal:
        raise CannotNow(str(refusal)) from None
    taken, held = 0, []
    for place, (number, reason) in enumerate(told, start=1):
        found = rows.get(number.lstrip("0")) or rows.get(number)
        if found is None:
            held.append(f"{place}行目：この支払にない番号（{number}）")
            continue
        try:
            returned(found.id, day, reason)
            taken += 1
        except CannotNow as refusal:
            held.append(f"{place}行目（{found.number}）：{refusal}")
    return Imported(taken, tuple(held))
