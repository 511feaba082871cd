"""Files of applications for tests: a family's, written as another service would give them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.attachments import png
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.words import address_text

COLUMNS = (
    *("service", "receipt_number", "received_at", "procedure", "name", "birth_date", "sex", "address", "identity"),
    *("attachments", "answers.whose", "answers.use", "answers.movers", "answers.moved_on", "answers.where"),
    *("answers.new_address", "answers.phone"),
)
MOVE = {
    "procedure": "move_out",
    "answers.movers": "世帯全員",
    "answers.moved_on": "令和8年12月1日",
    "answers.where": "japan",
    "answers.new_address": "千葉県船橋市湊町二丁目10番25号",
    "answers.phone": "０９０－１２３４－５６７８",
}


def row(town: Town, person: Record, number: str, **changes: str) -> dict[str, str]:
    """A copy of the record of the applicant, for school; by the four items of the record."""
    with town.open():
        address = address_text(person)
    return {
        "service": "pittari",
        "receipt_number": number,
        "received_at": "2026-11-24 09:05",
        "procedure": "resident_copy",
        "name": person.name,
        "birth_date": str(person.birth_date),
        "sex": person.sex,
        "address": address,
        "identity": "signed",
        "answers.whose": "本人",
        "answers.use": "school",
        **changes,
    }


def move(town: Town, person: Record, number: str, **changes: str) -> dict[str, str]:
    found = {**row(town, person, number), **MOVE, **changes}
    return {name: value for name, value in found.items() if name not in ("answers.whose", "answers.use")}


def text(rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def packed(path: Path, rows: Iterable[Mapping[str, str]], **files: bytes) -> Path:
    """A ZIP with the list and files; ``photo`` stands for photo.png."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("applications.csv", text(rows))
        for name, content in files.items():
            archive.writestr(f"{name}.png", content)
    return path


PHOTO = png()
