"""The account a person told for what is given back, with how it was told. The last one told counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.models import PayeeAccount
from yakuba.platform.access import service as access
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger.service import Refused
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.money import accounts
from yakuba.standards.money.accounts import Account


@dataclass(frozen=True, slots=True)
class Told:
    """How an account was told, on which day, and what else is to be known."""

    how: str
    on: date
    remark: str = ""


def enter(number: int, account: Account, told: Told) -> PayeeAccount:
    """Keep the account of a person; the same again is the one there. Refused where no bank would pay into it."""
    access.require(REFUND)
    fault = accounts.fault(account)
    if fault:
        raise Refused(f"口座：{fault}")
    if told.on > current_context().business_date:
        raise Refused("聞いた日が今日より後です。日付を確かめてください。")
    list(Addressee.objects.select_for_update().filter(addressee_number=number))
    last = PayeeAccount.objects.filter(addressee_number=number, is_latest=True).first()
    if last is not None and (last.value, last.told_how, last.told_on) == (account, told.how, told.on):
        return last
    if last is not None:
        last.is_latest = False
        last.save(update_fields=["is_latest"])
    context = current_context()
    row = PayeeAccount.objects.create(
        addressee_number=number,
        bank=account.bank,
        branch=account.branch,
        kind=account.kind,
        number=account.number,
        holder=account.holder,
        told_how=told.how,
        told_on=told.on,
        remark=told.remark[:200],
        entered_at=context.instant,
        entered_by=context.actor.name[:64],
    )
    detail = {"account": "還付先の口座", "how": told.how}
    register.record("collect", [number], note=register.Note(duty=REFUND, detail=detail))
    return row


def of(number: int) -> list[PayeeAccount]:
    """Accounts of a person, the newest first."""
    return list(PayeeAccount.objects.filter(addressee_number=number).order_by("-entered_at", "-id"))
