"""Procedures a municipality made itself (独自の手続き): versions as data, the same shape as the shipped ones."""

from django.db import models
from django.db.models import Q

from yakuba.platform.tenancy.base import TenantModel


class OwnProcedure(TenantModel):
    """One version. A draft may be changed; what was published may not, only closed on a day: filings keep it.

    ``definition`` is what ``definition.parse`` reads, without the dates; a draft's may still be incomplete.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "作成中"
        PUBLISHED = "published", "公開"

    code = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    definition = models.JSONField(default=dict)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    edited_by = models.UUIDField(null=True)
    edited_by_name = models.CharField(max_length=64)
    edited_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_by_name = models.CharField(max_length=64, default="")
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        db_table = "own_procedure"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "code", "version"), name="own_procedure_version"),
            models.UniqueConstraint(
                fields=("municipality", "code"), condition=Q(state="draft"), name="own_procedure_one_draft"
            ),
        )
