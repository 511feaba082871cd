"""`yakuba processes summary`: what each of several logs says, for a person or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli.output import complain, emit, say

if TYPE_CHECKING:
    from yakuba.insight.processes.event_log import EventLog

Reading = Callable[[argparse.Namespace, str], "EventLog | None"]
SUFFIX = ".summary.json"


def account(log: EventLog) -> dict[str, Any]:
    """What a reading took and put aside."""
    held = [{"code": one.code, "count": one.count, "message": one.message} for one in log.held]
    return {"body": log.body, "given": log.given, "held": held, "remarks": list(log.remarks)}


def aside(log: EventLog) -> None:
    """Tell a person what was put aside."""
    for one in log.held:
        complain(f"{log.body}: {one.count:,} 件を除きました({one.code})。{one.message}")
    for remark in log.remarks:
        complain(f"{log.body}: {remark}")


def run(arguments: argparse.Namespace, read: Reading) -> int:
    """0, or 1 when a file cannot be read or written or an option does not fit; the other logs are told all the same.

    As JSON one file gives one object, several give a list of them.
    """
    done: list[dict[str, Any]] = []
    for name in arguments.files:
        log = read(arguments, name)
        found = None if log is None else _summarised(log, arguments)
        if log is None or found is None or not _kept(log, found, done, arguments.out):
            continue
        done.append(found)
        if not arguments.json:
            _told(log, found)
    if arguments.json and done:
        emit(done if len(arguments.files) > 1 else done[0])
    return 0 if len(done) == len(arguments.files) else 1


def _summarised(log: EventLog, arguments: argparse.Namespace) -> dict[str, Any] | None:
    """None when an option does not fit, which is said."""
    from yakuba.insight.processes.engine.flows import day_by_day, directly_follows
    from yakuba.insight.processes.engine.windows import Window
    from yakuba.insight.processes.summary import LIMITS, NoSuchAttribute, NoSuchStep, summarised, windowed
    from yakuba.standards.errors import StandardsError

    try:
        found = summarised(log, arguments.by, arguments.over or LIMITS)
        if arguments.start or arguments.end or arguments.working_days:
            found["window"] = windowed(log, Window(arguments.start, arguments.end, arguments.working_days))
    except (NoSuchAttribute, NoSuchStep, StandardsError) as problem:
        complain(f"{log.body}: {problem}(option)。")
        return None
    if arguments.directly_follows or arguments.by_day:
        found["directly_follows"] = (day_by_day if arguments.by_day else directly_follows)(log).to_dicts()
    return found | {name: value for name, value in account(log).items() if name not in found}


def _kept(log: EventLog, found: dict[str, Any], done: list[dict[str, Any]], out: str | None) -> bool:
    """Whether the summary is in its file, where one was asked for. OSError."""
    if out is None:
        return True
    if any(one["body"] == log.body for one in done):
        complain(f"{log.body} という名の記録が2つあります(name)。ファイル名を団体の名に変えてください。")
        return False
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(log.body).name}{SUFFIX}"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return True


def _told(log: EventLog, found: dict[str, Any]) -> None:
    took = found["throughput_days"]
    say(f"{log.body}")
    say(f"  案件 {found['cases']:,}  記録 {found['events']:,}  作業の種類 {found['activities']:,}")
    say(f"  流れの型 {found['variants']:,}  担当 {found['resources']:,}")
    if found["cases"]:
        say(f"  1件あたり 記録 {found['events_per_case_mean']:.1f}  動いた日 {found['active_days_per_case_mean']:.1f}")
        say(f"  所要日数（最初から最後まで） 平均 {took['mean']:.1f}  中央 {took['median']:.1f}  9割 {took['p90']:.1f}")
    for limit, share in found["share_over_days"].items():
        if share is not None:
            say(f"  {limit} 日を超えた案件 {share:.1%}")
    for title, groups in (("年", found["by_start_year"]), *found["by_attribute"].items()):
        say(
            f"  {title}: "
            + "  ".join(f"{name} {one['cases']:,}件 {one['median_days']:.1f}日" for name, one in groups.items())
        )
    if window := found.get("window"):
        days, unit = window["closed_days"], "開庁日" if window["working_days"] else "日"
        say(f"  {window['start'] or '最初'} → {window['end'] or '最後'}")
        say(f"    終わった案件 {window['closed']:,}／{window['cases']:,}")
        if window["closed"]:
            say(f"    平均 {days['mean']:.1f}  中央 {days['median']:.1f}  9割 {days['p90']:.1f} {unit}")
        if window["median_with_open"] is not None:
            say(f"    終わっていない案件も数えた中央 {window['median_with_open']:.1f} {unit}")
    for pair in found.get("directly_follows", ()):
        say(f"  {pair['count']:>8,}  {pair['before']} → {pair['after']}  待ち {pair['wait_days']:.2f} 日")
    aside(log)
