"""The worker process: procrastinate in the main thread, the periodic tasks beside it."""

from __future__ import annotations

from yakuba.operation.connection import external, open_django
from yakuba.operation.database import OperationError
from yakuba.operation.home import Home


def work() -> int:
    """Work until SIGTERM or SIGINT; jobs in hand are finished first. Exit code 0."""
    addresses = external()
    if addresses is None:
        raise OperationError(
            "DATABASE_URL がありません(missing)。yakuba start を使うか、DATABASE_URL を指定してください。"
        )
    open_django(Home.from_environment(), addresses)
    from yakuba.operation.worker.periodic import Rounds, tasks
    from yakuba.platform.jobs import worker

    rounds = Rounds(tasks())
    rounds.start()
    try:
        worker.run()
    finally:
        rounds.stop()
    return 0
