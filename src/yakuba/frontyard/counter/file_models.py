"""Files of a visit in the counter's own zone, sealed to the core, until the core has taken them."""

from django.db import models

from yakuba.platform.tenancy.base import TenantModel


class SealedFile(TenantModel):
    """What a clerk scanned for one question, in cipher: the counter can put it here and not read it again.

    ``filing_key`` is the draft's; the answers call the file by this row's id. ``ref`` is what the answers say of it.
    """

    filing_key = models.UUIDField()
    question = models.CharField(max_length=64)
    ref = models.JSONField()
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "counter_file"
        indexes = (models.Index(fields=("municipality", "filing_key"), name="counter_file_of_filing"),)
