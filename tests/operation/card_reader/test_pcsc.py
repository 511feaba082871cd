"""PC/SC at the border to the system's library, which is played here: no reader and no card took part."""

import ctypes
from typing import Any

import pytest

from yakuba.operation.card_reader import pcsc
from yakuba.operation.card_reader.card import Card
from yakuba.operation.card_reader.errors import CardError
from yakuba.operation.simulators.card_authority import new_key
from yakuba.operation.simulators.card_chip import Chip, Inside, items_file

NAMES = b"Contact 00\0Empty 01\0\0"
INSIDE = Inside(b"\x30\x03\x02\x01\x05", new_key(), items_file("佐藤", "北見市", "19800101", "1"), "1234", "1234")


class Library:
    """The functions of libpcsclite that are called, with a simulated chip in the first reader."""

    def __init__(self, **answers: int) -> None:
        self.answers, self.calls = answers, list[str]()
        self.chip = Chip(INSIDE)

    def _note(self, name: str) -> int:
        self.calls.append(name)
        return ctypes.c_long(self.answers.get(name, 0)).value

    def SCardEstablishContext(self, scope: Any, _: None, __: None, context: Any) -> int:
        assert scope.value == 2
        context._obj.value = 7
        return self._note("establish")

    def SCardReleaseContext(self, context: Any) -> int:
        assert context.value == 7
        return self._note("release")

    def SCardListReaders(self, _: Any, __: None, buffer: Any, size: Any) -> int:
        size._obj.value = len(NAMES)
        if buffer is not None:
            ctypes.memmove(buffer, NAMES, len(NAMES))
        return self._note("list")

    def SCardConnect(self, _: Any, name: bytes, share: Any, protocols: Any, handle: Any, active: Any) -> int:
        if name != b"Contact 00":
            return -0x7FEFFFF4  # SCARD_E_NO_SMARTCARD as the library's signed number
        assert protocols.value == 3
        handle._obj.value, active._obj.value = 9, 2
        return self._note(f"connect {share.value}")

    def SCardTransmit(self, *given: Any) -> int:
        handle, request, command, length, _, answer, size = given
        assert (handle.value, request._obj.protocol, length.value) == (9, 2, len(command))
        told = self.chip.transmit(command)
        ctypes.memmove(answer, told, len(told))
        size._obj.value = len(told)
        return self._note("transmit")

    def SCardDisconnect(self, handle: Any, disposition: Any) -> int:
        return self._note(f"disconnect {disposition.value}")


def readers(**answers: int) -> tuple[pcsc.PcscReaders, Library]:
    library = Library(**answers)
    return pcsc.PcscReaders(lambda: library), library


def test_a_card_is_found_read_alone_and_reset() -> None:
    found, library = readers()
    (slot,) = found.slots()
    assert slot.name == "Contact 00" and not found.simulated
    library.calls.clear()
    with found.open(slot.name) as transport:
        assert Card(transport).four_items("1234").name == "佐藤"
    assert library.calls[:2] == ["establish", "connect 1"], "for this program alone"
    assert library.calls[-2:] == ["disconnect 1", "release"], "reset: no verified PIN stays"


def test_a_card_that_is_taken_away_ends_the_reading_and_nothing_stays_open() -> None:
    found, library = readers(transmit=0x80100069)
    with pytest.raises(CardError) as gone, found.open("Contact 00") as transport:
        Card(transport).user_certificate()
    assert gone.value.code == "removed" and library.calls[-2:] == ["disconnect 1", "release"]


@pytest.mark.parametrize(
    ("step", "number", "code"),
    [
        ("establish", 0x8010001D, "no_service"),
        ("list", 0x8010002E, "no_reader"),
        ("connect 2", 0x8010000C, "no_card"),
        ("list", 0x80100001, "reader_failed"),
    ],
)
def test_what_the_library_refuses_is_said_in_words(step: str, number: int, code: str) -> None:
    with pytest.raises(CardError) as found:
        readers(**{step: number})[0].slots()
    assert found.value.code == code


def test_a_card_another_program_holds_is_there_and_opening_it_says_so() -> None:
    assert readers(**{"connect 2": 0x8010000B})[0].slots()[0].name == "Contact 00"
    held, _ = readers(**{"connect 1": 0x8010000B})
    with pytest.raises(CardError) as found, held.open("Contact 00"):
        pass
    assert found.value.code == "busy"


def test_without_the_library_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc, "_LINUX", "libpcsclite-that-is-not-there.so.1")
    monkeypatch.setattr(pcsc, "_NAMES", {})
    with pytest.raises(CardError) as found:
        pcsc.PcscReaders().slots()
    assert found.value.code == "no_library" and "PC/SC" in str(found.value)
