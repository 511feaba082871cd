"""Resident-tax returns (市民税・県民税申告書) with every version of them."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantTable


class TaxReturnVersion(TenantTable):
    """What a taxpayer's return for a fiscal year said from one moment on; rows are only added, the newest is current.

    ``content`` is the value ``domain.returns.TaxReturn``. A withdrawal is a version too, with what was withdrawn.
    """

    class State(models.TextChoices):
        FILED = "filed", "申告あり"
        WITHDRAWN = "withdrawn", "取下げ"

    class Channel(models.TextChoices):
        DESK = "desk", "窓口・郵送（職員の入力）"
        PORTAL = "portal", "オンライン"
        COUNTER = "counter", "窓口（書かない窓口）"

    pk = models.CompositePrimaryKey("municipality", "fiscal_year", "addressee_number", "version")
    fiscal_year = models.PositiveSmallIntegerField()
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    version = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State)
    channel = models.CharField(max_length=8, choices=Channel)
    filed_on = models.DateField()
    no_income = models.BooleanField()
    content = models.JSONField()
    reason = models.CharField(max_length=400, default="")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=100)
    case_id = models.UUIDField(null=True)

    class Meta(TenantTable.Meta):
        db_table = "tax_return"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "fiscal_year", "addressee_number"),
                condition=Q(is_latest=True),
                name="tax_return_latest",
            ),
            TenantForeignKeyConstraint(
                name="tax_return_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (
            models.Index(
                fields=("municipality", "fiscal_year", "recorded_at"),
                condition=Q(is_latest=True),
                name="tax_return_year",
            ),
        )
