"""What the worker process does for this room (``PERIODIC``: seconds between rounds, function)."""

from collections.abc import Callable

from yakuba.frontyard.counter import handing_in

PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = ((0.5, handing_in.take_all),)
