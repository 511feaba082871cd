"""A test authority, a holder with both certificates, and what a portal has: anchors, status source, verifier."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.platform.identity.card import World
from yakuba.operation.simulators.card_authority import CardAuthority, Holder
from yakuba.platform.identity.certificates import Kind
from yakuba.platform.identity.status import CrlFolder
from yakuba.platform.identity.trust import Anchors
from yakuba.platform.identity.verification import Verifier

FOUNDED = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("authority")
    authority = CardAuthority.found(folder, FOUNDED)
    holder = Holder("髙橋　花子", date(1990, 1, 2), "2", "北海道北見市大通西三丁目１番地２")
    user, signature = (authority.issue(kind, holder, FOUNDED) for kind in (Kind.USER, Kind.SIGNATURE))
    authority.publish(FOUNDED, days=60)
    anchors = Anchors.open_test(folder / "ca")
    return World(authority, anchors, holder, user, signature, Verifier(anchors, CrlFolder(folder / "crl", anchors)))


@pytest.fixture
def at() -> datetime:
    return FOUNDED + timedelta(days=10, hours=3)
