"""Migration operations that build the database's wall: row-level security, grants, definer functions.

Roles are per database: ``role("app")`` is ``<database>_app``. ENABLE, not FORCE, row-level security: dump and data
migrations run as the owner (docs/decisions/0002).
"""

from dataclasses import dataclass
from typing import Any

from django.db.migrations.operations.base import Operation

ROLES = ("owner", "app", "portal", "search", "auditor", "exchange", "operator")


def role(name: str, connection: Any = None) -> str:
    """Quoted name of a database role of this town hall's database."""
    if name not in ROLES:
        raise ValueError(f"unknown role {name!r}; one of {', '.join(ROLES)}")
    if connection is None:
        from django.db import connection as default

        connection = default
    return f'"{database_prefix(connection)}_{name}"'


def database_prefix(connection: Any) -> str:
    return str(connection.settings_dict["NAME"])


class _Sql(Operation):
    """Runs statements forwards; going back is by restoring a backup, never by unbuilding a wall."""

    reduces_to_sql = True
    reversible = False

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The wall is not part of the model state."""

    def statements(self, connection: Any) -> list[str]:
        raise TypeError("subclass gives the statements")

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        # Foreign keys wait in deferred_sql; the wall needs the table only.
        for statement in self.statements(schema_editor.connection):
            schema_editor.execute(statement, params=None)


class TenantWall(_Sql):
    """Row-level security on one tenant table, and what the application may do with it."""

    def __init__(self, table: str, grant: tuple[str, ...] = ("SELECT", "INSERT", "UPDATE")) -> None:
        self.table, self.grant = table, tuple(grant)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return type(self).__name__, (), {"table": self.table, "grant": self.grant}

    def statements(self, connection: Any) -> list[str]:
        app = role("app", connection)
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{self.table}" TO {app} '
            "USING (municipality_id = current_setting('yakuba.municipality')::int)",
            f'GRANT {", ".join(self.grant)} ON "{self.table}" TO {app}',
        ]


class PortalWall(TenantWall):
    """The same for a table of the residents' portal: its own role, and nobody else's."""

    def statements(self, connection: Any) -> list[str]:
        portal = role("portal", connection)
        return [
            f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY tenant ON "{self.table}" TO {portal} '
            "USING (municipality_id = current_setting('yakuba.municipality')::int)",
            f'GRANT {", ".join(self.grant)} ON "{self.table}" TO {portal}',
        ]


class Grant(_Sql):
    """Rights on a table without a municipality (directory, queue): it must be on the catalogue's allow-list."""

    def __init__(self, table: str, grant: tuple[str, ...], to: str = "app") -> None:
        self.table, self.grant, self.to = table, tuple(grant), to

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return type(self).__name__, (), {"table": self.table, "grant": self.grant, "to": self.to}

    def statements(self, connection: Any) -> list[str]:
        return [f'GRANT {", ".join(self.grant)} ON "{self.table}" TO {role(self.to, connection)}']


class Narrowed(_Sql):
    """One more right of the application on a tenant table, for some of its rows only: the database holds it to that.

    Of an UPDATE the condition is about the row as it was.
    """

    def __init__(self, table: str, right: str, condition: str) -> None:
        self.table, self.right, self.condition = table, right, condition

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return (
            type(self).__name__,
            (),
            {"table": self.table, "right": self.right, "condition": self.condition},
        )

    def statements(self, connection: Any) -> list[str]:
        app, right = role("app", connection), self.right.split(" ", 1)[0]
        check = " WITH CHECK (true)" if right == "UPDATE" else ""
        return [
            f'CREATE POLICY narrowed_{right.lower()} ON "{self.table}" AS RESTRICTIVE FOR {right} '
            f"TO {app} USING ({self.condition}){check}",
            f'GRANT {self.right} ON "{self.table}" TO {app}',
        ]


@dataclass(frozen=True)
class Reach:
    """What the owner of a definer function may touch: ``rights`` on ``table``, over all municipalities."""

    table: str
    rights: tuple[str, ...]


class Door(_Sql):
    """A SECURITY DEFINER function owned by a NOLOGIN role: the only way through the wall.

    ``body`` is SQL of ``CREATE FUNCTION name(args) RETURNS ... `` without owner and search_path; it must be written
    with schema-qualified names, as its search_path is ``pg_catalog, pg_temp``. List the function in doors.py.
    """

    for_role = "app"
    """Who may call it: one login role."""

    def __init__(self, signature: str, body: str, owner: str, reaches: tuple[Reach, ...] = ()) -> None:
        self.signature, self.body, self.owner, self.reaches = signature, body, owner, tuple(reaches)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        kwargs = {"signature": self.signature, "body": self.body, "owner": self.owner, "reaches": self.reaches}
        return type(self).__name__, (), kwargs

    def statements(self, connection: Any) -> list[str]:
        owner, caller = role(self.owner, connection), role(self.for_role, connection)
        reach = [statement for reach in self.reaches for statement in self._reach(reach, owner)]
        return [
            *reach,
            self.body,
            f"GRANT CREATE ON SCHEMA public TO {owner}",
            f"ALTER FUNCTION {self.signature} OWNER TO {owner}",
            f"REVOKE CREATE ON SCHEMA public FROM {owner}",
            f"REVOKE ALL ON FUNCTION {self.signature} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {self.signature} TO {caller}",
        ]

    def _reach(self, reach: Reach, owner: str) -> list[str]:
        policy = f"door_{self.owner}"
        return [
            f'DROP POLICY IF EXISTS {policy} ON "{reach.table}"',
            f'CREATE POLICY {policy} ON "{reach.table}" TO {owner} USING (true) WITH CHECK (true)',
            f'GRANT {", ".join(reach.rights)} ON "{reach.table}" TO {owner}',
        ]


class PortalDoor(Door):
    """A door that the residents' portal may use, and the application may not."""

    for_role = "portal"
