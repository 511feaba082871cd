"""Between the database's start and the first page: migrate what is not migrated, found the demo where it is missing."""

from __future__ import annotations

import json
import os

from yakuba.operation.cli.output import Progress, say
from yakuba.operation.connection import external, open_django
from yakuba.operation.database import DEFAULT_DATABASE, DatabaseFailure, OperationError
from yakuba.operation.home import Home


def prepare(*, demo: bool) -> int:
    """Bring database and home up to date. Exit code 0. Errors: OperationError, psycopg.Error from Django."""
    home = Home.from_environment()
    home.make()
    addresses = external()
    if addresses is None:
        raise OperationError(
            "DATABASE_URL がありません(missing)。yakuba start を使うか、DATABASE_URL を指定してください。"
        )
    open_django(home, addresses)
    migrate(may_write=addresses.owner is not None)
    if demo and not home.founded.exists():
        _found(home)
    home.addresses.write_text(json.dumps(_lines(home), ensure_ascii=False))
    return 0


def migrate(*, may_write: bool) -> int:
    """Apply pending migrations as the owner. How many there were. Error: DatabaseFailure when it may not."""
    from django.db import connections

    from yakuba.operation import tables

    alias = "owner" if may_write else "default"
    waiting = pending(alias)
    if waiting and not may_write:
        raise DatabaseFailure(
            f"データベースの表が古いままです({waiting} 件の移行が未適用、migrations pending)。"
            "DATABASE_OWNER_URL を指定して、もう一度実行してください。"
        )
    if waiting:
        say(f"データベースの表を作っています … (applying {waiting} migrations)")
        tables.make("owner")
        with connections["owner"].cursor() as cursor:
            # So that a start without the owner's address can see whether the tables fit the program.
            cursor.execute(f'GRANT SELECT ON django_migrations TO "{_database_name()}_app"')
    asked = waiting or os.environ.get("YAKUBA_COUNTER") == "1"
    if may_write and not grant_counter() and asked:
        say(
            "窓口を別の区域にはできません(no counter zone): データベースに窓口の役割がありません。使うときは、管理者が "
            "yakuba database sql の SQL をもう一度実行してから、この準備をやり直してください。"
        )
    connections[alias].close()
    _make_master_key()
    return waiting


def grant_counter() -> bool:
    """The counter's role gets the rights of this version, as the owner; False where there is no such role."""
    from django.db import connections, transaction

    from yakuba.operation.database.counter_rights import grant

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:

        def ask(query: str) -> list[str]:
            cursor.execute(query)
            return [str(value) for (value,) in cursor.fetchall()]

        return grant(_database_name(), lambda statement: cursor.execute(statement, None), ask)


def _make_master_key() -> None:
    """The first key, while there is nothing yet that another one could have locked. A lost file is never replaced."""
    from yakuba.platform.secrets import master
    from yakuba.platform.tenancy import directory

    if not master.path().exists() and not directory.everyone():
        master.create()


def pending(alias: str) -> int:
    """Number of migrations not applied yet, as seen through a connection alias."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[alias])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _database_name() -> str:
    from django.db import connections

    return str(connections["owner"].settings_dict["NAME"] or DEFAULT_DATABASE)


def _found(home: Home) -> None:
    from yakuba.operation.founding import demo

    progress = Progress()
    try:
        demo.found(progress)
    finally:
        progress.close()
    home.founded.touch()


def _lines(home: Home) -> list[str]:
    """What to print after the start: each municipality's address and, where the demo was founded, how to sign in."""
    from yakuba.platform.screens.frame import place_words
    from yakuba.platform.tenancy import directory

    lines = [
        f"  {place_words(place.full_name, place.is_training):<10} {{base}}/{place.address}/"
        for place in directory.everyone()
    ]
    if home.founded.exists():
        from yakuba.operation.founding import demo

        lines += ["", *demo.sign_in_lines()]
    if not lines:
        lines = ["  自治体がまだありません。yakuba municipality add CODE で追加してください (no municipality yet)"]
    return lines
