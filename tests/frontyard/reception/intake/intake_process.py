"""A process that is killed (SIGKILL, by itself) in the middle of importing a file of applications.

Arguments: municipality, file, a word of the step's name, how much of that step is done when it dies.
Ends with 0 when the step is over before that: then nothing was killed.
"""

import os
import signal
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
django.setup()

from yakuba.frontyard.reception.intake import checking, receiving, running  # noqa: E402  needs Django's settings

checking.BLOCK, receiving.RANGE = 4, 3
MUNICIPALITY, FILE, STEP, DONE = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])


def die_at(what: str, done: int, total: int) -> None:
    if STEP in what and DONE <= done < total:
        os.kill(os.getpid(), signal.SIGKILL)


running.import_file(MUNICIPALITY, FILE, running.chosen(), die_at)
