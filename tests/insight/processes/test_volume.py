"""The volume zone: worked examples, what holds whatever the figures, what is not shown, and the command."""

from __future__ import annotations

import csv
import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insight.processes.surveys import row, survey, write_csv
from yakuba.insight.processes.benchmarking import drawing
from yakuba.insight.processes.benchmarking.figures import (
    StepFigure,
    TaskFigure,
    shown,
    step_figures,
    task_figures,
)
from yakuba.insight.processes.benchmarking.peers import CENSUS, LISTED, body_of, read_bodies, similar_group
from yakuba.insight.processes.benchmarking.volume import (
    EVERY,
    VolumeRow,
    changes,
    drawn_quartiles,
    ranked_tasks,
    volume,
    zone,
)
from yakuba.insight.processes.catalogue.mapping import Mapped, State, StepMapping
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours.joining import modelled
from yakuba.insight.processes.hours.layout import Staff
from yakuba.insight.processes.hours.survey import Survey, Work
from yakuba.operation.cli.main import main

MINUTES = {"東町": 6, "西町": 12, "南町": 12, "北町": 18, "中町": 30}


def figure(body: str, hours: float, cases: float, key: str = "入力") -> StepFigure:
    """A step of a body, done by enough people."""
    return StepFigure(body, "転入", key, key, hours, cases, 6, None)


def five(people: float | None = 6, cases: float = 100) -> list[StepFigure]:
    """Five towns that need 6, 12, 12, 18 and 30 minutes."""
    surveys = [survey(body, {"入力": (cases, minutes)}, people) for body, minutes in MINUTES.items()]
    return [one for each in surveys for one in step_figures(modelled(each))]


def test_the_volume_zone_by_hand() -> None:
    """Of 6, 12, 12, 18, 30 minutes the quarter point is 12. North could save 6 of 18 in 100 cases, Centre 18 of 30."""
    rows = {one.body: one for one in volume(five())}
    assert {name: one.best for name, one in rows.items()} == dict.fromkeys(MINUTES, 0.2)
    assert {name: round(one.saved, 9) for name, one in rows.items()} == {
        **dict.fromkeys(("東町", "西町", "南町"), 0),
        "北町": 10,
        "中町": 30,
    }
    assert [rows["北町"].gap, rows["中町"].gap] == pytest.approx([1 / 3, 0.6])
    assert [rows[name].place for name in MINUTES] == [1, 2, 2, 4, 5]
    assert (rows["中町"].rank, rows["北町"].rank, rows["中町"].bodies) == (1, 2, 5)
    (every,) = zone(rows.values())
    assert every.body == EVERY and [every.hours, every.cases, every.saved] == pytest.approx([130, 500, 40])
    assert every.gap == pytest.approx(40 / 130) and every.low <= every.saved <= every.high


def test_a_quartile_of_three_bodies_is_none_and_peers_are_compared_among_themselves() -> None:
    assert volume([figure(f"町{at}", 10.0 + at, 100) for at in range(3)]) == []
    those = [figure(f"{size}{at}", hours + at, 100) for size, hours in (("大", 10.0), ("小", 50.0)) for at in range(4)]
    assert max(one.saved for one in volume(those)) > 30
    grouped = volume(those, lambda body: body[0])
    assert max(one.saved for one in grouped) < 3 and {one.bodies for one in grouped} == {4}
    assert volume(those, lambda body: None) == []


FIGURES = st.lists(
    st.tuples(st.floats(0.1, 1e5), st.floats(1, 1e6), st.sampled_from("abc")), min_size=4, max_size=24
).map(lambda those: [figure(f"町{at:02}", *one) for at, one in enumerate(those)])


