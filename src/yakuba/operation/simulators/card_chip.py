"""模擬カードの中身: a simulated chip that answers a card's commands, and a reader that holds the demo's cards.

It is no card of anybody: keys and certificates are the simulated authority's. Written from ISO/IEC 7816-4 and the
public file lists, so that the reader's program can be tried without a card. Its individual number is no number.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from yakuba.operation.card_reader.errors import CardError
from yakuba.operation.card_reader.transport import Slot
from yakuba.operation.simulators.card_authority import PrivateKey, key_from, write_whole
from yakuba.operation.simulators.card_client import cards_in
from yakuba.platform.identity.certificates import four_items, read

PINS_TRIES = 3
NO_NUMBER = b"\xdf\x10\x0c" + b"0" * 12  # opens, so that a test can see that nobody asks; no number has this shape
_JPKI, _TEXT = "D392F000260100000001", "D3921000310001010408"
_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
_OK, _NO_FILE, _NOT_VERIFIED, _WRONG_DATA, _LOCKED = 0x9000, 0x6A82, 0x6982, 0x6A80, 0x6984
_END, _NO_COMMAND = 0x6B00, 0x6D00


@dataclass(frozen=True)
class Inside:
    """What a chip holds: user certificate (DER) and key, the four items' file, both PINs."""

    certificate: bytes
    key: PrivateKey
    items: bytes
    pin: str
    items_pin: str


@dataclass
class Chip:
    """A transport. ``wrong``: failed tries so far by PIN (sign-in, items); ``changed`` is told when they change.

    ``keeps_back``: answers of more than so many bytes are fetched in parts, as with protocol T=0 (0: at once).
    """

    inside: Inside
    wrong: dict[str, int] = field(default_factory=dict)
    changed: Callable[[dict[str, int]], None] = lambda _: None
    keeps_back: int = 0

    def __post_init__(self) -> None:
        self._application, self._file = "", -1
        self._verified: set[str] = set()
        self._rest = b""
        one = self.inside
        self._files: dict[tuple[str, int], tuple[bytes, str]] = {
            (_JPKI, 0x000A): (one.certificate, ""),
            (_TEXT, 0x0001): (NO_NUMBER, "items"),
            (_TEXT, 0x0002): (one.items, "items"),
        }
        self._pins = {(_JPKI, 0x0018): ("sign-in", one.pin), (_TEXT, 0x0011): ("items", one.items_pin)}

    def transmit(self, command: bytes) -> bytes:
        """The answer to one command."""
        head, data, wanted = _taken_apart(command)
        if head[1] == 0xC0:
            return self._given(self._rest, _OK, wanted)
        acts = {0xA4: self._select, 0x20: self._verify, 0xB0: self._read, 0x2A: self._sign}
        act = acts.get(head[1])
        found, status = act(head, data, wanted) if act else (b"", _NO_COMMAND)
        return self._given(found, status, self.keeps_back or len(found)) if found else status.to_bytes(2)

    def _given(self, data: bytes, status: int, size: int) -> bytes:
        now, self._rest = data[:size], data[size:]
        left = min(len(self._rest), 0xFF)
        return now + (0x6100 | left if self._rest else status).to_bytes(2)

    def _select(self, head: bytes, data: bytes, _: int) -> tuple[bytes, int]:
        if head[2] == 0x04:
            name = data.hex().upper()
            if name not in (_JPKI, _TEXT):
                return b"", _NO_FILE
            self._application, self._file = name, -1
            self._verified = set()
            return b"", _OK
        file = (self._application, int.from_bytes(data))
        if file not in {*self._files, *self._pins, (_JPKI, 0x0017)}:
            return b"", _NO_FILE
        self._file = file[1]
        return b"", _OK

    def _verify(self, _: bytes, data: bytes, __: int) -> tuple[bytes, int]:
        which, right = self._pins.get((self._application, self._file), ("", ""))
        if not which:
            return b"", _NO_FILE
        wrong = self.wrong.get(which, 0)
        if wrong >= PINS_TRIES:
            return b"", _LOCKED
        if not data:
            return b"", 0x63C0 | (PINS_TRIES - wrong)
        if data == right.encode():
            self._verified.add(which)
            self._count(which, 0)
            return b"", _OK
        self._count(which, wrong + 1)
        return b"", 0x63C0 | (PINS_TRIES - wrong - 1)

    def _count(self, which: str, wrong: int) -> None:
        if self.wrong.get(which, 0) != wrong:
            self.wrong[which] = wrong
            self.changed(self.wrong)

    def _read(self, head: bytes, _: bytes, wanted: int) -> tuple[bytes, int]:
        content, guard = self._files.get((self._application, self._file), (b"", ""))
        if not content:
            return b"", _NO_FILE
        if guard and guard not in self._verified:
            return b"", _NOT_VERIFIED
        offset = int.from_bytes(head[2:4])
        if offset >= len(content):
            return b"", _END
        return content[offset : offset + wanted], _OK

    def _sign(self, _: bytes, data: bytes, __: int) -> tuple[bytes, int]:
        """One verified PIN serves one signature."""
        if (self._application, self._file) != (_JPKI, 0x0017):
            return b"", _NO_FILE
        if "sign-in" not in self._verified:
            return b"", _NOT_VERIFIED
        key = self.inside.key
        if not data.startswith(_INFO) or len(data) != len(_INFO) + 32 or not isinstance(key, RSAPrivateKey):
            return b"", _WRONG_DATA
        self._verified.discard("sign-in")
        return key.sign(data[len(_INFO) :], PKCS1v15(), Prehashed(SHA256())), _OK


