"""What the worker process does for this room (``PERIODIC``: seconds between rounds, function)."""

from collections.abc import Callable

from yakuba.platform.mail import delivery

PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = ((5.0, delivery.send_due),)
