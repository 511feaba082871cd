"""Figures of several municipalities side by side: ranks, gaps, and which differences are told."""

from __future__ import annotations

import doctest
from typing import Any

from yakuba.insight.work_comparison import comparing, peers
from yakuba.insight.work_comparison.comparing import Body


def figures(median: float, cases: int = 100, **steps: Any) -> dict[str, Any]:
    """``steps``: cases, repeated, median wait, by name; the middle half is a day wide."""

    def quartiles(value: float) -> dict[str, float]:
        return {"q1": value - 0.5, "median": value, "q3": value + 0.5}

    rows = [
        {"step": name, "hidden": False, "cases": has, "repeated": again, "staff": 8, "wait": quartiles(wait)}
        for name, (has, again, wait) in steps.items()
    ]
    return {"hidden": False, "cases": cases, "staff": 8, "days": quartiles(median), "steps": rows}


def others(**steps: Any) -> list[Body]:
    return [Body(f"{number:06d}", f"町{number}", figures(2.0 + number, **steps)) for number in range(4)]


HIDDEN = Body("999999", "小さな村", {"hidden": True})


def test_the_quickest_is_first_equals_share_a_rank_and_the_hidden_have_none() -> None:
    own = Body("", "自団体", figures(4.0, cases=50))
    rows = comparing.ranked([own, *others(), HIDDEN])
    assert [(one.rank, one.body.name) for one in rows] == [
        (1, "町0"), (2, "町1"), (3, "自団体"), (3, "町2"), (5, "町3"), (None, "小さな村"),
    ]  # fmt: skip
    mine = next(one for one in rows if one.body is own)
    assert mine.gap == 1.0 and mine.volume == 50.0, "the best quartile of 2, 3, 4, 4, 5 is 3"
    assert rows[0].gap == 0.0 and rows[-1].volume is None


def test_a_large_sure_difference_is_told_with_its_interval_and_a_small_one_is_not() -> None:
    own = Body("", "自団体", figures(4.0, 確認=(60, 30, 1.0), 決定=(98, 2, 1.2)))
    found = comparing.findings(own, others(確認=(95, 5, 1.0), 決定=(97, 3, 1.0)))
    assert [(one.kind, one.step) for one in found] == [("step", "確認"), ("rework", "確認")]
    assert "60%" in found[0].sentence and "95%" in found[0].sentence and "幅" in found[0].sentence
    assert "50%" in found[1].sentence


def test_a_wait_is_told_when_it_is_a_day_longer_and_outside_every_middle_half() -> None:
    own = Body("", "自団体", figures(4.0, 決定=(90, 0, 5.0), 照会=(90, 0, 1.6)))
    (found,) = comparing.findings(own, others(決定=(90, 0, 2.0), 照会=(90, 0, 1.0)))
    assert (found.kind, found.step) == ("wait", "決定") and "3.0日長い" in found.sentence
    slow = [*others(決定=(90, 0, 2.0)), Body("9", "遅い町", figures(9.0, 決定=(90, 0, 5.2)))]
    own = Body("", "自団体", figures(4.0, 決定=(90, 0, 5.0)))
    assert comparing.findings(own, slow) == []


def test_alike_bodies_nobody_else_and_hidden_figures_give_no_findings() -> None:
    same: dict[str, Any] = {"決定": (90, 3, 2.0)}
    own = Body("", "自団体", figures(4.0, **same))
    assert comparing.findings(own, others(**same)) == []
    assert comparing.findings(own, []) == comparing.findings(own, [HIDDEN]) == []
    assert comparing.findings(Body("", "自団体", {"hidden": True}), others(**same)) == []


def test_what_was_left_out_is_not_counted_as_none() -> None:
    rare = figures(3.0, 決定=(90, 3, 2.0))
    rare["steps"].append({"step": "照会", "hidden": True, "cases": None, "repeated": None, "staff": None, "wait": None})
    own = Body("", "自団体", figures(3.0, 決定=(90, 3, 2.0), 照会=(40, 0, 1.0)))
    assert comparing.findings(own, [Body("1", "町", rare)]) == []


def test_peers_have_from_half_to_twice_the_people() -> None:
    assert doctest.testmod(peers).failed == 0
    assert peers.of_a_size("012084", "012084")
    assert not peers.of_a_size("012084", "011002"), "札幌市"
    assert peers.people("072010") is not None, "福島市 has no projection, but a census"
