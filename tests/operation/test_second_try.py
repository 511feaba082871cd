"""A failed test is tried again alone: unstable is told apart from failing, and only where that is wanted."""

import os
import sys
from pathlib import Path

import pytest
from tools import second_try

FILE = """
from pathlib import Path
SEEN = Path(__file__).with_name("seen")

def test_first_time_fails() -> None:
    seen = SEEN.exists()
    SEEN.touch()
    assert seen

def test_always_fails() -> None:
    assert False
"""
UNSTABLE, FAILING = "test_these.py::test_first_time_fails", "test_these.py::test_always_fails"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of tests, the first of which has failed once."""
    (tmp_path / "test_these.py").write_text(FILE)
    (tmp_path / "seen").touch()
    monkeypatch.setenv(second_try.WANTED, "1")
    return tmp_path


def again(place: Path, *failures: str) -> list[str]:
    return second_try.unstable(failures, sys.executable, place, os.environ)


def test_what_passes_alone_is_unstable_and_what_fails_again_is_not(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert again(place, UNSTABLE, FAILING, UNSTABLE) == [UNSTABLE]
    told = capsys.readouterr().out
    assert f"UNSTABLE: failed, then passed alone: {UNSTABLE}" in told and f"FAILED again alone: {FAILING}" in told


def test_nothing_is_tried_again_where_it_is_not_wanted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(second_try.WANTED)
    assert again(place, UNSTABLE) == []


def test_more_than_three_failures_are_no_accident(place: Path) -> None:
    assert again(place, UNSTABLE, *(f"{FAILING}[{number}]" for number in range(3))) == []


def test_a_run_that_broke_is_no_test(place: Path) -> None:
    assert again(place, "the run itself", "test_missing.py", "test_these.py::test_gone") == []
