"""Several municipalities side by side: which steps and people they share, and where one differs from the others.

A difference is a finding when it is large enough to matter, its interval lies on one side, and it stands among all the
tests made (false-discovery rate 5%). Each is tested against the cases of all the others together, and has to stand out
from the one in the middle of them too: else a single odd body would make every other one look odd.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from yakuba.insight.processes.engine import features, staffing, throughput, windows
from yakuba.insight.processes.engine.features import STEP, TIMES, WAIT
from yakuba.insight.processes.engine.statistics import Difference, adjusted, shares, superiority
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, EventLog

RATE = 0.05  # false discoveries among the findings
LARGE_SHARE = 0.10  # of cases
LARGE_SUPERIORITY = 0.15  # over 0.5
LARGE_DAYS = 1.0  # of the median
LARGE_CHANGE = 0.15  # of the cases of one person, from one month on
FEWEST = 20  # cases on either side of a test of days
USUAL = 0.8  # of the cases have a step that can be an end
BODY = "body"


@dataclass(frozen=True)
class Tested:
    """One comparison: of what kind, of which body and step, its value and that of the middle one of the others.

    Of a change of staff: the share of ``who`` from the month ``since`` on, and before it.
    """

    kind: str
    body: str
    step: str | None
    own: float
    others: float
    cases: int
    difference: Difference
    since: str | None = None
    who: str | None = None

    def matters(self) -> bool:
        """Large enough, and surely on one side."""
        found = self.difference
        if found.low <= 0 <= found.high:
            return False
        apart = self.own - self.others
        if apart * found.effect <= 0:
            return False
        if self.kind == "staff":
            return abs(found.effect) >= LARGE_CHANGE
        if self.kind in ("step", "rework"):
            return min(abs(found.effect), abs(apart)) >= LARGE_SHARE
        return abs(found.effect) >= LARGE_SUPERIORITY and abs(apart) >= LARGE_DAYS

    def weight(self) -> float:
        """Cases concerned times the effect: what ranks findings."""
        return abs(self.difference.effect) * self.cases


class SameName(ValueError):
    """Two logs of one name cannot be told apart."""


def compared(logs: Sequence[EventLog]) -> dict[str, Any]:
    """What `yakuba processes compare --json` prints: bodies, steps with their shares, people, findings. SameName."""
    names = [log.body for log in logs]
    if len(set(names)) < len(names):
        raise SameName(
            f"同じ名前の記録が2つあります: {', '.join(sorted({one for one in names if names.count(one) > 1}))}"
        )
    steps = {log.body: features.steps_by_case(log) for log in logs}
    cases = {log.body: throughput.by_case(log) for log in logs}
    return {
        "bodies": [_body(log, cases[log.body]) for log in logs],
        **_steps(steps, {name: table.height for name, table in cases.items()}),
        **_people(logs),
        **rankings(logs, steps),
        "tests": len(tests := [*_tests(steps, cases), *_changes(logs)]),
        "findings": _findings(tests),
    }


def _body(log: EventLog, cases: pl.DataFrame) -> dict[str, Any]:
    spread = throughput.spread(cases[throughput.DAYS])
    return {
        "body": log.body,
        "cases": cases.height,
        "events": log.events.height,
        "steps": log.events[ACTIVITY].n_unique(),
        "resources": log.events[RESOURCE].drop_nulls().n_unique(),
        "throughput_days": {"mean": spread.mean, "median": spread.median, "p90": spread.p90},
    }


def _steps(steps: Mapping[str, pl.DataFrame], sizes: Mapping[str, int]) -> dict[str, Any]:
    counted = {
        name: dict(table.group_by(STEP).agg(pl.len()).iter_rows()) if table.height else {}
        for name, table in steps.items()
    }
    every = sorted({step for found in counted.values() for step in found})
    rows = [
        {"step": step, "share": {name: counted[name].get(step, 0) / sizes[name] for name in steps if sizes[name]}}
        for step in every
    ]
    return {
        "steps": rows,
        "shared_steps": [step for step in every if all(step in found for found in counted.values())],
        "exclusive_steps": _exclusive({name: set(found) for name, found in counted.items()}),
    }


def _people(logs: Sequence[EventLog]) -> dict[str, Any]:
    who = {log.body: set(log.events[RESOURCE].drop_nulls().unique()) for log in logs}
    every = sorted(set().union(*who.values()))
    seen = {person: [name for name, found in who.items() if person in found] for person in every}
    return {
        "shared_resources": [{"resource": person, "bodies": at} for person, at in seen.items() if len(at) > 1],
        "exclusive_resources": _exclusive(who),
    }


def rankings(logs: Sequence[EventLog], steps: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Bodies from the quickest to the slowest, by each choice of the end that nearly all cases everywhere have.

    `ranking_depends_on_the_end`: whether the order of two bodies turns round between two of the choices.
    """
    usual = set.intersection(*(_usual_steps(steps[log.body], log) for log in logs)) if logs else set()
    found: list[dict[str, Any]] = []
    for end in [None, *sorted(usual)]:
        medians = {log.body: windows.median(windows.measured(log, Window(end=end))) for log in logs}
        told = {name: median for name, median in medians.items() if median is not None}
        found.append({"end": end, "order": sorted(told, key=lambda name: (told[name], name)), "median_days": medians})
    return {"rankings": found, "ranking_depends_on_the_end": len({tuple(one["order"]) for one in found}) > 1}


def _usual_steps(table: pl.DataFrame, log: EventLog) -> set[str]:
    """Steps that nearly all cases have, but not as their first."""
    cases = log.events[CASE].n_unique()
    counted = table.filter(pl.col(WAIT).is_not_null()).group_by(STEP).agg(pl.len().alias("has"))
    return set(counted.filter(pl.col("has") >= USUAL * cases)[STEP])


