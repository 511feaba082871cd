"""Process maps: their figures are the engine's, whatever the names and however many the steps."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from tests.insight.processes.pictures.drawings import BEGIN, HOUR, SVG, log_of_steps, parsed, words
from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.engine.flows import directly_follows
from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, OFFSET, RESOURCE, TIME, EventLog
from yakuba.insight.processes.pictures import difference_map, process_map
from yakuba.insight.processes.pictures.layout import GAP, Box, placed
from yakuba.insight.processes.pictures.map_figures import Choice, map_figures, only
from yakuba.insight.processes.pictures.wording import Language

HOSTILE = (
    "<script>alert(1)</script>",
    "x" * 5_000,
    "",
    "\u202eabc\u0000",
    "شكوى",
    "\"]]>&amp;' onload=",
    "=1+1",
    "決裁\n二行",
)


def test_a_map_tells_what_the_engine_counts() -> None:
    log = town("青森", Habits(), 1)
    found = map_figures(log, Choice())
    pairs = {(before, after): (count, wait) for before, after, count, wait in directly_follows(log).rows()}
    assert {(one.before, one.after): (one.count, one.wait_days) for one in found.links} == {
        pair: told for pair, told in pairs.items() if pair[0] != pair[1]
    }
    assert {one.name: one.again for one in found.steps if one.again} == {"決裁": pairs["決裁", "決裁"][0]}
    assert sum(one.events for one in found.steps) == found.events == log.events.height
    assert (found.share, found.drawn_share, found.cases) == (1.0, 1.0, 200)
    assert found.begins == {"受付": 200}
    picture = process_map.draw(found, "frequency", "ja")
    assert {row[:4] for row in picture.table.rows} == {
        (*pair, *told) for pair, told in pairs.items() if pair[0] != pair[1]
    }
    assert f"{pairs['受付', '確認'][0]}" in words(picture.svg)
    assert picture.steps is not None and {row[0]: row[1] for row in picture.steps.rows} == dict(
        log.events[ACTIVITY].value_counts().iter_rows()
    )


def test_fewer_steps_or_cut_names_say_how_much_they_show() -> None:
    log = log_of_steps([["A_1_x", "A_2_x", "B_1", "C"], ["A_1_x", "B_1"], ["A_1_x", "C"]])
    two = map_figures(log, Choice(steps=2))
    assert [(one.name, one.events, one.cases) for one in two.steps] == [("A_1_x", 3, 3), ("B_1", 2, 2)]
    assert (two.shown_events, two.events, two.steps_in_all) == (5, 8, 4)
    # Between A_1_x and B_1 of the first case lies a step that is not shown: what is next of those shown comes next.
    assert [(one.before, one.after, one.count, one.wait_days) for one in two.links] == [("A_1_x", "B_1", 2, 1.5)]
    cut = map_figures(log, Choice(prefix=1))
    assert [(one.name, one.again) for one in cut.steps] == [("A", 1), ("B", 0), ("C", 0)]
    notes = process_map.draw(two, "frequency", "ja").notes
    assert "4 種類の作業のうち、よくある 2 種類" in notes[0] and "記録の 62%" in notes[0]
    for wrong in ({"steps": 0}, {"steps": 61}, {"prefix": 0}):
        with pytest.raises(ValueError, match="1"):
            Choice(**wrong)


def test_the_sentence_in_both_languages() -> None:
    found = map_figures(log_of_steps([["受付", "審査", "決裁"], ["受付", "審査"]], hours=48), Choice())
    assert process_map.said(found, "frequency").ja == (
        "案件 2 件でいちばん多い動きは「受付」→「審査」です（2 回、間は中央値 2.0 日）。"
    )
    assert process_map.said(found, "time").en == (
        "The longest wait is between “受付” → “審査”: 2.0 days (median of 2)."
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_log_and_one_case_are_drawn(language: Language) -> None:
    empty = process_map.picture(log_of_steps([]), Choice(), "time", language)
    assert empty.sentence in ("記録がありません。", "There are no events.") and not empty.table.rows
    assert empty.cases.is_empty() and parsed(empty.svg).find(f"{SVG}desc") is not None
    alone = process_map.picture(log_of_steps([["受付"]]), Choice(), "frequency", language)
    assert "受付" in alone.sentence and "受付" in words(alone.svg)
    both = difference_map.picture((log_of_steps([], "甲"), log_of_steps([], "乙")), Choice(), "time", language)
    assert both.sentence == empty.sentence
    one = difference_map.picture((log_of_steps([["a"]], "甲"), log_of_steps([], "乙")), Choice(), "frequency", language)
    assert "比べられません" in words(one.svg) or "cannot be compared" in words(one.svg)


def test_names_of_any_kind_stay_names() -> None:
    log = log_of_steps([HOSTILE, HOSTILE[::-1]], "<b>&町</b>")
    for picture in (
        process_map.picture(log, Choice(), "frequency", "ja"),
        difference_map.picture((log, log_of_steps([HOSTILE], "乙")), Choice(), "frequency", "ja"),
    ):
        root = parsed(picture.svg)
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
            "svg", "title", "desc", "defs", "marker", "path", "rect", "circle", "line", "text",
        }  # fmt: skip
        assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
        assert "\u202e" not in picture.svg and "\x00" not in picture.svg
        assert "（名なし）" in words(picture.svg)
        assert max(len(one) for one in words(picture.svg)) < 60


def test_many_steps_and_variants_keep_the_map_small() -> None:
    """100,000 cases, each with an order of its own, out of 5,000 steps."""
    random = np.random.default_rng(1)
    cases, length = 100_000, 4
    steps = random.integers(0, 5_000, cases * length)
    case = np.repeat(np.arange(cases, dtype=np.uint32), length)
    time = BEGIN + (np.tile(np.arange(length), cases) + case) * HOUR
    events = pl.DataFrame({CASE: case, ACTIVITY: steps, TIME: time}).with_columns(
        pl.col(ACTIVITY).cast(pl.String),
        pl.col(TIME).cast(pl.Datetime("us", "UTC")),
        pl.lit(540, pl.Int16).alias(OFFSET),
        pl.lit(None, pl.String).alias(RESOURCE),
    )
    named = pl.DataFrame({CASE_NAME: [str(number) for number in range(cases)]})
    found = map_figures(EventLog("大", named, events, events.height), Choice())
    picture = process_map.draw(found, "time", "ja")
    assert len(found.steps) == 30 and found.steps_in_all == 5_000 and len(found.drawn) <= 60
    assert len(picture.svg) < 60_000 and "記録の 0.8%" in picture.notes[0]


def test_the_same_log_gives_the_same_bytes() -> None:
    log = town("青森", Habits(), 2)
    again = only(log, [])  # only the steps named, here none
    assert again.events.is_empty() and again.given == 0
    assert process_map.picture(log, Choice(), "time", "ja").svg == process_map.picture(log, Choice(), "time", "ja").svg


def test_boxes_keep_apart_and_links_end_at_them() -> None:
    random = np.random.default_rng(3)
    boxes = [Box(f"{number:02}", 100.0, 40.0, float(random.random())) for number in range(40)]
    links = [(f"{a:02}", f"{b:02}") for a, b in random.integers(0, 40, (70, 2))]
    found = placed(boxes, links)
    spots = sorted(found.centres.values(), key=lambda point: (point[1], point[0]))
    for one, other in itertools.pairwise(spots):
        assert other[1] > one[1] or other[0] - one[0] >= 100 + GAP - 1e-6
    for (before, after), route in found.routes.items():
        for name, (x, y) in ((before, route[0]), (after, route[-1])):
            assert abs(x - found.centres[name][0]) <= 50 and abs(y - found.centres[name][1]) == 20
    assert {link for link in links if link[0] != link[1]} == set(found.routes)


def test_a_difference_is_that_of_the_two_maps() -> None:
    quick, slow = town("早い町", Habits(), 4), town("遅い町", Habits(days=(0.0, 2.0, 3.0, 9.0, 1.0), checks=0.5), 4)
    found = difference_map.difference_figures((slow, quick), Choice(), "frequency")
    checks = [int(log.events.filter(pl.col(ACTIVITY) == "確認")[CASE].n_unique()) for log in (slow, quick)]
    check = next(one for one in found.steps if one.step == "確認")
    assert (check.one, check.other) == (checks[0] / 2, checks[1] / 2)
    assert check.gap == pytest.approx((checks[0] - checks[1]) / 2)
    drawn = difference_map.draw(found, "ja")
    assert drawn.sentence.startswith("いちばん違うのは「") and "100 件あたり" in drawn.sentence
    frames = [one for one in parsed(drawn.svg).iter(f"{SVG}rect") if one.get("stroke-dasharray")]
    assert frames and any(one.startswith("−") for one in words(drawn.svg)), "less has a broken line and a minus"
    time = difference_map.difference_figures((slow, quick), Choice(), "time")
    pair = next(one for one in time.links if (one.before, one.step) == ("審査", "決裁"))
    waits = [
        next(row[3] for row in directly_follows(log).rows() if row[:2] == ("審査", "決裁")) for log in (slow, quick)
    ]
    assert (pair.one, pair.other) == tuple(waits)
    told = difference_map.draw(time, "en")
    assert "slower" in told.sentence and any(one.startswith("▲+") for one in words(told.svg))
    same = difference_map.draw(difference_map.difference_figures((quick, quick), Choice(), "time"), "ja")
    assert same.sentence == "早い町と早い町に、示した作業では目立つ差がありません。"
