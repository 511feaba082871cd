"""The test authority: what it writes in place of characters, files by layout, and what cannot be revoked."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from yakuba.operation.simulators.card_authority import CardAuthority, Holder, substituted
from yakuba.platform.identity.certificates import Kind

AT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written", "marks"),
    [
        ("山田　花子", "山田　花子", "00000"),
        ("髙橋\U000e0100　𠮷", "高橋　吉", "1001"),
        ("\U00020089田", "〓田", "10"),
    ],
)
def test_characters_outside_the_certificates_set_are_marked(text: str, written: str, marks: str) -> None:
    assert substituted(text) == (written, marks)


def test_the_folder_has_one_layout_and_is_founded_once(tmp_path: Path) -> None:
    authority = CardAuthority.found(tmp_path, AT)
    before = (tmp_path / "ca" / "user.cer").read_bytes()
    assert CardAuthority.found(tmp_path, AT).root(Kind.USER)[0] == authority.root(Kind.USER)[0]
    assert (tmp_path / "ca" / "user.cer").read_bytes() == before
    issued = authority.issue(Kind.USER, Holder("試験", date(1990, 1, 2), "1", "北海道北見市大通西三丁目１番地２"), AT)
    authority.publish(AT)
    found = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert found == [
        "ca/fingerprints.txt",
        "ca/signature.cer",
        "ca/user.cer",
        "crl/user-001.crl",
        "issued.json",
        "private/signature.key",
        "private/user.key",
    ]
    assert (tmp_path / "private" / "user.key").stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="失効の理由"):
        authority.revoke(issued.serial, "removeFromCRL", AT)