@settings(max_examples=20, deadline=None)
@given(FIGURES, st.randoms(use_true_random=False))
def test_whatever_the_figures(figures: list[StepFigure], chance: Random) -> None:
    rows = volume(figures)
    for one in rows:
        assert 0 <= one.gap < 1 and 0 <= one.saved <= one.hours and 0 <= one.low <= one.high <= one.hours
        assert one.hours_per_case * (1 - one.gap) * one.cases == pytest.approx(
            one.hours - one.saved, abs=1e-9 * one.hours
        )
    assert [one.rank for one in rows] == list(range(1, len(rows) + 1))
    assert [one.saved for one in rows] == sorted((one.saved for one in rows), reverse=True)
    mixed = list(figures)
    chance.shuffle(mixed)
    assert volume(mixed) == rows and zone(volume(mixed)) == zone(rows)
    longer = [replace(one, cases=one.cases * 2, hours=one.hours * 2) for one in figures]
    for before, after in zip(rows, volume(longer), strict=True):
        assert after.saved == pytest.approx(2 * before.saved, abs=1e-6)


def test_the_draws_are_the_same_each_time_and_cover_the_quartile_about_as_often_as_said() -> None:
    """12 bodies drawn from a known law, 300 times: the interval has the true quarter point in at least 85%."""
    assert (drawn_quartiles(np.array([3.0, 1, 2, 5])) == drawn_quartiles(np.array([1.0, 2, 3, 5]))).all()
    chance = np.random.default_rng(57)
    true = math.exp(-0.6744897501960817 * 0.4)
    hits = 0
    for _ in range(300):
        low, high = np.percentile(drawn_quartiles(chance.lognormal(0, 0.4, 12)), (2.5, 97.5))
        hits += low <= true <= high
    assert 0.85 <= hits / 300 <= 0.99


def test_steps_of_one_standard_step_add_up_and_kinds_of_staff_too() -> None:
    """受付 of moving in (100 cases) and out (50): 150 cases. 確認 twice over the same 100: 100 cases, all hours."""
    rows = [
        Work("異動", "転入", "受付", Staff.REGULAR, 100, 10, people=3, rate=2000),
        Work("異動", "転入", "受付", Staff.FISCAL_YEAR, 100, 20, people=4, rate=1000),
        Work("異動", "転出", "届の受理", Staff.REGULAR, 50, 5, people=5, rate=2000),
        Work("異動", "転入", "確認1", Staff.REGULAR, 100, 7, people=3, rate=2000),
        Work("異動", "転入", "確認2", Staff.REGULAR, 100, 8, people=2),
    ]
    steps = {"受付": "receive_notification", "届の受理": "receive_notification"}
    steps |= {"確認1": "check_notification", "確認2": "check_notification"}
    mapped = [
        Mapped("異動", name, 1, State.SUGGESTED, f"resident_move.reception.{step}") for name, step in steps.items()
    ]
    mapping = StepMapping("町", tuple(mapped))
    work = modelled(Survey("町", 2025, tuple(rows), 5), mapping, suggestions=True)
    first, second = step_figures(work)
    assert (first.key, first.task) == ("resident_move.reception.receive_notification", "resident_move")
    assert (first.hours, first.cases, first.people, first.cost) == (35, 150, 9, 50_000)
    assert (second.hours, second.cases, second.people, second.cost) == (15, 100, 3, None)
    assert len(step_figures(modelled(Survey("町", 2025, tuple(rows), 5), mapping))) == 4  # nothing is confirmed
    (task,) = task_figures(work, 20_000)
    assert (task.hours, task.cases, task.staff, task.cost) == (50, 150, 9, None)
    assert task.measures == {
        "hours_per_case": 50 / 150,
        "cases_per_staff": 150 / 9,
        "cost_per_case": None,
        "hours_per_1000_residents": 2.5,
        "cases_per_1000_residents": 7.5,
    }


def test_measures_are_ranked_in_their_own_direction() -> None:
    """Cases per person: more is better; of 10, 20, 30, 40 the upper quarter point is 32.5."""
    tasks = [TaskFigure(f"町{at}", "転入", "転入", 100.0 * at, 100.0 * at, 10.0, None) for at in (1, 2, 3, 4)]
    ranks = {one.body: one for one in ranked_tasks(tasks) if one.measure == "cases_per_staff"}
    assert [ranks[f"町{at}"].place for at in (1, 2, 3, 4)] == [4, 3, 2, 1]
    assert ranks["町1"].best == 32.5 and [ranks[f"町{at}"].gap for at in (1, 2, 3, 4)] == [22.5, 12.5, 2.5, 0]
    assert {one.measure for one in ranked_tasks(tasks)} == {"hours_per_case", "cases_per_staff"}


