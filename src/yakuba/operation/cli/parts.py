"""The processes `yakuba start` runs. Each can be run alone where an administrator supervises."""

from __future__ import annotations

import argparse
import os

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.database import OperationError
from yakuba.operation.home import DEFAULT_PORT


def register(subparsers: Subcommands) -> None:
    """Add the subcommands."""
    prepare = subparsers.add_parser("prepare", help="移行し、初めてなら町を作る (migrate, found the demo)")
    prepare.add_argument("--demo", action="store_true", help="実演用の町を作る (found the demo where it is missing)")
    prepare.set_defaults(run=run_prepare)
    web = subparsers.add_parser("web", help="画面のサーバーだけを動かす (web server only)")
    web.add_argument("--port", type=int, default=os.environ.get("YAKUBA_PORT") or str(DEFAULT_PORT))
    web.add_argument("--bind", default=os.environ.get("YAKUBA_BIND") or "127.0.0.1")
    web.set_defaults(run=run_web)
    worker = subparsers.add_parser("worker", help="裏方の仕事だけを動かす (background worker only)")
    worker.set_defaults(run=run_worker)
    portal = subparsers.add_parser("portal", help="住民ポータルだけを動かす (residents' pages only)")
    portal.add_argument("--port", type=int, default=os.environ.get("YAKUBA_PORTAL_PORT") or str(DEFAULT_PORT + 1))
    portal.add_argument("--bind", default=os.environ.get("YAKUBA_BIND") or "127.0.0.1")
    portal.set_defaults(run=run_portal)
    counter = subparsers.add_parser("counter", help="窓口だけを別の区域で動かす (the counter, as a zone of its own)")
    counter.add_argument("--port", type=int, default=os.environ.get("YAKUBA_COUNTER_PORT") or str(DEFAULT_PORT + 3))
    counter.add_argument("--bind", default=os.environ.get("YAKUBA_BIND") or "127.0.0.1")
    counter.set_defaults(run=run_counter)


def run_prepare(arguments: argparse.Namespace) -> int:
    """Needs DATABASE_URL and, where something is to be migrated, DATABASE_OWNER_URL."""
    from yakuba.operation.prepare import prepare

    return prepare(demo=arguments.demo)


def run_web(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM."""
    from yakuba.operation.web import serve

    return serve(arguments.bind, arguments.port)


def run_portal(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM. Needs DATABASE_PORTAL_URL, and nothing else of the core."""
    from yakuba.operation.portal_web import serve

    return serve(arguments.bind, arguments.port)


def run_counter(arguments: argparse.Namespace) -> int:
    """Serves until SIGTERM. Needs DATABASE_COUNTER_URL, and no address of the core's role."""
    if not os.environ.get("DATABASE_COUNTER_URL"):
        raise OperationError(
            "DATABASE_COUNTER_URL がありません(missing)。窓口の役割の接続先を指定してください。"
            "役割を作る SQL は yakuba database sql で表示できます。"
        )
    from yakuba.operation.counter_web import serve

    return serve(arguments.bind, arguments.port)


def run_worker(arguments: argparse.Namespace) -> int:
    """Works until SIGTERM."""
    from yakuba.operation.worker.process import work

    return work()
