"""Which database a command talks to: the one named in the environment, or this home's embedded server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from yakuba.operation.database import (
    ADMINISTRATOR,
    COUNTER,
    PORTAL,
    EmbeddedServer,
    OperationError,
    login_roles,
    provision,
    role,
)
from yakuba.operation.home import Home, HomeLock


@dataclass(frozen=True)
class Addresses:
    """Connection addresses of the application role, of the owner (None: not given, so no migration), of the
    residents' portal and of the counter's own zone (None: there is none)."""

    application: str
    owner: str | None
    portal: str | None = None
    counter: str | None = None

    def environment(self) -> dict[str, str]:
        """For processes that migrate or administer."""
        return {"DATABASE_URL": self.application} | ({"DATABASE_OWNER_URL": self.owner} if self.owner else {})


def external() -> Addresses | None:
    """The PostgreSQL an administrator set up, when `DATABASE_URL` is given."""
    application = os.environ.get("DATABASE_URL")
    if not application:
        return None
    names = ("DATABASE_OWNER_URL", "DATABASE_PORTAL_URL", "DATABASE_COUNTER_URL")
    return Addresses(application, *(os.environ.get(name) or None for name in names))


def embedded(server: EmbeddedServer) -> Addresses:
    """Addresses of the login roles on the embedded server, running or not."""
    owner, application = (server.url(name, server.database) for name in login_roles(server.database))
    portal, counter = (server.url(role(server.database, name), server.database) for name in (PORTAL, COUNTER))
    return Addresses(application, owner, portal, counter)


def prepare_embedded(server: EmbeddedServer) -> None:
    """Roles, database and rights, by the statements an administrator would run; 20 ms when all is there."""
    provision(server.url(ADMINISTRATOR, "postgres"), server.database)


@contextmanager
def reachable(home: Home) -> Iterator[Addresses]:
    """A database that answers, for one command: an external one, the running town hall's, or this home's for a while.

    Error: OperationError when the home does not exist, as any command but `start` would otherwise found an empty one.
    """
    given = external()
    if given:
        yield given
        return
    server = EmbeddedServer(home.path)
    lock = HomeLock(home)
    if lock.is_held():
        yield embedded(server)
        return
    if not server.data.exists():
        raise OperationError(
            f"保存先 {home.path} に町役場がありません(no town hall here)。先に yakuba start を実行するか、"
            "YAKUBA_HOME または DATABASE_URL を指定してください。"
        )
    lock.take({"process": os.getpid(), "port": "-"})
    try:
        with server:
            prepare_embedded(server)
            yield embedded(server)
    finally:
        lock.release()


def open_django(home: Home, addresses: Addresses) -> None:
    """Load Django for this process with those addresses. Once per process."""
    os.environ.update(addresses.environment())
    os.environ["YAKUBA_HOME"] = str(home.path)
    os.environ.setdefault("YAKUBA_SECRET_KEY", home.secret("django-secret-key"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.core")
    os.environ.setdefault("YAKUBA_THREADS", "1")
    import django

    django.setup()