def test_before_and_after_by_the_same_definition() -> None:
    """From 30 to 18 minutes at 200 cases: 40 hours less; a step that is new has nothing before it."""
    before = [figure("町", 50, 100), figure("町", 5, 10, "旧")]
    after = [figure("町", 60, 200), figure("町", 9, 10, "新")]
    (found,) = changes(before, after)
    assert found.key == "入力" and [found.before, found.after, found.saved] == pytest.approx([0.5, 0.3, 40])


def test_figures_about_too_few_set_no_benchmark_and_cannot_be_reckoned() -> None:
    """西町's 審査 is done by two: hidden, and a second step with it, as the town's hours of the task are shown."""
    surveys = [survey(body, {"受付": (500, 5), "入力": (400, 9), "審査": (300, 9)}) for body in MINUTES]
    few = tuple(replace(one, people=2) if one.step == "審査" else one for one in surveys[1].rows)
    surveys[1] = replace(surveys[1], rows=few)
    works = [modelled(one) for one in surveys]
    steps = [one for work in works for one in step_figures(work)]
    tasks = [one for work in works for one in task_figures(work)]
    seen = shown(steps, tasks)
    hidden = {(one.body, one.label) for one in steps} - {(one.body, one.label) for one in seen.steps}
    assert hidden == {("西町", "審査"), ("西町", "入力")} and seen.suppressed == 2
    assert len(seen.tasks) == 5 and {one.bodies for one in volume(seen.steps) if one.label == "審査"} == {4}
    assert shown(steps, tasks, everything=True).suppressed == 0
    assert shown([replace(one, people=None) for one in steps], []).steps == ()


def test_the_cases_of_a_task_are_not_told_where_they_are_those_of_a_hidden_step() -> None:
    steps = {"受付": (100.0, 5.0), "入力": (400.0, 9.0), "審査": (300.0, 9.0)}
    found = survey("町", steps)
    rows = tuple(replace(one, people=2) if one.step == "入力" else one for one in found.rows)
    work = modelled(replace(found, rows=rows))
    (task,) = shown(step_figures(work), task_figures(work)).tasks
    assert task.cases is None and task.measures["hours_per_case"] is None


def test_peer_groups_by_the_rule_and_by_what_is_listed(tmp_path: Path) -> None:
    """The groups of the five cities whose published group is known, by shares of industry that lead to it."""
    assert [
        similar_group("市", people, 91, third) for people, third in ((115_000, 80), (82_000, 75), (165_000, 78))
    ] == [*("都市Ⅲ－３", "都市Ⅱ－３", "都市Ⅳ－３")]
    assert similar_group("市", 166_000, 88, 74) == "都市Ⅳ－１" and similar_group("市", 116_000, 85, 70) == "都市Ⅲ－１"
    assert similar_group("特別区", 300_000, 99, 90) == "特別区"
    known = body_of("北見市")
    assert (known.population, known.source, known.population_group) == (121_226, CENSUS, "都市Ⅲ")
    assert known.similar_group is None and body_of("府中市").population is None and body_of("無い町").kind is None
    path = tmp_path / "bodies.csv"
    path.write_text(
        '団体,団体コード,人口,種別,第2次第3次割合,第3次割合\n甲,012084,"99,000",,95,70\n乙,,,,,\n', encoding="utf-8"
    )
    listed = read_bodies(path)
    assert (listed["甲"].population, listed["甲"].source) == (99_000, LISTED)
    assert (listed["甲"].population_group, listed["甲"].similar_group) == ("都市Ⅱ", "都市Ⅱ－３")
    assert listed["乙"].population is None and listed["乙"].population_group is None
    for wrong, said in (
        ("甲,999999,,,,", "2 行目"),
        ("甲,,x,,,", "数字"),
        ("甲,012084,5,,101,5", "割合"),
        (",,1,,,", "空"),
    ):
        path.write_text(f"団体,団体コード,人口,種別,第2次第3次割合,第3次割合\n{wrong}\n", encoding="utf-8")
        with pytest.raises(Unreadable, match=said):
            read_bodies(path)


