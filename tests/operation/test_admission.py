"""The gate before the portal: towns take turns, a full line is told so at once, what is sent has more room."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from yakuba.operation import admission
from yakuba.operation.admission import Gate, admitting


def waits(gate: Gate, number: int) -> None:
    """Until so many wait."""
    for _ in range(6000):
        if gate.waiting == number:
            return
        time.sleep(0.01)
    raise AssertionError(f"{gate.waiting} wait, not {number}")


def test_towns_take_turns_and_within_one_the_first_comes_first() -> None:
    gate, served, threads = Gate(1, 10, 10), list[str](), list[threading.Thread]()
    assert gate.enter("rush", sent=False)

    def come(town: str, name: str) -> None:
        assert gate.enter(town, sent=False)
        served.append(name)
        gate.leave(town)

    for town, name in [("rush", "r1"), ("rush", "r2"), ("rush", "r3"), ("calm", "c1"), ("calm", "c2")]:
        threads.append(threading.Thread(target=come, args=(town, name)))
        threads[-1].start()
        waits(gate, len(threads))
    gate.leave("rush")
    for one in threads:
        one.join(60)
    assert served == ["r1", "c1", "r2", "c2", "r3"]
    assert gate.enter("rush", sent=False), "the slot is free again"


def test_a_rush_in_one_town_leaves_a_place_to_the_others_and_long_work_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(admission, "time", SimpleNamespace(monotonic=lambda: clock.seconds))
    monkeypatch.setattr(admission, "STALLED", 0.01)
    gate, inside = Gate(3, 10, 10, share=1), threading.Semaphore(0)
    assert gate.enter("rush", sent=False)

    def come() -> None:
        assert gate.enter("rush", sent=False)
        inside.release()

    threads = [threading.Thread(target=come) for _ in range(2)]
    for one in threads:
        one.start()
    waits(gate, 2)
    assert gate.enter("calm", sent=False), "two places are free, though the rush waits"
    gate.leave("calm")
    assert not inside.acquire(timeout=0.05), "no time has passed"
    clock.seconds = 1.0
    assert inside.acquire(timeout=60), "the first of the town has been at work for long: its next comes in"
    clock.seconds = 2.0
    assert not inside.acquire(timeout=0.05), "but the last place is for the others"
    assert gate.enter("calm", sent=False)
    gate.leave("calm")
    gate.leave("rush")
    gate.leave("rush")
    for one in threads:
        one.join(60)
    gate.leave("rush")
    assert gate.waiting == 0 and all(gate.enter(town, sent=False) for town in "abc"), "every place is free again"


def answers(status: list[str], headers: dict[str, str]) -> Callable[..., Any]:
    def start(told: str, given: list[tuple[str, str]], *rest: Any) -> None:
        status.append(told)
        headers.update(given)

    return start


def ask(application: Callable[..., Iterable[bytes]], path: str, method: str = "GET") -> tuple[str, str, dict[str, str]]:
    status: list[str] = []
    headers: dict[str, str] = {}
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
    body = b"".join(application(environ, answers(status, headers))).decode()
    return status[0], body, headers


def test_a_full_line_gets_a_page_and_what_is_sent_more_room() -> None:
    held, going = threading.Event(), threading.Event()

    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/slow"):
            going.set()
            held.wait(60)
        start("200 OK", [])
        return [b"a page"]

    gate = Gate(1, 1, 2)
    application = admitting(page, gate)
    done: list[str] = []

    def come(path: str, method: str = "GET") -> threading.Thread:
        thread = threading.Thread(target=lambda: done.append(ask(application, path, method)[0]))
        thread.start()
        return thread

    threads = [come("/012084/slow")]
    assert going.wait(60)
    threads.append(come("/012084/"))
    waits(gate, 1)
    status, body, headers = ask(application, "/012084/")
    assert status.startswith("503") and f'data-seconds="{headers["Retry-After"]}"' in body
    assert 3 <= int(headers["Retry-After"]) <= 9 and 'http-equiv="refresh"' not in body, "what reloads can be stopped"
    threads.append(come("/012084/file/x/send/", "POST"))
    waits(gate, 2)
    status, body, _ = ask(application, "/012084/file/x/send/", "POST")
    assert status.startswith("503") and "まだ受け付けていません" in body and "again.js" not in body
    assert ask(application, "/health")[0] == "200 OK", "it tells of life"
    threads.append(come("/122041/"))
    waits(gate, 3)
    held.set()
    for one in threads:
        one.join(60)
    assert done == ["200 OK"] * 4 and gate.waiting == 0


def test_a_page_that_breaks_leaves_its_place() -> None:
    gate = Gate(1, 1, 1)

    def broken(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("broken")

    for _ in range(3):
        try:
            ask(admitting(broken, gate), "/012084/")
        except RuntimeError:
            continue
    assert gate.enter("012084", sent=False)


class SlowBody:
    """A phone on a bad line: the body comes when it comes."""

    def __init__(self, body: bytes, arrived: threading.Event) -> None:
        self.body, self.arrived = io.BytesIO(body), arrived

    def read(self, size: int = -1) -> bytes:
        self.arrived.wait(60)
        return self.body.read(size)


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [])
    return [b"a page" if environ["REQUEST_METHOD"] == "GET" else environ["wsgi.input"].read()]


def test_a_slow_upload_keeps_nobody_out() -> None:
    application, arrived, got = admitting(echo, Gate(1, 0, 0)), threading.Event(), list[bytes]()
    body = b"x" * 100_000

    def send() -> None:
        environ = {"PATH_INFO": "/012084/", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body))}
        got.extend(application({**environ, "wsgi.input": SlowBody(body, arrived)}, answers([], {})))

    sender = threading.Thread(target=send)
    sender.start()
    assert ask(application, "/012084/")[0] == "200 OK"
    arrived.set()
    sender.join(60)
    assert got == [body]


def test_a_body_of_unknown_length_is_handed_on_whole() -> None:
    body = bytes(range(256)) * 30_000  # beyond what is taken in beforehand
    environ = {"PATH_INFO": "/012084/", "REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body)}
    assert b"".join(admitting(echo, Gate(1, 0, 0))(environ, answers([], {}))) == body
