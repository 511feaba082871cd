"""The thread of a move-out goes on until the move-in: the visit at the other municipality, and that it is done there.

Times and bookings are the other municipality's; they come and go by message (docs/exchange.md), behind the data of the
move-out themselves, so that it knows the family when it is asked.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.reception import news
from yakuba.frontyard.reception.moving_destinations import PROCEDURE, destination
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.models import Case
from yakuba.platform.exchange import service as exchange
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

CONFIRMED = "resident_registry.move_out_confirmed"
TOLD_FOR = timedelta(days=400)
"""Long after the end of every move's time: older threads have no visit to tell of."""


def follow(filing: Filing) -> None:
    """Once the move-out is on the record, the other municipality is asked for the times of a visit."""
    if filing.account is not None and destination(filing) and not filing.outcome.get("moved_in_on"):
        wish(filing, "", key=f"{filing.id}/visit")


def wish(filing: Filing, slot: str, key: str | None = None) -> None:
    """Ask the other municipality: a time (ISO 8601), ``cancel``, or nothing for its free times."""
    code, subject = destination(filing), registry.move_out_subject(filing.case_id)
    if not code or not subject:
        return
    own = directory.by_id(current()).lg_code
    record = {"from_lg_code": own, "to_lg_code": code, "filing_key": str(filing.key), "slot": slot, "about": subject}
    receiver = exchange.to_other_municipality(code)
    exchange.post(
        exchange.Message(
            receiver,
            "visit_wanted",
            # Behind the data of the move where the town lives here. A network that knows no such wish must not hold
            # back what has to be told of the move later.
            subject if receiver.kind == "municipality" else f"visit:{filing.key}",
            {"records": [record]},
            origin="reception",
            key=key,
        )
    )


def asked_about(told: Mapping[str, Any], sender: str) -> Filing | None:
    """The filing an offer is about, where ``sender`` is the municipality it leads to."""
    try:
        key = UUID(str(told.get("filing_key")))
    except ValueError:
        return None
    filing = Filing.objects.filter(key=key).first()
    return filing if filing is not None and destination(filing) == sender else None


def arrived(case: Case) -> None:
    """The notice of the other municipality was registered: the filing's thread says that the move-in is done."""
    if case.action != CONFIRMED or case.state != Case.State.REGISTERED:
        return
    numbers = list(case.subjects.values_list("addressee_number", flat=True))
    rows = Filing.objects.filter(procedure=PROCEDURE, state=Filing.State.DONE, applicant_number__in=numbers)
    for filing in rows.order_by("filed_at", "id"):
        if destination(filing) and not filing.outcome.get("moved_in_on"):
            filing.outcome = {**filing.outcome, "moved_in_on": str(case.input["filing"]["change_date"]["date"])}
            filing.revision += 1
            filing.save(update_fields=["outcome", "revision"])
            news.tell(filing)


def protected(numbers: Collection[int]) -> None:
    """What the threads of these persons' moves told of a visit is taken off the pages at once."""
    wanted = set(numbers)
    since = current_context().instant - TOLD_FOR
    for filing in Filing.objects.filter(procedure=PROCEDURE, state=Filing.State.DONE, filed_at__gt=since):
        if filing.account is not None and wanted & {filing.applicant_number, *filing.people.values()}:
            filing.revision += 1
            filing.save(update_fields=["revision"])
            news.tell(filing)
