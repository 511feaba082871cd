"""Bodies that receive: kept, named in lists, written to."""

from collections.abc import Collection
from dataclasses import dataclass

from yakuba.areas.child_allowance.actions import names
from yakuba.areas.child_allowance.models import AllowanceBody
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.access import service as access
from yakuba.platform.addressee import service as addressees
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.cases.panels import Named
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is kept of a body. ``postcode``: seven digits."""

    kind: str
    name: str
    postcode: str
    address: str
    representative: str = ""
    telephone: str = ""


def find(number: int) -> AllowanceBody | None:
    """The body under an addressee number."""
    return AllowanceBody.objects.filter(addressee_number=number).first()


def listed() -> list[AllowanceBody]:
    """All bodies by kind and name."""
    return list(AllowanceBody.objects.order_by("kind", "name", "addressee_number"))


def add(details: Details) -> AllowanceBody:
    """A new body with an addressee number of its own. Raises access.Refused."""
    access.require(names.ENTER)
    number = addressees.next_number()
    addressees.register([number], Addressee.Kind.BODY)
    return _save(AllowanceBody(id=new_uuid7(), addressee_number=number), details)


def change(number: int, details: Details) -> AllowanceBody:
    """What is kept of a body, anew. Raises access.Refused, AllowanceBody.DoesNotExist."""
    access.require(names.ENTER)
    return _save(AllowanceBody.objects.select_for_update().get(addressee_number=number), details)


def _save(row: AllowanceBody, details: Details) -> AllowanceBody:
    context = current_context()
    for name in Details.__dataclass_fields__:
        setattr(row, name, getattr(details, name))
    row.changed_at, row.changed_by_name = context.instant, context.actor.name
    row.save()
    register.record("enter", [row.addressee_number], note=register.Note(detail={"body": row.name}))
    return row


def correspondent(number: int) -> registry.Correspondent | None:
    """Where a letter to a body goes; none when the number is no body's."""
    row = find(number)
    if row is None:
        return None
    postcode = f"{row.postcode[:3]}-{row.postcode[3:]}"
    name = f"{row.name}　{row.representative}" if row.representative else row.name
    return registry.Correspondent(name, postcode, row.address, True)


def names_of(numbers: Collection[int]) -> dict[int, Named]:
    """How lists name bodies."""
    rows = AllowanceBody.objects.filter(addressee_number__in=list(numbers))
    return {row.addressee_number: Named(f"{row.name}（{row.get_kind_display()}）") for row in rows}
