"""Which municipalities live here, by the address a browser or file names."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from yakuba.platform.tenancy.models import Municipality, MunicipalityName
from yakuba.standards import municipalities as nation


@dataclass(frozen=True)
class Place:
    """A municipality as the rest of the house knows it."""

    id: int
    lg_code: str
    address: str
    prefecture: str
    name: str
    is_training: bool
    is_demo: bool

    @property
    def full_name(self) -> str:
        return self.prefecture + self.name


class UnknownMunicipality(LookupError):
    """No municipality of this service answers to that code or address."""


OWNER = "owner"

_remembered: ContextVar["Place | None"] = ContextVar("yakuba_place", default=None)


def _place(row: MunicipalityName) -> Place:
    town = row.municipality
    return Place(town.id, row.lg_code, row.address, row.prefecture, row.name, town.is_training, town.is_demo)


def _current_names() -> "list[Place]":
    rows = MunicipalityName.objects.filter(valid_to__isnull=True).select_related("municipality")
    return [_place(row) for row in rows.order_by("address")]


def everyone() -> list[Place]:
    """All municipalities of this service, by address."""
    return _current_names()


_BY_ADDRESS = """
SELECT town.id, name.lg_code, name.address, name.prefecture, name.name, town.is_training, town.is_demo
FROM municipality_name AS name JOIN municipality AS town ON town.id = name.municipality_id
WHERE name.address = %s AND name.valid_to IS NULL
"""


def by_address(address: str) -> Place:
    """The municipality at a path segment such as ``012084``. Raises UnknownMunicipality."""
    with connection.cursor() as cursor:  # each request begins with this: by hand it costs a fifth
        cursor.execute(_BY_ADDRESS, [address])
        row = cursor.fetchone()
    if row is None:
        raise UnknownMunicipality(address)
    return Place(*row)


@contextmanager
def remembered(place: Place) -> Iterator[None]:
    """While a request of ``place`` runs, ``by_id`` need not ask the database again."""
    token = _remembered.set(place)
    try:
        yield
    finally:
        _remembered.reset(token)


def by_id(municipality: int) -> Place:
    """The municipality with that id. Raises UnknownMunicipality."""
    known = _remembered.get()
    if known is not None and known.id == municipality:
        return known
    row = (
        MunicipalityName.objects.filter(municipality_id=municipality, valid_to__isnull=True)
        .select_related("municipality")
        .first()
    )
    if row is None:
        raise UnknownMunicipality(str(municipality))
    return _place(row)


@dataclass(frozen=True)
class Founding:
    """What founding a municipality needs. ``training`` gives a second, separate town hall for practice."""

    lg_code: str
    instant: datetime
    day: date
    training: bool = False
    demo: bool = False


def found(founding: Founding) -> Place:
    """Give a municipality its id, once. Run again it returns the one that exists.

    Needs the owner's database address: the application itself may only read the directory.

    Raises LookupError for a code that is no municipality of Japan.
    """
    town = nation.get(founding.lg_code)
    address = f"training-{founding.lg_code}" if founding.training else founding.lg_code
    with transaction.atomic(using=OWNER):
        known = MunicipalityName.objects.using(OWNER).filter(address=address, valid_to__isnull=True)
        name = known.select_related("municipality").first()
        if name is None:
            row = Municipality.objects.using(OWNER).create(
                founded_at=founding.instant, is_training=founding.training, is_demo=founding.demo
            )
            name = MunicipalityName.objects.using(OWNER).create(
                municipality=row,
                lg_code=founding.lg_code,
                address=address,
                prefecture=town.prefecture,
                name=town.name,
                valid_from=founding.day,
            )
        return _place(name)
