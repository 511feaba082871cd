"""Readings of My Number cards at the counter."""

from django.db import models

from yakuba.platform.tenancy.base import TenantModel


class CardReading(TenantModel):
    """One accepted answer of a card: who may be its holder, and how surely. The certificate is not kept.

    ``nonce``: the challenge's, so that an answer counts once. ``how``: by the certificate's serial (serial), or by the
    four items (items). ``people``: ``{number, different}``, with the items that are not as on the record.
    ``visit_id``: the one visit that was begun with it.
    """

    nonce = models.CharField(max_length=64)
    clerk_id = models.UUIDField()
    level = models.CharField(max_length=24)
    how = models.CharField(max_length=8)
    people = models.JSONField(default=list)
    read_at = models.DateTimeField()
    visit_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "counter_card_reading"
        constraints = (models.UniqueConstraint(fields=("municipality", "nonce"), name="counter_card_reading_once"),)
        indexes = (models.Index(fields=("municipality", "clerk_id", "read_at"), name="counter_card_by_clerk"),)
