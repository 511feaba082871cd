"""What can be filed here today, with fees and the town's own definitions: told to the portal when it changed."""

import hashlib
import json
from typing import Any
from uuid import UUID

from yakuba.frontyard.reception import letters
from yakuba.platform.cases import shelf
from yakuba.platform.cases.procedures.definition import Procedure, dump
from yakuba.platform.parameters.service import get
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

NOBODY = UUID(int=0)


def publish() -> None:
    """One round over all municipalities; what was told already is not told again."""
    for place in directory.everyone():
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
    told: dict[str, Any] = {"code": one.code, "version": one.version, "open": True, "fee_yen": _fee(one)}
    return told | {"definition": dump(one)} if shelf.is_own(one.code) else told


def _fee(one: Procedure) -> int:
    return int(get(one.fee, current_context().business_date)) if one.fee else one.fee_yen
