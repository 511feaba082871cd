"""The visit that a filing waits for: booked time, times that are still to come, what is being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yakuba.frontyard.portal.models import Sent
from yakuba.platform.tenancy.context import JST, current_context


@dataclass(frozen=True)
class Visiting:
    """``days``: each open day with (value to send, hour and minute). ``asked``: a wish the core has not answered."""

    booked: datetime | None
    days: tuple[tuple[date, tuple[tuple[str, str], ...]], ...]
    problem: str
    asked: bool
    place: str = ""


def visiting(row: Sent) -> Visiting | None:
    """What the page shows of the visit; None where none is waited for."""
    told: Mapping[str, Any] = row.words.get("visit") or {}
    if not _waited_for(row, told):
        return None
    now = current_context().instant
    free = [at for at in map(datetime.fromisoformat, told.get("free", ())) if at > now]
    days: dict[date, list[tuple[str, str]]] = {}
    for at in free:
        here = at.astimezone(JST)
        days.setdefault(here.date(), []).append((at.isoformat(), f"{here:%H:%M}"))
    booked = datetime.fromisoformat(told["booked"]) if told.get("booked") else None
    shown = tuple((day, tuple(times)) for day, times in days.items())
    return Visiting(booked, shown, str(told.get("problem", "")), bool(told.get("asked")), str(told.get("place") or ""))


def _waited_for(row: Sent, told: Mapping[str, Any]) -> bool:
    """Here; or, after a move-out, at the municipality the family moves to (``place``)."""
    return bool(told) and (row.state == "visit" or (row.state == "done" and bool(told.get("place"))))


def may_wish(row: Sent, slot: str) -> bool:
    """Whether that may be asked for: a time that was told, ``cancel`` of a booking, or the free times anew."""
    told: Mapping[str, Any] = row.words.get("visit") or {}
    return _waited_for(row, told) and (
        not slot or slot in told.get("free", ()) or (slot == "cancel" and bool(told.get("booked")))
    )
