"""What is asked of a My Number card: the user certificate, a signature by its key, the four items.

The individual number lies in a file beside the four items and opens with the same PIN. It is never selected: the files
this module can select are those named below, and nothing else.
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from yakuba.operation.card_reader.errors import CardError, wrong_pin
from yakuba.operation.card_reader.transport import OK, Response, Transport, send

JPKI_APPLICATION = bytes.fromhex("D392F000260100000001")
TEXT_APPLICATION = bytes.fromhex("D3921000310001010408")
SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
_CHUNK = 256  # bytes of one READ BINARY
_LARGEST = 8 * 1024
_ENDS, _BEHIND = 0x6282, 0x6B00  # fewer bytes than asked for, none


class _Jpki(IntEnum):
    """Files of 公的個人認証AP; those of the signature certificate are not used here."""

    CERTIFICATE = 0x000A
    KEY = 0x0017
    PIN = 0x0018


class _Text(IntEnum):
    """Files of 券面事項入力補助AP: the four items and their PIN."""

    ITEMS = 0x0002
    PIN = 0x0011


USER_PIN = "利用者証明用の暗証番号（4桁）"
ITEMS_PIN = "券面事項入力補助用の暗証番号（4桁）"
_TAGS = {0xDF22: "name", 0xDF23: "address", 0xDF24: "birth_date", 0xDF25: "sex"}


@dataclass(frozen=True)
class Items:
    """氏名, 住所, 生年月日 (YYYYMMDD), 性別 (1, 2, 9) as the card states them: not signed by anybody."""

    name: str
    address: str
    birth_date: str
    sex: str


class Card:
    """A card that is being held. Every method raises CardError."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def user_certificate(self) -> bytes:
        """The user certificate in DER; a card asks for no PIN."""
        self._application(JPKI_APPLICATION)
        self._file(_Jpki.CERTIFICATE, "no_certificate")
        return self._read("no_certificate")

    def sign(self, pin: str, data: bytes) -> bytes:
        """The signature (PKCS#1 v1.5 with SHA-256) over the data by the user certificate's key."""
        self._application(JPKI_APPLICATION)
        self._verify(_Jpki.PIN, pin, USER_PIN)
        self._file(_Jpki.KEY, "no_certificate")
        info = SHA256_INFO + sha256(data).digest()
        return self._good(self._send(bytes([0x80, 0x2A, 0x00, 0x80, len(info)]) + info + b"\x00")).data

    def four_items(self, pin: str) -> Items:
        """The four items, opened by the PIN of the text-entry application."""
        self._application(TEXT_APPLICATION)
        self._verify(_Text.PIN, pin, ITEMS_PIN)
        self._file(_Text.ITEMS, "items_form")
        return _items(self._read("items_form"))

    def _application(self, name: bytes) -> None:
        found = self._send(bytes([0x00, 0xA4, 0x04, 0x0C, len(name)]) + name)
        if found.status != OK:
            raise CardError("wrong_application")

    def _file(self, file: _Jpki | _Text, missing: str) -> None:
        found = self._send(bytes([0x00, 0xA4, 0x02, 0x0C, 0x02]) + file.to_bytes(2))
        if found.status == 0x6A82:
            raise CardError(missing)
        self._good(found)

    def _verify(self, file: _Jpki | _Text, pin: str, which: str) -> None:
        """The PIN is sent once and kept nowhere. A locked one is not tried."""
        if not (len(pin) == 4 and pin.isascii() and pin.isdecimal()):
            raise CardError("pin_form")
        self._file(file, "wrong_application")
        left = _tries(self._send(bytes.fromhex("00200080")))
        if left == 0:
            raise wrong_pin(which, 0)
        found = self._send(bytes([0x00, 0x20, 0x00, 0x80, len(pin)]) + pin.encode())
        if found.status == OK:
            return
        left = _tries(found)
        if left is None:
            self._good(found)
            return
        raise wrong_pin(which, left)

    def _read(self, what: str) -> bytes:
        """The selected file, as far as the length at its beginning says."""
        whole = self._part(0, 7)
        total = _whole(whole)
        if not total or not len(whole) <= total <= _LARGEST:
            raise CardError(what)
        while len(whole) < total:
            part = self._part(len(whole), min(_CHUNK, total - len(whole)))
            if not part:
                raise CardError(what)
            whole += part
        return whole[:total]

    def _part(self, offset: int, size: int) -> bytes:
        """Bytes of the selected file, none behind its end."""
        found = self._send(bytes([0x00, 0xB0]) + offset.to_bytes(2) + bytes([size & 0xFF]))
        return found.data if found.status in (_ENDS, _BEHIND) else self._good(found).data

    def _send(self, command: bytes) -> Response:
        return send(self._transport, command)

    @staticmethod
    def _good(found: Response) -> Response:
        if found.status != OK:
            raise CardError("unexpected", f"（{found.status:04X}）")
        return found


def _tries(found: Response) -> int | None:
    """How many tries a status leaves; None when it says nothing about tries."""
    if found.status in (0x6983, 0x6984):
        return 0
    return found.status & 0xF if found.status & 0xFFF0 == 0x63C0 else None


def _head(data: bytes) -> tuple[int, int, int]:
    """Of a TLV: the tag (one byte, or two), where its value begins, and the value's length. Raises IndexError."""
    at = 1 if data[0] & 0x1F != 0x1F else 2
    tag = int.from_bytes(data[:at])
    size = data[at]
    at += 1
    if size & 0x80:
        count = size & 0x7F
        if not 0 < count <= 2 or len(data) < at + count:
            raise IndexError
        size = int.from_bytes(data[at : at + count])
        at += count
    return tag, at, size


def _whole(data: bytes) -> int:
    """Bytes of the whole TLV that begins here, 0 when nothing does."""
    try:
        _, at, size = _head(data)
    except IndexError:
        return 0
    return at + size


def _items(data: bytes) -> Items:
    found: dict[str, str] = {}
    try:
        tag, at, _ = _head(data)
        rest = data[at:] if tag == 0xFF20 else b""
        while rest:
            tag, at, size = _head(rest)
            if tag in _TAGS:
                found[_TAGS[tag]] = rest[at : at + size].decode().strip()
            rest = rest[at + size :]
    except (IndexError, UnicodeDecodeError):
        found = {}
    if set(found) != set(_TAGS.values()):
        raise CardError("items_form")
    return Items(**found)
