"""Letters to residents, for every area: whose name and seal stand on them, who answers, where they go.

Which address and which office may stand on it is asked of ``disclosure`` (juki-1.0:3.4), as for the registry's notices.
"""

from collections.abc import Collection

from yakuba.areas.resident_registry import parameter_definitions as own
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.documents.content import Issuer, Seal
from yakuba.areas.resident_registry.documents.notice_content import Contact
from yakuba.areas.resident_registry.documents.parts import seal_data
from yakuba.areas.resident_registry.letters import Letter
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.platform.documents.posts import Correspondent as Correspondent
from yakuba.platform.documents.posts import Sender as Sender
from yakuba.platform.parameters import parameter_definitions as parameters
from yakuba.platform.parameters.certifier import certifier
from yakuba.platform.parameters.service import get
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current


def issuer() -> Issuer:
    """The certifying officer of the day, with the seal where the municipality prints it. Raises NoCertifier."""
    day, place = current_context().business_date, directory.by_id(current())
    officer = certifier(day)
    prints = get(parameters.DISPLAY_OF_SEAL, day) and not place.is_training
    seal = Seal(officer.seal_text or f"{officer.title}之印") if prints else None
    return Issuer(place.prefecture, officer.title, officer.name, seal, "" if seal else "公印省略", place.is_training)


def contact(section: str = "") -> Contact:
    """Who answers questions: the registry's own section, or another one, reached by the town hall's main number."""
    day, place = current_context().business_date, directory.by_id(current())
    return Contact(
        section=f"{place.name}　{section or get(own.NOTICE_SECTION, day)}",
        address=get(own.NOTICE_ADDRESS, day) or place.full_name,
        telephone=get(own.NOTICE_MAIN_TELEPHONE if section else own.NOTICE_TELEPHONE, day),
        postcode=get(own.NOTICE_POSTCODE, day),
    )


def town_hall() -> Contact:
    """The municipality as a whole, for letters that may not name the office they come from."""
    day, place = current_context().business_date, directory.by_id(current())
    return Contact(place.name, place.full_name, get(own.NOTICE_MAIN_TELEPHONE, day))


def postcode_words(code: str) -> str:
    """
    >>> postcode_words("0900024"), postcode_words("")
    ('090-0024', '')
    """
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 else code


class NoResident(LookupError):
    """There is no record of the person a letter goes to."""


def correspondent(number: int, about: Collection[int], *, online: bool) -> Correspondent:
    """Where a letter to a resident about persons goes; ``online``: it also leaves through the portal, whose account
    may be in another's hands. Raises NoResident, letters.NotByPost."""
    records = {int(one.addressee_number): one for one in storage.latest({number, *about})}
    if number not in records:
        raise NoResident(str(number))
    letter = Letter(records[number], tuple(one for key, one in records.items() if key != number))
    letter.hold()
    place = letter.place()
    tells = not online or _shown_online(number)
    return Correspondent(
        place.name,
        postcode_words(place.postcode) if tells else "",
        place.address if tells else "",
        letter.names_the_office,
    )


def _shown_online(number: int) -> bool:
    subject = disclosure.subject_state([number])[number].subject
    asked = Requester(Kind.PERSON, Channel.PORTAL)
    return disclosure.decide(asked, Purpose.VIEW_OWN, subject, "address") is Decision.SHOW


def sender(desk: str, receiver: Correspondent) -> Sender:
    """The municipality as sender to that person; ``desk`` is the office that answers. Raises NoCertifier."""
    officer = issuer()
    asked = contact(desk or "代表") if receiver.names_the_office else town_hall()
    return Sender(
        title=f"{officer.prefecture}　{officer.title}",
        name=officer.name,
        note=officer.note,
        seal=seal_data(officer),
        section=asked.section,
        address=" ".join(filter(None, (f"〒{asked.postcode}" if asked.postcode else "", asked.address))),
        telephone=asked.telephone,
        training=officer.training,
    )
