"""What a manager sees of a check: no figure of few, and none that gives one back."""

from __future__ import annotations

from typing import Any

from yakuba.insight.work_comparison.check_suppression import shown
from yakuba.insight.work_comparison.suppression import HIDDEN

DAYS = {"cases": 30, "with_it": 4.04, "without": 2.0, "difference": 2.04, "low": 0.96, "high": 3.1, "p": 0.01}
STAFF = {"": 8, "確認": 6, "決定": 6, "相談": 2}


def row(kind: str, step: str, cases: int) -> dict[str, Any]:
    return {"kind": kind, "step": step, "cases": cases, "times": cases + 1, "share": cases / 100, "days": DAYS}


def month(name: str, cases: int, fitting: int) -> dict[str, Any]:
    share = fitting / cases if cases else None
    return {"month": name, "cases": cases, "fitting": fitting, "undecided": 0, "share": share, "interval": [0.1, 0.9]}


def body(*rows: dict[str, Any], fitting: int = 60, months: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "body": "北見市", "cases": 100, "undecided": 0, "fitting": fitting, "fitting_share": fitting / 100,
        "interval": [0.5, 0.7], "open_cases": 3, "only_end_missing": 12, "not_aligned": 0, "days": DAYS,
        "deviations": list(rows),
        "adoption": {"months": months or [], "adopted_on": None, "before": None, "after": None, "change": None},
    }  # fmt: skip


def steps_hidden(found: dict[str, Any]) -> list[str]:
    return [one["step"] for one in found["deviations"] if one[HIDDEN]]


def test_a_deviation_of_few_cases_or_few_people_is_hidden_with_a_second_one() -> None:
    found = shown(body(row("skipped", "確認", 30), row("repeated", "決定", 20), row("other", "受付", 3)), STAFF)
    assert steps_hidden(found) == ["決定", "受付"], "one alone would come back"
    assert found["deviations"][2]["cases"] is None and found["deviations"][2]["days"] is None
    found = shown(body(row("other", "相談", 40), row("skipped", "確認", 30), row("repeated", "決定", 20)), STAFF)
    assert steps_hidden(found) == ["相談", "決定"], "two people did it"
    assert found["deviations"][1]["days"] == {
        "with_it": 4.0, "without": 2.0, "difference": 2.0, "low": 1.0, "high": 3.1,
    }  # fmt: skip
    assert steps_hidden(shown(body(row("skipped", "確認", 95), row("skipped", "決定", 50)), STAFF)) == ["確認", "決定"]


def test_the_whole_is_hidden_of_few_and_its_parts_where_the_rest_is_few() -> None:
    assert shown(body(), {"": 4}) == {HIDDEN: True}
    assert shown(body() | {"cases": 9}, STAFF) == {HIDDEN: True}
    found = shown(body(fitting=95), STAFF)
    assert found["fitting"] is None and found["fitting_share"] is None and found["days"] is None
    assert found["open_cases"] is None and found["only_end_missing"] == 12 and found["not_aligned"] == 0


def test_months_of_few_go_and_one_alone_takes_the_whole_with_it() -> None:
    months = [month("2025-04", 40, 20), month("2025-05", 5, 2), month("2025-06", 55, 38)]
    found = shown(body(months=months), STAFF)
    assert [one["cases"] for one in found["adoption"]["months"]] == [None, None, 55]
    assert found["fitting"] == 60, "two months are unknown"
    months = [month("2025-04", 45, 3), month("2025-05", 55, 40)]
    found = shown(body(fitting=43, months=months), STAFF)
    assert [one["fitting"] for one in found["adoption"]["months"]] == [None, 40]
    assert found["fitting"] is None, "the whole less the one month is the other"


def test_before_and_after_are_told_together_or_not_at_all() -> None:
    sides = {"before": month("", 50, 3), "after": month("", 50, 40), "change": {"effect": 0.7}}
    given = body(fitting=43)
    found = shown(given | {"adoption": given["adoption"] | sides | {"adopted_on": "2025-10-01"}}, STAFF)
    assert found["adoption"]["before"] is found["adoption"]["after"] is found["adoption"]["change"] is None
    sides = {"before": month("", 50, 20), "after": month("", 50, 23), "change": {"effect": 0.06}}
    found = shown(given | {"adoption": given["adoption"] | sides}, STAFF)
    assert found["adoption"]["after"]["fitting"] == 23 and found["adoption"]["change"] == {"effect": 0.06}
