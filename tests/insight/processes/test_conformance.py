"""Logs held against a flow: where, how often, at what cost, month by month; and the commands."""

from __future__ import annotations

import csv
import json
import math
from datetime import date
from pathlib import Path
from statistics import NormalDist
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from tests.insight.processes.logs import Event, log_of, steps
from tests.insight.processes.towns import STEPS, Habits, town
from yakuba.insight.processes.comparison import SameName
from yakuba.insight.processes.conformance.adoption import adoption
from yakuba.insight.processes.conformance.costs import days, error_of_median
from yakuba.insight.processes.conformance.drawing import drawn
from yakuba.insight.processes.conformance.hours import minutes_of, read_minutes
from yakuba.insight.processes.conformance.judging import (
    FITS,
    INSERTED,
    KIND,
    OTHER,
    OUT_OF_ORDER,
    REPEATED,
    SKIPPED,
    STEP,
    TIMES,
    NoSuchEnd,
    Options,
    judged,
)
from yakuba.insight.processes.conformance.result import Asked, told
from yakuba.insight.processes.event_log import ACTIVITY, CASE, EventLog, Unreadable
from yakuba.insight.processes.model import flow
from yakuba.insight.processes.model.bpmn_writing import written
from yakuba.insight.processes.model.flow import Flow, Sequence, Task
from yakuba.insight.processes.reading.columns import write_columns
from yakuba.operation.cli.main import main

STRAIGHT = Flow("標準", Sequence(tuple(Task(step) for step in STEPS)))
CHOICE = Flow(
    "選択",
    flow.sequence([Task("受付"), flow.exclusive([Task("決裁"), Task("専決")]), Task("通知")]) or Task("x"),
)
CASES: list[tuple[dict[str, str], list[Event]]] = [
    ({"concept:name": "fits"}, steps("受付", "決裁", "通知")),
    ({"concept:name": "skips"}, steps("受付", "通知")),
    ({"concept:name": "order"}, steps("受付", "通知", "決裁")),
    ({"concept:name": "again"}, steps("受付", "受付", "専決", "通知")),
    ({"concept:name": "both"}, steps("受付", "専決", "決裁", "通知")),
    ({"concept:name": "other"}, steps("受付", "相談", "決裁", "相談", "通知")),
    ({"concept:name": "open"}, steps("受付", "決裁")),
    ({"concept:name": "nothing"}, []),
]


def test_where_each_case_leaves_the_flow(tmp_path: Path) -> None:
    found = judged(log_of(tmp_path, CASES), CHOICE)
    names = dict(found.cases.select(CASE, "@name").iter_rows())
    rows = {(names[row[0]], row[1], row[2], row[4]) for row in found.deviations.iter_rows()}
    assert rows == {
        ("skips", SKIPPED, "決裁", 1),
        ("order", OUT_OF_ORDER, "決裁", 1),
        ("again", REPEATED, "受付", 1),
        ("both", INSERTED, "専決", 1),
        ("other", OTHER, "相談", 2),
        ("open", SKIPPED, "通知", 1),
    }
    fits = dict(found.cases.select("@name", FITS).iter_rows())
    assert fits == {name: name == "fits" for name in ("fits", "skips", "order", "again", "both", "other", "open")}
    assert found.cases["cost"].to_list() == [0, 1, 2, 1, 1, 2, 1]
    assert found.cases.filter("end_missing")["@name"].to_list() == ["open"]
    assert (found.other_events, found.open_cases) == (2, 0)


def test_what_counts_is_the_readers_choice(tmp_path: Path) -> None:
    log = log_of(tmp_path, CASES)
    over = judged(log, CHOICE, Options(pass_over_others=True)).cases
    assert over.filter(FITS)["@name"].to_list() == ["fits", "other"]
    closed = judged(log, CHOICE, Options(end="通知"))
    assert closed.open_cases == 1 and "open" not in closed.cases["@name"]
    day = judged(log, CHOICE, Options(any_order_within_a_day=True)).cases
    assert day.filter(FITS)["@name"].to_list() == ["fits", "order"]
    with pytest.raises(NoSuchEnd, match="town に作業 完了 のある案件がありません"):
        judged(log, CHOICE, Options(end="完了"))


