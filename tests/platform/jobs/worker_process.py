"""A worker process for tests: ``python worker_process.py`` with the test database in the environment."""

import threading
import time

import django

django.setup()

from tests.platform.jobs import sample_kinds  # noqa: E402, F401 registers the kinds
from yakuba.platform.jobs import worker  # noqa: E402


def periodic() -> None:
    while True:
        for _, function in worker.PERIODIC:
            function()
        time.sleep(0.5)


threading.Thread(target=periodic, daemon=True).start()
worker.run()
