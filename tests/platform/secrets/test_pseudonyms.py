"""A pseudonym is the same within one municipality, use and period, and nowhere else."""

import pytest

from tests.world import found_town
from yakuba.platform.secrets import keyring
from yakuba.platform.secrets.pseudonyms import pseudonyms

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_another_municipality_use_period_or_key_gives_another_name() -> None:
    here, there = found_town("012084"), found_town("012025")
    with here.open():
        named = pseudonyms("staff", "2026")
        first = named("somebody")
        assert first == pseudonyms("staff", "2026")("somebody") and len(first) == 12
        assert first != named("somebody else")
        others = {first, pseudonyms("staff", "2027")("somebody"), pseudonyms("matter", "2026")("somebody")}
    with there.open():
        others.add(pseudonyms("staff", "2026")("somebody"))
    with here.open():
        keyring.renew()
        others.add(pseudonyms("staff", "2026", 20)("somebody"))
    assert len(others) == 5 and len({one[:12] for one in others}) == 5
