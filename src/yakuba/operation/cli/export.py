"""`yakuba export residents`: everything of a municipality as files, under the leave of two officers."""

from __future__ import annotations

import argparse
from pathlib import Path
from uuid import UUID

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import Progress, complain, emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `export residents`."""
    parser = subparsers.add_parser("export", help="データの書出し (write data out)")
    things = parser.add_subparsers(metavar="WHAT", required=True)
    residents = things.add_parser("residents", help="自治体の全データを書き出す (everything of a municipality)")
    residents.add_argument("--municipality", required=True, help="団体コードまたはアドレス (code or address)")
    residents.add_argument(
        "--permit",
        required=True,
        type=UUID,
        help="二人の担当者による承認の番号。画面「持出し」で申請 (permit of two officers)",
    )
    residents.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    residents.add_argument("folder", type=Path, metavar="DIR", help="空のフォルダー (an empty folder)")
    residents.set_defaults(run=run_residents)


def run_residents(arguments: argparse.Namespace) -> int:
    """0 when everything is written, 1 without the leave of two officers."""
    home = Home.from_environment()
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.areas.resident_registry import service
        from yakuba.platform.tenancy import directory

        try:
            place = directory.by_address(arguments.municipality)
        except directory.UnknownMunicipality as problem:
            text = (
                f"自治体 {arguments.municipality} がありません(unknown)。yakuba municipality list で確かめてください。"
            )
            raise OperationError(text) from problem
        progress = Progress()
        try:
            told = service.silent if arguments.json else progress
            done = service.export(place.id, arguments.folder, arguments.permit, told)
        except service.NoPermit as problem:
            complain(f"書き出せません(no permit): {problem}")
            return 1
        except FileExistsError as problem:
            text = f"フォルダー {arguments.folder} は空ではありません(not empty)。新しいフォルダーを指定してください。"
            raise OperationError(text) from problem
        finally:
            progress.close()
    if arguments.json:
        emit({"folder": str(done.folder), "files": done.files})
        return 0
    for file in done.files:
        if not file["name"].startswith("documents/"):
            say(f"{file['name']}: {file['rows']:,} 件、{file['bytes']:,} バイト")
    say(f"{done.folder}/manifest.json に、件数とハッシュ値を書きました (manifest written)")
    return 0
