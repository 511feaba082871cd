"""Reads for staff. Who shows a page of these keeps it in the register (``view_ledger``)."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yakuba.areas.child_allowance import rights
from yakuba.areas.child_allowance.actions.names import APPROVE, ENTER
from yakuba.areas.child_allowance.domain import months
from yakuba.areas.child_allowance.domain.right import Child, school_end
from yakuba.areas.child_allowance.models import AllowanceVersion, MailingLetter, Payment, PaymentRun
from yakuba.platform.access import service as access
from yakuba.platform.tenancy.context import current_context
from yakuba.standards.folding import fold_name

EXPIRES_WITHIN = 2
"""Months before its end in which a confirmation is asked for anew."""


def may_read() -> bool:
    """Whether the actor has to do with the child allowance."""
    actor = current_context().actor
    return actor.kind == "system" or bool({ENTER, APPROVE} & actor.duties)


def may_enter() -> bool:
    """Whether the actor may enter changes."""
    return ENTER in current_context().actor.duties


def require_read() -> None:
    """Raises access.Refused."""
    if not may_read():
        raise access.Refused(ENTER, "児童手当を見るには「児童手当の受付」か「児童手当の決裁」の事務が必要です")


@dataclass(frozen=True)
class Wanted:
    """Conditions of the list. ``text`` is looked for in number and names; ``state`` empty means all."""

    text: str = ""
    state: str = ""


def listed(wanted: Wanted) -> "QuerySet[AllowanceVersion]":
    """Current versions that fit, by number, the newest first."""
    rows = AllowanceVersion.objects.filter(is_latest=True)
    if wanted.state in AllowanceVersion.State.values:
        rows = rows.filter(state=wanted.state)
    for word in wanted.text.split():
        rows = rows.filter(words__contains=fold_name(word))
    return rows.order_by("-number")


def find(right_id: UUID) -> AllowanceVersion | None:
    """The current version of a right."""
    return rights.latest(right_id)


def payments_of(right_id: UUID) -> list[Payment]:
    """All payments of a right but those given up, the newest first."""
    rows = Payment.objects.filter(right_id=right_id).exclude(state=Payment.State.VOID)
    return list(rows.order_by("-made_at", "-id"))


def notices_of(right_id: UUID) -> list[MailingLetter]:
    """Letters of mailings to a right that were made, or held back, the newest first."""
    rows = (
        MailingLetter.objects.select_related("mailing")
        .filter(right_id=right_id)
        .exclude(state=MailingLetter.State.WAITING)
    )
    return list(rows.order_by("-number"))


def runs() -> list[PaymentRun]:
    """All runs, the newest first."""
    return list(PaymentRun.objects.order_by("-known_at", "-id")[:120])


def run_before(run: PaymentRun) -> PaymentRun | None:
    """The last run of the same kind that was sent before."""
    rows = PaymentRun.objects.filter(kind=run.kind, state__in=("sent", "paid"), known_at__lt=run.known_at)
    return rows.order_by("-known_at", "-id").first()


def needs_account(row: AllowanceVersion) -> bool:
    """Whether the right has no account, or only the one a payment came back from."""
    account = row.content.get("account")
    back = (
        Payment.objects.filter(right_id=row.right_id, state=Payment.State.RETURNED).order_by("-made_at", "-id").first()
    )
    return account is None or (back is not None and back.account == account)


def without_account() -> list[AllowanceVersion]:
    """Rights that cannot be paid until an account is told, by number."""
    rows = AllowanceVersion.objects.filter(is_latest=True)
    back = Payment.objects.filter(state=Payment.State.RETURNED).values_list("right_id", flat=True)
    asked = [*rows.filter(content__account=None).exclude(state="ended"), *rows.filter(right_id__in=list(set(back)))]
    found = {row.right_id: row for row in asked if needs_account(row)}
    return sorted(found.values(), key=lambda row: row.number)


def held() -> list[AllowanceVersion]:
    """Rights whose payments are held, by number."""
    rows = AllowanceVersion.objects.filter(is_latest=True, state=AllowanceVersion.State.HELD)
    return list(rows.order_by("number"))


def expiring(month: str) -> list[tuple[AllowanceVersion, Child]]:
    """Children past school age whose confirmation ends within two months, or has ended, before they are 22 (現況)."""
    rows = AllowanceVersion.objects.filter(is_latest=True).exclude(state="ended").order_by("number")
    return [(row, child) for row in rows for child in rights.value_of(row).children if _is_asked(child, month)]


def _is_asked(child: Child, month: str) -> bool:
    until, longest = child.confirmed_until, school_end(child.birth_date, 22)
    is_past_school = school_end(child.birth_date, 18) < month <= longest
    return (
        not child.last
        and is_past_school
        and bool(until)
        and until < min(longest, months.add(month, EXPIRES_WITHIN + 1))
    )


def people(rows: Collection[AllowanceVersion]) -> set[int]:
    """Addressee numbers of everybody these rights name."""
    return {number for row in rows for number in row.people}
