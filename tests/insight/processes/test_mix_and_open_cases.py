"""The same mix and open cases: what is left of a difference when like is compared with like, unfinished ones too."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.insight.processes.test_engine import log_of
from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.comparison import Choices, compared
from yakuba.insight.processes.engine import mix, open_cases
from yakuba.insight.processes.engine.windows import CLOSED, DAYS
from yakuba.insight.processes.event_log import CASE, TIME, EventLog
from yakuba.insight.processes.pictures.finding_cases import by_case_of, finding_cases
from yakuba.insight.processes.reading.columns import write_columns
from yakuba.insight.processes.summary import NoSuchAttribute, NoSuchStep
from yakuba.operation.cli.main import main

# Freireich and others (1963), weeks in remission, + still then. Log-rank chi-square 16.79 in textbooks.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def weeks(written: str) -> pl.DataFrame:
    every = written.split()
    return pl.DataFrame(
        {DAYS: [float(one.rstrip("+")) for one in every], CLOSED: [not one.endswith("+") for one in every]}
    )


def test_the_log_rank_test_and_medians_against_a_textbook() -> None:
    found = open_cases.log_rank(weeks(TREATED), weeks(PLACEBO))
    assert found is not None
    assert found.p == pytest.approx(math.erfc(math.sqrt(16.7929 / 2)), rel=1e-3)
    expected, variance = 19.2505, 6.2570
    assert found.effect == pytest.approx((expected - 9) / variance, rel=1e-4)
    assert found.low == pytest.approx(found.effect - 1.96 / math.sqrt(variance), rel=1e-3)
    back = open_cases.log_rank(weeks(PLACEBO), weeks(TREATED))
    assert back is not None and back.effect == pytest.approx(-found.effect)
    assert open_cases.median_with_interval(weeks(TREATED)) == (23.0, 13.0, None)
    assert open_cases.median_with_interval(weeks(PLACEBO)) == (8.0, 4.0, 11.0)
    assert open_cases.log_rank(weeks("3+"), weeks("4+")) is None
    assert open_cases.median_with_interval(weeks("3+")) == (None, None, None)


def with_kinds(log: EventLog, large: float, seed: int) -> EventLog:
    """The town's cases, of which the share ``large`` is of a kind that takes three times as long."""
    random = np.random.default_rng(seed)
    kinds = pl.Series("kind", np.where(random.random(log.cases.height) < large, "large", "small"))
    cases = log.cases.with_columns(kinds)
    first = pl.col(TIME).min().over(CASE)
    slow = log.events.join(cases.with_row_index(CASE).select(CASE, "kind"), on=CASE, how="left", maintain_order="left")
    times = pl.when(pl.col("kind") == "large").then(first + (pl.col(TIME) - first) * 3).otherwise(pl.col(TIME))
    return EventLog(log.body, cases, slow.with_columns(times).drop("kind"), log.given)


def test_a_difference_that_is_all_mix_is_gone_on_the_same_mix() -> None:
    towns = [with_kinds(town(name, Habits(), 5, 600), share, 1) for name, share in (("北", 0.7), ("南", 0.2))]
    logs = {one.body: one for one in towns}
    table = mix.kinds(logs, "kind")
    assert mix.distribution(table)["南"]["large"] == pytest.approx(0.2, abs=0.04)
    north, south = mix.of_throughput(logs, table)
    assert north.raw_own - north.raw_others > 5 and north.covered == 1.0
    assert north.difference.low < 0 < north.difference.high
    share = north.share_of_mix()
    assert share is not None and 0.8 < share < 1.2
    assert south.own == pytest.approx(north.others) and south.difference.effect == pytest.approx(
        -north.difference.effect
    )


def test_a_difference_that_the_mix_hides_comes_out() -> None:
    """The slow town gets the easy cases: unadjusted it looks as quick."""
    slow = with_kinds(town("遅", Habits(days=(0.0, 4.0, 6.0, 4.0, 2.0)), 5, 600), 0.1, 1)
    quick = with_kinds(town("速", Habits(), 5, 600), 0.6, 2)
    one, _ = mix.of_throughput({"遅": slow, "速": quick}, mix.kinds({"遅": slow, "速": quick}, "kind"))
    assert abs(one.raw_own - one.raw_others) < 4 < one.difference.low


def test_standardised_figures_by_hand() -> None:
    """Weights are the kinds of all cases together: 20 of a, 10 of b; kind c is the first town's alone."""
    rows = [("x", "a", 1.0)] * 5 + [("x", "b", 4.0)] * 5 + [("y", "a", 2.0)] * 15 + [("y", "b", 8.0)] * 5
    table = pl.DataFrame([*rows, *[("x", "c", 99.0)] * 10], schema=["body", "kind", "value"], orient="row")
    found = mix.same_mix(table)[0]
    assert (found.own, found.others) == pytest.approx((2.0, 4.0))
    assert (found.raw_own, found.raw_others) == pytest.approx((2.5, 3.5))
    assert (found.covered, found.cases) == (0.5, 10) and found.share_of_mix() == pytest.approx(-1.0)
    assert mix.same_mix(table.filter(pl.col("body") == "x")) == []


