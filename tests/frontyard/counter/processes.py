"""Real processes of the three zones beside a test: each with its own role, address and surroundings, no other's."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from tests.frontyard.portal.process import _wait
from tests.operation.test_townhall import free_port

ROLES = {"web": "app", "worker": "app", "portal": "portal", "counter": "counter"}
ADDRESS_OF = {"web": "DATABASE_URL", "worker": "DATABASE_URL", "portal": "DATABASE_PORTAL_URL"}
ADDRESS_OF["counter"] = "DATABASE_COUNTER_URL"
SETTINGS = {"web": "core", "worker": "core", "portal": "portal", "counter": "counter"}


@dataclass(frozen=True)
class Running:
    port: int
    process: "subprocess.Popen[bytes]"

    def surroundings(self) -> dict[str, str]:
        """What the operating system says the process was started with."""
        given = Path(f"/proc/{self.process.pid}/environ").read_bytes().decode().split("\0")
        return dict(one.split("=", 1) for one in given if "=" in one)


def address(role: str) -> str:
    values = connection.settings_dict
    parts = {"dbname": values["NAME"], "user": f"{values['NAME']}_{role}", "host": values["HOST"]}
    parts |= {"port": str(values["PORT"])} if values["PORT"] else {}
    return " ".join(f"{name}={value}" for name, value in parts.items())


def start(part: str, home: Path, **environment: str) -> Running:
    """Start one part; nothing of the test's own database addresses is passed on."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "YAKUBA_"))}
    given = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "YAKUBA_HOME": str(home),
        "YAKUBA_SECRET_KEY": "only-for-tests",
        "YAKUBA_COUNTER": "1",
        "DJANGO_SETTINGS_MODULE": f"yakuba.operation.settings.{SETTINGS[part]}",
        ADDRESS_OF[part]: address(ROLES[part]),
        **environment,
    }
    command = [sys.executable, "-m", "yakuba.operation.cli.main", part]
    command += [] if part == "worker" else ["--port", str(port)]
    with (home / f"{part}.log").open("ab") as out:
        return Running(port, subprocess.Popen(command, env={**kept, **given}, stdout=out, stderr=out))


@contextmanager
def running(part: str, home: Path, **environment: str) -> Iterator[Running]:
    """A part that answers, until the end of the block."""
    one = start(part, home, **environment)
    try:
        if part != "worker":
            _wait(one.port, one.process, home / f"{part}.log")
        yield one
    finally:
        one.process.terminate()
        one.process.wait(timeout=60)
