"""Several municipalities side by side: which steps and people they share, and where one differs from the others.

A difference is a finding when it is large enough to matter, its interval lies on one side, and it stands among all the
tests made (false-discovery rate 5%). Each is tested against the cases of all the others together, and has to stand out
from the one in the middle of them too: else a single odd body would make every other one look odd.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from yakuba.insight.processes import details
from yakuba.insight.processes.engine import drift, features, open_cases, staffing, throughput, windows
from yakuba.insight.processes.engine.features import STEP, TIMES, WAIT
from yakuba.insight.processes.engine.statistics import adjusted, shares, superiority
from yakuba.insight.processes.engine.windows import Window
from yakuba.insight.processes.event_log import ACTIVITY, CASE, RESOURCE, EventLog
from yakuba.insight.processes.tested import Tested, sentence

RATE = 0.05  # false discoveries among the findings
FEWEST = 20  # cases on either side of a test of days
USUAL = 0.8  # of the cases have a step that can be an end
BODY = "body"


@dataclass(frozen=True)
class Choices:
    """``by``: attributes of cases, each for a comparison on the same mix; ``end``: the step that ends a case.

    Without ``end`` it is the step that most cases end with, of those that nearly all cases of every body have.
    """

    by: Sequence[str] = ()
    end: str | None = None


class SameName(ValueError):
    """Two logs of one name cannot be told apart."""


def compared(logs: Sequence[EventLog], choices: Choices | None = None) -> dict[str, Any]:
    """What `yakuba processes compare --json` prints: bodies, steps with their shares, people, findings, traps.

    SameName, `summary.NoSuchAttribute`, `summary.NoSuchStep`.
    """
    chosen = choices or Choices()
    names = [log.body for log in logs]
    if len(set(names)) < len(names):
        raise SameName(
            f"同じ名前の記録が2つあります: {', '.join(sorted({one for one in names if names.count(one) > 1}))}"
        )
    steps = {log.body: features.steps_by_case(log) for log in logs}
    cases = {log.body: throughput.by_case(log) for log in logs}
    details.check(logs, chosen.by, chosen.end)
    usual = _usual(logs, steps)
    end = chosen.end or details.usual_end(logs, usual)
    ranked = rankings(logs, usual)
    tests = [*_tests(steps, cases), *_changes(logs), *_drifts(logs), *_of_open(logs, end)]
    return {
        "bodies": [_body(log, cases[log.body]) for log in logs],
        **_steps(steps, {name: table.height for name, table in cases.items()}),
        **_people(logs),
        **ranked,
        "tests": len(tests),
        "findings": _findings(tests),
        **details.detailed(logs),
        "same_mix": [details.on_the_same_mix(logs, name, steps) for name in chosen.by],
        "open_cases": details.with_open_cases(logs, end),
        "traps": details.traps(logs, ranked, usual),
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


def rankings(logs: Sequence[EventLog], usual: Sequence[str]) -> dict[str, Any]:
    """Bodies from the quickest to the slowest, by each choice of the end among ``usual`` steps.

    `ranking_depends_on_the_end`: whether the order of two bodies turns round between two of the choices.
    """
    found: list[dict[str, Any]] = []
    for end in [None, *usual]:
        medians = {log.body: windows.median(windows.measured(log, Window(end=end))) for log in logs}
        told = {name: median for name, median in medians.items() if median is not None}
        found.append({"end": end, "order": sorted(told, key=lambda name: (told[name], name)), "median_days": medians})
    return {"rankings": found, "ranking_depends_on_the_end": len({tuple(one["order"]) for one in found}) > 1}


def _usual(logs: Sequence[EventLog], steps: Mapping[str, pl.DataFrame]) -> list[str]:
    """Steps that can be an end: nearly all cases everywhere have them, in order of name."""
    return sorted(set.intersection(*(_usual_steps(steps[log.body], log) for log in logs))) if logs else []


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


def _drifts(logs: Sequence[EventLog]) -> Iterator[Tested]:
    for log in logs:
        for one in drift.drifts(log):
            found = (one.after, one.before, one.cases, one.difference, one.since)
            yield Tested(one.kind, log.body, one.step, *found, between=(one.earliest, one.latest))


def _of_open(logs: Sequence[EventLog], end: str | None) -> Iterator[Tested]:
    """Days until ``end`` with open cases counted as open; only where enough cases are open for it to matter."""
    if end is None:
        return
    measured = {log.body: windows.measured(log, Window(end=end)) for log in logs}
    if sum(int((~table[windows.CLOSED]).sum()) for table in measured.values()) < FEWEST:
        return
    middle = {name: windows.median(table) for name, table in measured.items()}
    for body, own in measured.items():
        others = [table for name, table in measured.items() if name != body and table.height]
        if own.height < FEWEST or sum(table.height for table in others) < FEWEST:
            continue
        found = open_cases.log_rank(own, pl.concat(others))
        elsewhere = [days for name, days in middle.items() if name != body and days is not None]
        if found is None or not elsewhere:
            continue
        longest = own.select(pl.col(windows.DAYS).max()).item()  # of a median not reached: it is at least that
        median = middle[body]
        days = (longest if median is None else median, float(np.median(elsewhere)))
        yield Tested("open", body, end, *days, own.height, found, at_least=median is None)


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
    kept = _together(kept)
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
            "between": None if one.between is None else list(one.between),
            "at_least": one.at_least,
            "also": list(one.also),
            "sentence": sentence(one),
        }
        for rank, (one, rate) in enumerate(kept, start=1)
    ]


def _together(kept: list[tuple[Tested, float]]) -> list[tuple[Tested, float]]:
    """Steps whose shares changed in one body in one month are one finding: the strongest, the others named with it."""
    groups: dict[tuple[str, str | None], list[tuple[Tested, float]]] = {}
    others = []
    for one in kept:
        if one[0].kind == drift.SHARE:
            groups.setdefault((one[0].body, one[0].since), []).append(one)
        else:
            others.append(one)
    for group in groups.values():
        group.sort(key=lambda item: (-item[0].weight(), item[0].step or ""))
        (first, rate), *rest = group
        others.append((replace(first, also=tuple(one.step or "" for one, _ in rest)), rate))
    return others
