"""The core takes signed visits that the counter's own zone has left: each once, whatever dies in between.

A visit is taken in one transaction, which holds its row: filings, files and the new state are there together or not.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from yakuba.frontyard.counter import sealing, visits
from yakuba.frontyard.counter.file_models import SealedFile
from yakuba.frontyard.counter.models import Visit
from yakuba.platform.access import service as access
from yakuba.platform.access.models import Account
from yakuba.platform.attachments import service as attachments
from yakuba.platform.cases.registry import actions
from yakuba.platform.secrets import safe
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import SYSTEM, Context, current_context, now, use_context
from yakuba.platform.tenancy.scope import tenant

logger = logging.getLogger(__name__)


class NotTaken(ValueError):
    """A visit the core does not believe."""


def take_all() -> int:
    """One round over all town halls; how many visits were taken. One that cannot be taken holds up no other."""
    if not settings.COUNTER_ZONE:
        return 0
    sealing.private()  # the key the counter seals to is shown before anything can be sealed
    return sum(_take_of(place.id) for place in directory.everyone())


def _take_of(municipality: int) -> int:
    with tenant(municipality):
        left = list(
            Visit.objects.filter(state=Visit.State.HANDED).order_by("signed_at", "id").values_list("id", flat=True)
        )
    taken = 0
    for visit_id in left:
        try:
            with tenant(municipality), use_context(Context(now(), SYSTEM, municipality)):
                taken += take(visit_id)
        except Exception:
            logger.exception("visit %s of municipality %s was not taken", visit_id, municipality)
    return taken


def take(visit_id: UUID) -> bool:
    """File what was signed, in the open transaction. False: somebody else has. Raises NotTaken."""
    visit = Visit.objects.select_for_update().filter(id=visit_id, state=Visit.State.HANDED).first()
    if visit is None:
        return False
    _require_duties(visit)
    if visit.drawing:
        safe.put(visit.id, {"sign": sealing.opened(bytes(visit.drawing))})
    keys = [UUID(one.key) for one in visits.drafts(visit)]
    _take_files(visit, keys)
    visit.drawing, visit.state = b"", Visit.State.FILED
    visits.save(visit)
    visits.file_all(visit)
    return True


def _require_duties(visit: Visit) -> None:
    """The counter's zone could write any clerk into a visit: he must be one, and may enter what was filed."""
    account = Account.objects.filter(id=visit.clerk_id, is_active=True).first()
    held = access.duties_on(account, current_context().business_date) if account else frozenset()
    for one in visits.drafts(visit):
        if actions.get(one.procedure.action).enter_duty not in held:
            raise NotTaken(f"{one.code}: the clerk of the visit may not enter it")


def _take_files(visit: Visit, keys: Iterable[UUID]) -> None:
    """Only what the answers name; every file is examined again here, as from any other zone."""
    named = {
        str(ref["id"])
        for one in visits.drafts(visit)
        for question in one.asked
        for ref in attachments.refs_in(one.answers.get(question.id))
    }
    rows = SealedFile.objects.filter(filing_key__in=list(keys))
    for row in rows.order_by("kept_at", "id"):
        if str(row.id) in named:
            with visits.as_clerk(visit):
                coming = attachments.Coming(row.filing_key, row.question, row.ref)
                attachments.take(coming, sealing.opened(bytes(row.sealed)))
    rows.delete()
