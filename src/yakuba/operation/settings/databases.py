"""Database addresses from the environment: ``DATABASE_URL`` (application role), ``DATABASE_OWNER_URL`` (migration).

``YAKUBA_STATEMENT_SECONDS`` ends a statement that takes longer; the web server sets it for itself.
"""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict


def from_url(url: str, pool: int = 0) -> dict[str, Any]:
    """Django's dictionary for a PostgreSQL address; ``pool`` connections are kept ready when above 0."""
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {"application_name": "yakuba"}
    if seconds := os.environ.get("YAKUBA_STATEMENT_SECONDS"):
        options["options"] = f"-c statement_timeout={int(seconds) * 1000}"
    if pool:
        # A pool that grows under load showed p99 of 400-600 ms: it is full from the start.
        options["pool"] = {"min_size": pool, "max_size": pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "yakuba"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
        "TEST": {"NAME": parts.get("dbname", "yakuba")},
    }
