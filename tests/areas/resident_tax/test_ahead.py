"""The next block is begun while this one is written, and nothing of it stays or changes what comes out."""

import threading
import time

import pytest

from yakuba.areas.resident_tax.ahead import Ahead, Briefly


def test_the_following_piece_is_made_in_another_thread_and_once() -> None:
    made: list[tuple[int, str]] = []
    begun = threading.Event()

    def make(piece: int) -> str:
        made.append((piece, threading.current_thread().name))
        if piece == 2:
            begun.set()
        return f"made {piece}"

    ahead = Ahead(make)
    assert ahead.give(1, 2) == "made 1"
    assert begun.wait(60)
    assert [ahead.give(2, None), ahead.give(2, None)] == ["made 2", "made 2"], "what was given is not kept"
    names = [name for piece, name in made if piece == 2]
    assert names[0].startswith("tax-ahead") and names[1] == threading.current_thread().name
    assert ahead.give(7, None) == "made 7", "a piece nobody announced: a job that goes on after a crash"


def test_what_fails_ahead_fails_when_its_turn_comes() -> None:
    def make(piece: str) -> str:
        if piece == "gone":
            raise FileNotFoundError(piece)
        return piece

    ahead = Ahead(make)
    assert ahead.give("here", "gone") == "here"
    with pytest.raises(FileNotFoundError):
        ahead.give("gone", None)


def test_values_stay_for_a_short_time_and_are_few() -> None:
    kept = Briefly[str](600)
    for key in (1, 2, 3):
        kept.put(key, str(key))
    assert [kept.get(key) for key in (1, 2, 3)] == [None, "2", "3"]
    assert (kept.pop(2), kept.pop(2)) == ("2", None)
    assert kept.pop(3) == "3"
    kept = Briefly[str](0.05)
    kept.put(4, "4")
    ended = time.monotonic() + 60
    while kept.get(4) is not None and time.monotonic() < ended:
        time.sleep(0.01)
    assert kept.get(4) is None
