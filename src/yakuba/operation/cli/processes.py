"""`yakuba processes import | summary | compare | map`: event logs of municipalities, from files to what they say."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yakuba.operation.cli import (
    processes_adopt,
    processes_conformance,
    processes_hours,
    processes_journal,
    processes_pictures,
    processes_steps,
    processes_volume,
)
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.cli.processes_logs import add_reading, read

if TYPE_CHECKING:
    from yakuba.insight.processes.event_log import EventLog

SHOWN = 20  # findings told to a person


def register(subparsers: Subcommands) -> None:
    """Add `processes`."""
    parser = subparsers.add_parser("processes", help="業務プロセスの比較 (process comparison)")
    things = parser.add_subparsers(metavar="WHAT", required=True)
    taking = things.add_parser("import", help="記録の取り込み (event logs to columns, read again at once)")
    taking.add_argument("files", nargs="+", metavar="FILE", help="XES, CSV, OCEL 2.0 JSON (gzip も可)")
    taking.add_argument("--out", required=True, metavar="DIR", help="置き場所 (where the columns go)")
    summary = things.add_parser("summary", help="1つの記録の要約 (what a log says)")
    summary.add_argument("file", metavar="FILE", help="XES, CSV, OCEL 2.0 JSON, または取り込んだフォルダー")
    summary.add_argument("--by", action="append", default=[], metavar="ATTRIBUTE", help="案件の属性ごと (by attribute)")
    summary.add_argument(
        "--over", action="append", type=float, metavar="DAYS", help="この日数を超えた割合 (default 56)"
    )
    summary.add_argument("--start", metavar="STEP", help="所要日数の始まり (first time of this step)")
    summary.add_argument("--end", metavar="STEP", help="所要日数の終わり (last time of this step)")
    summary.add_argument("--working-days", action="store_true", help="開庁日で数える (days the town hall is open)")
    summary.add_argument("--directly-follows", action="store_true", help="続いて起きた作業の組も (with pairs of steps)")
    summary.add_argument("--by-day", action="store_true", help="作業の組を日ごとに (pairs between days, not within)")
    compare = things.add_parser("compare", help="団体どうしの比較 (municipalities side by side)")
    compare.add_argument("files", nargs="+", metavar="FILE", help="団体ごとに1つ (one log a municipality)")
    compare.add_argument(
        "--by", action="append", default=[], metavar="ATTRIBUTE", help="案件の構成をそろえる属性 (same mix)"
    )
    compare.add_argument("--end", metavar="STEP", help="終わりとする作業 (the step that ends a case)")
    compare.set_defaults(run=run_compare)
    processes_pictures.add_report(compare)
    processes_pictures.add_start(compare)
    drawing = processes_pictures.add_map(things)
    drawing.set_defaults(run=run_map)
    for one in (taking, summary, compare, drawing, *processes_conformance.register(things)):
        add_reading(one)
    for module in (processes_adopt, processes_journal, processes_hours, processes_steps, processes_volume):
        module.add(things)
    taking.set_defaults(run=run_import)
    summary.set_defaults(run=run_summary)


def run_import(arguments: argparse.Namespace) -> int:
    """0 when every file became columns; 1 when one could not be read; the others are there."""
    from yakuba.insight.processes.reading.columns import write_columns

    done: list[dict[str, Any]] = []
    for name in arguments.files:
        log = read(arguments, name)
        if log is None:
            continue
        place = write_columns(log, Path(arguments.out))
        done.append({"file": name, "columns": os.fspath(place), **_account(log)})
        if not arguments.json:
            say(f"{place}: 案件 {log.cases.height:,} 件、記録 {log.given:,} 件のうち {log.events.height:,} 件を取込み")
            _aside(log)
    if arguments.json:
        emit(done)
    return 0 if len(done) == len(arguments.files) else 1


def run_summary(arguments: argparse.Namespace) -> int:
    """0, or 1 when the file cannot be read or an attribute is not there."""
    from yakuba.insight.processes.engine.flows import day_by_day, directly_follows
    from yakuba.insight.processes.engine.windows import Window
    from yakuba.insight.processes.summary import LIMITS, NoSuchAttribute, NoSuchStep, summarised, windowed
    from yakuba.standards.errors import StandardsError

    log = read(arguments, arguments.file)
    if log is None:
        return 1
    try:
        found = summarised(log, arguments.by, arguments.over or LIMITS)
        if arguments.start or arguments.end or arguments.working_days:
            found["window"] = windowed(log, Window(arguments.start, arguments.end, arguments.working_days))
    except (NoSuchAttribute, NoSuchStep, StandardsError) as problem:
        complain(f"{problem}(option)。")
        return 1
    if arguments.directly_follows or arguments.by_day:
        found["directly_follows"] = (day_by_day if arguments.by_day else directly_follows)(log).to_dicts()
    if arguments.json:
        found |= {name: value for name, value in _account(log).items() if name not in found}
        emit(found)
    else:
        _told(log, found)
    return 0


def run_map(arguments: argparse.Namespace) -> int:
    """As `processes_pictures.run_map`."""
    return processes_pictures.run_map(arguments, read)


def run_compare(arguments: argparse.Namespace) -> int:
    """0, or 1 when a file cannot be read or two have one name."""
    from yakuba.insight.processes.comparison import Choices, SameName, compared
    from yakuba.insight.processes.summary import NoSuchAttribute, NoSuchStep

    logs = [read(arguments, name) for name in arguments.files]
    there = [log for log in logs if log is not None]
    if len(there) < len(logs):
        return 1
    if len(there) == 1:
        complain("比べるには2つ以上の記録が要ります(one file)。")
        return 1
    try:
        found = compared(there, Choices(tuple(arguments.by), arguments.end))
    except SameName as problem:
        complain(f"{problem}(name)。ファイル名を団体の名に変えてください。")
        return 1
    except (NoSuchAttribute, NoSuchStep) as problem:
        complain(f"{problem}(option)。")
        return 1
    if arguments.json:
        emit(found)
    else:
        _compared(found)
        for log in there:
            _aside(log)
    return processes_pictures.report_of(arguments, there, found) if arguments.out else 0


def _compared(found: dict[str, Any]) -> None:
    for one in found["bodies"]:
        median = one["throughput_days"]["median"]
        say(f"{one['body']}: 案件 {one['cases']:,}  作業の種類 {one['steps']:,}  所要日数の中央 {median or 0:.1f}")
    say(f"全団体に共通の作業 {len(found['shared_steps']):,}／{len(found['steps']):,}")
    for name, alone in found["exclusive_steps"].items():
        say(f"  {name} だけの作業 {len(alone):,}")
    if not found["findings"]:
        say(f"{found['tests']:,} とおり比べましたが、はっきりした差はありません。")
    for one in found["findings"][:SHOWN]:
        say(f"{one['rank']:>4}. {one['sentence']['ja']}")
    if len(found["findings"]) > SHOWN:
        say(f"ほか {len(found['findings']) - SHOWN:,} 件（--json ですべて出します）")
    for section in found["same_mix"]:
        _on_the_same_mix(section)


def _on_the_same_mix(section: dict[str, Any]) -> None:
    say(f"{section['attribute']} を同じ構成にした所要日数の平均（かっこ内はそのままの平均）")
    for row in section["compared"]:
        if row["kind"] == "throughput":
            own, others = f"{row['own']:.1f}（{row['raw_own']:.1f}）", f"{row['others']:.1f}（{row['raw_others']:.1f}）"
            say(f"  {row['body']}: {own} 日  ほか {others} 日")


def _account(log: EventLog) -> dict[str, Any]:
    held = [{"code": one.code, "count": one.count, "message": one.message} for one in log.held]
    return {"body": log.body, "given": log.given, "held": held, "remarks": list(log.remarks)}


def _aside(log: EventLog) -> None:
    for one in log.held:
        complain(f"{log.body}: {one.count:,} 件を除きました({one.code})。{one.message}")
    for remark in log.remarks:
        complain(f"{log.body}: {remark}")


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
    _aside(log)