def _exclusive(sets: Mapping[str, set[str]]) -> dict[str, list[str]]:
    return {
        name: sorted(found - set().union(*(other for other_name, other in sets.items() if other_name != name)))
        for name, found in sets.items()
    }


def _tests(steps: Mapping[str, pl.DataFrame], cases: Mapping[str, pl.DataFrame]) -> Iterator[Tested]:
    sizes = {name: table.height for name, table in cases.items()}
    every = pl.concat([table.with_columns(pl.lit(name).alias(BODY)) for name, table in steps.items()])
    counts = every.group_by(STEP, BODY).agg(pl.len().alias("has"), (pl.col(TIMES) > 1).sum().alias("again"))
    table = {(row[STEP], row[BODY]): (row["has"], row["again"]) for row in counts.to_dicts()}
    waits = _by_step_and_body(every.filter(pl.col(WAIT).is_not_null()))
    yield from _of_days("throughput", None, {name: one[throughput.DAYS].to_numpy() for name, one in cases.items()})
    for step in sorted(every[STEP].unique()):
        has = {name: table.get((step, name), (0, 0)) for name in steps}
        yield from _of_shares("step", step, {name: (has[name][0], sizes[name]) for name in steps})
        yield from _of_shares("rework", step, {name: (again, number) for name, (number, again) in has.items()})
        yield from _of_days("wait", step, {name: waits.get((step, name), np.array([])) for name in steps})


def _changes(logs: Sequence[EventLog]) -> Iterator[Tested]:
    for log in logs:
        for one in staffing.changes(log):
            found = (one.after, one.before, one.cases, one.difference, one.since, one.who)
            yield Tested("staff", log.body, one.step, *found)


def _by_step_and_body(waits: pl.DataFrame) -> dict[tuple[str, str], np.ndarray]:
    grouped = waits.group_by(STEP, BODY).agg(pl.col(WAIT))
    return {(step, body): np.asarray(days) for step, body, days in grouped.iter_rows()}


def _of_shares(kind: str, step: str, counts: Mapping[str, tuple[int, int]]) -> Iterator[Tested]:
    """``counts``: for each body its hits among its cases."""
    hits, cases = (sum(one[place] for one in counts.values()) for place in (0, 1))
    for body, (own_hits, own_cases) in counts.items():
        found = shares(own_hits, own_cases, hits - own_hits, cases - own_cases)
        if found is not None:
            others = [one[0] / one[1] for name, one in counts.items() if name != body and one[1]]
            yield Tested(kind, body, step, own_hits / own_cases, float(np.median(others)), own_cases, found)


def _of_days(kind: str, step: str | None, days: Mapping[str, np.ndarray]) -> Iterator[Tested]:
    """``days``: for each body those of its cases."""
    for body, own in days.items():
        others = [found for name, found in days.items() if name != body and len(found)]
        if len(own) < FEWEST or sum(len(found) for found in others) < FEWEST:
            continue
        found = superiority(own, np.concatenate(others))
        if found is not None:
            middle = float(np.median([np.median(one) for one in others]))
            yield Tested(kind, body, step, float(np.median(own)), middle, len(own), found)


def _findings(tests: Sequence[Tested]) -> list[dict[str, Any]]:
    rates = adjusted([one.difference.p for one in tests])
    kept = [(one, rate) for one, rate in zip(tests, rates, strict=True) if rate <= RATE and one.matters()]
    kept.sort(key=lambda item: (-item[0].weight(), item[0].kind, item[0].body, item[0].step or ""))
    return [
        {
            "rank": rank,
            "kind": one.kind,
            "body": one.body,
            "step": one.step,
            "own": one.own,
            "others": one.others,
            "cases": one.cases,
            "effect": one.difference.effect,
            "interval": [one.difference.low, one.difference.high],
            "p": one.difference.p,
            "q": rate,
            "since": one.since,
            "who": one.who,
            "sentence": sentence(one),
        }
        for rank, (one, rate) in enumerate(kept, start=1)
    ]


def sentence(one: Tested) -> dict[str, str]:
    """What a finding says, in Japanese and English."""
    if one.kind == "step":
        ja = f"{one.body}では「{one.step}」のある案件が {one.own:.0%}、ほかでは {one.others:.0%} です。"
        en = f"In {one.body} {one.own:.0%} of the cases have “{one.step}”, elsewhere {one.others:.0%}."
    elif one.kind == "rework":
        ja = f"{one.body}では「{one.step}」をやり直す案件が {one.own:.0%}、ほかでは {one.others:.0%} です。"
        en = f"In {one.body} {one.own:.0%} of the cases repeat “{one.step}”, elsewhere {one.others:.0%}."
    elif one.kind == "wait":
        ja = f"{one.body}では「{one.step}」の前に中央値で {one.own:.1f} 日、ほかでは {one.others:.1f} 日待ちます。"
        en = f"In {one.body} “{one.step}” is preceded by {one.own:.1f} days (median), elsewhere by {one.others:.1f}."
    elif one.kind == "staff":
        ja = f"{one.body}では {one.since} から「{one.step}」の担当が変わり、{one.who} の割合は"
        ja += f" {one.others:.0%} → {one.own:.0%} です。"
        en = f"In {one.body} who does “{one.step}” changed on {one.since}: {one.who} in {one.own:.0%} of the cases,"
        en += f" before in {one.others:.0%}."
    else:
        ja = f"{one.body}の所要日数は中央値で {one.own:.1f} 日、ほかでは {one.others:.1f} 日です。"
        en = f"A case takes {one.own:.1f} days in {one.body} (median), elsewhere {one.others:.1f}."
    return {"ja": ja, "en": en}
