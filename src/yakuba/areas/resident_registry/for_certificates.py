"""What another area's certificate says of a person, and whether it may be handed over: the registry's own rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yakuba.areas.resident_registry import stops, storage
from yakuba.areas.resident_registry.correspondence import NoResident, issuer
from yakuba.areas.resident_registry.documents.parts import seal_data
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.documents.rendering import JSON

APPLICANTS = {"self": "本人", "household": "同一世帯の人", "proxy": "代理人", "official": "公用"}
"""Who may ask for a certificate that is a secret of the tax office (地方税法22条): nobody without the person's word,
but an office the law names."""


@dataclass(frozen=True)
class Certified:
    """A person as a certificate names him; ``address`` is empty for who lives here no more.

    ``lived_here``: stood on the record as resident on the day asked for.
    """

    number: int
    name: str
    birth_date: str
    address: str
    address_then: str
    lived_here: bool


def certified(number: int, day: date) -> Certified:
    """The person now, and where he lived on a day. Raises NoResident."""
    record = next(iter(storage.latest([number])), None)
    if record is None:
        raise NoResident(str(number))
    then = next(iter(storage.as_of([number], day)), None)
    lived_here = then is not None and then.is_current_resident
    return Certified(
        number,
        record.name,
        words.day_text(record, "birth_date"),
        words.address_text(record) if record.is_current_resident else "",
        words.address_text(then) if then is not None and lived_here else "",
        lived_here,
    )


@dataclass(frozen=True)
class Asking:
    """Who asks for a certificate of one person. ``id`` is the form's key: what an officer lifts, is lifted for it."""

    id: UUID
    applicant: str
    name: str
    number: int


def hold_certificate(asking: Asking) -> None:
    """Raise stops.Stopped where suppression or protection stops it, as for the registry's own certificates."""
    stops.hold(_claim(asking))


def hold_certificate_once(asking: Asking) -> None:
    """The same for a filing that is looked at again and again: the claim stands once on the officer's list."""
    claim = _claim(asking)
    if not stops.stopped(claim):
        return
    if stops.find(claim.id) is None:
        stops.hold(claim)
    raise stops.Stopped(stops.WORDS)


def name_of(number: int) -> str:
    """The name on the current record; empty for nobody's."""
    return next((one.name for one in storage.latest([number])), "")


def _claim(asking: Asking) -> stops.Claim:
    record = next(iter(storage.latest([asking.number])), None)
    if record is None:
        raise NoResident(str(asking.number))
    household = storage.latest_of_households([record.household_number])
    members = tuple(int(one.addressee_number) for one in household)
    return stops.Claim(
        asking.id, asking.applicant, asking.name, (asking.number,), members, int(record.household_number)
    )


def certificate_closing() -> dict[str, JSON]:
    """Whose certificate it is, as data to draw: title, name, note, seal, and the mark of a training town hall.

    Raises NoCertifier.
    """
    officer = issuer()
    return {
        "title": f"{officer.prefecture}　{officer.title}",
        "name": officer.name,
        "note": officer.note,
        "seal": seal_data(officer),
        "training": officer.training,
    }
