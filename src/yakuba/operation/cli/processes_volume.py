"""`yakuba processes volume`: surveys of several bodies held against the best quartile: the volume zone."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli import processes_hours
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.insight.processes.benchmarking.peers import Body
    from yakuba.insight.processes.benchmarking.volume import VolumeRow
    from yakuba.insight.processes.catalogue.mapping import StepMapping
    from yakuba.insight.processes.hours.joining import BodyWork
    from yakuba.insight.processes.pictures.zone import ZoneFigures

SHOWN = 15  # steps told to a person


def add(things: Subcommands) -> None:
    """Add `volume` to `yakuba processes`."""
    parser = things.add_parser("volume", help="ボリュームゾーン (most hours times largest gap to the best quartile)")
    parser.add_argument("files", nargs="+", metavar="FILE", help="業務量調査、団体ごとに1つ (one survey a body)")
    parser.add_argument("--mapping", action="append", default=[], metavar="CSV", help="map-steps の対応表 (mapping)")
    parser.add_argument(
        "--suggestions", action="store_true", help="確定していない提案も使う (count suggestions as right)"
    )
    parser.add_argument(
        "--log", action="append", default=[], metavar="BODY=FILE", help="件数を記録から (volume by log)"
    )
    parser.add_argument("--bodies", metavar="CSV", help="団体一覧: 団体,団体コード,人口,種別,類似団体区分 (bodies)")
    parser.add_argument("--peers", choices=("population", "similar"), help="この区分の中で比べる (peer groups)")
    parser.add_argument("--before", nargs="+", default=[], metavar="FILE", help="前の調査、同じ団体 (earlier surveys)")
    parser.add_argument(
        "--raw", action="store_true", help="抑制しない: 自団体と公開資料だけ (own and public files only)"
    )
    parser.add_argument("--out", metavar="DIR", help="volume.csv、steps.csv、tasks.csv、volume.svg、zone.svg (files)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


@dataclass(frozen=True)
class _Given:
    """What the files say: bodies with their work, before and after."""

    works: list[BodyWork]
    before: list[BodyWork]
    bodies: dict[str, Body]


def run(arguments: argparse.Namespace) -> int:
    """0; 1 when a file cannot be used."""
    given = _read(arguments)
    if given is None:
        return 1
    found, parts = _found(arguments, given)
    if arguments.out and not _write(Path(arguments.out), parts):
        return 1
    if arguments.json:
        emit(found)
    else:
        _told(found)
    return 0


def _read(arguments: argparse.Namespace) -> _Given | None:
    from yakuba.insight.processes.benchmarking.peers import body_of, read_bodies
    from yakuba.insight.processes.event_log import Unreadable

    mappings = processes_hours.read_mappings(arguments.mapping)
    if mappings is None:
        return None
    works = _works(arguments, arguments.files, mappings)
    before = _works(arguments, arguments.before, mappings, volumes=False)
    if works is None or before is None:
        return None
    try:
        listed = read_bodies(Path(arguments.bodies)) if arguments.bodies else {}
    except Unreadable as problem:
        complain(f"{arguments.bodies} を使えません(unreadable): {problem}")
        return None
    except OSError as problem:
        complain(f"{arguments.bodies} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
        return None
    return _Given(works, before, {one.body: listed.get(one.body) or body_of(one.body) for one in works})


def _works(
    arguments: argparse.Namespace, names: Sequence[str], mappings: dict[str, StepMapping], *, volumes: bool = True
) -> list[BodyWork] | None:
    from yakuba.insight.processes.hours.joining import modelled, with_logged_volume

    logs = dict(one.partition("=")[::2] for one in arguments.log) if volumes else {}
    found: dict[str, BodyWork] = {}
    for name in names:
        survey = processes_hours.read(name)
        if survey is None:
            return None
        processes_hours.tell_aside(survey)
        if survey.body in found:
            complain(f"団体 {survey.body} の調査が2つあります(body)。団体の列かファイル名を直してください。")
            return None
        log = processes_hours.read_event_log(logs.pop(survey.body)) if survey.body in logs else None
        work = modelled(survey, mappings.get(survey.body), log, suggestions=arguments.suggestions)
        found[survey.body] = with_logged_volume(work) if log else work
    if logs:
        complain(f"--log の団体 {'、'.join(logs)} の調査がありません(body)。「団体=ファイル」で書いてください。")
        return None
    return list(found.values())


def _found(arguments: argparse.Namespace, given: _Given) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `--json` prints, and what `--out` writes: rows by the name of their file, and those of the chart."""
    from yakuba.insight.processes.benchmarking import drawing
    from yakuba.insight.processes.benchmarking.comparing import benchmarked, seen_of
    from yakuba.insight.processes.benchmarking.volume import changes

    made = benchmarked(given.works, given.bodies, arguments.peers, everything=arguments.raw)
    if made.ungrouped:
        names = "、".join(made.ungrouped)
        complain(f"区分が分からない団体は比べません(peers): {names}。--bodies で種別や人口を書いてください。")
    earlier = seen_of(given.before, given.bodies, everything=arguments.raw)
    changed = changes(earlier.steps, made.shown.steps)
    sentence = drawing.said(made.zone)
    found = {
        "bodies": [asdict(one) for one in given.bodies.values()],
        "definition": "saved = hours x (1 - best quartile of hours per case / own); interval: bootstrap over bodies",
        "peers": arguments.peers,
        "suppressed": made.shown.suppressed,
        "sentence": {"ja": sentence[0], "en": sentence[1]},
        "zone": [asdict(one) for one in made.zone],
        "steps": [asdict(one) for one in made.steps],
        "tasks": [asdict(one) | one.measures for one in made.shown.tasks],
        "ranks": [asdict(one) for one in made.ranks],
        "changes": [asdict(one) for one in changed],
        "remarks": {one.body: list(one.remarks) for one in given.works if one.remarks},
    }
    return found, {"volume": found["zone"], "steps": found["steps"], "tasks": found["tasks"], "chart": made.zone}


