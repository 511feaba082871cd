"""`yakuba processes template | survey`: the hand survey of work hours: an empty one, and what a filled-in one says."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.insight.processes.catalogue.mapping import StepMapping
    from yakuba.insight.processes.event_log import EventLog
    from yakuba.insight.processes.hours.joining import BodyWork
    from yakuba.insight.processes.hours.survey import Survey

SHOWN = 20  # rows put aside that are told to a person


def add(things: Subcommands) -> None:
    """Add `template` and `survey` to `yakuba processes`."""
    template = things.add_parser("template", help="業務量調査の調査票 (an empty survey, .csv or .xlsx)")
    template.add_argument("--out", required=True, metavar="FILE", help="書くファイル (.csv か .xlsx)")
    template.set_defaults(run=run_template)
    survey = things.add_parser("survey", help="業務量調査の読み取りと検査 (a filled-in survey, checked)")
    survey.add_argument("file", metavar="FILE", help="調査票 (.csv, .xlsx)")
    survey.add_argument("--body", metavar="NAME", help="団体の名前 (default: 団体の列、なければファイルの名前)")
    survey.add_argument("--log", metavar="FILE", help="同じ団体の業務の記録と並べる (event log beside it)")
    survey.add_argument("--mapping", action="append", default=[], metavar="CSV", help="map-steps の対応表 (mapping)")
    survey.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    survey.set_defaults(run=run_survey)


def run_template(arguments: argparse.Namespace) -> int:
    """0, or 1 when the file cannot be written."""
    from yakuba.insight.processes.hours.layout import template

    path = Path(arguments.out)
    try:
        path.write_bytes(template(path.suffix.lower().removeprefix(".")))
    except OSError as problem:
        complain(f"{arguments.out} に書けません(file): {problem.strerror}。")
        return 1
    say(f"{arguments.out}: 業務量調査の調査票を書きました。")
    return 0


def run_survey(arguments: argparse.Namespace) -> int:
    """0; 1 when a file cannot be read, or a row of the survey was held or rejected, which is told."""
    from yakuba.insight.processes.hours.joining import modelled

    survey = read(arguments.file, arguments.body)
    mappings = read_mappings(arguments.mapping)
    log = read_event_log(arguments.log) if arguments.log else None
    if survey is None or mappings is None or (arguments.log and log is None):
        return 1
    work = modelled(survey, mappings.get(survey.body), log)
    if arguments.json:
        emit({**_account(survey), "steps": [_step(one) for one in work.steps], "remarks": list(work.remarks)})
    else:
        _told(survey, work)
    return 1 if survey.held or survey.rejected else 0


def read(name: str, body: str | None = None) -> Survey | None:
    """The survey of a file; None when it could not be read, which is said."""
    from yakuba.insight.processes.event_log import Unreadable
    from yakuba.insight.processes.hours.survey import read_survey

    try:
        return read_survey(Path(name), body)
    except Unreadable as problem:
        complain(f"{name} を読めません(unreadable): {problem}")
    except OSError as problem:
        complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    return None


def read_event_log(name: str) -> EventLog | None:
    """The event log of a file by its usual names; None when it could not be read, which is said."""
    from yakuba.insight.processes.event_log import Unreadable
    from yakuba.insight.processes.reading.source import read_log

    try:
        return read_log(Path(name))
    except Unreadable as problem:
        complain(f"{name} を読めません(unreadable): {problem}")
    except OSError as problem:
        complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
    return None


def read_mappings(names: list[str]) -> dict[str, StepMapping] | None:
    """Mappings by body, those of one body together; None when one could not be read, which is said."""
    from yakuba.insight.processes.catalogue.mapping import MappingWrong, StepMapping
    from yakuba.insight.processes.catalogue.mapping_file import read_mapping
    from yakuba.insight.processes.event_log import Unreadable

    found: dict[str, StepMapping] = {}
    for name in names:
        try:
            one = read_mapping(Path(name))
        except (Unreadable, MappingWrong) as problem:
            complain(f"{name} を使えません(mapping): {problem}")
            return None
        except OSError as problem:
            complain(f"{name} を開けません(file): {problem.strerror}。パスと権限を確かめてください。")
            return None
        before = found.get(one.body)
        found[one.body] = StepMapping(one.body, (*before.rows, *one.rows)) if before else one
    return found


def _account(survey: Survey) -> dict[str, object]:
    return {
        "body": survey.body,
        "year": survey.year,
        "given": survey.given,
        "accepted": len(survey.rows),
        "held": [asdict(one) for one in survey.held],
        "rejected": [asdict(one) for one in survey.rejected],
        "hours": sum(one.hours for one in survey.rows),
    }


def _step(one: object) -> dict[str, object]:
    from yakuba.insight.processes.hours.joining import StepWork

    if not isinstance(one, StepWork):  # the type is only loaded here
        raise TypeError(type(one).__name__)
    return {
        **{name: getattr(one, name) for name in ("task", "subtask", "step", "standard", "cases", "hours")},
        "by_staff": {row.staff.value: row.hours for row in one.rows},
        "logged": asdict(one.logged) if one.logged else None,
    }


def tell_aside(survey: Survey) -> None:
    """Say which rows are not in the figures, and how to mend them."""
    aside = [("保留", one) for one in survey.held] + [("除外", one) for one in survey.rejected]
    for word, one in aside[:SHOWN]:
        column = f"「{one.column}」" if one.column else ""
        complain(f"{survey.body}: {one.line} 行目{column}を{word}({word_en(word)}): {one.message}。{one.remedy}。")
    if len(aside) > SHOWN:
        complain(f"{survey.body}: ほか {len(aside) - SHOWN:,} 行（survey --json ですべて出します）")


def word_en(word: str) -> str:
    """How English calls a row put aside."""
    return {"保留": "held", "除外": "rejected"}[word]


def _told(survey: Survey, work: BodyWork) -> None:
    year = f" {survey.year} 年度" if survey.year else ""
    say(f"{survey.body}{year}: {survey.given:,} 行のうち {len(survey.rows):,} 行を取込み")
    for one in sorted(work.steps, key=lambda one: -one.hours):
        standard = f"  [{one.standard}]" if one.standard else ""
        say(f"  {one.hours:>10,.0f} 時間  {one.cases:>9,.0f} 件  {one.task} / {one.step}{standard}")
        if one.logged and one.logged.times_a_year is not None:
            wait = "" if one.logged.wait_days is None else f"、待ち {one.logged.wait_days:.1f} 日（中央）"
            say(f"{'':>29}記録では年 {one.logged.times_a_year:,.0f} 回{wait}")
    tell_aside(survey)
    for remark in work.remarks:
        complain(f"{survey.body}: {remark}")
