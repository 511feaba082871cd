"""`yakuba demo-code`: the one-time password of the demo accounts, for those without an authenticator app."""

from __future__ import annotations

import argparse
import json

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `demo-code`."""
    parser = subparsers.add_parser("demo-code", help="体験用のワンタイムパスワード (one-time password of the demo)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """1 where no demo was founded: real accounts never have their seed in a file."""
    import pyotp

    file = Home.from_environment().path / "demo-sign-ins.json"
    if not file.exists():
        raise OperationError(f"{file.parent} に体験用の役場がありません(no demo here)。yakuba start で作ってください。")
    code = pyotp.TOTP(json.loads(file.read_text())["seed"]).now()
    if arguments.json:
        emit({"code": code})
    else:
        say(code)
    return 0
