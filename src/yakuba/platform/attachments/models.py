"""Files of filings as the core keeps them: what they are here, their bytes in the safe of the secrets room."""

from django.db import models

from yakuba.platform.tenancy.base import TenantModel


class FilingAttachment(TenantModel):
    """One file of one filing, by the filing's key: it may come before the filing itself.

    ``file_id`` is what the answers call it. A draft's (at the counter, not signed yet) may be taken back; a kept or
    refused one stays. The bytes are under this row's id in the safe, parts ``draft`` and ``file``; of a refused file
    only the reason is kept. ``account`` is the portal's account that sent it, none at the counter.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "受付の途中"
        KEPT = "kept", "受領"
        REFUSED = "refused", "受け取れない"

    filing_key = models.UUIDField()
    file_id = models.UUIDField()
    question = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State)
    reason = models.CharField(max_length=300, default="")
    account = models.UUIDField(null=True)
    brought_by_name = models.CharField(max_length=64, default="")
    received_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "filing_attachment"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "filing_key", "file_id"), name="filing_attachment_once"),
        )
