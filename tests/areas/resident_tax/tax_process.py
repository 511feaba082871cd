"""A process that is killed (SIGKILL, by itself) in the middle of a job of the resident tax.

Arguments: municipality, job, the step it dies in, which time that is. It dies with the rows written and
not committed. Ends with 0 when the job is over before that: then nothing was killed.
"""

import os
import signal
import sys
from collections.abc import Callable
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.operation.settings.test")
django.setup()

from yakuba.areas.resident_tax import assessments, files, matching, settling, taking  # noqa: E402  needs Django's settings
from yakuba.platform.documents import mailings, rendering  # noqa: E402
from yakuba.platform.jobs import service as jobs  # noqa: E402

STEPS = {
    "check": (taking, "check"),
    "block": (taking, "write"),
    "settle": (settling, "settle"),
    "match": (matching, "match_waiting"),
    "compute": (assessments, "compute"),
    "slice": (assessments, "write"),
    "finish": (assessments, "finish"),
    "list": (mailings, "_planned"),
    "draw": (rendering, "render_many"),
    "keep": (mailings, "_keep"),
}
MUNICIPALITY, JOB, STEP, TIMES = int(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3], int(sys.argv[4])
assessments.SLICE = 20  # type: ignore[misc]
mailings.PAGES = 4
files._STEP = 2_000  # type: ignore[misc]
plan = files.plan
files.plan = lambda content_hash: plan(content_hash, 5_000)  # type: ignore[assignment,misc]


def dying(work: Callable[..., object]) -> Callable[..., object]:
    done: list[object] = []

    def run(*given: object) -> object:
        done.append(work(*given))
        if len(done) == TIMES:
            os.kill(os.getpid(), signal.SIGKILL)
        return done[-1]

    return run


module, name = STEPS[STEP]
setattr(module, name, dying(getattr(module, name)))
jobs.run_here(MUNICIPALITY, JOB)
