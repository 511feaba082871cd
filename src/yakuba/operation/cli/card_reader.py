"""`yakuba card-reader`: the card reader of a clerk's terminal, for the counter's page. Runs on that terminal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import say
from yakuba.operation.database import OperationError
from yakuba.operation.home import DEFAULT_PORT, Home

if TYPE_CHECKING:
    from yakuba.operation.card_reader.transport import Readers

PORT = DEFAULT_PORT + 4


def register(subparsers: Subcommands) -> None:
    """Add the subcommand."""
    text = "窓口の端末でマイナンバーカードを読む (reads My Number cards at a clerk's terminal)"
    parser = subparsers.add_parser("card-reader", help=text, description=__doc__)
    parser.add_argument("--origin", action="append", default=[], help="業務画面の住所 (address of the staff pages)")
    parser.add_argument("--port", type=int, default=PORT, help="ポート (port)")
    parser.add_argument("--check", action="store_true", help="リーダーとカードを確かめて終わる (look, and end)")
    parser.add_argument("--simulated", action="store_true", help="模擬カードを使う (the demo's simulated cards)")
    parser.add_argument("--folder", type=Path, help="模擬カードの置き場所 (default: card-simulator in the home)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM."""
    from yakuba.operation.card_reader.errors import CardError
    from yakuba.operation.card_reader.service import server

    readers = _readers(arguments)
    if arguments.check:
        try:
            for slot in readers.slots():
                say(slot.label)
        except CardError as error:
            raise OperationError(str(error)) from None
        return 0
    origins = [_origin(one) for one in arguments.origin]
    if not origins:
        raise OperationError("業務画面の住所がありません。--origin https://… を付けてください (--origin is needed)。")
    server(readers, arguments.port, origins).serve_forever()
    return 0


def _readers(arguments: argparse.Namespace) -> Readers:
    if arguments.simulated:
        from yakuba.operation.simulators.card_chip import SimulatedReaders

        return SimulatedReaders(arguments.folder or Home.from_environment().path / "card-simulator")
    from yakuba.operation.card_reader.pcsc import PcscReaders

    return PcscReaders()


def _origin(text: str) -> str:
    """Scheme, host and port of an address, without what follows."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OperationError(f"--origin：{text} は住所ではありません (not an address)。https://… と書いてください。")
    return f"{parts.scheme}://{parts.netloc}"