def _taken_apart(command: bytes) -> tuple[bytes, bytes, int]:
    """Head of four bytes, data, and how many bytes are wanted (short and extended length)."""
    head, rest = command[:4], command[4:]
    if not rest:
        return head, b"", 0
    if len(rest) == 1:
        return head, b"", rest[0] or 256
    if rest[0] == 0 and len(rest) == 3:
        return head, b"", int.from_bytes(rest[1:]) or 65_536
    wide = rest[0] == 0
    size, start = (int.from_bytes(rest[1:3]), 3) if wide else (rest[0], 1)
    data, end = rest[start : start + size], rest[start + size :]
    return head, data, (int.from_bytes(end) or (65_536 if wide else 256)) if end else 0


def tlv(tag: int, value: bytes) -> bytes:
    """A TLV with a tag of two bytes."""
    size = bytes([len(value)]) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2)
    return tag.to_bytes(2) + size + value


def items_file(name: str, address: str, birth_date: str, sex: str) -> bytes:
    """The four items' file: header, name, address, birth date (YYYYMMDD), sex (1, 2, 9)."""
    parts = {0xDF21: b"\0" * 8, 0xDF22: name.encode(), 0xDF23: address.encode()}
    parts |= {0xDF24: birth_date.encode(), 0xDF25: sex.encode()}
    return tlv(0xFF20, b"".join(tlv(tag, value) for tag, value in parts.items()))


def inside(card: Mapping[str, Any]) -> Inside:
    """The chip of a card ``card_client.make_cards`` wrote; its four items are those of its signature certificate."""
    stated = four_items(read(base64.b64decode(card["sign"]["certificate"])))
    sex = stated.sex if stated.sex in ("1", "2") else "9"
    return Inside(
        base64.b64decode(card["sign-in"]["certificate"]),
        key_from(card["sign-in"]["key"]),
        items_file(stated.name, stated.address, stated.birth_date[1:], sex),
        card["pin"],
        card.get("items_pin", card["pin"]),
    )


class SimulatedReaders:
    """模擬カードリーダー: each card of the folder lies in a reader of its own. Tries are kept in the card's file."""

    simulated = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def slots(self) -> list[Slot]:
        found = [Slot(name, f"模擬カード　{card['label']}") for name, card in cards_in(self.folder).items()]
        if not found:
            raise CardError("no_card")
        return found

    @contextmanager
    def open(self, name: str) -> Iterator[Chip]:
        with self._lock:
            card = cards_in(self.folder).get(name)
            if card is None:
                raise CardError("no_card")
            path = self.folder / "cards" / f"{name}.json"

            def keep(wrong: dict[str, int]) -> None:
                write_whole(path, json.dumps({**card, "wrong": wrong}).encode())

            yield Chip(inside(card), dict(card["wrong"]), keep)
