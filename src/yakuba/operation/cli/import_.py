"""`yakuba import residents`: load the file of a conforming system, or of yakuba's own export."""

from __future__ import annotations

import argparse
import dataclasses
import os
from pathlib import Path
from typing import Any

from yakuba.operation.cli import import_filings
from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.municipality_named import municipality_of
from yakuba.operation.cli.output import Progress, complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `import residents`, `import numbers` and `import filings`."""
    parser = subparsers.add_parser("import", help="データの取込み (load data)")
    things = parser.add_subparsers(metavar="WHAT", required=True)
    residents = things.add_parser("residents", help="住民の CSV を取り込む (load residents)")
    residents.add_argument("--municipality", required=True, help="団体コードまたはアドレス (code or address)")
    residents.add_argument("--dry-run", action="store_true", help="検査だけして、書き込まない (check only)")
    residents.add_argument("--replace", action="store_true", help="違う内容を新しい履歴として加える (add what differs)")
    residents.add_argument("--profile", default="conforming", help="対応表の名前か YAML (mapping profile)")
    residents.add_argument("--report", type=Path, metavar="OUT.csv", help="保留・読取り不可の行の一覧 (held lines)")
    residents.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    residents.add_argument("file", type=Path, metavar="FILE.csv")
    residents.set_defaults(run=run_residents)
    numbers = things.add_parser("numbers", help="個人番号・住民票コードを取り込む (load numbers, kept encrypted)")
    numbers.add_argument("--municipality", required=True, help="団体コードまたはアドレス (code or address)")
    numbers.add_argument(
        "--key", type=Path, metavar="PRIVATE.pem", help="書出しの numbers.sealed を開く鍵 (private key)"
    )
    numbers.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    numbers.add_argument("file", type=Path, metavar="FILE")
    numbers.set_defaults(run=run_numbers)
    import_filings.add_to(things)


def run_residents(arguments: argparse.Namespace) -> int:
    """0 when every line is in, 1 when lines are held or could not be read, or the file is refused."""
    if not arguments.file.is_file():
        raise OperationError(f"ファイル {arguments.file} がありません(missing)。パスを確かめてください。")
    home = Home.from_environment()
    os.environ.setdefault("YAKUBA_THREADS", "2")
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.areas.resident_registry import service

        municipality = municipality_of(arguments.municipality)
        progress = Progress()
        quiet = arguments.json
        wish = service.Wish(arguments.profile, dry_run=arguments.dry_run, replace=arguments.replace)
        try:
            told = service.silent if quiet else progress
            report = service.load_file(municipality, arguments.file, told, wish)
        except service.LoadRefused as problem:
            complain(f"取り込めません(refused): {problem}")
            return 1
        finally:
            progress.close()
        if arguments.report:
            service.write_report(municipality, report.load, arguments.report)
    _tell(arguments, report)
    return 1 if report.held or report.rejected else 0


def run_numbers(arguments: argparse.Namespace) -> int:
    """0 when every number is kept, 1 when some were not or the file is refused."""
    if not arguments.file.is_file():
        raise OperationError(f"ファイル {arguments.file} がありません(missing)。パスを確かめてください。")
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.areas.resident_registry import service

        municipality = municipality_of(arguments.municipality)
        private = arguments.key.read_bytes() if arguments.key else None
        try:
            done = service.load_numbers(municipality, arguments.file, private)
        except service.LoadRefused as problem:
            complain(f"取り込めません(refused): {problem}")
            return 1
    if arguments.json:
        emit({"stored": done.stored, "unchanged": done.unchanged, "rejected": len(done.rejected)})
    else:
        say(f"番号: 取込み {done.stored:,}、登録済み {done.unchanged:,}、取り込めない {len(done.rejected):,}")
    return 1 if done.rejected else 0


def _tell(arguments: argparse.Namespace, report: Any) -> None:
    if arguments.json:
        emit(dataclasses.asdict(report))
        return
    if report.again:
        say("同じ内容のファイルは取込み済みです。何も変えていません (loaded before, nothing changed)")
    done = "取込み可" if report.dry_run else "取込み"
    say(
        f"{report.given:,} 行: {done} {report.accepted:,}、保留 {report.held:,}、読取り不可 {report.rejected:,}、"
        f"登録済み {report.counts.get('same', 0):,}、相違 {report.counts.get('different', 0):,}"
    )
    for kind, count in report.conversions["counts"].items():
        if count:
            say(f"  変換 {kind}: {count:,}")
    if report.columns["unknown"]:
        say(f"  知らない列（そのまま保管）: {'、'.join(report.columns['unknown'])}")
    if report.held or report.rejected:
        where = arguments.report or "--report OUT.csv"
        say(f"  理由と対処は {where} と画面「取込み」にあります (reasons: see the report or the load screen)")
