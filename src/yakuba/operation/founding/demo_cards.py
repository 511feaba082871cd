"""My Number cards of a few residents of the demo, by the simulated authority: so that a visitor can file online."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.areas.resident_registry.pages.words import address_text
from yakuba.operation.simulators import card_authority
from yakuba.operation.simulators.card_client import Person, make_cards
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now, system_context, use_context
from yakuba.platform.tenancy.scope import tenant

FOLDER = "card-simulator"
EACH = 3  # cards a municipality
LOOKED_AT = 400  # records looked at for households of several people


def make(home: Path) -> int:
    """Cards for heads of families, made once. How many are new."""
    made = 0
    for place in directory.everyone():
        if place.is_demo and not place.is_training:
            with tenant(place.id), use_context(system_context(place.id, "体験用のカードの作成")):
                people = list(_people(place.full_name))
            made += make_cards(home / FOLDER, people, now())
    return made


def holders() -> list[Record]:
    """Heads of families whose name and address a certificate can write: these are linked without a clerk."""
    rows = ResidentRecord.objects.filter(is_latest=True, is_removed=False, resident_type="1").order_by(
        "addressee_number"
    )
    numbers = list(rows.values_list("addressee_number", flat=True)[:LOOKED_AT])
    records = storage.latest(numbers)
    sizes: dict[str, int] = {}
    for record in records:
        sizes[record.household_number] = sizes.get(record.household_number, 0) + 1
    chosen = [one for one in records if one.relationship == "世帯主" and sizes[one.household_number] >= 3]
    return [one for one in chosen if _plain(one)][:EACH]


def _people(town: str) -> Iterator[Person]:
    for record in holders():
        assert record.birth_date is not None
        label = f"{town}　{record.name}（世帯主）"
        yield Person(label, record.name, record.birth_date, record.sex, address_text(record))


def _plain(record: Record) -> bool:
    texts = (record.name, address_text(record))
    known = record.birth_date is not None and record.birth_date_unknown in ("", "0")
    return known and all("1" not in card_authority.substituted(text)[1] for text in texts)
