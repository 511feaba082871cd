"""Background work of the reception, found by the job room at start."""

from yakuba.frontyard.reception.intake import kinds

__all__ = ["kinds"]
