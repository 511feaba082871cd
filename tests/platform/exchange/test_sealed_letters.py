"""Letters to and from the portal: readable by their receiver alone."""

import base64
import threading
from pathlib import Path

import pytest

from yakuba.platform.exchange.sealed_letters import UnreadableLetter, open_body, pair, seal_body


def test_only_the_receiver_reads_it(tmp_path: Path) -> None:
    secret, public = pair(tmp_path / "a" / "core.key", tmp_path / "spool" / "core.pub")
    other, _ = pair(tmp_path / "b.key", tmp_path / "b.pub")
    text = seal_body(public, {"name": "佐藤 花子"})
    assert "佐藤" not in base64.b64decode(text).decode("utf-8", "replace")
    assert open_body(secret, text) == {"name": "佐藤 花子"}
    with pytest.raises(UnreadableLetter):
        open_body(other, text)


@pytest.mark.parametrize(
    "text", ["", "not base64 !", "AAAA", base64.b64encode(b"yakuba-sealed-1\n" + b"0" * 60).decode()]
)
def test_what_is_no_letter_is_refused(tmp_path: Path, text: str) -> None:
    secret, _ = pair(tmp_path / "k", tmp_path / "p")
    with pytest.raises(UnreadableLetter):
        open_body(secret, text)


def test_a_changed_letter_is_refused(tmp_path: Path) -> None:
    secret, public = pair(tmp_path / "k", tmp_path / "p")
    raw = bytearray(base64.b64decode(seal_body(public, {"a": 1})))
    raw[-1] ^= 1
    with pytest.raises(UnreadableLetter):
        open_body(secret, base64.b64encode(bytes(raw)).decode())


def test_the_pair_is_made_once_even_by_two_at_once(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(pair(tmp_path / "k", tmp_path / "p")[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert (tmp_path / "k").stat().st_mode & 0o077 == 0
