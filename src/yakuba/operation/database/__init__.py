"""The database below everything: the embedded PostgreSQL, its roles, and checks of any PostgreSQL 15 to 18.

Knows nothing of Django, so that it can run before settings exist.
"""

from __future__ import annotations

from yakuba.operation.database.engine import Engine, embedded_engine, engine_at
from yakuba.operation.database.errors import DatabaseFailure, DiskFull, OperationError
from yakuba.operation.database.roles import COUNTER, DEFAULT_DATABASE, PORTAL, login_roles, provision, role, script
from yakuba.operation.database.server import ADMINISTRATOR, EmbeddedServer

__all__ = [
    "ADMINISTRATOR",
    "COUNTER",
    "DEFAULT_DATABASE",
    "PORTAL",
    "DatabaseFailure",
    "DiskFull",
    "EmbeddedServer",
    "Engine",
    "OperationError",
    "embedded_engine",
    "engine_at",
    "login_roles",
    "provision",
    "role",
    "script",
]
