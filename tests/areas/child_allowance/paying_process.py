"""A process that is killed (SIGKILL, by itself) in the middle of a job of a payment run.

Arguments: municipality, job, which work (plan, post, settle, mail), after how many chunks of it, not yet committed.
Ends with 0 when the job is over before that: then nothing was killed.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
django.setup()

from yakuba.areas.child_allowance import mailings, money_ledger, runs  # noqa: E402  needs Django's settings
from yakuba.platform.jobs import service as jobs  # noqa: E402

runs.CHUNK = mailings.CHUNK = 1
PLACES: dict[str, tuple[Any, str]] = {
    "plan": (runs, "work_out"),
    "post": (money_ledger, "post"),
    "settle": (money_ledger, "settle"),
    "mail": (mailings, "_keep"),
}
MUNICIPALITY, JOB, STEP, DONE = int(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3], int(sys.argv[4])


def dying(work: Callable[..., object]) -> Callable[..., object]:
    """Does the work, and dies before it is committed."""
    done: list[object] = []

    def worked(*given: object) -> object:
        result = work(*given)
        done.append(result)
        if len(done) == DONE:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return worked


module, name = PLACES[STEP]
setattr(module, name, dying(getattr(module, name)))
jobs.run_here(MUNICIPALITY, JOB)
