"""Hand-overs, ping-pong, batches, rework, drift, tails and flows by day: each against figures worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.comparison import compared
from yakuba.insight.processes.engine import batching, drift, flows, handover, rework, tails
from yakuba.insight.processes.engine.batching import Batch
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, TIME, EventLog
from yakuba.insight.processes.pictures.finding_cases import by_case_of, finding_cases
from yakuba.insight.processes.reading.tables import read_table

HEADING = "case,activity,time,resource,role,case:kind\n"


def log_of(folder: Path, lines: Sequence[str], name: str = "town") -> EventLog:
    """Lines as ``case,step,day and time,who,role,kind``; 2025, April unless a month is given."""
    path = folder / f"{name}.csv"
    written = []
    for line in lines:
        case, step, when, *rest = line.split(",")
        month = when if when.count("-") else f"04-{when}"
        written.append(",".join([case, step, f"2025-{month}:00+09:00", *rest, *[""] * (3 - len(rest))]))
    path.write_text(HEADING + "\n".join(written) + "\n")
    return read_table(path)


def test_work_is_handed_over_between_people_and_between_roles(tmp_path: Path) -> None:
    lines = [
        "1,a,01T09:00,A,desk",
        "1,b,01T10:00,A,desk",
        "1,c,02T10:00,B,desk",
        "1,d,04T10:00,,",
        "1,e,04T10:00,C,head",
    ]
    log = log_of(tmp_path, [*lines, "2,a,01T09:00,A,desk", "2,c,04T09:00,B,desk"])
    assert handover.network(log).rows() == [("A", "B", 2, 2, 2.0), ("B", "C", 1, 1, 2.0)]
    assert handover.network(log, "role").rows() == [("desk", "head", 1, 1, 2.0)]
    with pytest.raises(handover.NoSuchColumn, match="使える属性: role"):
        handover.network(log, "office")
    assert handover.network(replace(log, events=log.events.clear(), given=0)).is_empty()


def test_ping_pong_between_people_and_between_steps(tmp_path: Path) -> None:
    who = ["1,a,01T09:00,A", "1,b,02T09:00,B", "1,b,03T09:00,B", "1,a,06T09:00,A", "1,c,07T09:00,B"]
    log = log_of(tmp_path, [*who, "2,a,01T09:00,A", "2,b,02T09:00,B", "2,c,03T09:00,C"])
    assert handover.ping_pong(log).rows() == [("A", "B", 1, 1, 5.0), ("B", "A", 1, 1, 4.0)]
    assert handover.ping_pong(log, ACTIVITY).rows() == [("a", "b", 1, 1, 5.0)]
    assert handover.cases_with_ping_pong(log) == handover.cases_with_ping_pong(log, ACTIVITY) == 1


def test_a_batch_is_several_cases_of_one_person_and_step_within_a_short_span(tmp_path: Path) -> None:
    """Three cases decided at 9:00, 9:20 and 9:40; one an hour later; one person's day without times."""
    received = [f"{case},a,0{case}T08:00,Z" for case in range(1, 9)]
    batch = ["1,b,10T09:00,A", "2,b,10T09:20,A", "3,b,10T09:40,A", "3,b,10T09:45,A", "4,b,10T10:46,A", "5,b,10T09:10,B"]
    days = [f"{case},b,11T00:00,A" for case in (6, 7, 8)]
    log = log_of(tmp_path, [*received, *batch, *days])
    found = batching.batches(log).filter(pl.col("step") == "b").to_dicts()[0]
    assert (found["events"], found["in_batches"], found["batches"], found["mean_size"]) == (6, 4, 1, 3.0)
    waits = sorted([9 + 1 / 24, 8 + 4 / 72, 7 + 5 / 72, 5 / 1440])
    assert found["median_wait_in_batches"] == pytest.approx((waits[1] + waits[2]) / 2)
    assert found["median_wait_otherwise"] == pytest.approx((6 + 166 / 1440 + 5 + 70 / 1440) / 2)
    assert batching.share_at_midnight(log) == pytest.approx(3 / 17)
    assert batching.batches(log, Batch(minutes=90, cases=4)).filter(pl.col("step") == "b")["in_batches"].item() == 5
    assert batching.batches(log, Batch(minutes=5)).filter(pl.col("batches") > 0).is_empty()


