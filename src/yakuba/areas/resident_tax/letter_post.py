"""Where the letters of the tax go: taxpayers on the register and outside it, and employers; who sends them."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from typing import Final

from yakuba.areas.resident_tax.domain import layouts
from yakuba.areas.resident_tax.models import Collector, OutsidePerson, SourceDocument
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.service import Channel, Claimant, Decision, Kind, Purpose, Requester
from yakuba.platform.documents import posts
from yakuba.platform.documents.posts import Correspondent, Reached, Unreachable

_NO_ADDRESS: Final = "住登外の人の住所が登録されていない。資料の住所を確かめ、個別に送る"
_NO_PLACE: Final = "特別徴収義務者の所在地が課税資料にない。送付先を調べ、個別に送る"
_NOT_NOW: Final = "責任者の確認が済むまで送れない。支援措置の責任者に引き継ぐ"


def outside(numbers: Collection[int]) -> dict[int, Reached]:
    """Where taxpayers outside the register are reached; others are left out."""
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


def collectors(numbers: Collection[int]) -> dict[int, Reached]:
    """Where employers and pension payers are reached by their addressee numbers; others are left out."""
    kept = {one.key: one for one in Collector.objects.filter(addressee_number__in=list(numbers))}
    found = employers(None, {key: one.name for key, one in kept.items()})
    return {kept[key].addressee_number: post for key, post in found.items()}


def order(numbers: Collection[int]) -> dict[int, posts.Order]:
    """By what letters to people outside the register are sorted: no postcode is known."""
    people = OutsidePerson.objects.filter(addressee_number__in=list(numbers))
    return {one.addressee_number: ("", one.address) for one in people}


def no_order(numbers: Collection[int]) -> dict[int, posts.Order]:
    """Bodies come last."""
    return {}


def employers(fiscal_year: int | None, wanted: Mapping[str, str]) -> dict[str, Reached]:
    """Where a letter to each employer (key → name) goes: the mailing address of the collector, else as it reported.

    ``fiscal_year``: the reports of that year, None for the newest of any.
    """
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
            found[key] = Correspondent(row.mailing_name or name, postcode, row.mailing_address, True)
        elif told.get(key):
            found[key] = Correspondent(name, "", told[key], True)
        else:
            found[key] = Unreachable(_NO_PLACE, name, True)
    return found


def _reported(fiscal_year: int | None, keys: Collection[str]) -> dict[str, str]:
    """The address of each employer in its newest report."""
    rows = SourceDocument.objects.filter(
        employer_key__in=list(keys),
        code=layouts.WAGES,
        state=SourceDocument.State.ACTIVE,
    ).order_by("employer_key", "-sequence")
    if fiscal_year is not None:
        rows = rows.filter(fiscal_year=fiscal_year)
    found: dict[str, str] = {}
    told = rows.distinct("employer_key").values_list("employer_key", "columns", "original", "fiscal_year")
    for key, columns, original, year in told:
        layout = layouts.choose(layouts.WAGES, columns, year - 1)
        cells = next(csv.reader([original]), [])
        at = layout.by_key["employer_address"].at - 1 if layout else len(cells)
        if at < len(cells):
            found[key] = cells[at].strip()
    return found


def may_name(people: Collection[int], employer: str, number: int | None) -> str:
    """Why a letter that names these people may not go to an employer; empty where it may: it is the other party of
    nobody's support measure."""
    return _NOT_NOW if disclosure.named_by(people, Claimant(employer, None, number)) else ""
