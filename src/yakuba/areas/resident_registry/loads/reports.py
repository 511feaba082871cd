"""What a load tells: the list of lines that were not taken, the reconciliation sheet, the differences."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from yakuba.areas.resident_registry.domain.record import ITEMS
from yakuba.areas.resident_registry.load_models import LoadDifference, LoadLine, ResidentLoad
from yakuba.areas.resident_registry.loads.messages import MESSAGES
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.tenancy.context import system_context, use_context
from yakuba.platform.tenancy.scope import tenant

LINE_COLUMNS = ("行番号", "状態", "世帯", "宛名番号", "項目", "値", "理由", "対処")
DIFFERENCE_COLUMNS = ("行番号", "宛名番号", "履歴番号", "項目", "登録されている値", "ファイルの値", "反映")


def lines(load_id: UUID) -> Iterator[tuple[str, ...]]:
    """One row a finding of ``LINE_COLUMNS``, in the order of the file."""
    for line in LoadLine.objects.filter(load_id=load_id).order_by("line").iterator():
        number = str(line.cells.get("宛名番号", ""))
        for found in line.findings:
            message = MESSAGES[found["code"]]
            where = (str(line.line), LoadLine.State(line.state).label, line.unit, number)
            yield (*where, found["column"], found["value"], message.reason, message.remedy)


def differences(load_id: UUID) -> Iterator[tuple[str, ...]]:
    """One row an item of ``DIFFERENCE_COLUMNS``."""
    for row in LoadDifference.objects.filter(load_id=load_id).order_by("line", "item").iterator():
        item = ITEMS[row.item]["ja"] if row.item in ITEMS else row.item
        where = (str(row.line), str(row.addressee_number), str(row.history_number))
        yield (*where, item, row.before, row.after, "済" if row.applied else "")


def write_report(municipality: int, load_id: UUID, path: Path) -> None:
    """Write ``lines`` as CSV (UTF-8 with BOM, for spreadsheets). Call it outside ``tenant()``."""
    with (
        tenant(municipality),
        use_context(system_context(municipality)),
        path.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(LINE_COLUMNS)
        table.writerows(lines(load_id))


@dataclass(frozen=True)
class Sheet:
    """The reconciliation sheet: what came, what became of it, what is in the registry now."""

    load: ResidentLoad
    given: int
    accepted: int
    held: int
    released: int
    rejected: int
    same: int
    different: int
    in_registry: int
    conversions: tuple[tuple[str, int, str, str], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def adds_up(self) -> bool:
        """Accepted + here already + held + released + rejected = given."""
        return self.accepted + self.same + self.different + self.held + self.released + self.rejected == self.given


def sheet(load: ResidentLoad) -> Sheet:
    """Counted now, not remembered: what the load wrote is read from the registry."""
    counts = load.counts
    states = LoadLine.objects.filter(load_id=load.id)
    told = load.conversions.get("counts", {})
    examples = load.conversions.get("examples", {})
    conversions = tuple((kind, count, *_pair(examples.get(kind))) for kind, count in told.items() if count)
    return Sheet(
        load=load,
        given=counts.get("given", 0),
        accepted=counts.get("accepted", 0),
        held=states.filter(state=LoadLine.State.HELD).count(),
        released=states.filter(state=LoadLine.State.RELEASED).count(),
        rejected=counts.get("rejected", 0),
        same=counts.get("same", 0),
        different=counts.get("different", 0),
        in_registry=ResidentRecord.objects.filter(known_from=load.known_from).count(),
        conversions=conversions,
        reasons=tuple((MESSAGES[code].reason, count) for code, count in counts.get("reasons", {}).items()),
    )


def _pair(example: list[str] | None) -> tuple[str, str]:
    return (example[0], example[1]) if example else ("", "")


SAMPLE_ITEMS = (
    *("addressee_number", "household_number", "name", "name_kana", "birth_date", "sex", "relationship"),
    *("address_town", "address_lot", "address_building", "address_postal_code", "became_resident_date"),
)
"""Items that are compared by eye, file against registry."""


def sample_numbers(load: ResidentLoad, size: int = 10) -> list[int]:
    """Persons of the load for comparing by eye: evenly spread, always the same ones."""
    rows = ResidentRecord.objects.filter(known_from=load.known_from, is_latest=True)
    count = rows.count()
    step = max(1, count // size)
    numbers = rows.order_by("addressee_number").values_list("addressee_number", flat=True)
    return [numbers[place] for place in range(0, min(count, step * size), step)]
