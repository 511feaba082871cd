"""What the worker process does for this room (``PERIODIC``: seconds between rounds, function)."""

from collections.abc import Callable

from yakuba.platform.exchange import collector, delivery

PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = (
    (1.0, delivery.deliver_due),
    (1.0, delivery.handle_due),
    (2.0, collector.collect),
    (3600.0, collector.purge),
)
