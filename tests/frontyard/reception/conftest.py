from pathlib import Path
from typing import Any

import pytest

from yakuba.platform.secrets import master


@pytest.fixture
def own_home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path
