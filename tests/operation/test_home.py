"""The home: one holder at a time, secrets for one pair of eyes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from yakuba.operation.database import DiskFull
from yakuba.operation.home import AlreadyRunning, Home, HomeLock


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_default_is_var_below_the_current_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("YAKUBA_HOME")
    monkeypatch.chdir(tmp_path)
    assert Home.from_environment().path == tmp_path / "var"


def test_second_holder_is_told_who_the_first_is(home: Home) -> None:
    first, second = HomeLock(home), HomeLock(home)
    first.take({"process": 4711, "port": 8042})
    assert second.is_held()
    with pytest.raises(AlreadyRunning, match=r"http://localhost:8042/ .* 4711"):
        second.take({"process": 1, "port": 1})
    first.release()
    assert not second.is_held()
    second.take({"process": 1, "port": 1})
    assert not second.left_behind
    second.release()


def test_holder_that_was_killed_is_noticed(home: Home) -> None:
    (home.path / "lock").write_text('{"process": 4711, "port": 8042}')
    lock = HomeLock(home)
    lock.take({"process": 1, "port": 1})
    assert lock.left_behind
    lock.release()


def test_home_and_secrets_are_for_the_owner_only(home: Home) -> None:
    secret = home.secret("django-secret-key")
    assert home.path.stat().st_mode & 0o777 == 0o700
    assert (home.path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (home.path / "secrets" / "django-secret-key").stat().st_mode & 0o777 == 0o600
    assert len(secret) >= 50
    assert home.secret("django-secret-key") == secret
    assert home.secret("another") != secret


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_first_start_asks_for_room_and_later_ones_do_not(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**10, 10**10 - 5 * 10**8, 5 * 10**8))
    with pytest.raises(DiskFull, match="disk full"):
        home.check_room(demo=True)
    home.check_room(demo=False)
    (home.path / "database").mkdir()
    home.check_room(demo=True)