def test_the_chart_is_one_picture_with_its_sentence() -> None:
    rows = zone(volume([replace(one, label="<入力 & 確認>") for one in five()]))
    picture = drawing.svg(rows)
    root = ElementTree.fromstring(picture)
    texts = " ".join("".join(one.itertext()) for one in root)
    assert "年 40 時間減り、その 100% が「<入力 & 確認>」" in texts and "script" not in picture
    bars = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("height") == "22"]
    assert len(bars) == len(rows) == 1
    assert ElementTree.fromstring(drawing.svg([])) is not None
    many = [replace(rows[0], rank=at, label=f"作業{at}") for at in range(1, 60)]
    assert drawing.svg(many).count("<g>") == drawing.MOST


def files(folder: Path, people: str = "6", minutes: Mapping[str, int] = MINUTES) -> list[str]:
    """Surveys of the five towns."""
    folder.mkdir(exist_ok=True)
    return [
        str(
            write_csv(
                folder / f"{body}.csv", [row("入力", people=people, minutes=str(took)), row("審査", people=people)]
            )
        )
        for body, took in minutes.items()
    ]


def test_the_command_ranks_writes_and_says_what_it_hid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given_files = files(tmp_path / "now")
    before = files(tmp_path / "before", minutes=dict.fromkeys(MINUTES, 60))
    out = tmp_path / "out"
    command = ["processes", "volume", *given_files, "--before", *before, "--out", str(out), "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    first = found["zone"][0]
    assert (first["label"], first["saved"], first["rank"]) == ("入力", pytest.approx(480), 1)
    assert found["suppressed"] == 0 and found["sentence"]["en"].isascii()
    assert {one["body"]: round(one["saved"]) for one in found["changes"] if one["label"] == "入力"}["東町"] == 1080
    with (out / "volume.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [one["label"] for one in csv.DictReader(stream)] == ["入力", "審査"]
    assert (out / "steps.csv").exists() and (out / "tasks.csv").exists()
    for name in ("volume.svg", "zone.svg"):
        assert "入力" in "".join(ElementTree.parse(out / name).getroot().itertext())
    few = files(tmp_path / "few", people="3")
    assert main(["processes", "volume", *few]) == 0
    told = capsys.readouterr()
    assert "比べられる作業がありません" in told.out and "伏せました" in told.err
    assert main(["processes", "volume", *few, "--raw"]) == 0
    assert "1. 入力" in capsys.readouterr().out


def test_the_command_refuses_what_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    those = files(tmp_path / "now")
    wrong = (
        [*those, those[0]],
        [str(tmp_path / "nowhere.csv")],
        [*those, "--log", "無い町=x.csv"],
        [*those, "--bodies", str(tmp_path / "nowhere.csv")],
        [*those, "--mapping", those[0]],
    )
    for arguments in wrong:
        assert main(["processes", "volume", *arguments]) == 1
        assert capsys.readouterr().err
    assert main(["processes", "volume", *those, "--peers", "similar"]) == 0
    assert "区分が分からない" in capsys.readouterr().err


def test_every_order_of_the_files_gives_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    those = files(tmp_path / "now")
    answers = set()
    for order in itertools.islice(itertools.permutations(those), 0, 120, 40):
        assert main(["processes", "volume", *order, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        answers.add(json.dumps([found["zone"], found["steps"], found["ranks"]]))
    assert len(answers) == 1


def test_the_row_is_plain() -> None:
    """Whoever draws it or writes it needs no other type."""
    assert {one.type for one in VolumeRow.__dataclass_fields__.values()} == {"str", "float", "int"}
