"""Entry of the console script: finds the subcommand, turns failures into one line and an exit code.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 already running or port taken, 4 database, 5 disk full, 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from yakuba.operation.cli.output import complain
from yakuba.operation.database.errors import (
    DISK_FULL_NUMBERS,
    DatabaseFailure,
    DiskFull,
    OperationError,
    disk_full,
    speaks_of_full_disk,
)
from yakuba.operation.home import Home

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

# Modules of this package, or anywhere else, each with `register(subparsers)`. A command sets `run=function` as default;
# the function takes the parsed arguments and returns the exit code.
COMMANDS = (
    "yakuba.operation.cli.start",
    "yakuba.operation.cli.database",
    "yakuba.operation.cli.municipality",
    "yakuba.operation.cli.parts",
    "yakuba.operation.cli.bench",
    "yakuba.operation.cli.audit",
    "yakuba.operation.cli.keys",
    "yakuba.operation.cli.signing",
    "yakuba.operation.cli.demo",
    "yakuba.operation.cli.synth",
    "yakuba.operation.cli.simulate",
    "yakuba.operation.cli.card_simulator",
    "yakuba.operation.cli.card_reader",
    "yakuba.operation.cli.authentication_app",
    "yakuba.operation.cli.payment_simulator",
    "yakuba.operation.cli.import_",
    "yakuba.operation.cli.export",
    "yakuba.operation.cli.law",
    "yakuba.operation.cli.processes",
)


def build_parser() -> argparse.ArgumentParser:
    """The parser with every subcommand; modules stay light, Django is loaded by a command that needs it."""
    parser = argparse.ArgumentParser(prog="yakuba", description="yakuba — 自治体の基幹業務サービス (town hall service)")
    parser.add_argument("--version", action="version", version=f"yakuba {_version()}")
    subparsers = parser.add_subparsers(title="コマンド (commands)", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(name).register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. The exit code as listed above."""
    parsed = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return run(parsed)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OperationError as problem:
        complain(str(problem))
        return problem.exit_code
    except OSError as problem:
        if problem.errno in DISK_FULL_NUMBERS:
            complain(str(disk_full(Home.from_environment().path)))
            return DiskFull.exit_code
        if not _is_given(problem.filename, parsed):
            raise
        complain(f"{problem.filename} を使えません(file): {problem.strerror}。パスと権限を確かめてください。")
        return 1
    except Exception as problem:
        if not _from_database(problem):
            raise
        complain(_database_message(problem))
        return DiskFull.exit_code if _is_full(problem) else DatabaseFailure.exit_code


def _is_given(path: object, parsed: argparse.Namespace) -> bool:
    """Whether the person who typed the command named this file, or the folder it lies in: theirs to put right."""
    given = {str(value) for value in vars(parsed).values() if isinstance(value, str | Path) and str(value)}
    return isinstance(path, str | Path) and any(one.startswith(str(path)) or str(path).startswith(one) for one in given)


def _version() -> str:
    try:
        return importlib.metadata.version("yakuba")
    except importlib.metadata.PackageNotFoundError:  # run from a source tree that is not installed
        return "(source)"


def _causes(problem: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while problem is not None and problem not in found:
        found.append(problem)
        problem = problem.__cause__ or problem.__context__
    return found


def _from_database(problem: BaseException) -> bool:
    import psycopg

    return _is_full(problem) or any(isinstance(one, psycopg.OperationalError) for one in _causes(problem))


def _is_full(problem: BaseException) -> bool:
    import psycopg

    # A quota is no "disk full" to PostgreSQL but an internal error; only its words tell.
    return any(
        isinstance(one, psycopg.errors.DiskFull) or (isinstance(one, psycopg.Error) and speaks_of_full_disk(str(one)))
        for one in _causes(problem)
    )


def _database_message(problem: BaseException) -> str:
    if _is_full(problem):
        return str(disk_full(Home.from_environment().path))
    told = " ".join(str(problem).split())
    remedy = "DATABASE_URL を確かめ、yakuba database check を実行してください。"
    return f"データベースに接続できません(database): {told}。{remedy}"


if __name__ == "__main__":
    sys.exit(main())
