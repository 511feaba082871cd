"""A demonstration's simulated cards: the client of the portal's visitors, and the reader of the counter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yakuba.operation.home import Home
from yakuba.operation.supervisor.parts import Part, yakuba_command

_BLANK = {"DATABASE_URL": "", "DATABASE_OWNER_URL": "", "YAKUBA_KEYS": ""}


@dataclass(frozen=True)
class Simulated:
    """A part that is not started yet, and the settings of the process that uses it."""

    part: Part
    settings: dict[str, str]


def client(home: Home, port: int, origin: str) -> Simulated | None:
    """What the portal's page leads to. None where the home has no cards."""
    words = ["card-simulator", "--port", str(port), "--origin", origin]
    return _made(home, words, {"YAKUBA_CARD_CLIENT": f"http://localhost:{port}/"})


def reader(home: Home, port: int, pages: Iterable[int]) -> Simulated | None:
    """What the counter's page asks, for the pages of these ports. None where the home has no cards."""
    words = ["card-reader", "--simulated", "--port", str(port)]
    for page in pages:
        words += ["--origin", f"http://localhost:{page}", "--origin", f"http://127.0.0.1:{page}"]
    return _made(home, words, {"YAKUBA_CARD_READER": f"http://127.0.0.1:{port}"})


def _made(home: Home, words: list[str], settings: dict[str, str]) -> Simulated | None:
    """The processes believe the demo's cards, and no real ones."""
    folder = home.path / "card-simulator"
    if not folder.exists():
        return None
    part = Part(words[0], yakuba_command(*words, "--folder", str(folder)), _BLANK, home.logs / f"{words[0]}.log")
    authority = {
        "YAKUBA_CARD_TEST": "1",
        "YAKUBA_CARD_AUTHORITIES": str(folder / "authority" / "ca"),
        "YAKUBA_CARD_LISTS": str(folder / "authority" / "crl"),
    }
    return Simulated(part, settings | authority)
