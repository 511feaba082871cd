"""Writes src/yakuba/operation/tables.sql: what the migrations say to an empty database (docs/decisions/0060).

Run it when a migration, or what migrations are made of, has changed; a test says so. It takes a minute.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

NAME = "recorded_tables"  # occurs in no statement by itself


def main() -> int:
    """Record on a server of our own. Exit code 0."""
    from yakuba.operation.database import ADMINISTRATOR, EmbeddedServer, login_roles, provision

    with tempfile.TemporaryDirectory(prefix="yakuba-tables-") as place:
        os.environ["YAKUBA_HOME"] = place
        server = EmbeddedServer(Path(place), durable=False)
        owner, application = (server.url(name, NAME) for name in login_roles(NAME))
        os.environ.update(DATABASE_OWNER_URL=owner, DATABASE_URL=application)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
        with server:
            provision(server.url(ADMINISTRATOR, "postgres"), NAME)
            _record()
    return 0


def _record() -> None:
    import django
    from django.db import connections

    from yakuba.operation.tables import RECORDED, Recording

    django.setup()
    RECORDED.write_text(Recording(connections["owner"]).text())
    connections.close_all()
    sys.stdout.write(f"{RECORDED.name}: {len(RECORDED.read_text()):,} characters\n")


if __name__ == "__main__":
    sys.exit(main())
