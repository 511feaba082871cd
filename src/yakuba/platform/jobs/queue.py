"""The wake-up calls of a municipality in procrastinate's queue.

A municipality has a few *slots*, each with at most one call waiting (procrastinate's queueing lock) and one at work (an
advisory lock of the working transaction, see runner). A call works for a short turn, at least one piece, and queues up
again: municipalities take turns, however many jobs one of them has. procrastinate's own lock would do for the second
half, but it outlives a killed worker, and nobody is told when it becomes free.
"""

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TASK = "jobs.work"
QUEUE = "jobs"


def wake(municipality: int) -> None:
    """See to it that all slots of a municipality look for work. Call it after the work has been committed."""
    for slot in range(settings.JOB_SLOTS):
        wake_slot(municipality, slot)


def wake_slot(municipality: int, slot: int) -> None:
    lock = f"{QUEUE}/{municipality}/{slot}"
    call = app.configure_task(TASK, queue=QUEUE, queueing_lock=lock)
    try:
        with transaction.atomic():
            call.defer(municipality=municipality, slot=slot)
    except AlreadyEnqueued:
        return  # a call that waits will see what we have committed
