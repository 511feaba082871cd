"""What can be filed in the open municipality: the shipped procedures, and those it made itself.

Everything in the core asks here, so that an own procedure is received, checked and decided like any other. The portal
lives in another zone; it is told of own definitions by letter.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.procedures.definition import Procedure, parse

OWN = "own_"
"""Own procedures have codes of their own: no release can ever ship one of the same name."""


_WHERE: dict[str, Callable[[], bool]] = {}


def offer_where(code: str, holds: Callable[[], bool]) -> None:
    """A shipped procedure that not every municipality can end: offered only where ``holds``, asked in the open one.

    What was filed stays as it is; the portal is told with the next list (a change of the day at the latest).
    """
    _WHERE[code] = holds


def is_own(code: str) -> bool:
    return code.startswith(OWN)


def get(code: str, version: int) -> Procedure:
    """That version, open or not. Raises UnknownProcedure."""
    if not is_own(code):
        return catalogue.load().get(code, version)
    row = OwnProcedure.objects.filter(code=code, version=version, state=OwnProcedure.State.PUBLISHED).first()
    if row is None:
        raise UnknownProcedure(f"{code} version {version}")
    return definition_of(row)


def everything() -> tuple[Procedure, ...]:
    """All versions, those that are closed included."""
    return (*catalogue.load().procedures, *own())


def own() -> tuple[Procedure, ...]:
    """The municipality's own published ones, in order of code and version."""
    rows = OwnProcedure.objects.filter(state=OwnProcedure.State.PUBLISHED).order_by("code", "version")
    return tuple(map(definition_of, rows))


def open_on(day: date, channel: str = "") -> tuple[Procedure, ...]:
    """What can be filed on a day, one version each, the shipped ones first."""
    mine = (one for one in own() if one.is_open_on(day) and (not channel or channel in one.channels))
    shipped = (one for one in catalogue.load().open_on(day, channel) if one.code not in _WHERE or _WHERE[one.code]())
    return (*shipped, *mine)


def definition_of(row: OwnProcedure) -> Procedure:
    """A version as the kernel uses it. Raises BrokenDefinition for a draft that is not complete."""
    return _parsed(row.municipality_id, row.id, row.revision, _Given(row))


class _Given:
    """Carries the row past the cache, which goes by its key and revision alone."""

    def __init__(self, row: OwnProcedure) -> None:
        self.row = row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=512)
def _parsed(municipality: int, key: object, revision: int, given: _Given) -> Procedure:
    row = given.row
    dates = {"valid_from": row.valid_from or date.max, "valid_until": row.valid_until}
    return parse({**row.definition, "code": row.code, "version": row.version, **dates}, row.title or row.code)