def test_nothing_is_decided_that_was_not_searched(tmp_path: Path) -> None:
    """Too long, or too many states: the case is counted apart, unless it surely does not fit."""
    long: list[tuple[dict[str, str], list[Event]]] = [({}, [("受付", "2025-04-01T09:00:00+09:00", "A")] * 20_001)]
    found = judged(log_of(tmp_path, long), CHOICE)
    assert found.cases.select(FITS, "aligned").rows() == [(None, False)]
    log = log_of(tmp_path, CASES[2:6])
    given_up = judged(log, CHOICE, Options(total=1)).cases
    # A step too often or not known shows without a search; the order, and one of two that exclude each other, do not.
    assert given_up["aligned"].sum() == 0 and given_up[FITS].to_list() == [None, False, None, False]
    result = told(CHOICE, [judged(log, CHOICE, Options(total=1))])["bodies"][0]
    assert (result["undecided"], result["not_aligned"], result["fitting"]) == (2, 4, 0)


def test_a_town_whose_habits_are_known() -> None:
    log = town("八戸", Habits(checks=0.7, twice=0.1), 1, cases=10_000)
    has = set(log.events.filter(pl.col(ACTIVITY) == "確認")[CASE])
    twice = log.events.filter(pl.col(ACTIVITY) == "決裁")[CASE].value_counts().filter(pl.col("count") > 1)
    found = judged(log, STRAIGHT)
    assert found.cases.filter(FITS).height == len(has - set(twice[CASE]))
    by_kind = {(row[0], row[1]): row[2] for row in found.deviations.group_by(KIND, STEP).agg(pl.len()).iter_rows()}
    assert by_kind == {(SKIPPED, "確認"): 10_000 - len(has), (REPEATED, "決裁"): twice.height}
    assert found.deviations[TIMES].sum() == found.cases["cost"].sum()


def test_what_leaving_the_flow_goes_with() -> None:
    """決裁 done again costs four days more on average; 確認 left out saves two. Hours by the table of minutes."""
    slow = town("弘前", Habits((0.0, 2.0, 3.0, 4.0, 1.0), checks=0.7, twice=0.2), 2, cases=2_000)
    result = told(STRAIGHT, [judged(slow, STRAIGHT)], Asked(minutes={("", "決裁"): 30.0, ("弘前", "確認"): 12.0}))
    one = result["bodies"][0]
    again, skipped = (next(row for row in one["deviations"] if row["kind"] == kind) for kind in (REPEATED, SKIPPED))
    assert again["days"]["low"] > 1 and again["days"]["low"] < 4 < again["days"]["high"] + 1
    assert skipped["days"]["high"] < 0 and skipped["days"]["q"] < 0.05
    assert one["hours"]["spent"] == pytest.approx(again["times"] / 2)
    assert one["hours"]["not_spent"] == pytest.approx(skipped["times"] / 5)
    assert one["hours"]["steps_without_minutes"] == []
    assert "最も多い外れは「確認」の省略" in one["sentence"]["ja"] and "“確認” is left out" in one["sentence"]["en"]


def test_the_error_of_a_median_by_hand_and_how_often_the_interval_holds() -> None:
    """Nine values: the second from either side, chance below (1 + 9)/512. Intervals of skewed days hold about 95%."""
    z = NormalDist().inv_cdf(1 - 10 / 512)
    assert error_of_median([1, 2, 3, 4, 5, 6, 7, 8, 9]) == pytest.approx((8 - 2) / (2 * z))
    random = np.random.default_rng(1)
    kept = 0
    for _ in range(400):
        one, other = random.exponential(10, 40) + 3, random.exponential(10, 300)
        found = days(one, other)
        assert found is not None
        kept += found.low <= 3 <= found.high
    assert 0.92 <= kept / 400 <= 0.99
    assert days(np.ones(19), np.ones(50)) is None


def both(before: EventLog, after: EventLog) -> EventLog:
    """The cases of two logs as one."""
    later = after.events.with_columns(pl.col(CASE) + before.cases.height)
    events = pl.concat([before.events, later])
    return EventLog("むつ", pl.concat([before.cases, after.cases]), events, events.height)


