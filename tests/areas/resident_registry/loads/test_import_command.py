"""The command line: load, load again, check only, numbers, and the leave an export needs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from tests.world import Town, found_town
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.operation.cli import export, import_
from yakuba.operation.cli import main as entry
from yakuba.operation.founding.synthetic import Population, numbers_path, write
from yakuba.platform.secrets import service as secrets

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def this_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands use the database the test already has open."""

    @contextmanager
    def reachable(home: object) -> Iterator[None]:
        yield None

    for command in (import_, export):
        monkeypatch.setattr(command, "reachable", reachable)
        monkeypatch.setattr(command, "open_django", lambda home, addresses: None)


@pytest.fixture
def kitami() -> Town:
    return found_town("012084")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kitami.csv"
    write(Population("012084", 150, 21, date(2026, 10, 1)), path, dirt=0.2)
    return path


def test_a_load_tells_counts_and_writes_the_report(
    kitami: Town, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "import",
        "residents",
        "--municipality",
        "012084",
        "--json",
        "--report",
        str(tmp_path / "r.csv"),
        str(file),
    ]
    assert entry.main([*command, "--dry-run"]) == 1
    checked = json.loads(capsys.readouterr().out)
    with kitami.open():
        assert not ResidentRecord.objects.exists()
    assert entry.main(command) == 1
    loaded = json.loads(capsys.readouterr().out)
    assert loaded["accepted"] == checked["accepted"] > 0 and loaded["held"] > 0 and not loaded["again"]
    with kitami.open():
        assert ResidentRecord.objects.count() == loaded["accepted"]
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").count("\n") > loaded["held"]
    entry.main(command)
    assert json.loads(capsys.readouterr().out)["again"]


def test_words_for_people(kitami: Town, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry.main(["import", "residents", "--municipality", "012084", str(file)])
    told = capsys.readouterr().out
    assert "行: 取込み" in told and "保留" in told and "全角数字" in told


def test_numbers_are_kept_for_those_who_are_here(kitami: Town, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry.main(["import", "residents", "--municipality", "012084", "--json", str(file)])
    capsys.readouterr()
    assert entry.main(["import", "numbers", "--municipality", "012084", "--json", str(numbers_path(file))]) == 1
    told = json.loads(capsys.readouterr().out)
    with kitami.open():
        numbers = ResidentRecord.objects.filter(is_latest=True).values_list("addressee_number", flat=True)
        assert told["stored"] == len(secrets.has(numbers, "individual_number")) == len(numbers)
    assert told["rejected"] > 0


@pytest.mark.parametrize("command", [["residents"], ["numbers"]])
def test_what_cannot_be_done_is_said(kitami: Town, command: list[str], tmp_path: Path, file: Path) -> None:
    assert entry.main(["import", *command, "--municipality", "012084", str(tmp_path / "none.csv")]) == 1
    assert entry.main(["import", *command, "--municipality", "999999", str(file)]) == 1
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    assert entry.main(["import", *command, "--municipality", "012084", str(wrong)]) == 1


def test_an_export_without_leave_is_refused(kitami: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["export", "residents", "--municipality", "012084", "--permit", str(uuid4()), str(tmp_path / "out")]
    assert entry.main(command) == 1
    assert "承認" in capsys.readouterr().err
    assert not any((tmp_path / "out").iterdir())
