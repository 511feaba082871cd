"""Towns and browsers for attacks. Models cannot be imported before Django is set up, hence the late imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Town


@pytest.fixture
def kitami(transactional_db: None) -> Town:
    from tests.world import found_town

    return found_town("012084")


@pytest.fixture
def funabashi(transactional_db: None) -> Town:
    from tests.world import found_town

    return found_town("122041")
