"""The summary, against figures counted by hand on a log small enough to do so."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.insight.processes.logs import Event, log_of, steps, xes
from yakuba.insight.processes.engine.flows import directly_follows, variants
from yakuba.insight.processes.summary import NoSuchAttribute, summarised
from yakuba.operation.cli.main import main

CASES: list[tuple[dict[str, str], list[Event]]] = [
    ({"concept:name": "1", "parts": "Bouw, Kap,Bouw"}, [*steps("a", "b"), ("c", "2025-06-10T09:00:00+09:00", "B")]),
    ({"concept:name": "2", "parts": "Kap"}, [*steps("a", "b"), ("c", "2025-04-02T09:00:00+09:00", None)]),
    ({"concept:name": "3"}, [("a", "2024-12-31T23:30:00+09:00", "A"), ("a", "2025-01-01T11:30:00+09:00", "C")]),
    ({"concept:name": "4", "parts": ""}, []),
]


def test_every_figure_of_the_summary(tmp_path: Path) -> None:
    found = summarised(log_of(tmp_path, CASES), ["parts"])
    assert found == {
        "cases": 3,
        "events": 8,
        "activities": 3,
        "variants": 2,
        "resources": 3,
        "events_per_case_mean": 8 / 3,
        "active_days_per_case_mean": 2.0,
        "throughput_days": {"mean": (70 + 1 + 0.5) / 3, "median": 1.0, "p90": pytest.approx(1 + 0.8 * 69)},
        "share_over_days": {"56": 1 / 3},
        "by_attribute": {
            "parts": {"Bouw": {"cases": 1, "median_days": 70.0}, "Kap": {"cases": 2, "median_days": 35.5}}
        },
        "by_start_year": {"2024": {"cases": 1, "median_days": 0.5}, "2025": {"cases": 2, "median_days": 35.5}},
    }


def test_pairs_and_variants_with_the_most_frequent_first(tmp_path: Path) -> None:
    log = log_of(tmp_path, CASES)
    pairs = directly_follows(log).rows()
    assert [(before, after, count) for before, after, count, _ in pairs] == [
        ("a", "b", 2),
        ("b", "c", 2),
        ("a", "a", 1),
    ]
    assert pairs[1][3] == pytest.approx((69 + 23 / 24 + 23 / 24) / 2)
    assert variants(log).rows() == [(["a", "b", "c"], 2), (["a", "a"], 1)]


def test_an_empty_log_and_an_unknown_attribute(tmp_path: Path) -> None:
    log = log_of(tmp_path, CASES[3:])
    found = summarised(log)
    assert (found["cases"], found["variants"], found["throughput_days"]["mean"]) == (0, 0, None)
    assert found["share_over_days"] == {"56": None} and variants(log).is_empty()
    with pytest.raises(NoSuchAttribute, match="使える属性: parts"):
        summarised(log, ["part"])


def test_the_command_imports_and_summarises(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.xes"
    path.write_text(xes(CASES), encoding="utf-8")
    assert main(["processes", "import", str(path), str(tmp_path / "none.xes"), "--out", str(tmp_path / "kept")]) == 1
    said = capsys.readouterr()
    assert "案件 4 件、記録 8 件のうち 8 件" in said.out and "none.xes を開けません" in said.err
    assert main(["processes", "summary", str(tmp_path / "kept" / "town.columns"), "--json", "--directly-follows"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["given"], found["held"]) == (3, 8, [])
    assert found["directly_follows"][0]["count"] == 2
    assert main(["processes", "summary", str(path), "--by", "x"]) == 1
    assert "属性 x がありません" in capsys.readouterr().err
    assert main(["processes", "summary", str(path), "--by", "parts"]) == 0
    assert "案件 3" in capsys.readouterr().out


def test_several_files_are_one_list_and_what_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("青森", "弘前"):
        (tmp_path / f"{name}.xes").write_text(xes(CASES), encoding="utf-8")
    files = [str(tmp_path / f"{name}.xes") for name in ("青森", "なし", "弘前")]
    assert main(["processes", "summary", *files, "--json", "--out", str(tmp_path / "kept")]) == 1
    said = capsys.readouterr()
    assert [one["body"] for one in json.loads(said.out)] == ["青森", "弘前"] and "なし.xes を開けません" in said.err
    kept = json.loads((tmp_path / "kept" / "弘前.summary.json").read_text("utf-8"))
    assert kept == json.loads(said.out)[1]
    assert main(["processes", "summary", files[0], "--out", str(tmp_path / "青森.xes")]) == 1
    assert "青森.xes を使えません" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["nan", "inf", "-1", "八"])
def test_a_limit_that_is_no_number_of_days_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["processes", "summary", "any.xes", f"--over={days}"])
    assert "日数ではありません" in capsys.readouterr().err


def test_a_second_log_of_one_name_does_not_replace_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = []
    for place, cases in (("a", CASES), ("b", CASES[:1])):
        (tmp_path / place).mkdir()
        path = tmp_path / place / "弘前.xes"
        path.write_text(xes(cases), encoding="utf-8")
        files.append(str(path))
    assert main(["processes", "import", *files, "--out", str(tmp_path / "kept")]) == 1
    assert "団体の名に変えてください" in capsys.readouterr().err
    assert main(["processes", "summary", str(tmp_path / "kept" / "弘前.columns"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cases"] == 3
    assert main(["processes", "summary", *files, "--out", str(tmp_path / "kept")]) == 1


def test_a_file_name_in_the_code_of_old_windows_names_the_body(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As zip files bring them along; what is neither code stays a name that can be written."""
    for raw, body in (("弘前".encode("cp932"), "弘前"), (b"\xff\x81", "\ufffd\ufffd")):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw + b".xes"))
        path.write_text(xes(CASES), encoding="utf-8")
        assert main(["processes", "import", str(path), "--out", str(tmp_path / "kept")]) == 0
        assert f"{body}.columns" in capsys.readouterr().out
        assert main(["processes", "summary", str(tmp_path / "kept" / f"{body}.columns")]) == 0
