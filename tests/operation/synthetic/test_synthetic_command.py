"""`yakuba synth` on the command line."""

import json
from pathlib import Path

import pytest

from yakuba.operation.cli.main import main


def run(out: Path, *more: str) -> int:
    return main(["synth", "--municipality", "012084", "--residents", "120", "--seed", "9", *more, str(out)])


def test_it_writes_files_and_tells_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "out.csv") == 0
    said = capsys.readouterr().out
    assert "住民 120 人" in said and "架空の住民を作成" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.numbers.csv"]


def test_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "out.csv", "--json", "--dirt", "0.5", "--as-of", "2026-04-01") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["residents"] == 120 and told["faults"] > 0
    assert (tmp_path / "out.dirt.csv").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [(["--municipality", "999999"], "999999"), (["--residents", "0"], "住民の数"), (["--dirt", "3"], "割合")],
)
def test_it_refuses_with_one_line(
    changed: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "out.csv", *changed) == 1
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none" / "out.csv") == 1
    assert "none" in capsys.readouterr().err
