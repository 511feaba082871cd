"""A process that loads a file and tells of each step, for tests that kill it. Arguments: municipality, file."""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
django.setup()

from yakuba.areas.resident_registry.loads import settling  # noqa: E402  needs Django's settings
from yakuba.areas.resident_registry.service import load_file  # noqa: E402

settling.CHUNK_LINES = 40


def tell(what: str, done: int, total: int) -> None:
    sys.stdout.write(f"{what} {done} {total}\n")
    sys.stdout.flush()


load_file(int(sys.argv[1]), Path(sys.argv[2]), tell)