def test_rework_and_what_it_costs_in_days(tmp_path: Path) -> None:
    lines = [
        "1,a,01T09:00",
        "1,b,02T09:00",
        "1,a,04T09:00",
        "1,a,05T09:00",
        "2,a,01T09:00",
        "3,a,01T09:00",
        "3,a,03T09:00",
    ]
    assert rework.rework(log_of(tmp_path, lines)).to_dicts() == [
        {"step": "a", "cases": 3, "cases_again": 2, "extra_times": 3, "days": 6.0, "median_days": 3.0}
    ]


def test_flows_by_day_do_not_look_at_the_order_within_a_day(tmp_path: Path) -> None:
    one = ["1,a,01T09:00", "1,b,01T10:00", "1,c,03T10:00", "1,c,03T11:00"]
    other = ["2,b,01T09:00", "2,a,01T10:00", "2,c,03T10:00"]
    log = log_of(tmp_path, [*one, *other])
    found = flows.day_by_day(log).rows()
    assert [(before, after, count) for before, after, count, _ in found] == [("a", "c", 2), ("b", "c", 2)]
    assert found[0][3] == pytest.approx((2 + 1 / 24 + 2) / 2)
    assert (flows.number_of_variants(log), flows.number_of_variants_by_day(log)) == (2, 2)
    assert flows.number_of_variants_by_day(log_of(tmp_path, [*one[:3], *other])) == 1
    assert flows.day_by_day(log_of(tmp_path, one[:2])).is_empty()


def test_how_much_the_slowest_cases_and_what_comes_after_the_decision_weigh(tmp_path: Path) -> None:
    found = tails.tail(pl.Series([*[10.0] * 19, 810.0]))
    assert found is not None
    assert (found.cases, found.share_of_days, found.mean, found.mean_without) == (1, 0.81, 50.0, 10.0)
    assert tails.tail(pl.Series([5.0])) is None and tails.tail(pl.Series([0.0] * 30)) is None
    log = log_of(
        tmp_path, ["1,a,01T00:00", "1,d,03T00:00", "1,x,11T00:00", "2,d,01T00:00", "2,d,03T00:00", "3,a,01T00:00"]
    )
    assert tails.after(log, "d") == {"cases": 2, "days": 4.0, "share": pytest.approx(8 / 12)}
    assert tails.after(log, "no") is None


def changed(first: Habits, then: Habits, month: int, seed: int, then_cases: int = 400) -> EventLog:
    """A town that works as ``first`` for cases begun before the month of 2025, as ``then`` from it on."""
    day = datetime(2025, month, 1, tzinfo=UTC)
    kept, shift = [], 0
    for habits, cases, late in ((first, 400, False), (then, then_cases, True)):
        log = town(f"町{late}", habits, seed, cases)
        begun = log.events.group_by(CASE).agg(pl.col(TIME).min())
        chosen = begun.filter((pl.col(TIME) >= day) if late else (pl.col(TIME) < day)).select(CASE)
        part = log.events.join(chosen, on=CASE, how="semi").with_columns((pl.col(CASE) + shift).cast(pl.UInt32))
        kept.append(part.with_columns(pl.lit("x").alias(RESOURCE)))
        shift += cases
    events = pl.concat(kept).sort(CASE, TIME)
    return EventLog("町", pl.DataFrame({"@name": [str(one) for one in range(shift)]}), events, events.height)


