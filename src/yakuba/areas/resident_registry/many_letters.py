"""Where many letters go, each to one person about that person alone: a few reads for all of them.

As for a single letter (``correspondence``), what may stand on it is asked of ``disclosure``. Here also who moved away
or died is looked at: thousands of letters are sent without anybody reading them before.
"""

from __future__ import annotations

from collections.abc import Collection

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.correspondence import postcode_words
from yakuba.areas.resident_registry.domain.record import DEAD, MOVED_OUT, Record
from yakuba.areas.resident_registry.letters import Known, Letter, NotByPost, Place
from yakuba.areas.resident_registry.pages import words
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.documents.posts import Correspondent, Reached
from yakuba.platform.documents.posts import Unreachable as Unreachable
from yakuba.platform.tenancy.statements import Read

_DIED = "死亡している。相続人代表者の届出を確かめ、相続人に個別に送る"
_AWAY = "転出先の住所がない。転出先の市区町村に照会し、個別に送る"
_REMOVED = "住民票が消除されている。居所を調査し、分からないときは公示送達（地方税法20条の2）を検討する"
_BLANK = "住民票に住所がない。住所を調査し、個別に送る"


def correspondents(numbers: Collection[int]) -> dict[int, Reached]:
    """Where a letter to each of these persons goes today; whoever stands on no record is left out."""
    records = {int(one.addressee_number): one for one in storage.latest(numbers)}
    households = {number: int(one.household_number) for number, one in records.items()}
    known = Known(
        disclosure.subject_state(households, households=households),
        {row.addressee_number: row for row in Addressee.objects.filter(addressee_number__in=list(records))},
    )
    return {number: _of(Letter(one, (), known)) for number, one in records.items()}


def _of(letter: Letter) -> Reached:
    try:
        letter.hold()
        place = letter.place()
    except NotByPost as refusal:
        return Unreachable(f"{refusal}。")
    chosen = letter.chosen
    if not (chosen and chosen.mailing_address):
        found = _registered(letter.receiver, place)
        if isinstance(found, str):
            return Unreachable(found, place.name, letter.names_the_office)
        place = found
    return Correspondent(place.name, postcode_words(place.postcode), place.address, letter.names_the_office)


def _registered(record: Record, here: Place) -> Place | str:
    """The registered address of a resident, the destination of who moved away; else why there is none."""
    if record.resident_state == DEAD:
        return _DIED
    if record.resident_state == MOVED_OUT:
        for kind in ("move_out_confirmed", "move_out_planned"):
            address = words.address_text(record, kind)
            if address:
                return Place(getattr(record, f"{kind}_postal_code"), address, here.name)
        return _AWAY
    if record.is_removed:
        return _REMOVED
    return here if here.address else _BLANK


_ORDER = Read(
    """
    SELECT r.addressee_number,
      CASE WHEN a.mailing_address <> '' THEN a.mailing_postcode
           WHEN r.resident_state <> '2' THEN r.address_postal_code
           WHEN r.move_out_confirmed_postal_code <> '' THEN r.move_out_confirmed_postal_code
           ELSE r.move_out_planned_postal_code END,
      concat(r.address_town, r.address_lot, r.address_building)
    FROM resident_record AS r
    JOIN addressee AS a ON a.municipality_id = r.municipality_id AND a.addressee_number = r.addressee_number
    WHERE r.municipality_id = %(municipality)s AND r.is_latest AND r.addressee_number = ANY(%(numbers)s)
    """
)


def post_order(numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """By what letters are sorted for the post: postcode and address of each person on record, read in one piece."""
    return {int(number): (postcode or "", address) for number, postcode, address in _ORDER.rows(numbers=list(numbers))}
