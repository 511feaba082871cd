"""The child allowance's door for other floors: what may be filed, and what may be offered to whom."""

from yakuba.areas.child_allowance.actions.names import ACCOUNT, AMOUNT, CLAIM, CONFIRM, END
from yakuba.areas.child_allowance.offers import Offer, offers_after, offers_for
from yakuba.areas.child_allowance.own import own_allowance

__all__ = ["ACCOUNT", "AMOUNT", "CLAIM", "CONFIRM", "END", "Offer", "offers_after", "offers_for", "own_allowance"]
