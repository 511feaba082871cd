"""Background work of the registry, found by the job room at start."""

from yakuba.areas.resident_registry.loads import kinds

__all__ = ["kinds"]
