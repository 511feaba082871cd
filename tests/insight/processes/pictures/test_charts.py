"""Charts: what is drawn are the engine's figures, and the sentence says what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.insight.processes.logs import Event, log_of
from tests.insight.processes.pictures.drawings import log_of_steps, parsed, words
from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.engine import handover, throughput, windows
from yakuba.insight.processes.engine.same_day import same_day
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures import distribution, dotted, network, survival, trend, waiting_zone, zone
from yakuba.insight.processes.pictures.picture import Picture
from yakuba.insight.processes.pictures.wording import Language, Words
from yakuba.insight.processes.pictures.zone import ZoneFigures, ZoneRow, ranked

EMPTY = log_of_steps([], "無人の町")
ONE = log_of_steps([["受付", "決裁"]], "小さな町")


def at(step: str, day: str, who: str | None = "A") -> Event:
    return (step, f"{day}T09:00:00+09:00", who)


def every(logs: list[EventLog], language: Language) -> list[Picture]:
    return [
        distribution.picture(logs, language),
        survival.picture(logs, Window(end="決裁"), language),
        trend.picture(logs, language),
        dotted.picture(logs[0], language),
        network.picture(logs[0], language),
        zone.draw(waiting_zone.figures(logs, 0), language),
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    "logs", [[EMPTY], [ONE], [EMPTY, ONE], [town("青森", Habits(), 1, 40), town("弘前", Habits(), 2, 40)]]
)
def test_every_chart_of_every_log_has_a_sentence_and_the_same_bytes(logs: list[EventLog], language: Language) -> None:
    for picture, again in zip(every(logs, language), every(logs, language), strict=True):
        parsed(picture.svg)
        assert picture.svg == again.svg and picture.cases.equals(again.cases)
        assert picture.sentence.endswith("。" if language == "ja" else ".") and "nan" not in picture.svg
        assert all(len(row) == len(picture.table.head) for row in picture.table.rows)


def test_throughput_is_the_engines() -> None:
    logs = [town("青森", Habits(), 1), town("弘前", Habits(days=(0.0, 2.0, 9.0, 2.0, 1.0)), 1)]
    found = distribution.figures(logs)
    for one, log in zip(found.bodies, logs, strict=True):
        assert one.spread == throughput.spread(throughput.by_case(log)[throughput.DAYS])
        assert sum(one.bins) == one.cases == 200
    picture = distribution.picture(logs, "ja")
    assert picture.table.rows[1][3] == found.bodies[1].spread.median
    assert picture.sentence == (
        f"所要日数の中央値は {found.bodies[0].spread.median:.1f} 日（青森）から"
        f" {found.bodies[1].spread.median:.1f} 日（弘前）まで開いています。"
    )
    assert picture.cases.height == 400 and picture.cases["days"][0] == max(picture.cases["days"].head(200))


def test_survival_counts_open_cases_as_the_engine_does(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        [
            ({"concept:name": "1"}, [at("受付", "2025-05-01"), at("決裁", "2025-05-07")]),
            ({"concept:name": "2"}, [at("受付", "2025-05-01"), at("決裁", "2025-05-03")]),
            ({"concept:name": "3"}, [at("受付", "2025-05-21")]),
            ({"concept:name": "4"}, [at("受付", "2025-05-21"), at("保管", "2025-07-31")]),
        ],
    )
    found = survival.figures([log], Window(end="決裁"))
    curve = found.bodies[0]
    assert (curve.cases, curve.closed) == (4, 2)
    assert (
        list(curve.points)
        == windows.survival(windows.measured(log, Window(end="決裁"))).select("days", "open_share").rows()
    )
    assert (curve.open_after(1), curve.open_after(30), curve.open_after(72)) == (1.0, 0.5, None)
    assert survival.said(found) == Words(
        "半数が「決裁」まで進むのに 6.0 日（town）かかり、4 件のうち 2 件は記録の終わりでまだ進んでいません。",
        "Half of the cases come to “決裁” within 6.0 days in town; 2 of 4 had not when the logs end.",
    )
    late = survival.said(survival.figures([log], Window(end="保管")))
    assert late.en == "Not half of the cases have come to “保管” (3 of 4 are open)."


def test_the_trend_counts_every_case_once(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        [
            ({"concept:name": "1"}, [at("a", "2024-12-30"), at("b", "2025-02-01")]),
            ({"concept:name": "2"}, [at("a", "2025-02-01"), at("b", "2025-02-03")]),
        ],
    )
    (body,) = trend.figures([log])
    assert [(one.month, one.begun, one.closed, one.median) for one in body.months] == [
        ("2024-12", 1, 0, None),
        ("2025-01", 0, 0, None),
        ("2025-02", 1, 2, 17.5),
    ]
    assert trend.said([body]).ja == "始まった案件が最も多い月はtownの 2025-02 で、1 件です。"
    long = log_of_steps([["a", "b"]] * 800, "長い町", hours=48)
    (months,) = trend.figures([long])
    assert sum(one.begun for one in months.months) == sum(one.closed for one in months.months) == 800
    assert trend.said([months]).ja == "長い町の月の所要日数（中央値）の平均は最初と最後の 12 か月で同じです（2.0 日）。"


def test_dots_are_sampled_evenly_and_the_busiest_day_is_of_all_cases() -> None:
    log = log_of_steps([["a", "b", "c"]] * 1_000)
    found = dotted.figures(log)
    assert len(found.rows) == dotted.MOST_CASES and found.cases == 1_000
    assert [row.case for row in found.rows[:3]] == ["町-0", "町-8", "町-16"]
    # Each case lies on three days, one begins a day: from the third day on three are under way.
    assert (found.busiest, found.under_way) == (date(2025, 4, 3), 3)
    picture = dotted.picture(log, "ja")
    assert picture.cases["case"].to_list() == [row.case for row in found.rows]
    assert picture.sentence.startswith("同時に進んでいた案件は 2025-04-03 が最も多く 3 件で")


def test_hand_overs_are_counted_between_people(tmp_path: Path) -> None:
    events = [(str(place), f"2025-04-01T{place:02}:00:00+09:00", who) for place, who in enumerate("AABAC")]
    log = log_of(tmp_path, [({"concept:name": "1"}, [*events, ("x", "2025-04-01T08:00:00+09:00", None)])])
    found = network.figures(log)
    assert [(one.giver, one.taker, one.count) for one in found.edges] == [("A", "B", 1), ("A", "C", 1), ("B", "A", 1)]
    assert found.people[0] == network.Person("A", 3)
    many = town("青森", Habits(), 1)
    counted = handover.network(many).select(handover.GIVER, handover.TAKER, handover.COUNT).rows()
    assert [(one.giver, one.taker, one.count) for one in network.figures(many).edges] == counted
    assert network.said(found).en == "The most frequent hand-over is “A” → “B”: 1 of 3 (33%)."
    assert network.picture(log, "ja").cases.select("giver", "taker", "times").rows()[0] == ("A", "B", 1)
    assert network.said(network.figures(log_of_steps([["a", "b"]], who=None))).ja == "担当の記録がありません。"
    assert network.said(network.figures(ONE)).ja == "担当は 1 人で、引継ぎはありません。"
    crowd = network.Network(
        "町",
        tuple(network.Person(f"{n}", 500 - n) for n in range(400)),
        tuple(network.HandOver(f"{n}", f"{n + 1}", 400 - n) for n in range(399)),
    )
    people, edges = crowd.drawn
    assert len(people) == network.MOST_PEOPLE and len(edges) <= network.MOST_EDGES
    assert {one.name for one in people} == {name for one in edges for name in (one.giver, one.taker)}


def test_the_volume_zone_ranks_hours_times_gap() -> None:
    rows = (ZoneRow("受付", 1_000, 0.1, 500), ZoneRow("審査", 400, 0.5, 80), ZoneRow("通知", 900, -0.2, 300))
    found = ranked(ZoneFigures("青森", rows))
    assert [(one.name, one.saved) for one in found.rows] == [("審査", 200.0), ("受付", 100.0), ("通知", 0.0)]
    picture = zone.draw(found, "ja")
    assert picture.sentence == (
        "上位 1/4 の団体なみになると最も減るのは「審査」で、1年の時間が 200 減ります（減る分の 67%）。"
    )
    assert zone.said(found).en == (
        "Working like the best quartile would save most at “審査”: 200 hours a year (67% of all that would go)."
    )
    assert "1. 審査" in words(picture.svg) and not any("通知" in one for one in words(picture.svg))
    assert zone.said(ZoneFigures("青森", rows[2:])).ja == "上位 1/4 の団体より多くかかる作業はありません。"


def test_the_zone_of_waiting_compares_means_with_the_best_quartile() -> None:
    slow, quick = (
        log_of_steps([["a", "b"]] * 20, "遅い町", hours=96),
        log_of_steps([["a", "b"]] * 20, "早い町", hours=24),
    )
    (row,) = waiting_zone.figures([slow, quick], 0).rows
    # Means 4 days and 1 day: the best quartile lies at 1.75, a gap of 2.25 days in each of 20 cases.
    assert (row.name, row.hours, row.volume) == ("b", 80.0, 20) and row.saved == pytest.approx(45.0)
    assert waiting_zone.figures([slow, log_of_steps([["a", "b"]] * 9, "まれ")], 0).rows == ()
    assert waiting_zone.cases_of(slow, waiting_zone.figures([slow, quick], 0), 1).height == 20


def test_pairs_within_a_day() -> None:
    """Local time of the logs is UTC here: steps 10 hours apart lie on one day for two of the pairs in five."""
    found = same_day(log_of_steps([["a", "b", "c"], ["a", "b"]], hours=10))
    assert (found.pairs, found.within) == (3, 3)
    apart = same_day(log_of_steps([["a", "b", "c"]], hours=20))
    assert (apart.pairs, apart.within, apart.share) == (2, 1, 0.5)
    assert same_day(EMPTY).share is None
