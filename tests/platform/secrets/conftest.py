"""A master key of the test's own, two towns, and an officer. Rooms are imported late: Django is not up yet here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from yakuba.platform.secrets import master
from yakuba.platform.tenancy.context import Actor, Context, use_context

INSTANT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
OFFICER = UUID("01900000-0000-7000-8000-000000000001")
Open = Callable[..., AbstractContextManager[Context]]


@pytest.fixture(autouse=True)
def master_key(tmp_path: Path, settings: Settings) -> Path:
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return Path(settings.YAKUBA_KEYS)


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
def opened() -> Open:
    """Open a town as an officer with duties; ``stepped_up`` is the second factor shown again."""
    from yakuba.platform.tenancy.scope import tenant

    @contextmanager
    def enter(town: int, *duties: str, stepped_up: bool = True) -> Iterator[Context]:
        until = INSTANT + timedelta(minutes=5) if stepped_up else None
        context = Context(INSTANT, Actor(OFFICER, "担当 一郎", frozenset(duties)), town, step_up_until=until)
        with tenant(town), use_context(context):
            yield context

    return enter
