"""`yakuba demo-code`: the one-time password of the demo accounts, for whoever may read the home."""

from __future__ import annotations

import argparse
import json

import pyotp

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.database.errors import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `demo-code`."""
    parser = subparsers.add_parser(
        "demo-code", help="体験用アカウントのワンタイムパスワードを表示 (one-time password of the demo)"
    )
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the code of this half minute. Error: OperationError where no demo was founded."""
    home = Home.from_environment()
    if not home.founded.exists():
        raise OperationError(f"{home.path} に体験用の役場はありません(no demo here)。yakuba start で作られます。")
    code = pyotp.TOTP(json.loads((home.path / "demo-sign-ins.json").read_text())["seed"]).now()
    if arguments.json:
        emit({"code": code})
    else:
        say(code)
    return 0
