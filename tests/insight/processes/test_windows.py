"""Start, end, open cases and working days: the choices that decide what a throughput means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.insight.processes.logs import Event, log_of, xes
from yakuba.insight.processes.comparison import compared
from yakuba.insight.processes.engine.windows import CLOSED, DAYS, Window, measured, median, survival
from yakuba.operation.cli.main import main


def at(step: str, day: str) -> Event:
    return (step, f"{day}T09:00:00+09:00", "A")


CASES: list[tuple[dict[str, str], list[Event]]] = [
    ({"concept:name": "1"}, [at("受付", "2025-05-01"), at("決裁", "2025-05-07"), at("保管", "2025-05-31")]),
    ({"concept:name": "2"}, [at("相談", "2025-05-01"), at("受付", "2025-05-02"), at("決裁", "2025-05-03")]),
    ({"concept:name": "3"}, [at("受付", "2025-05-21")]),
    ({"concept:name": "4"}, [at("決裁", "2025-05-05"), at("受付", "2025-05-06")]),
]


def test_start_end_and_open_cases(tmp_path: Path) -> None:
    log = log_of(tmp_path, CASES)
    assert measured(log, Window()).rows() == [(0, 30.0, True), (1, 2.0, True), (2, 0.0, True), (3, 1.0, True)]
    found = measured(log, Window("受付", "決裁"))
    # The third has no decision, the fourth had it before it was received: both are open to the end of the log.
    assert found.rows() == [(0, 6.0, True), (1, 1.0, True), (2, 10.0, False), (3, 25.0, False)]
    assert survival(found).rows() == [(1.0, 0.75, 4), (6.0, 0.5, 3), (10.0, 0.5, 2), (25.0, 0.5, 1)]
    assert median(found) == 6.0
    assert median(found.filter(~found[CLOSED])) is None
    assert measured(log, Window("相談")).rows() == [(1, 2.0, True)]


def test_working_days_leave_weekends_and_holidays_out(tmp_path: Path) -> None:
    """1 May 2025 is a Thursday; 3 to 6 May are holidays (one in lieu): the 7th is the second open day after it."""
    found = measured(log_of(tmp_path, CASES), Window("受付", "決裁", working_days=True))
    assert found[DAYS].to_list() == [2.0, 0.0, 7.0, 18.0]


def test_the_choice_of_the_end_can_turn_a_ranking_round(tmp_path: Path) -> None:
    quick = [({"concept:name": "1"}, [at("受付", "2025-05-01"), at("決裁", "2025-05-03"), at("保管", "2025-07-01")])]
    tidy = [({"concept:name": "1"}, [at("受付", "2025-05-01"), at("決裁", "2025-05-20"), at("保管", "2025-05-21")])]
    found = compared([log_of(tmp_path, quick, "早い町"), log_of(tmp_path, tidy, "整う町")])
    orders = {one["end"]: one["order"] for one in found["rankings"]}
    assert orders == {
        None: ["整う町", "早い町"],
        "保管": ["整う町", "早い町"],
        "決裁": ["早い町", "整う町"],
    }
    assert found["ranking_depends_on_the_end"]


def test_the_command_tells_the_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.xes"
    path.write_text(xes(CASES), encoding="utf-8")
    asked = ["processes", "summary", str(path), "--start", "受付", "--end", "決裁"]
    assert main([*asked, "--json"]) == 0
    window = json.loads(capsys.readouterr().out)["window"]
    assert (window["cases"], window["closed"], window["median_with_open"]) == (4, 2, 6.0)
    assert window["closed_days"] == {"mean": 3.5, "median": 3.5, "p90": 5.5}
    assert main([*asked, "--working-days"]) == 0
    assert "終わった案件 2／4" in capsys.readouterr().out
    assert main(["processes", "summary", str(path), "--end", "ない"]) == 1
    assert "作業 ない は記録にありません" in capsys.readouterr().err