def test_adoption_month_by_month_and_before_and_after() -> None:
    year = town("むつ", Habits(checks=0.6, twice=0.0), 3, cases=600)
    adopted = date(2025, 10, 1)
    late = set(judged(year, STRAIGHT).cases.filter(pl.col("first_day") >= adopted)[CASE])
    early = year.events.filter(~pl.col(CASE).is_in(list(late)))
    kept = town("新", Habits(checks=0.95, twice=0.0), 4, cases=600)
    begun = judged(kept, STRAIGHT).cases.filter(pl.col("first_day") >= adopted)[CASE]
    after = kept.events.filter(pl.col(CASE).is_in(begun.implode()))
    log = both(EventLog("a", year.cases, early, early.height), EventLog("b", kept.cases, after, after.height))
    found = adoption(judged(log, STRAIGHT), adopted)
    assert list(found.months)[:12] == [f"2025-{month:02}" for month in range(1, 13)]
    assert found.before is not None and found.after is not None and found.change is not None
    assert found.before.cases == sum(one.cases for month, one in found.months.items() if month < "2025-10")
    assert found.before.share == pytest.approx(0.6, abs=0.06) and found.after.share == pytest.approx(0.95, abs=0.05)
    assert found.change.low > 0.2 and found.change.p < 1e-6
    one = found.months["2025-11"]
    assert one.low is not None and one.high is not None and one.share is not None
    # Wilson's interval, from its defining equation.
    for edge in (one.low, one.high):
        assert (one.share - edge) ** 2 == pytest.approx(1.959963984540054**2 * edge * (1 - edge) / one.cases)
    assert adoption(judged(log, STRAIGHT)).change is None
    assert adoption(judged(log, STRAIGHT), date(2030, 1, 1)).change is None


def test_bodies_side_by_side() -> None:
    towns = [town(name, Habits(checks=share), 5) for name, share in (("青森", 0.9), ("八戸", 0.4))]
    result = told(STRAIGHT, [judged(one, STRAIGHT) for one in towns])
    first = result["side_by_side"][0]
    assert (first["kind"], first["step"]) == (SKIPPED, "確認") and first["share"]["八戸"] > 0.5 > first["share"]["青森"]
    assert result["steps"] == list(STEPS)
    with pytest.raises(SameName, match="青森"):
        told(STRAIGHT, [judged(towns[0], STRAIGHT)] * 2)


def test_a_log_without_events(tmp_path: Path) -> None:
    result = told(CHOICE, [judged(log_of(tmp_path, CASES[7:]), CHOICE, Options(end="通知"))], Asked(date(2025, 1, 1)))
    one = result["bodies"][0]
    assert (one["cases"], one["fitting_share"], one["deviations"]) == (0, None, [])
    assert "判定できた案件がありません" in one["sentence"]["ja"]


def test_the_picture_names_steps_and_deviations(tmp_path: Path) -> None:
    body = told(CHOICE, [judged(log_of(tmp_path, CASES), CHOICE)])["bodies"][0]
    text = drawn(CHOICE, body)
    root = ElementTree.fromstring(text)
    said = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"受付", "決裁", "専決", "通知", "省略 14%", "順序違い 14%", "やり直し 14%"} <= set(said)
    assert "「相談」 14%（1 件）" in said and root.get("aria-label") == body["sentence"]["ja"]
    bad = Flow("x", Task("<script>alert(1)</script>" * 3))
    assert "<script" not in drawn(bad, body) and text == drawn(CHOICE, body)


