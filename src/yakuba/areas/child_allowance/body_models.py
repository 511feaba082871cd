"""Bodies that receive the allowance (施設等受給資格者, 法人未成年後見人): who they are and where letters go."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class AllowanceBody(TenantModel):
    """An institution, a foster home, or a body that is guardian, under an addressee number of its own.

    Foster parents are written here too, apart from what they receive for children of their own.
    """

    class Kind(models.TextChoices):
        HOME = "home", "児童養護施設"
        INFANTS = "infants", "乳児院"
        FOSTER = "foster", "里親"
        FAMILY_HOME = "family_home", "ファミリーホーム（小規模住居型児童養育事業）"
        DISABLED = "disabled", "障害児入所施設等"
        OTHER = "other", "その他の施設"
        GUARDIAN = "guardian", "法人である未成年後見人"

    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=100)
    representative = models.CharField(max_length=100, default="")
    postcode = models.CharField(max_length=7)
    address = models.CharField(max_length=200)
    telephone = models.CharField(max_length=20, default="")
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=100)

    class Meta(TenantModel.Meta):
        db_table = "allowance_body"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "addressee_number"), name="allowance_body_number"),
            TenantForeignKeyConstraint(
                name="allowance_body_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
