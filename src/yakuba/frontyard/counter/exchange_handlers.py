"""The visit of a family that another municipality announced: its free times, and the booking, by message."""

from datetime import datetime

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter import bookings
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.exchange import service as exchange
from yakuba.platform.exchange.errors import Refused
from yakuba.platform.exchange.registry import Incoming, handler
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.scope import current

MOST = 80  # times told at once


@handler("visit_wanted")
def visit_wanted(message: Incoming) -> None:
    """Book, give back, or tell the times; the answer always carries how it stands. Only for whom we expect."""
    (told,) = message.payload["records"] or [{}]
    wanted, subject = str(told.get("slot") or ""), str(told.get("about") or message.subject)
    arrival = registry.arrival_by_subject(message.from_municipality, subject)
    if arrival is None:
        raise Refused("来庁の予約：転入予定になっていない人からの希望")
    about = {"filing_key": str(told.get("filing_key") or "")}
    if any(one.protection_ids for one in disclosure.subject_state(arrival.numbers).values()):
        # When somebody under a support measure will come is told to no account of a portal: come at any time.
        _answer(message, arrival, {**about, "problem": "", "booked": "", "free": ""})
        return
    problem = "" if wanted else "anew"
    try:
        if wanted == "cancel":
            bookings.cancel_arrival(arrival.id)
        elif wanted:
            bookings.book_arrival(arrival, _moment(wanted))
    except bookings.BookingError:
        problem = "taken"
    row = bookings.of_arrival(arrival.id)
    booked = row.starts_at.astimezone(JST).isoformat() if row and row.state == row.State.BOOKED else ""
    times = " ".join(one.isoformat() for one in bookings.free(arrival.planned_on)[:MOST])
    _answer(message, arrival, {**about, "problem": problem, "booked": booked, "free": times})


def _answer(message: Incoming, arrival: registry.Arrival, told: dict[str, str]) -> None:
    place = directory.by_id(current())
    record = {**told, "from_lg_code": place.lg_code, "to_lg_code": arrival.from_lg_code, "place": place.name}
    exchange.post(
        exchange.Message(
            exchange.to_other_municipality(arrival.from_lg_code),
            "visit_offer",
            message.subject,
            {"records": [record]},
            origin="counter",
            key=f"{message.sender}/{message.message_id}/offer",
        )
    )


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise bookings.BookingError("読み取れない時刻") from None
    if told.tzinfo is None:
        raise bookings.BookingError("読み取れない時刻")
    return told
