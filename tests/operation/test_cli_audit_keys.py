"""`yakuba audit` and `yakuba keys` as an operator runs them."""

import json
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.world import Town, found_town
from yakuba.operation.cli.main import main
from yakuba.platform.register.acts import Act
from yakuba.platform.register.service import record
from yakuba.platform.secrets import master, service

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Town:
    settings.YAKUBA_KEYS, settings.YAKUBA_HEADS = tmp_path / "keys" / "master.key", tmp_path / "heads"
    monkeypatch.setenv("YAKUBA_KEYS", str(settings.YAKUBA_KEYS))
    found = found_town("012084")
    with found.open():
        record(Act.VIEW_RECORD, [1])
    return found


def test_export_is_verified_and_a_changed_one_is_not(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "register.txt"
    assert main(["audit", "export", "--municipality", "012084", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] >= 2
    assert main(["audit", "verify", str(out), told["heads"]]) == 0
    assert "(ok)" in capsys.readouterr().out
    out.write_text(out.read_text().replace("view_record", "view_recorD"))
    assert main(["audit", "verify", str(out), told["heads"], "--json"]) == 1
    assert [finding["kind"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["rows"]


def test_unknown_town_and_missing_file_are_said(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "export", "--municipality", "999999", str(tmp_path / "x")]) == 1
    assert main(["audit", "verify", str(tmp_path / "none"), str(tmp_path)]) == 2
    assert "999999" in capsys.readouterr().err
    assert main(["keys", "rotate", "--municipality", "999999"]) == 1


def test_keys_are_made_once_rotated_and_drilled(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "drill"]) == 1
    assert main(["keys", "create"]) == 0
    assert main(["keys", "create"]) == 1
    first = master.current()
    with town.open():
        service.put(1, "individual_number", "123456789018")
    assert main(["keys", "rotate", "--master"]) == 0
    assert master.current() != first
    capsys.readouterr()
    assert main(["keys", "drill", "--json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert (result["address"], result["keys"], result["values"], result["faults"]) == ("012084", 2, 1, [])
    stale = tmp_path / "old.key"
    stale.write_text(master._lines([first]))
    stale.chmod(0o600)
    assert main(["keys", "drill", "--copy", str(stale)]) == 1
    master.path().unlink()
    assert main(["keys", "drill"]) == 1
    assert "控えを戻してください" in capsys.readouterr().err


def test_recipient_pair_is_private_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "recipient.pem"
    assert main(["keys", "recipient", str(file)]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert "PUBLIC KEY" in file.with_name("recipient.pem.pub").read_text()
    assert main(["keys", "recipient", str(file)]) == 1
