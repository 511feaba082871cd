"""What the worker does for the front yard: keys and the list of open procedures, for the portal to read."""

from collections.abc import Callable

from yakuba.frontyard.reception import catalogues

PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = ((30.0, catalogues.Rounds().__call__),)
