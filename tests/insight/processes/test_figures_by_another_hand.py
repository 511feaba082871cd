"""The figures of `summary` and `compare` reckoned again from the XML with the standard library alone, to the digit.

Nothing of the product is used to read or to reckon here; every form a log comes in has to give the same.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import statistics
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from tests.insight.processes.logs import Event, xes
from yakuba.operation.cli.main import main

DAY = timedelta(days=1)
STEPS = ("受付", "審査", "決裁", "01_HOOFD_010", "通知 ", "a,b", "a;b")
PARTS = ("Bouw", " Kap", "Kap", "", "Milieu (melding)", "建築", "Bouw")
Found = tuple[str, datetime, str | None]  # step, time, who
Cases = list[tuple[dict[str, str], list[Found]]]


def invented(seed: int, cases: int) -> list[tuple[dict[str, str], list[Event]]]:
    """Cases with clocks of several zones, equal times, steps out of order and again; some without an event."""
    chance = random.Random(seed)
    made: list[tuple[dict[str, str], list[Event]]] = []
    for number in range(cases):
        clock = datetime(2023, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))
        clock += timedelta(minutes=chance.randint(0, 600_000))
        events: list[Event] = []
        for _ in range(0 if number % 17 == 5 else chance.randint(1, 9)):
            kind = chance.random()
            clock += timedelta(0) if kind < 0.3 else timedelta(seconds=chance.randint(0, 3_000_000))
            clock += timedelta(microseconds=chance.randint(0, 999_999)) if kind > 0.8 else timedelta(0)
            zone = timezone(timedelta(minutes=chance.choice((540, 540, 60, -210))))
            who = chance.choice((None, "甲", "乙", f"{seed}-丙"))
            events.append((chance.choice(STEPS).strip(), clock.astimezone(zone).isoformat(), who))
        if number % 3 == 0:  # a file need not be in order of time
            chance.shuffle(events)
        named = {"concept:name": f"{seed}-{number}"}
        made.append((named | {"parts": ",".join(chance.sample(PARTS, chance.randint(0, 3)))}, events))
    return made


def read_again(path: Path) -> Cases:
    """Cases with their events in order of time, by the library's own parser."""
    found: Cases = []
    for trace in ET.parse(path).getroot().iter("trace"):
        attributes = {one.get("key", ""): one.get("value", "") for one in trace if one.tag != "event"}
        events: list[Found] = []
        for event in trace.iter("event"):
            told = {one.get("key", ""): one.get("value", "") for one in event}
            events.append(
                (told["concept:name"], datetime.fromisoformat(told["time:timestamp"]), told.get("org:resource"))
            )
        found.append((attributes, sorted(events, key=lambda one: one[1])))
    return [one for one in found if one[1]]


def reckoned(cases: Cases, over: float) -> dict[str, Any]:
    """What the summary of these cases has to be."""
    days = [(events[-1][1] - events[0][1]) / DAY for _, events in cases]
    by_part, by_year = defaultdict(list), defaultdict(list)
    pairs: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (attributes, events), took in zip(cases, days, strict=True):
        by_year[str(events[0][1].year)].append(took)
        for part in {one.strip() for one in attributes.get("parts", "").split(",")} - {""}:
            by_part[part].append(took)
        for one, other in pairwise(events):
            pairs[one[0], other[0]].append((other[1] - one[1]) / DAY)
    ordered = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
    events_of = [events for _, events in cases]
    return {
        "cases": len(cases),
        "events": sum(map(len, events_of)),
        "activities": len({one[0] for events in events_of for one in events}),
        "variants": len({tuple(one[0] for one in events) for events in events_of}),
        "resources": len({one[2] for events in events_of for one in events} - {None}),
        "events_per_case_mean": sum(map(len, events_of)) / len(cases),
        "active_days_per_case_mean": sum(len({one[1].date() for one in events}) for events in events_of) / len(cases),
        "throughput_days": {
            "mean": fsum(days) / len(days),
            "median": statistics.median(days),
            "p90": pytest.approx(statistics.quantiles(days, n=10, method="inclusive")[8], rel=1e-13),
        },
        "share_over_days": {f"{over:g}": sum(one > over for one in days) / len(days)},
        "by_attribute": {"parts": dict(_by_value(by_part))},
        "by_start_year": dict(_by_value(by_year)),
        "directly_follows": [
            {"before": before, "after": after, "count": len(waits), "wait_days": statistics.median(waits)}
            for (before, after), waits in ordered
        ],
    }


