"""Where a letter goes and who sends it, as every letter draws it: the window of the envelope, issuer, who answers.

Areas know where people and bodies are reached: each tells it by a finder, and whoever writes many letters asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Decision, Kind, Purpose, Requester
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON

NOBODY: Final = "宛先がどの台帳にもない。宛名番号を確かめ、送付先を登録する"
BOXES: Final[Mapping[str, Box]] = {
    "addressee.postcode": Box(80, 5, 10.5, 8, lines=1),
    "addressee.address": Box(80, 15, 10.5, 6.5, lines=3, pitch=1.35),
    "addressee.name": Box(80, 12, 14, 7, lines=2),
    "issuer.title": Box(70, 6, 11, 7, lines=1),
    "issuer.name": Box(50, 7, 13, 8, lines=1),
    "contact.section": Box(84, 6, 10, 7, lines=1),
    "contact.address": Box(84, 6, 9, 6, lines=1),
}
"""Of the parts that ``templates/post.typ`` draws."""


@dataclass(frozen=True)
class Correspondent:
    """Whom a letter goes to. Postcode and address are empty where the letter may not say them."""

    name: str
    postcode: str
    address: str
    names_the_office: bool


@dataclass(frozen=True)
class Unreachable:
    """Nothing can be sent; ``why`` says the reason and what to do. ``name`` is empty where even that is unknown."""

    why: str
    name: str = ""
    names_the_office: bool = False


@dataclass(frozen=True)
class Sender:
    """What stands on a letter of who sends it: the certifying officer, and the office that answers, as data to draw."""

    title: str
    name: str
    note: str
    seal: Mapping[str, JSON] | None
    section: str
    address: str
    telephone: str
    training: bool


Reached = Correspondent | Unreachable
Order = tuple[str, str]
"""Postcode and address, by which letters are sorted for the post."""


@dataclass(frozen=True)
class Finder:
    """Where those are reached whom an area keeps; whom it does not know it leaves out. ``order``: the same, quickly."""

    reached: Callable[[Collection[int]], Mapping[int, Reached]]
    order: Callable[[Collection[int]], Mapping[int, Order]]


_finders: list[Finder] = []
_senders: list[Callable[[str, Correspondent], Sender]] = []


def register_finder(find: Finder) -> None:
    """An area says once, at start, where those it keeps are reached."""
    if find not in _finders:
        _finders.append(find)


def register_sender(make: Callable[[str, Correspondent], Sender]) -> None:
    """The registry says once, at start, how the municipality stands as sender on a letter."""
    _senders[:] = [make]


@dataclass
class Senders:
    """The municipality as sender from one desk: once with the office named, once without it."""

    desk: str

    def __post_init__(self) -> None:
        self._made: dict[bool, Sender] = {}

    def to(self, receiver: Correspondent) -> Sender:
        """Raises NoCertifier."""
        tells = receiver.names_the_office
        if tells not in self._made:
            self._made[tells] = _senders[0](self.desk, receiver)
        return self._made[tells]


def reached(numbers: Collection[int]) -> dict[int, Reached]:
    """Where a letter to each of these addressee numbers goes today, everybody named; polite words are not in it."""
    found: dict[int, Reached] = {}
    for find in _finders:
        rest = [number for number in numbers if number not in found]
        if rest:
            found |= find.reached(rest)
    found |= _by_mailing_address([number for number in numbers if number not in found])
    return {number: found.get(number, Unreachable(NOBODY)) for number in numbers}


def _by_mailing_address(numbers: Collection[int]) -> dict[int, Reached]:
    """Whom no area keeps, but whose mailing address was recorded."""
    rows = Addressee.objects.filter(addressee_number__in=list(numbers)).exclude(mailing_address="")
    states = disclosure.subject_state([row.addressee_number for row in rows])
    asked = Requester(Kind.PERSON, Channel.POST)
    found: dict[int, Reached] = {}
    for row in rows:
        subject = states[row.addressee_number].subject
        tells = disclosure.decide(asked, Purpose.LETTER, subject, "return_address") is Decision.SHOW
        name, postcode = row.mailing_name, words_of(row.mailing_postcode)
        found[row.addressee_number] = Correspondent(name, postcode, row.mailing_address, tells)
    return found


def words_of(postcode: str) -> str:
    """
    >>> words_of("0900024"), words_of("")
    ('090-0024', '')
    """
    return f"{postcode[:3]}-{postcode[3:]}" if len(postcode) == 7 else postcode


def order(numbers: Collection[int]) -> dict[int, Order]:
    """By what letters to these numbers are sorted; without a postcode they come last."""
    found: dict[int, Order] = {}
    for find in _finders:
        rest = [number for number in numbers if number not in found]
        if rest:
            found |= find.order(rest)
    return {number: _sorted(found.get(number, ("", ""))) for number in numbers}


def _sorted(found: Order) -> Order:
    return found[0] or "9999999", found[1]


def envelope(receiver: Correspondent, sender: Sender) -> dict[str, JSON]:
    """The parts of a letter that depend on where it goes on the day: addressee, and who answers."""
    return {
        "addressee": {
            "postcode": f"〒{receiver.postcode}" if receiver.postcode else "",
            "address": receiver.address,
            "name": receiver.name,
        },
        "contact": {"section": sender.section, "address": sender.address, "telephone": sender.telephone},
    }


def issuer(sender: Sender) -> dict[str, JSON]:
    """In whose name it is sent."""
    return {"title": sender.title, "name": sender.name, "note": sender.note, "seal": sender.seal}
