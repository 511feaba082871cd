"""`yakuba bench`: runs each script, keeps what it printed, and says whether its bars were met."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yakuba.operation import bench
from yakuba.operation.cli.main import main


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "fast_bench.py").write_text("print('{\"ratio\": 2.5}')")
    (folder / "slow_bench.py").write_text("import sys\nprint('{\"ratio\": 0.5}')\nsys.exit(1)")
    (folder / "broken_bench.py").write_text("raise ValueError('on purpose')")
    (folder / "helper.py").write_text("raise ValueError('no measurement')")
    monkeypatch.setattr(bench, "source_tree", lambda: tmp_path)
    return tmp_path


def test_each_measurement_is_run_and_a_missed_bar_or_a_failure_counts(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--json", "--out", str(tree / "out.json")]) == 1
    said = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert {name: one["met"] for name, one in said.items()} == {"fast": True, "slow": False, "broken": False}
    assert said["slow"]["result"] == {"ratio": 0.5}
    assert "on purpose" in said["broken"]["complaint"]
    assert [one["name"] for one in json.loads((tree / "out.json").read_text())] == ["broken", "fast", "slow"]


def test_chosen_measurement_alone_is_run(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "fast"]) == 0
    said = capsys.readouterr().out
    assert "合 fast" in said
    assert "slow" not in said


def test_unknown_measurement_is_refused_with_what_there_is(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "nothing"]) == 1
    assert "fast" in capsys.readouterr().err


def test_source_tree_has_measurements() -> None:
    assert bench.scripts([])