CHANGES = {
    drift.THROUGHPUT: Habits(days=(0.0, 2.0, 3.0, 6.0, 1.0)),
    drift.SHARE: Habits(checks=0.6),
    drift.VOLUME: Habits(),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_found_in_its_month_with_its_size(kind: str) -> None:
    log = changed(Habits(), CHANGES[kind], 7, 1, 130 if kind == drift.VOLUME else 400)
    found = min((one for one in drift.drifts(log) if one.kind == kind), key=lambda one: one.difference.p)
    assert found.difference.p < 1e-4
    assert found.earliest <= "2025-07-07" and found.latest >= "2025-06-30"
    assert "2025-06" <= found.since[:7] <= "2025-08"
    sizes = {drift.THROUGHPUT: (7.5, 11.5), drift.SHARE: (0.9, 0.6), drift.VOLUME: (7.7, 2.5)}
    assert (found.before, found.after) == pytest.approx(sizes[kind], rel=0.15)
    assert found.difference.low <= found.difference.effect <= found.difference.high
    assert found.step == ("確認" if kind == drift.SHARE else None)


def test_steps_that_change_in_one_month_are_one_finding_with_its_cases() -> None:
    log = changed(Habits(), Habits(days=(0.0, 2.0, 3.0, 8.0, 1.0), checks=0.4), 7, 1)
    renamed = pl.when(pl.col(TIME) < datetime(2025, 7, 1, tzinfo=UTC)).then(pl.lit("照会")).otherwise(pl.lit("審査"))
    renamed = pl.when(pl.col(ACTIVITY) == "審査").then(renamed).otherwise(pl.col(ACTIVITY)).alias(ACTIVITY)
    log = replace(log, events=log.events.with_columns(renamed))
    found = [one for one in compared([log, town("北", Habits(), 2)])["findings"] if one["kind"].startswith("drift")]
    assert {(one["kind"], one["body"]) for one in found} == {(drift.SHARE, "町"), (drift.THROUGHPUT, "町")}
    steps = next(one for one in found if one["kind"] == drift.SHARE and one["since"] == "2025-07-01")
    assert {steps["step"], *steps["also"]} == {"審査", "照会", "確認"}
    assert "ほか 2 の作業" in steps["sentence"]["ja"] and steps["between"][0] <= "2025-07-01" <= steps["between"][1]
    listed = finding_cases(log, by_case_of(log), steps)
    assert listed.filter(pl.col("first_day") >= date(2025, 7, 1)).height == listed.height > 150
    pace = next(one for one in found if one["kind"] == drift.THROUGHPUT)
    assert finding_cases(log, by_case_of(log), pace).height > 150 and "所要日数の中央値が" in pace["sentence"]["ja"]


def test_cases_that_had_no_time_to_finish_are_no_drift() -> None:
    """The log is cut in August: cases begun shortly before look quick and lack the last steps, which is no change."""
    log = town("町", Habits(days=(0.0, 5.0, 20.0, 20.0, 5.0)), 3, 600)
    cut = log.events.filter(pl.col(TIME) < datetime(2025, 8, 15, tzinfo=UTC))
    found = drift.drifts(replace(log, events=cut, given=cut.height))
    assert drift.THROUGHPUT in {one.kind for one in found}
    assert min(one.difference.p for one in found if one.kind != drift.VOLUME) > 0.01


def test_too_few_cases_or_weeks_say_nothing(tmp_path: Path) -> None:
    assert drift.drifts(log_of(tmp_path, ["1,a,01T09:00", "1,b,02T09:00"])) == []
    empty = log_of(tmp_path, ["1,,01T09:00"])
    assert empty.events.is_empty() and drift.drifts(empty) == []


@pytest.mark.proof
@pytest.mark.pure
def test_drift_is_rarely_seen_where_there_is_none_and_its_month_lies_in_the_interval() -> None:
    chances = [one.difference.p for seed in range(60) for one in drift.drifts(town("町", Habits(), seed, 400))]
    assert len(chances) > 150
    assert sum(p < 0.05 for p in chances) <= 0.05 * len(chances)
    within = 0
    for seed in range(40):
        found = drift.drifts(changed(Habits(), CHANGES[drift.THROUGHPUT], 7, seed))
        one = next(one for one in found if one.kind == drift.THROUGHPUT)
        within += one.earliest <= "2025-07-01" <= one.latest
    assert within >= 36
