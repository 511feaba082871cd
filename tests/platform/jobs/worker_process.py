"""A worker process for tests: ``python worker_process.py`` with the test database in the environment."""

import sys
import threading
import time
from pathlib import Path

import django

django.setup()

sys.path.insert(0, str(Path(__file__).parent))
import sample_kinds  # noqa: E402, F401 registers the kinds

from yakuba.platform.jobs import worker  # noqa: E402


def periodic() -> None:
    while True:
        for _, function in worker.PERIODIC:
            function()
        time.sleep(0.5)


threading.Thread(target=periodic, daemon=True).start()
worker.run()
