"""The child allowance's door for other floors: filings, what may be offered to whom, and rights for trials."""

from yakuba.areas.child_allowance.actions.names import ACCOUNT, AMOUNT, CLAIM, CONFIRM, END
from yakuba.areas.child_allowance.offers import Offer, offers_after, offers_for
from yakuba.areas.child_allowance.own import own_allowance
from yakuba.areas.child_allowance.trials import TrialRights, trial_rights

__all__ = [
    "ACCOUNT",
    "AMOUNT",
    "CLAIM",
    "CONFIRM",
    "END",
    "Offer",
    "TrialRights",
    "offers_after",
    "offers_for",
    "own_allowance",
    "trial_rights",
]
