"""Where the letters of the tax go: taxpayers on the register and outside it, and employers; who sends them."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry.service import Correspondent, Sender, Unreachable
from yakuba.areas.resident_tax import letter_words as words
from yakuba.areas.resident_tax.domain import layouts
from yakuba.areas.resident_tax.models import Collector, OutsidePerson, SourceDocument
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Claimant, Decision, Kind, Purpose, Requester

NOBODY: Final = "住民票も住登外の登録もない。名寄せを確かめ、宛先を登録する"
_NO_ADDRESS: Final = "住登外の人の住所が登録されていない。資料の住所を確かめ、個別に送る"
_NO_PLACE: Final = "特別徴収義務者の所在地が課税資料にない。送付先を調べ、個別に送る"
_NOT_NOW: Final = "責任者の確認が済むまで送れない。支援措置の責任者に引き継ぐ"
Reached = Correspondent | Unreachable


def taxpayers(numbers: Collection[int]) -> dict[int, Reached]:
    """Where a letter to each of them goes today, everybody named."""
    found = registry.correspondents(numbers)
    rest = [number for number in numbers if number not in found]
    return {**dict.fromkeys(rest, Unreachable(NOBODY)), **found, **_outside(rest)} if rest else found


def _outside(numbers: Collection[int]) -> dict[int, Reached]:
    people = list(OutsidePerson.objects.filter(addressee_number__in=list(numbers)))
    states = disclosure.subject_state([one.addressee_number for one in people])
    asked = Requester(Kind.PERSON, Channel.POST)
    found: dict[int, Reached] = {}
    for one in people:
        subject = states[one.addressee_number].subject
        tells = disclosure.decide(asked, Purpose.LETTER, subject, "return_address") is Decision.SHOW
        if one.address:
            found[one.addressee_number] = Correspondent(one.name, "", one.address, tells)
        else:
            found[one.addressee_number] = Unreachable(_NO_ADDRESS, one.name, tells)
    return found


def order(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Postcode and address by which the letters are sorted; whoever is outside the register comes last."""
    outside = OutsidePerson.objects.filter(addressee_number__in=list(numbers))
    found = {one.addressee_number: ("9999999", one.address) for one in outside}
    return {**found, **registry.post_order(numbers)}


@dataclass
class Senders:
    """The municipality as sender: there are two of them, one that names the office and one that does not."""

    def __post_init__(self) -> None:
        self._made: dict[bool, Sender] = {}

    def to(self, receiver: Correspondent) -> Sender:
        """Raises NoCertifier."""
        if receiver.names_the_office not in self._made:
            self._made[receiver.names_the_office] = registry.sender(words.DESK, receiver)
        return self._made[receiver.names_the_office]


def employers(fiscal_year: int, wanted: Mapping[str, str]) -> dict[str, Reached]:
    """Where a letter to each employer (key → name) goes: the mailing address of the collector, else as it reported."""
    kept = {one.key: one for one in Collector.objects.filter(key__in=[key for key in wanted if key])}
    rows = Addressee.objects.filter(addressee_number__in=[one.addressee_number for one in kept.values()])
    chosen = {row.addressee_number: row for row in rows if row.mailing_address}
    told = _reported(fiscal_year, [key for key in wanted if key])
    found: dict[str, Reached] = {}
    for key, name in wanted.items():
        row = chosen.get(kept[key].addressee_number) if key in kept else None
        if row is not None:
            code = row.mailing_postcode
            postcode = f"{code[:3]}-{code[3:]}" if len(code) == 7 else code
            found[key] = Correspondent(f"{row.mailing_name or name}　御中", postcode, row.mailing_address, True)
        elif told.get(key):
            found[key] = Correspondent(f"{name}　御中", "", told[key], True)
        else:
            found[key] = Unreachable(_NO_PLACE, name, True)
    return found


def _reported(fiscal_year: int, keys: Collection[str]) -> dict[str, str]:
    """The address of each employer in its newest report of the year."""
    rows = SourceDocument.objects.filter(
        fiscal_year=fiscal_year,
        employer_key__in=list(keys),
        code=layouts.WAGES,
        state=SourceDocument.State.ACTIVE,
    ).order_by("employer_key", "-sequence")
    found: dict[str, str] = {}
    for key, columns, original in rows.distinct("employer_key").values_list("employer_key", "columns", "original"):
        layout = layouts.choose(layouts.WAGES, columns, fiscal_year - 1)
        cells = next(csv.reader([original]), [])
        at = layout.by_key["employer_address"].at - 1 if layout else len(cells)
        if at < len(cells):
            found[key] = cells[at].strip()
    return found


def may_name(people: Collection[int], employer: str, number: int | None) -> str:
    """Why a letter that names these people may not go to an employer; empty where it may: it is the other party of
    nobody's support measure."""
    return _NOT_NOW if disclosure.named_by(people, Claimant(employer, None, number)) else ""
