"""`yakuba simulate`: the other side of a spool, for trials and tests. No implementation of a real system."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.home import Home
from yakuba.operation.simulators import SIMULATORS

_PAUSE = 1.0  # seconds between two looks into the spool


def register(subparsers: Subcommands) -> None:
    """Add `simulate PARTY`."""
    parser = subparsers.add_parser("simulate", help="連携先の模擬 (play an outside party; docs/exchange.md)")
    parser.add_argument("party", choices=sorted(SIMULATORS), help="連携先 (party)")
    parser.add_argument("--home", type=Path, help="保存先 (home of the town hall, default YAKUBA_HOME or ./var)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--training", action="store_true", help="研修用のスプールを使う (the training spool)")
    which.add_argument("--both", action="store_true", help="本番用と研修用の両方 (both spools)")
    parser.add_argument(
        "--local",
        action="append",
        default=[],
        metavar="CODE",
        help="同じサービスの自治体 (local code; repeatable)",
    )
    parser.add_argument("--once", action="store_true", help="今ある分だけ答えて終わる (answer what is there and stop)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answers messages until interrupted, or once. 0; 130 when interrupted."""
    home = arguments.home or Home.from_environment().path
    spools = ("spool", "spool-training") if arguments.both else ("spool-training" if arguments.training else "spool",)
    parties = [SIMULATORS[arguments.party](home / spool, frozenset(arguments.local)) for spool in spools]
    while True:
        count = sum(party.play() for party in parties)
        if count or arguments.once:
            _report(arguments, count)
        if arguments.once:
            return 0
        time.sleep(_PAUSE)


def _report(arguments: argparse.Namespace, count: int) -> None:
    if arguments.json:
        emit({"party": arguments.party, "answered": count})
    else:
        say(f"模擬{arguments.party}: {count} 件に答えました ({count} answered)")
