"""Logs as CSV, OCEL and our own columns: the same log comes out, and nothing is dropped unsaid."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.insight.processes.logs import log_of, steps
from yakuba.insight.processes.event_log import ACTIVITY, CASE_NAME, RESOURCE, TIME, Unreadable
from yakuba.insight.processes.reading.columns import read_columns, write_columns
from yakuba.insight.processes.reading.source import Choices, read_log
from yakuba.insight.processes.reading.tables import Mapping

LINES = (
    "案件番号,作業,日時,担当,case:種別\n"
    "1,受付,2025-04-01 09:00:00,A,新規\n"
    "2,受付,2025-04-01 10:00:00,B,変更\n"
    '1,"審査, 確認",2025-04-02 09:00:00,,新規\n'
)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_table_with_usual_names_needs_no_mapping(encoding: str, tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "town.csv", LINES.replace("\n", "\r\n"), encoding))
    assert log.cases.rows(named=True) == [{CASE_NAME: "1", "種別": "新規"}, {CASE_NAME: "2", "種別": "変更"}]
    assert log.events[ACTIVITY].to_list() == ["受付", "審査, 確認", "受付"]
    assert log.events[RESOURCE].to_list() == ["A", None, "B"]


def test_columns_can_be_named_and_a_missing_one_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "town.csv", "no;what;when\n1;受付;2025-04-01T09:00:00Z\n")
    with pytest.raises(Unreadable, match="--case で列を指定"):
        read_log(path)
    with pytest.raises(Unreadable, match="列 number がありません"):
        read_log(path, Choices(mapping=Mapping(case="number")))
    log = read_log(path, Choices(body="札幌市", mapping=Mapping(case="no", activity="what", time="when")))
    assert (log.body, log.events.height) == ("札幌市", 1)


def test_lines_that_do_not_fit_are_held_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "town.csv", LINES + "3,受付\n,受付,2025-04-01 09:00:00,A,新規\n4,受付,いつか,A,新規\n")
    log = read_log(path)
    assert (log.given, log.events.height) == (6, 3)
    assert {one.code: one.count for one in log.held} == {"case": 1, "line": 1, "time": 1}
    assert any("5 行目" in one.message for one in log.held)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "空の"), (b"a,a\n1,2\n", "二度"), (b"\xff\xfe\x00x\x81\n", "文字コード"), (b"{}", "OCEL"), (b"{", "OCEL")],
)
def test_what_is_no_log_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "town.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        read_log(path)


def test_an_object_centric_log_is_seen_from_one_type(tmp_path: Path) -> None:
    objects = [
        {"id": "c1", "type": "申請", "attributes": [{"name": "種別", "value": "新規"}]},
        {"id": "p1", "type": "人"},
    ]
    events = [
        {
            "id": "e1",
            "type": "受付",
            "time": "2025-04-01T00:00:00Z",
            "relationships": [{"objectId": "c1"}, {"objectId": "p1"}],
        },
        {"id": "e2", "type": "審査", "time": "2025-04-02T00:00:00Z", "relationships": [{"objectId": "c1"}]}
        | {"attributes": [{"name": "resource", "value": "A"}]},
        {"id": "e3", "type": "来庁", "time": "2025-04-02T00:00:00Z", "relationships": [{"objectId": "p1"}]},
    ]
    path = write(tmp_path, "town.json", json.dumps({"objects": objects, "events": events}))
    with pytest.raises(Unreadable, match="人, 申請"):
        read_log(path)
    log = read_log(path, Choices(object_type="申請"))
    assert log.events[ACTIVITY].to_list() == ["受付", "審査"] and log.events[RESOURCE].to_list() == [None, "A"]
    assert log.cases["種別"].to_list() == ["新規"]
    assert (log.given, [(one.code, one.count) for one in log.held]) == (3, [("object", 1)])


def test_columns_give_the_same_log_again(tmp_path: Path) -> None:
    cases = [({"concept:name": "1", "parts": "a,b"}, [*steps("受付", "審査"), ("x", "?", None)])]
    log = log_of(tmp_path, cases)
    place = write_columns(log, tmp_path / "kept")
    again = read_log(write_columns(log, tmp_path / "kept"))
    assert again.cases.equals(log.cases) and again.events.equals(log.events)
    assert (again.given, again.held, again.remarks) == (log.given, log.held, log.remarks)
    assert again.events[TIME].dtype == log.events[TIME].dtype
    (place / "events.arrow").write_bytes(b"ARROW1 nothing")
    with pytest.raises(Unreadable, match="もう一度取り込んで"):
        read_columns(place)


def test_columns_stay_in_their_folder_whatever_the_log_is_called(tmp_path: Path) -> None:
    log = replace(log_of(tmp_path, [({}, steps("受付"))]), body="../../町")
    assert write_columns(log, tmp_path / "kept") == tmp_path / "kept" / "町.columns"


def test_a_packed_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "town.csv.gz"
    path.write_bytes(gzip.compress(LINES.encode()))
    assert read_log(path).events.height == 3