def _by_value(found: dict[str, list[float]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for value in sorted(found):
        yield value, {"cases": len(found[value]), "median_days": statistics.median(found[value])}


def as_table(path: Path, cases: Cases, separator: str) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        rows = csv.writer(target, delimiter=separator)
        rows.writerow(["番号", "した事", "いつ", "だれ", "case:parts"])
        for attributes, events in cases:
            for step, time, who in events:
                named = attributes["concept:name"], step, time.isoformat(), who or "", attributes.get("parts", "")
                rows.writerow(named)
    return path


def every_form(folder: Path, text: str, cases: Cases) -> Iterator[tuple[str, list[str]]]:
    """The same log as files of every form, and the options to read each."""
    forms = {
        "plain": text.encode(),
        "mark": b"\xef\xbb\xbf" + text.encode(),
        "one_line": text.replace("\n", "").encode(),
    }
    for name, content in forms.items():
        (folder / f"{name}.xes").write_bytes(content)
        yield str(folder / f"{name}.xes"), []
    (folder / "packed.xes.gz").write_bytes(gzip.compress(forms["mark"]))
    yield str(folder / "packed.xes.gz"), []
    mapping = ["--case", "番号", "--activity", "した事", "--time", "いつ", "--resource", "だれ"]
    for name, separator in (("comma", ","), ("tab", "\t"), ("semicolon", ";")):
        yield str(as_table(folder / f"{name}.csv", cases, separator)), mapping
    assert main(["processes", "import", str(folder / "packed.xes.gz"), "--out", str(folder / "kept")]) == 0
    yield str(folder / "kept" / "packed.columns"), []


@pytest.mark.parametrize("seed", range(3))
def test_the_summary_of_every_form_is_what_another_hand_reckons(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = xes(invented(seed, 120))
    (tmp_path / "log.xes").write_text(text, encoding="utf-8")
    cases = read_again(tmp_path / "log.xes")
    expected = reckoned(cases, 20.5)
    assert expected["variants"] > 50 and len(expected["by_attribute"]["parts"]) == 4
    options = ["--json", "--by", "parts", "--over", "20.5", "--directly-follows"]
    for name, mapping in every_form(tmp_path, text, cases):
        capsys.readouterr()
        assert main(["processes", "summary", name, *options, *mapping]) == 0
        found = json.loads(capsys.readouterr().out)
        assert {key: found[key] for key in expected} == expected, name
        assert list(found)[: len(expected)] == list(expected), "keys in the order of the requirement"
        counted = (found["cases"], found["events"], found["variants"], found["resources"])
        assert all(type(one) is int for one in counted)


def test_shares_and_what_is_shared_are_what_another_hand_reckons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    towns: dict[str, Cases] = {}
    for seed, name in enumerate(("青森", "弘前", "つがる")):
        (tmp_path / f"{name}.xes").write_text(xes(invented(seed, 15)), encoding="utf-8")
        towns[name] = read_again(tmp_path / f"{name}.xes")
    assert main(["processes", "compare", *(str(tmp_path / f"{name}.xes") for name in towns), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    has = {
        name: Counter(step for _, events in cases for step in {one[0] for one in events})
        for name, cases in towns.items()
    }
    every = sorted(set().union(*has.values()))
    assert found["steps"] == [
        {"step": step, "share": {name: has[name][step] / len(cases) for name, cases in towns.items()}} for step in every
    ]
    who = {name: {one[2] for _, events in cases for one in events if one[2]} for name, cases in towns.items()}
    assert found["shared_steps"] == [step for step in every if all(has[name][step] for name in towns)]
    assert found["exclusive_resources"] == {name: [f"{seed}-丙"] for seed, name in enumerate(towns)}
    assert found["shared_resources"] == [
        {"resource": one, "bodies": [name for name in towns if one in who[name]]} for one in ("乙", "甲")
    ]
    for name in towns:
        alone = [
            step for step in every if has[name][step] and not any(has[other][step] for other in towns if other != name)
        ]
        assert found["exclusive_steps"][name] == alone
