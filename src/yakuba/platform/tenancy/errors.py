"""Errors of the walls. They are programming or attack errors, never a clerk's mistake."""


class NoTenant(RuntimeError):
    """Tenant data were touched without (or outside) an open municipality."""


class ForeignTenant(RuntimeError):
    """An object of one municipality was given to another."""
