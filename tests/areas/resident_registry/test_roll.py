"""The roll of a day says of each person what the slow reading says."""

from datetime import date
from pathlib import Path

import pytest

from tests.residents import ALONE, FAMILY, move_in
from tests.world import Town, found_town
from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.operation.founding.synthetic import Population, write
from yakuba.standards.folding import fold_name

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_everybody_stands_in_the_roll_as_in_the_reading_of_the_day(tmp_path: Path) -> None:
    town: Town = found_town("012084")
    path = tmp_path / "residents.csv"
    write(Population("012084", 150, 3, date(2026, 10, 1)), path)
    registry.load_file(town.id, path)
    with town.open():
        move_in(FAMILY)
        # A change registered late: its row lies behind one that took effect after it.
        late = move_in(ALONE)[0]
        ResidentRecord.objects.filter(addressee_number=int(late.addressee_number)).update(is_latest=False)
        for history, day, lot in ((2, date(2026, 3, 1), "７番地"), (3, date(2025, 12, 1), "８番地")):
            row = ResidentRecord.objects.get(addressee_number=int(late.addressee_number), history_number=1)
            row.history_number, row.is_latest = history, history == 3
            vars(row).update(change_date=day, address_lot=lot)
            row.save(force_insert=True)
        numbers = sorted(set(ResidentRecord.objects.values_list("addressee_number", flat=True)))
        seen = set()
        for day in (date(2015, 1, 1), date(2025, 1, 1), date(2025, 4, 1), date(2026, 1, 1), date(2026, 7, 1)):
            roll = {row["number"]: row for row in registry.roll(day).to_dicts()}
            assert sorted(roll) == numbers
            slow = {int(record.addressee_number): record for record in storage.as_of(numbers, day)}
            for number in numbers:
                record = slow.get(number)
                there = record is not None and record.is_current_resident
                assert roll[number]["resident"] == there, (day, number)
                seen.add(there)
                if record is not None and there:
                    assert roll[number]["household"] == record.household_number, (day, number)
                    assert roll[number]["address"] == fold_name(record.address_town + record.address_lot), (day, number)
        assert seen == {True, False}
        assert registry.roll(date(2026, 1, 1), [])["number"].to_list() == []
