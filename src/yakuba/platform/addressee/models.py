"""One row per (municipality, addressee number)."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class Addressee(TenantTable):
    """A person or body. Numbers are never reused; a resident keeps the number on return (juki-1.0:4.1.1.2)."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", "住民"
        NON_RESIDENT = "non_resident", "住登外者"
        BODY = "body", "法人等"

    pk = models.CompositePrimaryKey("municipality", "addressee_number")
    addressee_number = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    registered_at = models.DateTimeField()
    merged_into = models.BigIntegerField(null=True)
    mailing_postcode = models.CharField(max_length=7, default="")
    mailing_address = models.CharField(max_length=300, default="")
    mailing_name = models.CharField(max_length=100, default="")

    class Meta(TenantTable.Meta):
        db_table = "addressee"
        constraints = (
            TenantForeignKeyConstraint(
                name="addressee_merged_into", ref="merged_into", to="addressee.Addressee", key="addressee_number"
            ),
        )


class AddresseeMerge(TenantModel):
    """One joining of two numbers that proved to be one person, or its undoing."""

    kept = models.BigIntegerField()
    kept_row = TenantForeignKey(Addressee, PROTECT, ref="kept", key="addressee_number")
    dropped = models.BigIntegerField()
    dropped_row = TenantForeignKey(Addressee, PROTECT, ref="dropped", key="addressee_number")
    reason = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "addressee_merge"
        constraints = (
            TenantForeignKeyConstraint(
                name="addressee_merge_kept", ref="kept", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(
                name="addressee_merge_dropped", ref="dropped", to="addressee.Addressee", key="addressee_number"
            ),
        )
