"""What can be filed here today, with fees and the town's own definitions: told to the portal when it changed."""

import hashlib
import json
import logging
from datetime import date
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from yakuba.frontyard.reception import letters
from yakuba.platform.cases import fees, shelf
from yakuba.platform.cases.procedures.definition import Procedure, dump
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST, current_context, now, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

NOBODY = UUID(int=0)
logger = logging.getLogger(__name__)


def publish() -> None:
    """One round over all municipalities; what was told already is not told again."""
    for place in directory.everyone():
        _of(place)


class Rounds:
    """Rounds of one process: only where the day, a parameter or an own procedure changed is looked at again.

    One that fails is told in the log and tried in the next round; it holds up no other.
    """

    def __init__(self) -> None:
        self.known: dict[int, tuple[date, str]] = {}

    def __call__(self) -> int:
        """How many municipalities were looked at."""
        day = now().astimezone(JST).date()
        stamps = _stamps()
        due = [place for place in directory.everyone() if self.known.get(place.id) != (day, stamps.get(place.id, ""))]
        for place in due:
            try:
                _of(place)
            except (OperationalError, InterfaceError):
                raise  # the database is away: not the fault of this one
            except Exception:
                logger.exception("the list of open procedures of %s was not told", place.address)
            else:
                self.known[place.id] = (day, stamps.get(place.id, ""))
        return len(due)


def _stamps() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, stamp FROM catalogue_stamps()")
        return dict(cursor.fetchall())


def _of(place: directory.Place) -> None:
    with use_context(system_context(place.id, "front yard")), tenant(place.id):
        letters.keys()
        _publish()


def _publish() -> None:
    day = current_context().business_date
    body = {
        "day": day.isoformat(),
        "procedures": [_told(one) for one in shelf.open_on(day, "portal")],
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]
    letters.send("catalogue", NOBODY, body, key=f"catalogue/{digest}")


def _told(one: Procedure) -> dict[str, Any]:
    """An own procedure with its whole definition: the portal has no other way to know it."""
    told: dict[str, Any] = {"code": one.code, "version": one.version, "open": True}
    told["fee_yen"] = fees.amount_of(one, current_context().business_date)
    return told | {"definition": dump(one)} if shelf.is_own(one.code) else told
