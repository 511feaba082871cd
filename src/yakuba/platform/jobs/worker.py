"""The worker process, and the two things somebody must do every few seconds (``PERIODIC``)."""

import asyncio
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from yakuba.platform.jobs import queue
from yakuba.platform.tenancy.context import now

HEARTBEAT = 5.0  # seconds between signs of life
SILENCE = 20.0  # seconds of silence after which a worker is taken for dead

_STALLED = """
SELECT call.id, call.queueing_lock FROM procrastinate_jobs call
LEFT JOIN procrastinate_workers worker ON worker.id = call.worker_id
WHERE call.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
ORDER BY call.attempts
"""
_FRESH = "DELETE FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"


def run(concurrency: int | None = None, wait: bool = True, install_signal_handlers: bool = True) -> None:
    """Work until told to stop (SIGINT, SIGTERM), or with ``wait=False`` until the queue is empty.

    The connector has its own connection, because LISTEN needs one; the tasks use Django's, a thread each.
    """
    threads = concurrency or settings.JOB_THREADS
    connector = PsycopgConnector(kwargs=connector_params("default"), min_size=1, max_size=threads + 2)
    worker = app.with_connector(connector)

    async def serve() -> None:
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=threads,
                wait=wait,
                install_signal_handlers=install_signal_handlers,
                delete_jobs="always",
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENCE,
                fetch_job_polling_interval=2.0,
            )

    asyncio.run(serve())


def retry_stalled() -> int:
    """Put calls whose worker died back into the queue. How many they were."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [SILENCE])
        stalled: list[tuple[int, str]] = cursor.fetchall()
    for call, slot in stalled:
        with transaction.atomic(), connection.cursor() as cursor:
            # Only one call a slot may wait: the one stays that has seen the most workers die.
            cursor.execute(_FRESH, [slot])
            app.job_manager.retry_job_by_id(call, retry_at=now())
    return len(stalled)


def wake_due() -> int:
    """Wake every municipality with work that is due: scheduled jobs, and any wake-up call lost in a crash."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id FROM job_due()")
        due = [municipality for (municipality,) in cursor.fetchall()]
    for municipality in due:
        queue.wake(municipality)
    return len(due)


PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = ((5.0, retry_stalled), (5.0, wake_due))
