"""The registry's procedures: definitions as data, and what they name: builders of action inputs, automatic checks."""

from yakuba.areas.resident_registry.procedures import (
    arrivals,
    cancels,
    changing,
    checks,
    copies,
    entitlement_checks,
    expected,
    households,
    kin,
    living_checks,
    move_outs,
    moves,
    names,
    person_checks,
    protections,
)

__all__ = [
    "arrivals",
    "cancels",
    "changing",
    "checks",
    "copies",
    "entitlement_checks",
    "expected",
    "households",
    "kin",
    "living_checks",
    "move_outs",
    "moves",
    "names",
    "person_checks",
    "protections",
]
