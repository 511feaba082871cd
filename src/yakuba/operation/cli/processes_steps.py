"""`yakuba processes catalogue | map-steps | decide-steps`: a body's own names of steps, mapped to the standard ones."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from yakuba.operation.cli import processes_hours
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.insight.processes.catalogue.mapping import StepMapping
    from yakuba.insight.processes.catalogue.suggesting import OwnStep

NOTHING = "-"  # in place of a standard step: the catalogue has none


def add(things: Subcommands) -> None:
    """Add `catalogue`, `map-steps` and `decide-steps` to `yakuba processes`."""
    catalogue = things.add_parser("catalogue", help="標準の作業の一覧 (the standard steps)")
    catalogue.add_argument("task", nargs="?", metavar="TASK", help="業務のID (default: すべて)")
    catalogue.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    catalogue.set_defaults(run=run_catalogue)
    mapping = things.add_parser("map-steps", help="作業の名前を標準に対応付ける提案 (suggest standard steps)")
    mapping.add_argument("file", metavar="FILE", help="業務量調査か業務の記録 (a survey or an event log)")
    mapping.add_argument("--out", required=True, metavar="CSV", help="対応表 (決定済みの行は残す; decided rows stay)")
    mapping.add_argument("--task", metavar="TASK", help="業務のID (the task, where names do not tell)")
    mapping.add_argument("--body", metavar="NAME", help="団体の名前 (default: 団体の列、なければファイルの名前)")
    mapping.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    mapping.set_defaults(run=run_map)
    decide = things.add_parser("decide-steps", help="対応付けの確定 (decide about suggestions)")
    decide.add_argument("mapping", metavar="CSV", help="map-steps の対応表 (mapping)")
    decide.add_argument(
        "decisions",
        nargs="*",
        metavar="NAME=STEP",
        help="作業の名前=標準作業のID、対応なしは「名前=-」、提案どおりは「名前」 (業務/名前 も可; decisions)",
    )
    decide.add_argument("--by", required=True, metavar="WHO", help="確認者 (who decides)")
    decide.add_argument("--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="確認日 (when)")
    decide.add_argument("--from-score", type=float, metavar="S", help="点数がこれ以上の提案をまとめて確定 (0 to 1)")
    decide.set_defaults(run=run_decide)


def run_catalogue(arguments: argparse.Namespace) -> int:
    """0, or 1 when there is no such task."""
    from yakuba.insight.processes.catalogue import tree

    if arguments.task and arguments.task not in tree.tasks():
        complain(f"業務 {arguments.task} はカタログにありません(unknown)。ある業務: {', '.join(tree.tasks())}")
        return 1
    those = [tree.tasks()[arguments.task]] if arguments.task else list(tree.tasks().values())
    if arguments.json:
        emit([asdict(one) for one in those])
        return 0
    for task in those:
        say(f"{task.id}  {task.ja} ({task.en})")
        for step in task.steps:
            say(f"  {step.id}  {task.subtasks[step.subtask][0]} / {step.ja} ({step.en})")
    return 0


def run_map(arguments: argparse.Namespace) -> int:
    """0 when the mapping was written; 1 when a file cannot be used."""
    from yakuba.insight.processes.catalogue import tree
    from yakuba.insight.processes.catalogue.mapping import coverage, proposed
    from yakuba.insight.processes.catalogue.mapping_file import write_mapping

    if arguments.task and arguments.task not in tree.tasks():
        complain(f"業務 {arguments.task} はカタログにありません(unknown)。ある業務: {', '.join(tree.tasks())}")
        return 1
    place = Path(arguments.out)
    before = processes_hours.read_mappings([arguments.out]) if place.exists() else {}
    found = own_steps(arguments.file, arguments.body)
    if before is None or found is None:
        return 1
    body, steps = found
    made = proposed(body, steps, before.get(body), arguments.task)
    if before and body not in before:
        complain(f"{place} は {'、'.join(before)} の対応表です(body)。別の --out にしてください。")
        return 1
    try:
        write_mapping(place, made)
    except OSError as problem:
        complain(f"{place} に書けません(file): {problem.strerror}。")
        return 1
    told = coverage(made.rows)
    if arguments.json:
        emit({"body": body, "mapping": str(place), **asdict(told), "rows": [asdict(one) for one in made.rows]})
        return 0
    _told(made)
    return 0


def own_steps(name: str, body: str | None) -> tuple[str, list[OwnStep]] | None:
    """The body and its steps, from a survey or else from a log; None when it is neither, which is said."""
    from yakuba.insight.processes.catalogue.own_steps import steps_of_log, steps_of_survey
    from yakuba.insight.processes.event_log import Unreadable
    from yakuba.insight.processes.hours.survey import read_survey
    from yakuba.insight.processes.reading.source import read_log

    path = Path(name)
    reasons = []
    try:
        if path.is_file():
            try:
                survey = read_survey(path, body)
                processes_hours.tell_aside(survey)
                return survey.body, steps_of_survey(survey)
            except Unreadable as problem:
                reasons.append(f"調査票として: {problem}")
        log = read_log(path)
        return body or log.body, steps_of_log(log)
    except Unreadable as problem:
        reasons.append(f"記録として: {problem}")
        complain(f"{name} を読めません(unreadable): {' '.join(reasons)}")
    except OSError as problem:
        complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    return None


def run_decide(arguments: argparse.Namespace) -> int:
    """0 when all decisions were written; 1 when one cannot be, and then none is."""
    from yakuba.insight.processes.catalogue.mapping import MappingWrong, State, decided
    from yakuba.insight.processes.catalogue.mapping_file import write_mapping

    read = processes_hours.read_mappings([arguments.mapping])
    if not read:
        return 1
    (mapping,) = read.values()
    try:
        choices = dict(_choice(mapping, one) for one in arguments.decisions)
        if arguments.from_score is not None:
            for one in mapping.rows:
                if one.state is State.SUGGESTED and (one.score or 0) >= arguments.from_score:
                    choices.setdefault(one.key, one.step)
        made = decided(mapping, choices, arguments.by, arguments.on)
        write_mapping(Path(arguments.mapping), made)
    except MappingWrong as problem:
        complain(f"{problem}(decision)。何も書いていません。")
        return 1
    except OSError as problem:
        complain(f"{arguments.mapping} に書けません(file): {problem.strerror}。")
        return 1
    say(f"{len(choices):,} 件を決めました。")
    _told(made)
    return 0


def _choice(mapping: StepMapping, text: str) -> tuple[tuple[str, str], str | None]:
    """The key and the standard step that `NAME=STEP`, `TASK/NAME=STEP`, `NAME=-` or `NAME` mean. MappingWrong."""
    from yakuba.insight.processes.catalogue.mapping import MappingWrong

    name, parted, step = text.rpartition("=")
    name = name if parted else text
    those = [one for one in mapping.rows if name in (one.name, f"{one.task}/{one.name}")]
    if len(those) != 1:
        raise MappingWrong(f"作業「{name}」は対応表に{'ありません' if not those else f' {len(those)} つあります'}")
    if not parted and those[0].step is None:
        raise MappingWrong(
            f"作業「{name}」には提案がありません。「{name}=標準作業のID」か「{name}={NOTHING}」にしてください"
        )
    if not parted:
        return those[0].key, those[0].step
    return those[0].key, None if step == NOTHING else step


def _told(mapping: StepMapping) -> None:
    from yakuba.insight.processes.catalogue.mapping import coverage

    told = coverage(mapping.rows)
    for one in mapping.rows:
        score = "" if one.score is None else f" {one.score:.2f}"
        say(f"  {one.state}{score}  {one.task + ' / ' if one.task else ''}{one.name} → {one.step or '—'}")
    if told.unmapped_names is None:
        return
    say(f"{mapping.body}: 作業の名前 {told.names:,} 種のうち標準に対応しないもの {told.unmapped_names:.0%}")
    for title, names, events in (
        ("確定だけ", told.unmapped_names, told.unmapped_events),
        ("提案も含めて", told.unmapped_names_with_suggestions, told.unmapped_events_with_suggestions),
    ):
        say(f"  {title}: 名前の {names or 0:.0%}、回数の {events or 0:.0%} が未対応")
