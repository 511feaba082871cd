"""Hostile, broken and odd files: refused with the reason or read with every event accounted for, and never for long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.insight.processes import hostile
from tests.insight.processes.logs import log_of, steps, xes
from yakuba.insight.processes.comparison import compared
from yakuba.insight.processes.engine.flows import number_of_variants
from yakuba.insight.processes.event_log import ACTIVITY, OFFSET, TIME, EventLog, Unreadable
from yakuba.insight.processes.reading import xes_lines, xes_parser
from yakuba.insight.processes.reading.source import read_log
from yakuba.insight.processes.reading.tables import _lines, _one_by_one, read_table
from yakuba.insight.processes.reading.times import FARTHEST, FIRST_YEAR, LAST_YEAR, instants
from yakuba.insight.processes.summary import summarised
from yakuba.operation.cli.main import main

SECONDS = 300  # for all files of a kind together: ten times what they need, so that only a hang is one
# Reads and summarises each file in turn in a process that can be stopped, and may not take more than 3 GB.
READER = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3,) * 2)
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.reading.source import read_log
from yakuba.insight.processes.summary import summarised
for name in sys.argv[1:]:
    print(name, end="\\t", flush=True)
    try:
        log = read_log(Path(name))
        summarised(log, [one for one in log.cases.columns if not one.startswith("@")][:5])
        print(f"{log.cases.height}/{log.events.height}/{log.given - log.events.height}", flush=True)
    except Unreadable as problem:
        print(str(problem).replace("\\n", " "), flush=True)
"""


