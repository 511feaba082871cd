"""Rotation, the loss drill, and the sealed hand-over."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest

from yakuba.platform.access.service import Refused
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import handover, master, rotation, service
from yakuba.platform.secrets.drill import drill
from yakuba.platform.secrets.models import SecretKey, SecretValue
from yakuba.platform.secrets.sealed_box import NotForUs, new_pair, seal, unseal
from yakuba.platform.tenancy.context import Context

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Open = Callable[..., AbstractContextManager[Context]]

REVEAL = "numbers.reveal"
EXPORT = "resident_registry.export"
CODES = {number: f"999{number:08d}" for number in range(1, 26)}
SECOND = UUID("01900000-0000-7000-8000-000000000002")


@pytest.fixture
def filled(town: int, opened: Open) -> int:
    with opened(town):
        service.put_many([(number, "resident_code", code) for number, code in CODES.items()], "load")
    return town


def _all_open(town: int, opened: Open) -> bool:
    with opened(town, REVEAL):
        shown = {number: service.reveal(number, "resident_code", "確認") for number in CODES}
        found = [service.find("resident_code", code, "確認") for code in CODES.values()]
    return shown == CODES and found == [[number] for number in CODES]


def test_rotation_puts_every_value_under_a_new_key_and_wipes_the_old(
    filled: int, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 10)
    seen: list[int] = []
    assert rotation.rotate(filled, seen.append) == 25
    assert seen == [10, 20, 25]
    with opened(filled):
        assert set(SecretValue.objects.values_list("key_version", "lookup_version")) == {(2, 2)}
        old = SecretKey.objects.filter(version=1)
        assert [(bytes(key.wrapped), key.retired_at is None) for key in old] == [(b"", False)] * 2
    assert _all_open(filled, opened)


def test_rotation_cut_off_goes_on_where_it_stopped(filled: int, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 10)

    def power_cut(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(filled, power_cut)
    assert _all_open(filled, opened)
    with opened(filled):
        service.put(1, "resident_code", CODES[1])
        service.put(26, "resident_code", "99900000026")
    assert rotation.rotate(filled) == 15
    assert _all_open(filled, opened)
    with opened(filled):
        assert SecretKey.objects.filter(retired_at__isnull=True).count() == 2


def test_new_master_key_replaces_the_old_one(filled: int, opened: Open, master_key: Path) -> None:
    before = master.current()
    assert rotation.rotate_master([filled]) == 2
    assert [key.id for key in master.load()] == [master.current().id] != [before.id]
    assert master_key.stat().st_mode & 0o777 == 0o600
    assert _all_open(filled, opened)


def test_master_rotation_cut_off_leaves_everything_readable(
    filled: int, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(keep: master.MasterKey) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(master, "drop_others", power_cut)
        rotation.rotate_master([filled])
    assert _all_open(filled, opened)
    rotation.rotate_master([filled])
    assert len(master.load()) == 1
    assert _all_open(filled, opened)


def test_key_file_is_private_and_never_overwritten(master_key: Path) -> None:
    assert master_key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        master.create()


def test_drill_finds_the_copy_of_another_town_hall_useless(filled: int, opened: Open, tmp_path: Path) -> None:
    assert drill(filled).faults == ()
    assert drill(filled).values == 25
    good, foreign = tmp_path / "safe.key", tmp_path / "foreign.key"
    good.write_bytes(master.path().read_bytes())
    good.chmod(0o600)
    master.create(foreign)
    assert drill(filled, good).faults == ()
    assert len(drill(filled, foreign).faults) == 2
    with opened(filled):
        outcomes = RegisterEntry.objects.filter(act="change_key", detail__step="drill").order_by("id")
        assert list(outcomes.values_list("outcome", flat=True)) == ["done", "done", "done", "failed"]


def test_drill_notices_a_value_that_is_found_under_another(filled: int, opened: Open) -> None:
    with opened(filled):
        SecretValue.objects.filter(addressee_number=1).update(lookup=b"\0" * 32)
    assert len(drill(filled).faults) == 1


def test_handed_over_numbers_open_for_the_recipient_only(filled: int, opened: Open) -> None:
    private, public = new_pair()
    out = io.BytesIO()
    with opened(filled, EXPORT):
        assert handover.export_for(public, out, SECOND, "他市への移行") == 25
        assert RegisterEntry.objects.get(act="export").purpose == "他市への移行"
    assert b"99900000001" not in out.getvalue()
    copies = list(handover.open_export(private, io.BytesIO(out.getvalue())))
    assert {copy.addressee_number: copy.value.open() for copy in copies} == CODES
    with pytest.raises(NotForUs):
        list(handover.open_export(new_pair()[0], io.BytesIO(out.getvalue())))


def test_hand_over_needs_duty_and_a_second_officer(filled: int, opened: Open) -> None:
    _, public = new_pair()
    with opened(filled, EXPORT) as context, pytest.raises(handover.SecondOfficerNeeded):
        assert context.actor.id is not None
        handover.export_for(public, io.BytesIO(), context.actor.id, "移行")
    with opened(filled, REVEAL), pytest.raises(Refused):
        handover.export_for(public, io.BytesIO(), SECOND, "移行")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_sealed_file_is_whole_or_does_not_open(size: int) -> None:
    private, public = new_pair()
    plain = bytes(index % 251 for index in range(size))
    out = io.BytesIO()
    seal(public, [plain[:7], plain[7:]], out)
    sealed = out.getvalue()
    assert b"".join(unseal(private, io.BytesIO(sealed))) == plain
    frame = 4 + 65_536 + 16
    cuts = {len(sealed) - 1, 48, 20, 0} | {48 + frame * count for count in range(1, (len(sealed) - 48) // frame)}
    for cut in cuts:
        with pytest.raises(NotForUs):
            list(unseal(private, io.BytesIO(sealed[:cut])))
    changed = bytearray(sealed)
    changed[len(sealed) // 2] ^= 1
    with pytest.raises(NotForUs):
        list(unseal(private, io.BytesIO(bytes(changed))))
