"""Comparison: differences that were put in are found, and where there are none nothing is said."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.insight.processes.logs import log_of, steps
from tests.insight.processes.towns import Habits, town
from yakuba.insight.processes.comparison import SameName, compared
from yakuba.insight.processes.engine.features import hand_overs
from yakuba.insight.processes.engine.statistics import adjusted, shares, superiority
from yakuba.insight.processes.reading.columns import write_columns
from yakuba.operation.cli.main import main

NAMES = ("青森", "弘前", "八戸", "黒石", "五所川原", "十和田", "三沢", "むつ", "つがる", "平川", "平内", "今別")
ODD = {
    "弘前": Habits(days=(0.0, 2.0, 3.0, 4.5, 1.0)),
    "八戸": Habits(checks=0.7),
    "黒石": Habits(twice=0.25),
    "三沢": Habits(leaves_in_may=True),
}
PLANTED = {("wait", "弘前", "決裁"), ("step", "八戸", "確認"), ("rework", "黒石", "決裁")}
# A slower decision makes the whole case longer, a check left out shorter, and what comes next waits for less: that
# follows from what was put in.
FOLLOWS = {("throughput", "弘前", None), ("throughput", "八戸", None), ("wait", "八戸", "審査")}


def said(findings: list[dict[str, Any]]) -> set[tuple[str, str, str | None]]:
    return {(one["kind"], one["body"], one["step"]) for one in findings}


def of_staff(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in findings if one["kind"] == "staff"]


def test_planted_differences_lead_the_findings_and_are_all() -> None:
    found = compared([town(name, ODD.get(name, Habits()), 1) for name in NAMES])["findings"]
    staff = of_staff(found)
    assert said(found) - said(staff) >= PLANTED
    assert said(found) - said(staff) - PLANTED <= FOLLOWS
    assert {(one["body"], one["since"]) for one in staff} == {("三沢", "2025-05-01")}
    assert {one["who"] for one in staff} <= {"三沢4", "三沢5"} and len(staff) >= 3
    wait = next(one for one in found if one["kind"] == "wait")
    assert wait["interval"][0] > 0.15 and wait["own"] > 3 > wait["others"] and wait["q"] < 1e-6
    assert "「決裁」の前に" in wait["sentence"]["ja"]
    assert [one["rank"] for one in found] == list(range(1, len(found) + 1))


def test_towns_that_work_alike_give_no_finding() -> None:
    assert not any(compared([town(name, Habits(), seed) for name in NAMES])["findings"] for seed in range(3))


@pytest.mark.proof
@pytest.mark.pure
def test_fifty_years_of_twelve_towns() -> None:
    """Planted effects are found in 95% of the seeds; at most 5% of findings are false; alike towns are quiet."""
    seeds, false, every, loud = 50, 0, 0, 0
    missed: Counter[str] = Counter()
    for seed in range(seeds):
        found = compared([town(name, ODD.get(name, Habits()), seed) for name in NAMES])["findings"]
        staff = of_staff(found)
        missed.update(body for _, body, _ in PLANTED - said(found))
        missed["三沢"] += not any((one["body"], one["since"][:7]) == ("三沢", "2025-05") for one in staff)
        false += len(said(found) - said(staff) - PLANTED - FOLLOWS)
        false += sum(one["body"] != "三沢" for one in staff)
        every += len(found)
        loud += bool(compared([town(name, Habits(), 1_000 + seed) for name in NAMES])["findings"])
    assert max(missed.values()) <= 0.05 * seeds, missed
    assert false <= 0.05 * every
    assert loud <= 0.05 * seeds


def test_shares_and_what_is_shared_or_alone(tmp_path: Path) -> None:
    one = log_of(tmp_path, [({"concept:name": "1"}, steps("a", "b")), ({"concept:name": "2"}, steps("a"))], "one")
    two = log_of(tmp_path, [({"concept:name": "1"}, [*steps("a", "c"), *steps("a", who="Z")])], "two")
    found = compared([one, two])
    assert found["steps"] == [
        {"step": "a", "share": {"one": 1.0, "two": 1.0}},
        {"step": "b", "share": {"one": 0.5, "two": 0.0}},
        {"step": "c", "share": {"one": 0.0, "two": 1.0}},
    ]
    assert found["shared_steps"] == ["a"] and found["exclusive_steps"] == {"one": ["b"], "two": ["c"]}
    assert found["shared_resources"] == [{"resource": "A", "bodies": ["one", "two"]}]
    assert found["exclusive_resources"] == {"one": [], "two": ["Z"]}
    assert found["findings"] == []
    with pytest.raises(SameName, match="one"):
        compared([one, one])


def test_a_town_without_events_is_compared_and_says_nothing(tmp_path: Path) -> None:
    empty = log_of(tmp_path, [({"concept:name": "1"}, [])], "静かな町")
    found = compared([empty, town("青森", Habits(), 1, cases=30)])
    assert found["findings"] == [] and found["shared_steps"] == []
    assert found["bodies"][0]["cases"] == 0 and found["rankings"][0]["order"] == ["青森"]
    assert compared([empty, log_of(tmp_path, [], "無人の町")])["findings"] == []


def test_hand_overs_and_coming_straight_back(tmp_path: Path) -> None:
    events = [(str(place), f"2025-04-01T{place:02}:00:00+09:00", who) for place, who in enumerate("AABAC")]
    log = log_of(tmp_path, [({"concept:name": "1"}, [*events, ("x", "2025-04-01T08:00:00+09:00", None)])])
    assert hand_overs(log).rows() == [(0, 3, 1)]


def test_effects_and_chances_against_figures_worked_by_hand() -> None:
    """Newcombe's example (56 of 70 against 48 of 80); a small sample of ranks; the rates of five tests."""
    found = shares(56, 70, 48, 80)
    assert found is not None
    assert (round(found.effect, 4), round(found.low, 4), round(found.high, 4)) == (0.2, 0.0524, 0.3339)
    pooled = 104 / 150
    z = 0.2 / math.sqrt(pooled * (1 - pooled) * (1 / 70 + 1 / 80))
    assert found.p == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert shares(1, 30, 0, 30) is None and shares(0, 0, 1, 5) is None
    ranked = superiority(np.array([1.0, 3.0, 3.0]), np.array([2.0, 3.0]))
    assert ranked is not None and ranked.effect == pytest.approx((0 + 0 + 1 + 0.5 + 1 + 0.5) / 6 - 0.5)
    level = superiority(np.ones(3), np.ones(4))
    assert level is not None and (level.effect, level.p) == (0.0, 1.0)
    assert adjusted([0.01, 0.04, 0.03, 0.005, 0.9]) == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.9])


def test_the_command_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    towns = [town(name, Habits(checks=share), 3) for name, share in (("青森", 0.9), ("弘前", 0.5))]
    files = [str(write_columns(one, tmp_path)) for one in towns]
    assert main(["processes", "compare", *files]) == 0
    assert "「確認」のある案件が" in capsys.readouterr().out
    assert main(["processes", "compare", *files, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bodies"][0]["body"] == "青森"
    assert main(["processes", "compare", files[0]]) == 1
    assert main(["processes", "compare", files[0], files[0]]) == 1
    assert "団体の名に変えて" in capsys.readouterr().err
