"""Background work of the registry, found by the job room at start."""

from yakuba.areas.resident_registry import drawing
from yakuba.areas.resident_registry.loads import kinds

__all__ = ["drawing", "kinds"]
