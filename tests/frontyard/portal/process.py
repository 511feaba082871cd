"""A real portal process beside the test: another zone, the portal's role, its own post thread."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.operation.test_townhall import free_port


@contextmanager
def portal_process(settings: Any, **environment: str) -> Iterator[str]:
    """Its address. What it writes goes to a log in the portal's folder; it is printed when it does not start."""
    from django.db import connection

    values = connection.settings_dict
    port = free_port()
    database = {"dbname": values["NAME"], "user": f"{values['NAME']}_portal", "host": values["HOST"]}
    if values["PORT"]:
        database["port"] = str(values["PORT"])
    home = Path(settings.PORTAL_HOME).parent
    log = home / "portal.log"
    given = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "YAKUBA_HOME": str(home),
        "YAKUBA_PORTAL_PORT": str(port),
        "YAKUBA_PORTAL_ORIGIN": f"http://localhost:{port}",
        "YAKUBA_SECRET_KEY": "only-for-tests",
        "DATABASE_PORTAL_URL": " ".join(f"{name}={value}" for name, value in database.items()),
        "DATABASE_URL": "",
        "DATABASE_OWNER_URL": "",
        "DJANGO_SETTINGS_MODULE": "yakuba.operation.settings.portal",
        **environment,
    }
    command = [sys.executable, "-m", "yakuba.operation.cli.main", "portal", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **given}, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the portal did not start: {log.read_text()[-3000:]}")
