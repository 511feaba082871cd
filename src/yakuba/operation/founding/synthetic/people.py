"""The persons and households of the model, and how two members of a household are related (続柄)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from yakuba.areas.resident_registry.domain.reasons import Reason

from .parameters import MALE
from .places import Address

# fmt: off
Role = Literal[
    "husband", "wife", "child", "his_father", "his_mother", "her_father", "her_mother", "her_child", "lodger", "kin",
]
# fmt: on
"""Place in the family, told from its core couple (one of them may be missing)."""

# (role of the head, role of the member) → relationship; 兄弟 is replaced by 兄 弟 姉 妹.
_BY_ROLES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("husband", "wife"): "妻",
        ("husband", "child"): "子",
        ("husband", "her_child"): "妻の子",
        ("husband", "his_father"): "父",
        ("husband", "his_mother"): "母",
        ("husband", "her_father"): "妻の父",
        ("husband", "her_mother"): "妻の母",
        ("wife", "husband"): "夫",
        ("wife", "child"): "子",
        ("wife", "her_child"): "子",
        ("wife", "his_father"): "夫の父",
        ("wife", "his_mother"): "夫の母",
        ("wife", "her_father"): "父",
        ("wife", "her_mother"): "母",
        ("child", "husband"): "父",
        ("child", "wife"): "母",
        ("child", "child"): "兄弟",
        ("his_father", "his_mother"): "妻",
        ("his_father", "husband"): "子",
        ("his_father", "wife"): "子の妻",
        ("his_father", "child"): "子の子",
        ("his_father", "her_child"): "子の妻の子",
        ("his_mother", "husband"): "子",
        ("his_mother", "wife"): "子の妻",
        ("his_mother", "child"): "子の子",
        ("his_mother", "her_child"): "子の妻の子",
        ("her_father", "her_mother"): "妻",
        ("her_father", "husband"): "子の夫",
        ("her_father", "wife"): "子",
        ("her_father", "child"): "子の子",
        ("her_father", "her_child"): "子の子",
        ("her_mother", "husband"): "子の夫",
        ("her_mother", "wife"): "子",
        ("her_mother", "child"): "子の子",
        ("her_mother", "her_child"): "子の子",
    }
)


@dataclass(slots=True, eq=False)
class Name:
    """A name as registered: kanji parts and their readings in katakana."""

    surname: str
    given: str
    surname_kana: str
    given_kana: str

    @property
    def full(self) -> str:
        """氏名, parts divided by a full-width space."""
        return f"{self.surname}　{self.given}"

    @property
    def kana(self) -> str:
        """Reading of the whole name."""
        return f"{self.surname_kana}　{self.given_kana}"


@dataclass(slots=True, eq=False)
class Foreigner:
    """What only a foreign resident has. `kanji` and `alias` are blank where there is none."""

    nationality_code: str
    nationality: str
    roman: str
    katakana: str
    kanji: str
    alias: str
    alias_kana: str
    status: str
    years: int
    months: int
    expires: int
    category: str
    card: str
    card_kind: str
    old_card: str
    renewed: int


@dataclass(slots=True, eq=False)
class Register:
    """戸籍の表示: domicile of origin (address without building) and head of the family register."""

    origin: Address
    head: Name


@dataclass(slots=True, eq=False)
class Person:
    """One person. `born` and every other day is a proleptic ordinal (`date.toordinal`), 0 when there is none."""

    sex: str
    age: int
    born: int
    role: Role = "husband"
    name: Name | None = None
    register: Register | None = None
    foreigner: Foreigner | None = None
    married_on: int = 0  # within the history: before it she bore `maiden` and stood in `maiden_register`
    maiden: Name | None = None
    maiden_register: Register | None = None
    former_surname_on: int = 0
    joined_on: int = 0  # moved into the household alone, later than it
    left_on: int = 0
    left_reason: str = ""
    leaving_on: int = 0  # move-out notified, still ahead
    elsewhere: Address | None = None  # where the person goes
    came_from: Address | None = None  # where one who joined alone came from
    health_insurance: bool = False
    number: str = ""
    serial: int = 0

    @property
    def full_name(self) -> str:
        """氏名 as written on the record: kanji, or the alphabet of a foreign resident without kanji."""
        if self.foreigner is not None:
            return self.foreigner.kanji or self.foreigner.roman
        assert self.name is not None
        return self.name.full


@dataclass(slots=True, eq=False)
class Move:
    """The household came to `address` on `day`; the first one of a household may also be the head's birth."""

    day: int
    reason: Reason
    address: Address
    origin: Address | None = None


@dataclass(slots=True, eq=False)
class Household:
    """Persons registered together, in display order. Who has `left_on` was removed while a member."""

    members: list[Person]
    head: Person
    unregistered: bool = False
    former_head: Person | None = None
    head_changed_on: int = 0
    split_from: Household | None = None
    split_on: int = 0
    moves: list[Move] = field(default_factory=list)
    number: str = ""

    def head_on(self, day: int) -> Person:
        """Who was head on a day."""
        return self.former_head if self.former_head is not None and day < self.head_changed_on else self.head


def relationship(head: Person, member: Person, *, unregistered: bool = False) -> str:
    """続柄 of `member` to `head`, for example 「子の子」; 「世帯主」 for the head itself.

    `unregistered` marks a couple without notified marriage: 「妻（未届）」.
    """
    if member is head:
        return "世帯主"
    if member.role == "lodger" or head.role in ("lodger", "kin"):
        return "同居人"
    found = _BY_ROLES.get((head.role, member.role), "縁故者")
    if found.endswith("兄弟"):
        return found[:-2] + _sibling(head, member)
    if unregistered and found in ("妻", "夫"):
        return f"{found}（未届）"
    return found


def _sibling(head: Person, member: Person) -> str:
    older = member.born < head.born
    if member.sex == MALE:
        return "兄" if older else "弟"
    return "姉" if older else "妹"
