from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.world import Town


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> "Town":
    from tests.world import found_town
    from yakuba.frontyard.portal import cards, vault
    from yakuba.platform.secrets import master

    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    settings.SPOOL, settings.SPOOL_TRAINING = tmp_path / "spool", tmp_path / "spool-training"
    settings.PORTAL_HOME = tmp_path / "portal"
    settings.MAIL_DIRECTORY = tmp_path / "mail"
    settings.PORTAL_ORIGIN = "http://testserver"
    settings.CARD_CLIENT = "http://card.test/"
    settings.CARD_AUTHORITIES = str(tmp_path / "authorities")
    settings.CARD_LISTS = str(tmp_path / "lists")
    settings.CARD_TEST = True
    master.create()
    vault._read.cache_clear()
    cards.verifier.cache_clear()
    return found_town("012084")
