"""`yakuba start`: open the town hall of this home and keep it open until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import complain
from yakuba.operation.home import DEFAULT_PORT, Home


def register(subparsers: Subcommands) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("start", help="町役場を開く (open the town hall)", description=__doc__)
    port = os.environ.get("YAKUBA_PORT") or str(DEFAULT_PORT)
    parser.add_argument("--port", type=int, default=port, help="画面のポート (web port; YAKUBA_PORT)")
    portal = os.environ.get("YAKUBA_PORTAL_PORT") or "0"
    where = "住民ポータルのポート (residents' pages; YAKUBA_PORTAL_PORT, default: the next one)"
    parser.add_argument("--portal-port", type=int, default=portal, help=where)
    desk = os.environ.get("YAKUBA_COUNTER_PORT") or "0"
    where = "窓口の区域のポート (counter's zone, with YAKUBA_COUNTER=1; YAKUBA_COUNTER_PORT, default: web port + 3)"
    parser.add_argument("--counter-port", type=int, default=desk, help=where)
    bind = os.environ.get("YAKUBA_BIND") or "127.0.0.1"
    parser.add_argument("--bind", default=bind, help="待ち受けるアドレス (address to listen on; YAKUBA_BIND)")
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument("--demo", action="store_true", default=None, help="実演用の町を作る (found the demo)")
    demo.add_argument("--no-demo", action="store_false", dest="demo", help="実演用の町を作らない (no demo)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code of the town hall; 3 where this home or the port is in use."""
    from yakuba.operation.database.processes import die_with_parent
    from yakuba.operation.supervisor.townhall import Plan, PreparationFailed, TownHall

    if not 1 <= arguments.port <= 65535:
        complain(f"ポート {arguments.port} は使えません(port)。1 から 65535 の番号を指定してください。")
        return 2
    if os.environ.pop("YAKUBA_DIE_WITH_PARENT", ""):
        die_with_parent(signal.SIGTERM)  # started by make, whose end is ours
    plan = Plan(
        arguments.port,
        arguments.bind,
        arguments.demo,
        arguments.portal_port or arguments.port + 1,
        arguments.counter_port or arguments.port + 3,
        counter=os.environ.get("YAKUBA_COUNTER") == "1",
    )
    try:
        return TownHall(Home.from_environment(), plan).run()
    except PreparationFailed as failed:
        return failed.exit_code
