"""What is asked of a card: commands, PINs, files; never the individual number. Against the simulated chip."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from yakuba.operation.card_reader.card import Card, Items
from yakuba.operation.card_reader.errors import CardError
from yakuba.operation.card_reader.transport import Transport, send
from yakuba.operation.simulators.card_authority import new_key
from yakuba.operation.simulators.card_chip import NO_NUMBER, Chip, Inside, items_file

KEY = new_key()
CERTIFICATE = b"\x30\x82\x05\xdc" + bytes(range(256)) * 6  # 1,500 bytes inside, and what lies behind them in the file
ADDRESS = "北海道北見市大通西三丁目１番地２　" * 8  # longer than one part
WHOLE = Inside(CERTIFICATE, KEY, items_file("髙橋　花子", ADDRESS, "19900102", "2"), "1234", "5678")


@dataclass
class Tape:
    """Keeps every command."""

    inner: Transport
    commands: list[bytes] = field(default_factory=list)

    def transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return self.inner.transmit(command)


@pytest.mark.parametrize("keeps_back", [0, 100])
def test_certificate_signature_and_four_items_with_both_protocols(keeps_back: int) -> None:
    card = Card(Chip(WHOLE, keeps_back=keeps_back))
    assert card.user_certificate() == CERTIFICATE[:1504]
    signature = card.sign("1234", b"a challenge")
    assert isinstance(KEY, RSAPrivateKey)
    KEY.public_key().verify(signature, b"a challenge", PKCS1v15(), SHA256())
    assert card.four_items("5678") == Items("髙橋　花子", ADDRESS.strip(), "19900102", "2")


def test_the_commands_are_those_of_the_public_lists() -> None:
    tape = Tape(Chip(WHOLE))
    card = Card(tape)
    card.sign("1234", b"")
    assert [one.hex().upper() for one in tape.commands[:5]] == [
        "00A4040C0AD392F000260100000001",
        "00A4020C020018",
        "00200080",
        "002000800431323334",
        "00A4020C020017",
    ]
    sign = tape.commands[5].hex().upper()
    assert sign.startswith("802A0080333031300D060960864801650304020105000420") and sign.endswith("00")
    assert len(tape.commands) == 6


def test_the_number_is_never_asked_for() -> None:
    """Its file would open: the chip gives it to whoever selects it after the same PIN."""
    tape = Tape(Chip(WHOLE))
    card = Card(tape)
    card.user_certificate()
    card.sign("1234", b"x")
    card.four_items("5678")
    selected = {(one[2], one[5:].hex()) for one in tape.commands if one[1] == 0xA4}
    assert selected == {
        (4, "d392f000260100000001"), (4, "d3921000310001010408"),
        (2, "000a"), (2, "0018"), (2, "0017"), (2, "0011"), (2, "0002"),
    }  # fmt: skip
    assert all(one[2] < 0x80 for one in tape.commands if one[1] == 0xB0), "nor read by a short file identifier"
    assert send(tape, bytes.fromhex("00A4020C020001")).status == 0x9000
    assert send(tape, bytes.fromhex("00B0000011")).data == NO_NUMBER


def refused(act: Callable[[], object]) -> CardError:
    with pytest.raises(CardError) as found:
        act()
    return found.value


def test_wrong_pins_are_counted_down_and_a_locked_one_is_not_tried() -> None:
    kept: list[dict[str, int]] = []
    tape = Tape(Chip(WHOLE, changed=lambda wrong: kept.append(dict(wrong))))
    card = Card(tape)
    first = refused(lambda: card.sign("0000", b"x"))
    assert (first.code, first.tries) == ("wrong_pin", 2) and "あと2回" in str(first)
    card.sign("1234", b"x")  # a right one forgets the wrong ones
    assert [refused(lambda: card.sign("0000", b"x")).tries for _ in range(3)] == [2, 1, 0]
    before = len(tape.commands)
    locked = refused(lambda: card.sign("1234", b"x"))
    assert locked.code == "locked" and "利用者証明用" in str(locked)
    assert not any(len(one) > 5 and one[1] == 0x20 for one in tape.commands[before:])
    assert kept[-1] == {"sign-in": 3}
    assert card.four_items("5678").sex == "2", "the other PIN has tries of its own"
    last = refused(lambda: (refused(lambda: card.four_items("0000")), card.four_items("0000")))
    assert last.tries == 1 and "次に間違えると" in str(last)


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "１２３４", "12 4"])
def test_what_is_no_pin_costs_no_try(pin: str) -> None:
    chip = Chip(WHOLE)
    assert refused(lambda: Card(chip).sign(pin, b"x")).code == "pin_form"
    assert chip.wrong == {}


class Says:
    """A card that answers every command with the same."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def transmit(self, command: bytes) -> bytes:
        return self.answer


def test_other_cards_and_strange_answers_have_names() -> None:
    assert refused(Card(Says(b"\x6a\x82")).user_certificate).code == "wrong_application"
    assert refused(Card(Says(b"\x90\x00")).user_certificate).code == "no_certificate"
    assert refused(lambda: Card(Says(b"\x6f\x00")).sign("1234", b"")).code == "wrong_application"
    locked = refused(lambda: Card(Says(b"\x90\x00")).four_items("1234"))
    assert locked.code == "items_form", "a verified PIN and an empty file"


@pytest.mark.parametrize("items", [b"\xff\x20\x02\xdf\x22", items_file("", "", "", "")[:-3], b"\x30\x03\x02\x01\x05"])
def test_a_file_that_is_not_the_four_items_is_refused(items: bytes) -> None:
    chip = Chip(Inside(CERTIFICATE, KEY, items, "1234", "1234"))
    assert refused(lambda: Card(chip).four_items("1234")).code == "items_form"


def test_the_chip_guards_what_a_chip_guards() -> None:
    """The simulator is worth something only where it says no."""
    chip = Chip(WHOLE)

    def status(*commands: str) -> int:
        return [send(chip, bytes.fromhex(one)).status for one in commands][-1]

    jpki, text = "00A4040C0AD392F000260100000001", "00A4040C0AD3921000310001010408"
    info = "3031300D060960864801650304020105000420" + "00" * 32
    assert status(text, "00A4020C020002", "00B0000007") == 0x6982
    assert status(jpki, "00A4020C020017", f"802A008033{info}00") == 0x6982
    verified = (jpki, "00A4020C020018", "002000800431323334", "00A4020C020017")
    assert status(*verified, f"802A008033{info}00", f"802A008033{info}00") == 0x6982, "one PIN, one signature"
    assert status(*verified, "802A008033" + "00" * 51 + "00") == 0x6A80
    assert status(*verified, text, jpki, "00A4020C020017", f"802A008033{info}00") == 0x6982, "leaving forgets"
    assert status(jpki, "00A4020C020002") == 0x6A82 and status("00A4040C02D392") == 0x6A82
    assert status(jpki, "00A4020C02000A", "00B0070000") == 0x6B00
    assert len(send(chip, bytes.fromhex("00B0000000")).data) == 256
    assert len(send(chip, bytes.fromhex("00B00000000400")).data) == 1024, "extended length"
    assert status("00FF0000") == 0x6D00
