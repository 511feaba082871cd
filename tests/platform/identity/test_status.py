"""Good, revoked, unknown: by lists the authority signed, and never good by silence."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.platform.identity.card import World
from yakuba.operation.simulators.card_authority import REASONS, CardAuthority, Holder
from yakuba.platform.identity.certificates import Kind, read
from yakuba.platform.identity.status import CrlFolder, NoConnection, Reference, State, Status

HOUR = timedelta(hours=1)


@pytest.fixture
def lists(world: World, tmp_path: Path) -> CrlFolder:
    """A folder of its own with the lists as published."""
    for path in (world.folder / "crl").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return CrlFolder(tmp_path, world.anchors)


def reference(world: World, kind: Kind = Kind.USER) -> Reference:
    return Reference.of(read((world.user if kind is Kind.USER else world.signature).certificate))


def test_a_certificate_on_no_list_is_good(world: World, lists: CrlFolder, at: datetime) -> None:
    for kind in Kind:
        found = lists.status(reference(world, kind), at)
        assert found.state is State.GOOD and found.as_of is not None and found.as_of <= at


def test_without_connection_nothing_is_known_and_it_is_said(world: World, at: datetime) -> None:
    found = NoConnection().status(reference(world), at)
    assert found == Status(State.UNKNOWN)
    assert "確認できていません" in found.sentence("ja") and "unknown" in found.sentence("en")
    assert found.sentence("easy") != found.sentence("ja") == found.sentence("fr")


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_of_revocation(world: World, tmp_path: Path, at: datetime, reason: str) -> None:
    issued = world.authority.issue(Kind.USER, world.holder, at)
    world.authority.revoke(issued.serial, reason, at)
    for path in world.authority.publish(at + HOUR):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    source, wanted = CrlFolder(tmp_path, world.anchors), Reference.of(read(issued.certificate))
    assert source.status(wanted, at + HOUR) == Status(State.REVOKED, reason, at, at + HOUR)
    # An old signature, checked again at its own time, was good then.
    assert source.status(wanted, at - HOUR).state is State.GOOD


def test_a_new_file_is_read_at_the_next_question(world: World, lists: CrlFolder, at: datetime) -> None:
    issued = world.authority.issue(Kind.SIGNATURE, world.holder, at)
    wanted = Reference.of(read(issued.certificate))
    assert lists.status(wanted, at).state is State.GOOD
    world.authority.revoke(issued.serial, "affiliationChanged", at)
    for path in world.authority.publish(at):
        (lists.folder / path.name).write_bytes(path.read_bytes())
    assert lists.status(wanted, at).state is State.REVOKED


def test_a_stale_list_tells_nothing(world: World, lists: CrlFolder, at: datetime) -> None:
    assert lists.status(reference(world), at + timedelta(days=70)).state is State.UNKNOWN


def test_a_changed_a_cut_and_a_strangers_list_tell_nothing(world: World, lists: CrlFolder, at: datetime) -> None:
    path = next(lists.folder.glob("user-*.crl"))
    whole = path.read_bytes()
    for content in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-20], b"", b"-----BEGIN"):
        path.write_bytes(content)
        assert lists.status(reference(world), at).state is State.UNKNOWN
    impostor = CardAuthority.found(lists.folder / "impostor", at)
    impostor.issue(Kind.USER, world.holder, at)
    path.write_bytes(impostor.publish(at)[0].read_bytes())
    assert lists.status(reference(world), at).state is State.UNKNOWN
    path.write_bytes(whole)
    assert lists.status(reference(world), at).state is State.GOOD


def test_the_list_of_another_municipality_tells_nothing(world: World, lists: CrlFolder, at: datetime) -> None:
    elsewhere = Holder("試験　太郎", world.holder.birth_date, "1", "千葉県船橋市湊町２丁目１０番２５号")
    issued = world.authority.issue(Kind.USER, elsewhere, at)
    assert lists.status(Reference.of(read(issued.certificate)), at).state is State.UNKNOWN


def test_an_unknown_key_or_number_tells_nothing(world: World, lists: CrlFolder, at: datetime) -> None:
    known = reference(world)
    for wanted in (
        Reference(known.serial, "00" * 20, known.distribution_point),
        Reference("x", known.issuer_key_id, known.distribution_point),
        Reference(known.serial, known.issuer_key_id),
    ):
        assert lists.status(wanted, at).state is State.UNKNOWN
    assert CrlFolder(lists.folder / "missing", world.anchors).status(known, at).state is State.UNKNOWN
