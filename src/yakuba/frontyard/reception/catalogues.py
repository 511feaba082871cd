"""The list of what can be filed here today, with fees: told to the portal when it changed."""

import hashlib
import json
from uuid import UUID

from yakuba.frontyard.reception import letters
from yakuba.platform.cases import shelf
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
        "procedures": [
            {"code": one.code, "version": one.version, "open": True, "fee_yen": _fee(one.fee)}
            for one in shelf.open_on(day, "portal")
        ],
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]
    letters.send("catalogue", NOBODY, body, key=f"catalogue/{digest}")


def _fee(key: str) -> int:
    return int(get(key, current_context().business_date)) if key else 0
