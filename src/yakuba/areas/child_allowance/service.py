"""The child allowance's door for other floors: names of what may be filed, decided and asked."""

from yakuba.areas.child_allowance.actions.names import ACCOUNT, AMOUNT, CLAIM, CONFIRM, END

__all__ = ["ACCOUNT", "AMOUNT", "CLAIM", "CONFIRM", "END"]