def test_minutes_of_steps(tmp_path: Path) -> None:
    path = tmp_path / "minutes.csv"
    path.write_text("団体,作業,分\n,決裁,30\n青森,決裁,12.5\n", encoding="utf-8-sig")
    table = read_minutes(path)
    assert (minutes_of(table, "青森", "決裁"), minutes_of(table, "弘前", "決裁")) == (12.5, 30)
    assert minutes_of(table, "青森", "通知") is None
    for text, said in (
        ("作業,時間\na,1\n", "「作業」と「分」"),
        ("", "「作業」と「分」"),
        ("作業,分\na,-1\n", "2 行目の作業か分"),
        ("作業,分\na,1\nb,nan\n", "3 行目の作業か分"),
        ("作業,分\n,1\n", "2 行目の作業か分"),
        ("作業,分\na,1\na,2\n", "「a」は2度目"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Unreadable, match=said):
            read_minutes(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unreadable, match="UTF-8"):
        read_minutes(path)


def test_the_commands_from_a_log_to_its_deviations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = [town(name, Habits(checks=share), 6) for name, share in (("青森", 0.9), ("八戸", 0.5))]
    files = [str(write_columns(one, tmp_path)) for one in logs]
    model, out = tmp_path / "flow.bpmn", tmp_path / "out"
    assert main(["processes", "propose", files[0], "--out", str(model), "--noise", "0.15"]) == 0
    assert "流れどおりの案件" in capsys.readouterr().out
    assert main(["processes", "propose", files[0], "--out", str(model)]) == 1
    assert "もうあります" in capsys.readouterr().err
    minutes = tmp_path / "minutes.csv"
    minutes.write_text("step,minutes\n決裁,30\n", encoding="utf-8")
    asked = ["--model", str(model), "--adopted-on", "2025-07-01", "--hours", str(minutes), "--out", str(out)]
    assert main(["processes", "conformance", *files, *asked]) == 0
    said = capsys.readouterr().out
    assert "省略 「確認」" in said and "2025-07-01 の前" in said and "時間" in said
    assert main(["processes", "conformance", *files, *asked, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [one["body"] for one in result["bodies"]] == ["青森", "八戸"] and result["counted"]["end"] is None
    cases = list(csv.reader((out / "cases.csv").read_text("utf-8-sig").splitlines()))
    assert len(cases) == 401 and {row[4] for row in cases[1:]} == {"yes", "no"}
    deviations = list(csv.DictReader((out / "deviations.csv").read_text("utf-8-sig").splitlines()))
    row = next(row for row in deviations if (row["団体"], row["外れ方"], row["作業"]) == ("八戸", SKIPPED, "確認"))
    assert int(row["案件"]) == sum(line[0] == "八戸" and "skipped: 確認" in line[6] for line in cases)
    assert math.isclose(float(row["案件の割合"]), int(row["案件"]) / 200, abs_tol=1e-4)
    assert float(row["中央値の差（日）"]) < 0 and (out / "八戸.svg").is_file()


def test_a_cell_is_no_formula(tmp_path: Path) -> None:
    log = log_of(tmp_path, [({"concept:name": '=HYPERLINK("x")'}, steps("受付", "+cmd"))], "町")
    model = tmp_path / "flow.bpmn"
    model.write_bytes(written(CHOICE))
    columns = write_columns(log, tmp_path)
    assert main(["processes", "conformance", str(columns), "--model", str(model), "--out", str(tmp_path / "o")]) == 0
    text = (tmp_path / "o" / "cases.csv").read_text("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in text and "'+cmd" in (tmp_path / "o" / "deviations.csv").read_text("utf-8-sig")


def test_the_commands_say_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = str(write_columns(log_of(tmp_path, CASES), tmp_path))
    model = tmp_path / "flow.bpmn"
    model.write_bytes(written(CHOICE))
    (tmp_path / "bad.bpmn").write_text("<x/>", encoding="utf-8")
    begin = ["processes", "conformance", columns, "--model"]
    for arguments, said in (
        ([str(tmp_path / "bad.bpmn")], "流れとして読めません(flow): BPMN 2.0 ではありません"),
        ([str(tmp_path / "none.bpmn")], "開けません(file)"),
        ([str(model), "--end", "完了"], "作業 完了 のある案件がありません"),
        ([str(model), "--hours", str(model)], "読めません(unreadable)"),
        ([str(model), "--hours", str(tmp_path / "none.csv")], "開けません(file)"),
    ):
        assert main([*begin, *arguments]) == 1
        assert said in capsys.readouterr().err
    assert main(["processes", "conformance", columns, columns, "--model", str(model)]) == 1
    assert main(["processes", "conformance", str(tmp_path / "none.xes"), "--model", str(model)]) == 1
    with pytest.raises(SystemExit):
        main([*begin, str(model), "--adopted-on", "昨日"])
    for arguments in (["--steps", "0"], ["--noise", "1"]):
        assert main(["processes", "propose", columns, "--out", str(tmp_path / "n.bpmn"), *arguments]) == 1
    assert main(["processes", "propose", columns, "--out", str(tmp_path / "no" / "n.bpmn")]) == 1
    assert "書けません" in capsys.readouterr().err and not (tmp_path / "n.bpmn").exists()
