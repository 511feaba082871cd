"""What a letter may say and which office it may name: every notice asks ``disclosure`` (juki-1.0:3.4).

The letter box is opened by whoever lives there, and an envelope is read on the way. A protected person is therefore
written about without address, household or domicile, the sender is the town hall and no office near a home, and
nothing that names a protected person goes to the other party.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.addressee.models import Addressee as AddresseeRow
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Claimant, Decision, Kind, Purpose, Requester, State

WORDS = (
    "この通知は、責任者の確認が済むまで送れません。宛先の人には「内容を確認しています」とだけ伝え、"
    "支援措置の責任者に引き継いでください"
)
_IDENTITY = ("name", "surname", "given_name", "former_surname", "alias", "birth", "sex")
_DOMICILE = ("origin_domicile", "family_register_head")


class NotByPost(Exception):
    """The letter may not be sent. The words are the same whatever the reason, so that nobody learns of a protection."""


@dataclass(frozen=True)
class Place:
    """Where a letter goes: postcode without hyphen, address, name."""

    postcode: str
    address: str
    name: str


@dataclass(frozen=True)
class Known:
    """What was read beforehand for many letters: states of protection and mailing addresses, by addressee number."""

    states: Mapping[int, State]
    chosen: Mapping[int, AddresseeRow]


@dataclass(frozen=True)
class Letter:
    """A letter to ``receiver`` about ``persons``, of whom the receiver may be one."""

    receiver: Record
    persons: tuple[Record, ...]
    known: Known | None = field(default=None, repr=False)

    def hold(self) -> None:
        """Raises NotByPost when the receiver may not even read the names in it."""
        if any(self._decision(one, "name") is not Decision.SHOW for one in self._everyone):
            raise NotByPost(WORDS)

    def says(self, person: Record, item: str) -> bool:
        """Whether an item of the registry about one of the persons may be written."""
        return self._decision(person, item_of(item)) is Decision.SHOW

    @property
    def names_the_office(self) -> bool:
        """Whether section and address of the office may stand on it."""
        return all(self._decision(one, "return_address") is Decision.SHOW for one in self._everyone)

    def place(self) -> Place:
        """The mailing address where one is recorded, else the registered address. Raises NotByPost."""
        chosen = self.chosen
        item = "mailing_address" if chosen and chosen.mailing_address else "address"
        if self._decision(self.receiver, item) is not Decision.SHOW:
            raise NotByPost(WORDS)
        if chosen and chosen.mailing_address:
            name = chosen.mailing_name or self.receiver.name
            return Place(chosen.mailing_postcode, chosen.mailing_address, name)
        return Place(self.receiver.address_postal_code, words.address_text(self.receiver), self.receiver.name)

    @cached_property
    def chosen(self) -> AddresseeRow | None:
        """The addressee's row, where a mailing address may be recorded."""
        number = int(self.receiver.addressee_number)
        if self.known is not None:
            return self.known.chosen.get(number)
        return AddresseeRow.objects.filter(addressee_number=number).first()

    def _decision(self, person: Record, item: str) -> Decision:
        number = int(person.addressee_number)
        return disclosure.decide(self._as(person), Purpose.LETTER, self._states[number].subject, item)

    def _as(self, person: Record) -> Requester:
        """In what capacity the receiver reads about a person."""
        number, reader = int(person.addressee_number), int(self.receiver.addressee_number)
        if number == reader:
            return Requester(Kind.PERSON, Channel.POST)
        same = person.household_number == self.receiver.household_number
        together = set(self._states[number].protection_ids) & set(self._states[reader].protection_ids)
        return Requester(
            Kind.HOUSEHOLD_MEMBER if same else Kind.THIRD_PARTY,
            Channel.POST,
            is_other_party=number in self._named,
            protected_together=bool(together),
        )

    @cached_property
    def _everyone(self) -> tuple[Record, ...]:
        return (self.receiver, *self.persons)

    @cached_property
    def _states(self) -> Mapping[int, State]:
        if self.known is not None:
            return self.known.states
        households = {int(one.addressee_number): int(one.household_number) for one in self._everyone}
        return disclosure.subject_state(households, households=households)

    @cached_property
    def _named(self) -> set[int]:
        reader = Claimant(self.receiver.name, self.receiver.birth_date, int(self.receiver.addressee_number))
        return disclosure.named_by(_numbers(self.persons), reader)


def item_of(item: str) -> str:
    """The disclosure item of a registry item. What is not known to be harmless counts as telling the address."""
    if item.startswith(_IDENTITY) and "municipality" not in item:
        return "name"
    return "domicile" if item.startswith(_DOMICILE) else "address"


def _numbers(records: Iterable[Record]) -> list[int]:
    return [int(one.addressee_number) for one in records]
