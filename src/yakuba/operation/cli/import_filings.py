"""`yakuba import filings`: applications downloaded from another filing service become filings."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from yakuba.operation.cli.municipality_named import municipality_of
from yakuba.operation.cli.output import Progress, complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def add_to(things: Any) -> None:
    """Add `filings` to `import`."""
    parser = things.add_parser("filings", help="申請サービスの申請を取り込む (import applications)")
    parser.add_argument("--municipality", required=True, help="団体コードまたはアドレス (code or address)")
    parser.add_argument("--dry-run", action="store_true", help="検査だけして、受け付けない (check only)")
    parser.add_argument("--mapping", default="layout", help="対応表の名前か YAML (mapping)")
    parser.add_argument("--report", type=Path, metavar="OUT.csv", help="保留・読取り不可の行の一覧 (lines not taken)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every line is a filing, 1 when lines are held or could not be read, or the file is refused."""
    if not arguments.file.is_file():
        raise OperationError(f"ファイル {arguments.file} がありません(missing)。パスを確かめてください。")
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.frontyard.reception.intake import reports, running
        from yakuba.frontyard.reception.intake.faults import Refused

        municipality = municipality_of(arguments.municipality)
        progress = Progress()
        told = running.silent if arguments.json else progress
        try:
            chosen = running.chosen(arguments.mapping)
            report = running.import_file(municipality, arguments.file, chosen, told, arguments.dry_run)
        except Refused as problem:
            complain(f"取り込めません(refused): {problem}")
            return 1
        finally:
            progress.close()
        if arguments.report:
            reports.write_report(municipality, report.intake, arguments.report)
    _tell(arguments, report)
    return 1 if report.sheet.held or report.sheet.rejected else 0


def _tell(arguments: argparse.Namespace, report: Any) -> None:
    if arguments.json:
        emit(dataclasses.asdict(report))
        return
    if report.again:
        say("同じ内容のファイルは取込み済みです。何も変えていません (imported before, nothing changed)")
    sheet = report.sheet
    settled = (
        f"、職員が受付 {sheet.released:,}、受け付けない {sheet.declined:,}" if sheet.released + sheet.declined else ""
    )
    say(
        f"{sheet.given:,} 件: {'取込み可' if report.dry_run else '申請にした'} {sheet.accepted:,}、"
        f"保留 {sheet.held:,}、読取り不可 {sheet.rejected:,}、取込み済みと同じ {sheet.same:,}{settled}"
    )
    for reason, count in sheet.reasons:
        say(f"  {reason}: {count:,}")
    if report.unknown:
        say(f"  対応表にない列（申請には入れない）: {'、'.join(report.unknown)}")
    if sheet.held or sheet.rejected:
        where = arguments.report or "--report OUT.csv"
        say(f"  行ごとの理由と対処は {where} と画面「申請データの取込み」にあります (see the report or the screen)")