def test_kinds_of_several_values_rare_ones_and_none(tmp_path: Path) -> None:
    few = log_of(tmp_path, [*(f"{case},a,01T09:00,A,r,x" for case in range(4)), "9,a,01T09:00"])
    assert set(mix.kinds({"t": few}, "kind")[mix.KIND]) == {mix.OTHER}
    many = log_of(
        tmp_path, [f"{case},a,01T09:00,A,r,k" for case in range(20)] + [f"n{case},a,01T09:00" for case in range(20)]
    )
    assert set(mix.kinds({"t": many}, "kind")[mix.KIND]) == {"k", mix.NONE}
    assert set(mix.kinds({"t": many}, "no")[mix.KIND]) == {mix.NONE}
    lists = many.cases.with_columns(pl.lit("b , a").alias("kind"))
    assert set(mix.kinds({"t": EventLog("t", lists, many.events, many.given)}, "kind")[mix.KIND]) == {"a, b"}


def backlog(name: str, seed: int, left: float) -> EventLog:
    """A town of 300 cases whose decision and notice are still to come in the share ``left`` of the cases."""
    log = town(name, Habits(), seed, 300)
    random = np.random.default_rng(seed)
    stuck = pl.Series("stuck", random.random(300) < left)
    cases = pl.DataFrame([stuck]).with_row_index(CASE)
    events = log.events.join(cases, on=CASE, how="left", maintain_order="left")
    undone = pl.col("stuck") & pl.col("@activity").is_in(["決裁", "通知"])
    kept = events.filter(~undone).drop("stuck")
    return EventLog(name, log.cases, kept, kept.height)


def test_a_backlog_is_no_speed() -> None:
    """Open cases enter: the town with the backlog is found slower, although what it closes is quick."""
    logs = [backlog("滞", 1, 0.35), backlog("北", 2, 0.0), backlog("南", 3, 0.0)]
    found = compared(logs, Choices(end="通知"))
    one = next(one for one in found["findings"] if one["kind"] == "open" and one["body"] == "滞")
    assert one["interval"][0] > 0 and one["own"] > one["others"] + 1 and not one["at_least"]
    assert "終わっていない案件も数えて" in one["sentence"]["ja"]
    told = {row["body"]: row for row in found["open_cases"]["bodies"]}
    assert told["滞"]["open"] > 80 and told["北"]["open"] == 0
    low, high = told["滞"]["interval"]
    assert low < told["滞"]["median_days"] < high
    listed = finding_cases(logs[0], by_case_of(logs[0]), one)
    assert listed.height == 300 and listed[DAYS][0] == listed[DAYS].max()
    worse = compared([backlog("滞", 1, 0.8), *logs[1:]], Choices(end="通知"))
    one = next(one for one in worse["findings"] if one["kind"] == "open" and one["body"] == "滞")
    assert one["at_least"] and "日以上" in one["sentence"]["ja"] and "at least" in one["sentence"]["en"]


def test_the_end_is_the_step_that_cases_end_with_or_left_open() -> None:
    logs = [town(name, Habits(), 1, 60) for name in ("北", "南")]
    found = compared(logs)
    assert found["open_cases"]["end"] == "通知" and not any(one["kind"] == "open" for one in found["findings"])
    without = [EventLog(one.body, one.cases, one.events.head(0), 0) for one in logs]
    assert compared(without)["open_cases"] is None
    with pytest.raises(NoSuchStep):
        compared(logs, Choices(end="ない"))
    with pytest.raises(NoSuchAttribute):
        compared(logs, Choices(by=("kind",)))


def test_the_command_compares_on_the_same_mix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    towns = [with_kinds(town(name, Habits(), 5, 300), share, 1) for name, share in (("北", 0.8), ("南", 0.2))]
    files = [str(write_columns(one, tmp_path)) for one in towns]
    assert main(["processes", "compare", *files, "--by", "kind", "--end", "決裁", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (section,) = found["same_mix"]
    assert section["attribute"] == "kind" and set(section["distribution"]) == {"北", "南"}
    assert {row["kind"] for row in section["compared"]} >= {"throughput"}
    assert all(row["q"] >= row["p"] for row in section["compared"])
    assert found["open_cases"]["end"] == "決裁" and set(found["traps"]["tails"]) == {"北", "南"}
    assert set(found["hand_overs"]["北"]) == {"count", "pairs", "ping_pong_people", "ping_pong_steps"}
    assert set(found["batches"]["北"]) == {"share_of_events", "at_midnight", "steps"} and found["rework"]["北"]
    assert main(["processes", "compare", *files, "--by", "kind"]) == 0
    assert "同じ構成" in capsys.readouterr().out
    assert main(["processes", "compare", *files, "--by", "no"]) == 1
    assert main(["processes", "compare", *files, "--end", "no"]) == 1
    said = capsys.readouterr().err
    assert "属性 no がありません" in said and "作業 no は記録にありません" in said
