"""How a consent stands today."""

from enum import StrEnum

from yakuba.insight.work_comparison.models import PublicationConsent
from yakuba.platform.tenancy.context import current_context


class ConsentState(StrEnum):
    """By its days and its withdrawal."""

    COMING = "coming"
    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


def state_of(consent: PublicationConsent) -> ConsentState:
    """On the day of the context."""
    today = current_context().business_date
    if consent.withdrawn_at is not None:
        return ConsentState.WITHDRAWN
    if today < consent.valid_from:
        return ConsentState.COMING
    return ConsentState.OPEN if today <= consent.valid_to else ConsentState.ENDED
