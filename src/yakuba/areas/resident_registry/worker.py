"""What the worker process does for the registry (``PERIODIC``: seconds between rounds, function)."""

from collections.abc import Callable

from yakuba.areas.resident_registry.actions import planned_move_outs

PERIODIC: tuple[tuple[float, Callable[[], object]], ...] = ((300.0, planned_move_outs.everywhere),)
