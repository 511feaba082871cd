"""Pages of areas are tested at one instant, so that dates in forms keep their meaning."""

import pytest

from tests.world import MORNING


@pytest.fixture(autouse=True)
def ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yakuba.platform.access.middleware.now", lambda: MORNING)
