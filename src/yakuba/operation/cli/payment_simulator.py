"""`yakuba payment-simulator`: pay, fail or pay wrongly at the simulated payment service. No money moves."""

from __future__ import annotations

import argparse
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain, emit, say
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add the subcommand."""
    text = "模擬の支払い (pay at the simulated payment service; `yakuba simulate payments` takes the slips)"
    parser = subparsers.add_parser("payment-simulator", help=text, description=__doc__)
    parser.add_argument("do", choices=("list", "pay", "fail"), help="一覧・支払う・失敗させる (what to play)")
    parser.add_argument("slip", nargs="?", default="", help="納付番号 (the slip)")
    parser.add_argument("--amount", type=int, help="違う額で支払う (another amount than the slip's)")
    parser.add_argument("--reference", default="", help="同じ支払いをもう一度知らせる (tell the same payment again)")
    parser.add_argument("--municipality", default="", help="頼まれていない番号を送る先 (for a slip nobody asked for)")
    parser.add_argument("--reason", default="残高の不足（模擬）", help="失敗の理由 (why it failed)")
    parser.add_argument("--home", type=Path, help="保存先 (home of the town hall, default YAKUBA_HOME or ./var)")
    parser.add_argument("--training", action="store_true", help="研修用のスプールを使う (the training spool)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0; 2 for a slip nobody asked for."""
    from yakuba.operation.simulators.payments import Payment, Payments

    home = arguments.home or Home.from_environment().path
    service = Payments(home / ("spool-training" if arguments.training else "spool"))
    if arguments.do == "list":
        emit({"slips": service.slips()})
        return 0
    given = Payment(arguments.slip, arguments.amount, arguments.reference, arguments.municipality)
    try:
        if arguments.do == "pay":
            say(f"支払いを知らせました ({service.pay(given)})")
        else:
            service.fail(arguments.slip, arguments.reason)
            say("支払いの不成立を知らせました (told that it failed)")
    except LookupError as problem:
        complain(str(problem))
        return 2
    return 0
