"""`yakuba processes journal`: a municipality's own journal as columns, for comparison."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def add(things: Subcommands) -> None:
    """Add `journal` to `yakuba processes`."""
    parser = things.add_parser("journal", help="自団体の処理の経過を記録にする (a town's own journal as columns)")
    parser.add_argument("municipality", metavar="MUNICIPALITY", help="団体コードまたはアドレス (code or address)")
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD",
        help="この日から始まった案件 (matters begun from this day)",
    )  # fmt: skip
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD",
        help="この日までに始まった案件 (until this day, included)",
    )  # fmt: skip
    parser.add_argument("--out", required=True, metavar="DIR", help="置き場所 (where the columns go)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when the columns are written, 1 when the period or the municipality is not one."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.insight.processes.reading.columns import write_columns
        from yakuba.insight.work_comparison import source
        from yakuba.platform.register.service import Act
        from yakuba.platform.tenancy import directory
        from yakuba.platform.tenancy.context import system_context, use_context
        from yakuba.platform.tenancy.scope import tenant

        try:
            place = directory.by_address(arguments.municipality)
        except directory.UnknownMunicipality as problem:
            text = (
                f"自治体 {arguments.municipality} がありません(unknown)。yakuba municipality list で確かめてください。"
            )
            raise OperationError(text) from problem
        try:
            with tenant(place.id), use_context(system_context(place.id, "業務プロセスの比較")):
                log = source.event_log(arguments.first, arguments.last, Act.EXPORT)
        except source.PeriodWrong as problem:
            complain(f"{problem}(period)。")
            return 1
    written = write_columns(log, Path(arguments.out))
    if arguments.json:
        done = {"columns": os.fspath(written), "body": log.body, "cases": log.cases.height, "events": log.events.height}
        emit(done | {"remarks": list(log.remarks)})
        return 0
    say(f"{written}: 案件 {log.cases.height:,} 件、経過 {log.events.height:,} 件")
    for remark in log.remarks:
        complain(f"{log.body}: {remark}")
    return 0
