"""A town whose register can be filled, sealed and exported. Rooms are imported late: Django is not up yet here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from yakuba.platform.tenancy.context import Actor, Context, use_context

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CLERK = Actor(id=UUID("01900000-0000-7000-8000-000000000001"), name="窓口 花子", duties=frozenset({"audit.view"}))
Fill = Callable[[int, int], None]
Export = Callable[[int], Path]


@pytest.fixture(autouse=True)
def heads_place(tmp_path: Path, settings: Settings) -> Path:
    settings.YAKUBA_HEADS = tmp_path / "heads"
    return Path(settings.YAKUBA_HEADS)


def _found() -> int:
    from yakuba.platform.tenancy.models import Municipality

    return Municipality.objects.using("owner").create(founded_at=INSTANT).id


@pytest.fixture
def town() -> int:
    return _found()


@pytest.fixture
def other_town() -> int:
    return _found()


@pytest.fixture
def fill() -> Fill:
    """Append so many rows: views of one person, households and searches, with awkward text."""
    from yakuba.platform.register.acts import Act
    from yakuba.platform.register.service import Note, record
    from yakuba.platform.tenancy.scope import tenant

    def append(town: int, count: int) -> None:
        with tenant(town):
            for index in range(count):
                at = Context(INSTANT + timedelta(seconds=index), CLERK, place="市民課", purpose='照会\n改行\t"引用\\')
                with use_context(at):
                    note = Note(items=("氏名", "住所"), detail={"n": index, "比率": 0.5, "空": None})
                    subjects = range(index, index + (1 if index % 3 else 4))
                    record(Act.VIEW_RECORD if index % 3 else Act.VIEW_HOUSEHOLD, subjects, note=note)

    return append


@pytest.fixture
def exported(tmp_path: Path) -> Export:
    from yakuba.platform.register.export import export

    def write(town: int) -> Path:
        file = tmp_path / f"register-{town}.txt"
        with file.open("w", newline="\n") as out:
            export(town, out, Context(INSTANT, CLERK, town))
        return file

    return write
