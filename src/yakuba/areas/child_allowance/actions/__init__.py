"""What changes a right, and what pays: each entered by one and decided by another."""


def register_all() -> None:
    """Put the actions into the registry. Called once at start."""
    from yakuba.areas.child_allowance.actions import changes, claim, paying, placing, yearly

    claim.register()
    changes.register()
    paying.register()
    yearly.register()
    placing.register()
