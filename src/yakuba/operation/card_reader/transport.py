"""Commands to a card and its answers (ISO/IEC 7816-4), whatever carries them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

OK = 0x9000


class Transport(Protocol):
    """A card that is being held. ``transmit`` gives the answer's data with the two status bytes at its end."""

    def transmit(self, command: bytes) -> bytes: ...


@dataclass(frozen=True)
class Slot:
    """A reader with a card in it: its name, and how the page calls it."""

    name: str
    label: str


class Readers(Protocol):
    """The readers of a terminal. Both methods raise CardError."""

    simulated: bool

    def slots(self) -> list[Slot]:
        """Those with a card in them, at least one."""

    def open(self, name: str) -> AbstractContextManager[Transport]:
        """The card in that reader, for this program alone; it forgets what was verified when the block ends."""


@dataclass(frozen=True)
class Response:
    """Data and the status word, as one number (0x9000 is good)."""

    data: bytes
    status: int


def send(transport: Transport, command: bytes) -> Response:
    """One command. What a card of protocol T=0 keeps back (61xx) is fetched, a wrong length (6Cxx) is mended."""
    found = _split(transport.transmit(command))
    if found.status >> 8 == 0x6C:
        found = _split(transport.transmit(command[:-1] + bytes([found.status & 0xFF])))
    data = found.data
    while found.status >> 8 == 0x61:
        found = _split(transport.transmit(bytes([0x00, 0xC0, 0x00, 0x00, found.status & 0xFF])))
        data += found.data
    return Response(data, found.status)


def _split(answer: bytes) -> Response:
    return Response(answer[:-2], int.from_bytes(answer[-2:]))