def _bubbles(rows: Sequence[VolumeRow]) -> ZoneFigures:
    from yakuba.insight.processes.benchmarking.volume import EVERY
    from yakuba.insight.processes.pictures.zone import ZoneFigures, ZoneRow

    return ZoneFigures(EVERY, tuple(ZoneRow(one.label, one.hours, one.gap, round(one.cases)) for one in rows))


def _write(folder: Path, parts: dict[str, Any]) -> bool:
    from yakuba.insight.processes.benchmarking import drawing
    from yakuba.insight.processes.pictures import zone

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("volume", "steps", "tasks"):
            _table(folder / f"{name}.csv", parts[name])
        picture = drawing.svg(parts["chart"])
        (folder / "volume.svg").write_text(picture, encoding="utf-8", newline="\n")
        if parts["chart"]:
            bubbles = zone.draw(_bubbles(parts["chart"]), "ja").svg
            (folder / "zone.svg").write_text(bubbles, encoding="utf-8", newline="\n")
    except OSError as problem:
        complain(f"{folder} に書けません(file): {problem.strerror}。")
        return False
    return True


def _table(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    from yakuba.insight.processes.benchmarking.volume import VolumeRow

    headings = list(rows[0]) if rows else [one.name for one in fields(VolumeRow)]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, headings, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    """Numbers as they are; a name that Excel would take for a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _told(found: dict[str, Any]) -> None:
    say(found["sentence"]["ja"])
    for one in found["zone"][:SHOWN]:
        saved = f"{one['saved']:,.0f} 時間（{one['low']:,.0f}〜{one['high']:,.0f}）"
        say(f"{one['rank']:>3}. {one['label']}: {saved}  差 {one['gap']:.0%}  {one['bodies']} 団体")
    for one in found["ranks"]:
        if one["measure"] == "hours_per_case":
            place = f"{one['place']}位／{one['bodies']}  上位4分の1まで {one['gap'] * 60:,.1f} 分"
            say(f"  {one['body']} {one['label']}: 1件 {one['value'] * 60:,.1f} 分  {place}")
    for one in found["changes"][:SHOWN]:
        minutes = f"1件 {one['before'] * 60:.1f} → {one['after'] * 60:.1f} 分"
        say(f"  {one['body']} {one['label']}: {minutes}、減った時間 {one['saved']:,.0f}")
    if found["suppressed"]:
        complain(f"5人未満か10件未満の数字と、それが分かる数字 {found['suppressed']} 個を伏せました(suppressed)。")
