"""Readers by PC/SC: the system's own library (pcsc-lite on Linux, winscard on Windows) by ctypes, nothing installed.

Types follow the platforms: a PC/SC number is a C long on Linux and Windows, and 32 bits on macOS; a handle on Windows
is as wide as a pointer.
"""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from yakuba.operation.card_reader.errors import CardError
from yakuba.operation.card_reader.transport import Slot

_NAMES = {
    "win32": "winscard.dll",
    "darwin": "/System/Library/Frameworks/PCSC.framework/PCSC",
}
_LINUX = "libpcsclite.so.1"
_LETTER = "A" if sys.platform == "win32" else ""  # the narrow variant, whose names are bytes as elsewhere

DWORD: Any = ctypes.c_uint32 if sys.platform == "darwin" else ctypes.c_ulong
HANDLE: Any = {"win32": ctypes.c_size_t, "darwin": ctypes.c_int32}.get(sys.platform, ctypes.c_long)

_SYSTEM, _EXCLUSIVE, _SHARED, _T0_OR_T1, _LEAVE, _RESET = 2, 1, 2, 3, 0, 1
_CODES = {
    0x8010001D: "no_service",
    0x8010001E: "no_service",
    0x8010002E: "no_reader",
    0x80100009: "no_reader",
    0x80100017: "no_reader",
    0x8010000C: "no_card",
    0x80100069: "removed",
    0x80100068: "removed",
    0x80100066: "unresponsive",
    0x80100067: "unresponsive",
    0x8010000B: "busy",
}


class _Request(ctypes.Structure):
    """SCARD_IO_REQUEST."""

    _fields_ = (("protocol", DWORD), ("length", DWORD))


def library() -> Any:
    """The system's library. Raises CardError code no_library."""
    try:
        return ctypes.CDLL(_NAMES.get(sys.platform, _LINUX))
    except OSError:
        raise CardError("no_library") from None


class PcscReaders:
    """The readers the system knows. ``load`` gives the library; another one only in tests."""

    simulated = False

    def __init__(self, load: Callable[[], Any] = library) -> None:
        self._load = load

    def slots(self) -> list[Slot]:
        """Readers with a card in them. Raises CardError: no_reader where there is none, no_card where all are empty."""
        with _context(self._load()) as (system, context):
            names = _names(system, context)
            found = [Slot(name, name) for name in names if _has_card(system, context, name)]
        if not found:
            raise CardError("no_card" if names else "no_reader")
        return found

    @contextmanager
    def open(self, name: str) -> Iterator["PcscCard"]:
        """The card, for this program alone. It is reset at the end, so that no verified PIN outlives the reading."""
        with _context(self._load()) as (system, context):
            handle, protocol = _connect(system, context, name, _EXCLUSIVE)
            try:
                yield PcscCard(system, handle, protocol)
            finally:
                system.SCardDisconnect(handle, DWORD(_RESET))


class PcscCard:
    """A transport."""

    def __init__(self, system: Any, handle: Any, protocol: int) -> None:
        self._system, self._handle, self._protocol = system, handle, protocol

    def transmit(self, command: bytes) -> bytes:
        """Raises CardError when reader or card are gone."""
        request = _Request(self._protocol, ctypes.sizeof(_Request))
        answer = ctypes.create_string_buffer(65_538)
        size = DWORD(len(answer))
        arguments = (ctypes.byref(request), command, DWORD(len(command)), None, answer, ctypes.byref(size))
        _check(self._system.SCardTransmit(self._handle, *arguments))
        if size.value < 2:
            raise CardError("unresponsive")
        return answer.raw[: size.value]


@contextmanager
def _context(system: Any) -> Iterator[tuple[Any, Any]]:
    context = HANDLE()
    _check(system.SCardEstablishContext(DWORD(_SYSTEM), None, None, ctypes.byref(context)))
    try:
        yield system, context
    finally:
        system.SCardReleaseContext(context)


def _names(system: Any, context: Any) -> list[str]:
    """Names of all readers, none when there is none."""
    ask, size = getattr(system, f"SCardListReaders{_LETTER}"), DWORD(0)
    try:
        _check(ask(context, None, None, ctypes.byref(size)))
        buffer = ctypes.create_string_buffer(max(size.value, 1))
        _check(ask(context, None, buffer, ctypes.byref(size)))
    except CardError as error:
        if error.code == "no_reader":
            return []
        raise
    return [one.decode(errors="surrogateescape") for one in buffer.raw[: size.value].split(b"\0") if one]


def _connect(system: Any, context: Any, name: str, share: int) -> tuple[Any, int]:
    handle, protocol = HANDLE(), DWORD()
    arguments = (
        name.encode(errors="surrogateescape"),
        DWORD(share),
        DWORD(_T0_OR_T1),
        ctypes.byref(handle),
        ctypes.byref(protocol),
    )
    _check(getattr(system, f"SCardConnect{_LETTER}")(context, *arguments))
    return handle, int(protocol.value)


def _has_card(system: Any, context: Any, name: str) -> bool:
    """A card that another program holds, or that does not answer, is there: opening it says what is wrong."""
    try:
        handle, _ = _connect(system, context, name, _SHARED)
    except CardError as error:
        return error.code in ("busy", "unresponsive")
    system.SCardDisconnect(handle, DWORD(_LEAVE))
    return True


def _check(result: int) -> None:
    code = result & 0xFFFFFFFF
    if code:
        raise CardError(_CODES.get(code, "reader_failed"), "" if code in _CODES else f"（{code:08X}）")
