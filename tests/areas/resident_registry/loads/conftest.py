"""A home and a master key of the test's own: loads keep files, and resident codes are encrypted."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from yakuba.platform.secrets import master


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path
