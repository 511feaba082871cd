"""`yakuba processes import | summary | compare | map`: event logs of municipalities, from files to what they say."""

from __future__ import annotations

import argparse
import math
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
    processes_summary,
    processes_volume,
)
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.cli.processes_logs import add_reading, read
from yakuba.operation.cli.processes_summary import account, aside

if TYPE_CHECKING:
    pass

SHOWN = 20  # findings told to a person
RENAME = "ファイル名を団体の名に変えてください。"


def register(subparsers: Subcommands) -> None:
    """Add `processes`."""
    parser = subparsers.add_parser("processes", help="業務プロセスの比較 (process comparison)")
    things = parser.add_subparsers(metavar="WHAT", required=True)
    taking = things.add_parser("import", help="記録の取り込み (event logs to columns, read again at once)")
    taking.add_argument("files", nargs="+", metavar="FILE", help="XES, CSV, OCEL 2.0 JSON (gzip も可)")
    taking.add_argument("--out", required=True, metavar="DIR", help="置き場所 (where the columns go)")
    summary = things.add_parser("summary", help="記録の要約 (what each log says)")
    summary.add_argument("files", nargs="+", metavar="FILE", help="XES, CSV, OCEL 2.0 JSON, または取り込んだフォルダー")
    summary.add_argument("--out", metavar="DIR", help="要約の置き場所: 記録ごとに JSON (one JSON file for each log)")
    summary.add_argument("--by", action="append", default=[], metavar="ATTRIBUTE", help="案件の属性ごと (by attribute)")
    summary.add_argument("--over", action="append", type=days, metavar="DAYS", help="この日数を超えた割合 (default 56)")
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


def days(text: str) -> float:
    """A number of days of an option. argparse.ArgumentTypeError for what is none."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < math.inf:
        raise argparse.ArgumentTypeError(f"{text} は日数ではありません（0 以上の数で）")
    return found


def run_import(arguments: argparse.Namespace) -> int:
    """0 when every file became columns; 1 when one could not be read or has the name of another; the rest are there."""
    from yakuba.insight.processes.reading.columns import write_columns

    done: list[dict[str, Any]] = []
    for name in arguments.files:
        log = read(arguments, name)
        if log is None:
            continue
        if any(log.body == one["body"] for one in done):
            complain(f"{name} は取り込みません(name): {log.body} という名の記録が先にあります。{RENAME}")
            continue
        place = write_columns(log, Path(arguments.out))
        done.append({"file": name, "columns": os.fspath(place), **account(log)})
        if not arguments.json:
            say(f"{place}: 案件 {log.cases.height:,} 件、記録 {log.given:,} 件のうち {log.events.height:,} 件を取込み")
            aside(log)
    if arguments.json:
        emit(done)
    return 0 if len(done) == len(arguments.files) else 1


def run_summary(arguments: argparse.Namespace) -> int:
    """As `processes_summary.run`."""
    return processes_summary.run(arguments, read)


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
        complain(f"{problem}(name)。{RENAME}")
        return 1
    except (NoSuchAttribute, NoSuchStep) as problem:
        complain(f"{problem}(option)。")
        return 1
    if arguments.json:
        emit(found)
    else:
        _compared(found)
        for log in there:
            aside(log)
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
