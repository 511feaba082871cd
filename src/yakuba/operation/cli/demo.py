"""`yakuba demo-code` and `yakuba demo-fill`: the demo's one-time password; a year's work in its first town hall."""

from __future__ import annotations

import argparse
import json
import os

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `demo-code` and `demo-fill`."""
    parser = subparsers.add_parser("demo-code", help="体験用のワンタイムパスワード (one-time password of the demo)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)
    words = "体験用の役場に税・収納・手当の1年分の仕事を入れる (a year's work for the demo)"
    filler = subparsers.add_parser("demo-fill", help=words, description=words)
    filler.set_defaults(run=run_fill)


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


def run_fill(arguments: argparse.Namespace) -> int:
    """0 when all is there; run again it does what is missing. 1 where no demo was founded or a part failed."""
    home = Home.from_environment()
    if not home.founded.exists():
        raise OperationError(f"{home.path} に体験用の役場がありません(no demo here)。yakuba start で作ってください。")
    os.environ.setdefault("YAKUBA_THREADS", "2")
    with reachable(home) as addresses:
        open_django(home, addresses)
        from yakuba.operation.founding import demo_desk, demo_year

        try:
            demo_year.fill_demo(say)
        except demo_desk.FillingFailed as problem:
            words = f"途中で止まりました(stopped): {problem}。もう一度実行すると続きから入れます。"
            raise OperationError(words) from None
    return 0
