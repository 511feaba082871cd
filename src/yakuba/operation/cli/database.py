"""`yakuba database`: what an administrator must run, migrating, and whether everything is as it should be."""

from __future__ import annotations

import argparse
import sys

from yakuba.operation.cli.main import Subcommands
from yakuba.operation.cli.output import emit, say
from yakuba.operation.connection import open_django, reachable
from yakuba.operation.database import DEFAULT_DATABASE, DatabaseFailure, OperationError, script
from yakuba.operation.home import Home


def register(subparsers: Subcommands) -> None:
    """Add `database sql|migrate|check`."""
    parser = subparsers.add_parser("database", help="データベースの準備と点検 (roles, migration, checks)")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    sql = actions.add_parser("sql", help="管理者が実行する SQL を表示する (SQL an administrator must run)")
    sql.add_argument("--name", default=DEFAULT_DATABASE, help="データベース名 (database name, default %(default)s)")
    sql.set_defaults(run=run_sql)
    migrate = actions.add_parser("migrate", help="表を新しい版にする (apply migrations; DATABASE_OWNER_URL)")
    migrate.set_defaults(run=run_migrate)
    check = actions.add_parser("check", help="役割・権限・版を点検する (check roles, rights and version)")
    check.add_argument("--json", action="store_true", help="結果を JSON で出す (machine-readable)")
    check.set_defaults(run=run_check)


def run_sql(arguments: argparse.Namespace) -> int:
    """Prints a psql script."""
    sys.stdout.write(script(arguments.name))
    return 0


def run_migrate(arguments: argparse.Namespace) -> int:
    """Applies what is pending; 0 also when nothing was."""
    home = Home.from_environment()
    home.make()
    with reachable(home) as addresses:
        if addresses.owner is None:
            raise OperationError("DATABASE_OWNER_URL がありません(missing)。所有者の接続先を指定してください。")
        open_django(home, addresses)
        from yakuba.operation.prepare import migrate

        count = migrate(may_write=True)
    say(f"移行 {count} 件 ({count} migrations applied)")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """0 when every check passes, else 4."""
    from yakuba.operation.database.checks import check

    home = Home.from_environment()
    with reachable(home) as addresses:
        results = check(addresses.application, addresses.owner)
    if arguments.json:
        emit([{"check": one.name, "passed": one.passed, "detail": one.detail} for one in results])
    else:
        for one in results:
            say(f"{'合' if one.passed else '否'} {one.name}: {one.detail}")
    return 0 if all(one.passed for one in results) else DatabaseFailure.exit_code
