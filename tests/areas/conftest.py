"""Pages of areas are tested at one instant, so that dates in forms keep their meaning."""

from datetime import UTC, datetime

import pytest

TEN_IN_JAPAN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # world.MORNING; models cannot be imported from a conftest


@pytest.fixture(autouse=True)
def ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: TEN_IN_JAPAN, raising=True)
