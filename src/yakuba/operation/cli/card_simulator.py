"""`yakuba card-simulator`: a simulated card reader with demo cards, for trials and tests. No card of anybody."""

from __future__ import annotations

import argparse
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add the subcommand."""
    text = "模擬カード (a simulated card reader with the demo's cards)"
    parser = subparsers.add_parser("card-simulator", help=text, description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="ポート (port)")
    parser.add_argument("--origin", required=True, help="ポータルの住所 (the only portal it answers to)")
    parser.add_argument("--folder", type=Path, help="カードの置き場所 (default: card-simulator in the home)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM."""
    from yakuba.operation.simulators.card_client import server

    folder = arguments.folder or Home.from_environment().path / "card-simulator"
    server(folder, arguments.port, arguments.origin).serve_forever()
    return 0
