"""The registry's procedures: definitions as data, and what they name: builders of action inputs, automatic checks."""

from yakuba.areas.resident_registry.procedures import checks, copies, move_outs, person_checks

__all__ = ["checks", "copies", "move_outs", "person_checks"]