def told(paths: Iterable[Path]) -> dict[str, str]:
    """What a fresh process says of each file."""
    names = [str(path) for path in paths]
    found = subprocess.run(
        [sys.executable, "-c", READER, *names], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert found.returncode == 0, found.stdout[-300:] + found.stderr[-2_000:]
    lines = (line.split("\t", 1) for line in found.stdout.splitlines())
    return {Path(name).name: said for name, said in lines}


@pytest.mark.parametrize("kind", ["xml_files", "packed_files", "tables", "objects"])
def test_each_file_is_refused_with_its_reason_or_fully_accounted_for(kind: str, tmp_path: Path) -> None:
    files = list(getattr(hostile, kind)())
    for name, content, _ in files:
        (tmp_path / name).write_bytes(content)
    found = told(tmp_path / name for name, _, _ in files)
    wrong = {name: found[name] for name, _, expected in files if expected not in found[name]}
    assert not wrong and len(found) == len(files)


def test_a_log_on_one_line_is_not_for_the_quick_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would take 30 times the file in memory to find that out line by line."""
    cases = [({"concept:name": str(number)}, steps("受付", "審査")) for number in range(1_000)]
    text = xes(cases).replace("\n", "").encode()
    assert len(text) > 256 * 1024
    monkeypatch.setattr(xes_lines, "_lines", lambda _: pytest.fail("looked at line by line"))
    assert xes_lines.tokens_by_lines(text) is None
    assert xes_parser.tokens_by_parser(text).traces == 1_000


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    damaged = {"list": "[]", "deep": "[" * 100_000, "odd": '{"form": 1, "body": 1, "held": [1], "given": 0}'}
    for name, about in damaged.items():
        (tmp_path / f"{name}.columns").mkdir()
        (tmp_path / f"{name}.columns" / "log.json").write_text(about)
    names = ["pipe", "folder", *(f"{name}.columns" for name in damaged)]
    found = told([*(tmp_path / name for name in names), Path(os.devnull)])
    assert "ふつうのファイルではありません" in found["pipe"] and "ふつうのファイル" in found[Path(os.devnull).name]
    assert "フォルダーではありません" in found["folder"]
    assert all("壊れています" in found[f"{name}.columns"] for name in damaged)
    assert main(["processes", "summary", str(tmp_path / "pipe")]) == 1
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert main(["processes", "compare", str(tmp_path / "none"), str(tmp_path / "loop")]) == 1
    said = capsys.readouterr().err
    assert "none を開けません" in said and "loop を開けません" in said


def table(folder: Path, lines: Iterable[str]) -> EventLog:
    path = folder / "town.csv"
    path.write_text(hostile.LINES + "".join(lines))
    return read_table(path)


def test_a_hundred_thousand_variants(tmp_path: Path) -> None:
    """Every case goes another way, over 35 steps: figures and comparison take them."""
    lines = (
        f"{case},s{case // 7**place % 7}{place},2025-01-0{place + 1}T00:00:00Z\n"
        for case in range(100_000)
        for place in range(6)
    )
    log = table(tmp_path, lines)
    assert number_of_variants(log) == summarised(log)["variants"] == 100_000
    assert compared([log, log_of(tmp_path, [({}, steps("s00"))], "other")])["bodies"][0]["cases"] == 100_000


def test_mixed_zones_stand_in_order_of_the_instant_on_the_clock_of_each(tmp_path: Path) -> None:
    written = ("2025-04-01T00:00:00+09:00", "2025-03-31T11:00:00-05:00", "2025-04-01 00:30", "2025-03-31T15:10:00Z")
    log = table(tmp_path, (f"1,{place},{one}\n" for place, one in enumerate(written)))
    assert log.events[ACTIVITY].to_list() == ["0", "3", "2", "1"]
    assert log.events[OFFSET].to_list() == [540, 0, 540, -300]
    found = summarised(log)
    assert found["throughput_days"]["mean"] == pytest.approx(1 / 24)
    assert found["active_days_per_case_mean"] == 2  # 31 March and 1 April on the clocks of the events


NO_TIMES = (
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00Z",
    "2025-02-30T00:00:00+09:00",
    "2025-04-01T00:00:00+99:00",
    "2025-04-01T00:00:00+09:75",
    "2025-04-01T00:00:00.１２+09:00",
    "２０２５-04-01",
    "2025-04-01T25:00:00Z",
    "",
    "0",
)


@pytest.mark.parametrize("written", NO_TIMES)
def test_a_time_of_no_clock_is_held_in_any_company(written: str, tmp_path: Path) -> None:
    """Beside usual times and beside unusual ones: two ways of understanding, one answer."""
    for beside in ("2025-04-01T00:00:00+09:00", "2025-04-01 00:00"):
        log = table(tmp_path, [f"1,a,{beside}\n", f"1,b,{written}\n"])
        assert (log.events.height, [one.code for one in log.held]) == (1, ["time"])
        assert written in log.held[0].message


def test_times_understood_by_position_and_by_form_are_the_same() -> None:
    parts = [
        f"{year}-{day}T{clock}{fraction}{zone}"
        for year in ("1899", "1900", "2024", "2199")
        for day in ("02-29", "12-31", "04-31", "00-10")
        for clock in ("00:00:00", "23:59:60", "24:00:00", "12:30:59")
        for fraction in ("", ".123", ".123456")
        for zone in ("+09:00", "-02:30", "+14:00", "-14:01")
    ]
    alone, together = pl.Series(parts), pl.Series([*parts, "2025-04-01"])
    assert instants(alone).equals(instants(together)[: len(parts)])
    assert instants(alone)[TIME].to_list() == [by_python(one) for one in parts]


def by_python(written: str) -> datetime | None:
    """The instant, None where Python's own reader knows none or no clock on earth shows it; second 60 is the next 0."""
    leap = ":60" in written
    try:
        found = datetime.fromisoformat(written.replace(":60", ":59")) + timedelta(seconds=leap)
    except ValueError:
        return None
    offset = found.utcoffset()
    assert offset is not None
    in_range = FIRST_YEAR <= found.year <= LAST_YEAR and abs(offset) <= timedelta(minutes=FARTHEST)
    return found.astimezone(UTC) if in_range else None


def test_quick_and_thorough_reading_of_tables_agree() -> None:
    """Values with quotes, separators and line ends, short and long lines, in every order of two."""
    values = ["", "x", '"x"', '"a,b"', '"a\nb"', '"a""b"', 'a"b', " x", "受付", '""']
    rows = [f"{one},{other}" for one in values for other in values] + ["x", "x,y,z", ",", '"x"', ",,,"]
    for first in rows:
        for second in ("x,", "x,y", "x", '"q",""'):
            text = f"a,b\n{first}\n{second}\n".encode()
            try:
                thorough, broken = _one_by_one(text, ",", ["a", "b"])
            except Unreadable:
                with pytest.raises(Unreadable):
                    _lines(text)
                continue
            quick, held = _lines(text)
            assert (quick.with_columns(pl.all().fill_null("")).rows(), held) == (thorough.rows(), broken), text


def test_ids_that_occur_twice_in_objects_become_one_case(tmp_path: Path) -> None:
    one = {"id": "1", "type": "t"}
    events = [{"type": "a", "time": "2025-04-01T00:00:00Z", "relationships": [{"objectId": "1"}] * 2}] * 2
    path = tmp_path / "town.json"
    path.write_text(json.dumps({"objects": [one, one], "events": events}))
    log = read_log(path)
    assert (log.cases.height, log.events.height, log.given) == (1, 2, 2)
    assert any("同じ名の案件" in remark for remark in log.remarks)


@pytest.mark.proof
@pytest.mark.pure
def test_a_million_levels_of_elements(tmp_path: Path) -> None:
    path = tmp_path / "deep.xes"
    path.write_bytes(b"<log><trace>" + b'<list key="a">' * 1_000_000 + b"</list>" * 1_000_000 + b"</trace></log>")
    assert "入れ子" in told([path])["deep.xes"]
