"""`yakuba audit`: write the register of a municipality to a file, and check such a file without any database."""

from __future__ import annotations

import argparse
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `audit export|verify`."""
    parser = subparsers.add_parser("audit", help="利用記録の書出しと検証 (export and verify the register)")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    export = actions.add_parser("export", help="書出し (export)")
    export.add_argument("--municipality", required=True, metavar="CODE", help="団体コード (address of a municipality)")
    export.add_argument("out", type=Path, metavar="OUT", help="書き出すファイル (file to write)")
    export.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    export.set_defaults(run=run_export)
    verify = actions.add_parser("verify", help="検証 (verify; needs no database)")
    verify.add_argument("export", type=Path, metavar="EXPORT", help="書き出したファイル (the export)")
    verify.add_argument("heads", type=Path, metavar="HEADS", help="封印の控え (heads of that municipality)")
    verify.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    verify.set_defaults(run=run_verify)


def run_export(arguments: argparse.Namespace) -> int:
    """Seals what is waiting, then writes all. 1 for an unknown municipality."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.platform.register import heads
        from yakuba.platform.register.export import export
        from yakuba.platform.tenancy import directory
        from yakuba.platform.tenancy.context import system_context

        try:
            place = directory.by_address(arguments.municipality)
        except directory.UnknownMunicipality:
            complain(
                f"団体 {arguments.municipality} がありません(unknown)。yakuba municipality list で確かめてください。"
            )
            return 1
        with arguments.out.open("w", encoding="utf-8", newline="\n") as out:
            seals, rows = export(place.id, out, system_context(place.id, "利用記録の書出し"))
        second = heads.directory(place.id)
    if arguments.json:
        emit({"seals": seals, "rows": rows, "out": str(arguments.out), "heads": str(second)})
    else:
        say(f"封印 {seals}、記録 {rows} 件を {arguments.out} に書き出しました (exported)")
        say(f"検証: yakuba audit verify {arguments.out} {second}")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """0 when nothing was found, 1 when something was, 2 when a file cannot be read."""
    from yakuba.platform.register.verifier import verify

    try:
        report = verify(arguments.export, arguments.heads)
    except OSError as problem:
        complain(f"ファイルが読めません(cannot read): {problem.filename}。場所と権限を確かめてください。")
        return 2
    if arguments.json:
        findings = [vars(finding) for finding in report.findings]
        emit(
            {"ok": report.ok, "seals": report.seals, "rows": report.rows, "confirmed": report.confirmed}
            | {"findings": findings}
        )
        return 0 if report.ok else 1
    for finding in report.findings:
        say(f"封印 {finding.sequence}: {finding.message} [{finding.kind}]")
    verdict = "改ざん・欠落は見つかりませんでした (ok)" if report.ok else "問題が見つかりました (findings)"
    say(f"封印 {report.seals}、記録 {report.rows} 件、控えと一致 {report.confirmed} まで: {verdict}")
    return 0 if report.ok else 1
