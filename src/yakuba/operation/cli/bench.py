"""`yakuba bench`: the measurements, each against a yardstick of the same run."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say


def register(subparsers: Subcommands) -> None:
    """Add `bench`."""
    parser = subparsers.add_parser("bench", help="速さを測る (run the benchmarks)")
    parser.add_argument("name", nargs="*", help="測定の名前。省略するとすべて (which; default all)")
    parser.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="結果を書くファイル (write results there)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when all bars are met, else 1."""
    from yakuba.operation.bench import measure, scripts

    results = []
    for one in measure(scripts(arguments.name)):
        results.append(vars(one))
        if not arguments.json:
            say(f"{'合' if one.met else '否'} {one.name} ({one.seconds} s) {one.complaint}")
            say(json.dumps(one.result, ensure_ascii=False, indent=1))
    if arguments.json:
        emit(results)
    if arguments.out:
        arguments.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    return 0 if results and all(one["met"] for one in results) else 1
