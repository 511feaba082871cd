"""Which procedures there are for this portal: those of the release, and those the municipality made itself.

The core tells of its own ones in the letter with the list of what is open; here they are read again, so that nothing
that is no procedure is ever shown.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yakuba.frontyard.portal.models import OwnDefinition
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.cases.procedures.catalogue import UnknownProcedure
from yakuba.platform.cases.procedures.definition import BrokenDefinition, Procedure, parse

OWN = "own_"


def get(code: str, version: int) -> Procedure:
    """That version, open or not. Raises UnknownProcedure."""
    if not code.startswith(OWN):
        return catalogue.load().get(code, version)
    row = OwnDefinition.objects.filter(code=code, version=version).first()
    if row is None:
        raise UnknownProcedure(f"{code} version {version}")
    return parse(row.definition, code)


def open_on(day: date, offered: Mapping[str, int], only: str = "") -> list[Procedure]:
    """The shipped ones of the day, then the own ones among those ``offered`` (code → version); or one code alone."""
    wanted = [one for one in offered if one.startswith(OWN)]
    if only and not only.startswith(OWN):
        return [one for one in catalogue.load().open_on(day, "portal") if one.code == only]
    rows = OwnDefinition.objects.filter(code__in=wanted).order_by("code") if wanted else ()
    own = [parse(row.definition, row.code) for row in rows if offered[row.code] == row.version]
    return [*(() if only else catalogue.load().open_on(day, "portal")), *(one for one in own if one.is_open_on(day))]


def learn(told: Mapping[str, Any]) -> Procedure | None:
    """Keep an own definition of a letter; None for one that is broken or says it is another. What is here stays."""
    try:
        procedure = parse(told.get("definition"), str(told["code"]))
    except BrokenDefinition:
        return None
    named = (str(told["code"]), int(told["version"]))
    if (procedure.code, procedure.version) != named or not procedure.code.startswith(OWN):
        return None
    # Its dates may change: a version is closed the day before the next one begins. Nothing else does.
    OwnDefinition.objects.update_or_create(
        code=procedure.code, version=procedure.version, defaults={"definition": dict(told["definition"])}
    )
    return procedure
