"""Support measures (支援措置), suppressions (抑止), liftings (一時解除). Source: juki-1.0:1.1.16, 3.1, 3.4."""

from django.db import models

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class ProtectionCase(TenantModel):
    """One application for a support measure, from its receipt to its end."""

    class Measure(models.TextChoices):
        VIOLENCE = "violence", "配偶者からの暴力等"
        STALKING = "stalking", "ストーカー行為等"
        CHILD_ABUSE = "child_abuse", "児童虐待等"
        SIMILAR = "similar", "その他これらに準ずる行為"

    measure = models.CharField(max_length=12, choices=Measure.choices)
    received_on = models.DateField()
    provisional_from = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=200, default="")
    requesting_body = models.CharField(max_length=100)
    withhold_browsing = models.BooleanField(default=True)
    withhold_copies = models.BooleanField(default=True)
    withhold_former_copies = models.BooleanField(default=True)
    withhold_supplement = models.BooleanField(default=True)
    first_municipality = models.CharField(max_length=60, default="")
    forwarded_received_on = models.DateField(null=True)
    forwarded_to = models.CharField(max_length=60, default="")
    forwarded_on = models.DateField(null=True)
    told_no_need_on = models.DateField(null=True)
    note = models.TextField(default="")
    entered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "protection_case"

    def __str__(self) -> str:
        return str(self.id)


class ProtectedPerson(TenantModel):
    """The applicant, or somebody for whom the measure is asked together (併せて支援を求める者)."""

    protection_id = models.UUIDField()
    protection = TenantForeignKey(ProtectionCase, models.PROTECT, ref="protection_id")
    addressee_number = models.BigIntegerField()
    is_applicant = models.BooleanField()
    relation = models.CharField(max_length=40, default="")

    class Meta(TenantModel.Meta):
        db_table = "protected_person"
        indexes = (models.Index(fields=("municipality", "addressee_number"), name="protected_person_number"),)
        constraints = (
            TenantForeignKeyConstraint(
                name="protected_person_case_fk", ref="protection_id", to="disclosure.ProtectionCase"
            ),
            models.UniqueConstraint(
                fields=("municipality", "protection_id", "addressee_number"), name="protected_person_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.protection_id}/{self.addressee_number}"


class OtherParty(TenantModel):
    """The perpetrator as the applicant names them (相手方). Unknown parts stay empty."""

    protection_id = models.UUIDField()
    protection = TenantForeignKey(ProtectionCase, models.PROTECT, ref="protection_id")
    addressee_number = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="")
    address = models.CharField(max_length=300, default="")
    note = models.TextField(default="")

    class Meta(TenantModel.Meta):
        db_table = "protection_other_party"
        indexes = (models.Index(fields=("municipality", "protection_id"), name="protection_other_party_case"),)
        constraints = (
            TenantForeignKeyConstraint(
                name="protection_other_party_fk", ref="protection_id", to="disclosure.ProtectionCase"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Suppression(TenantModel):
    """One suppression of a person or a household: a level per processing. Its end date does not end it."""

    class Reason(models.TextChoices):
        PROTECTION = "protection", "支援措置"
        EXCLUSIVE = "exclusive", "排他制御"
        OTHER = "other", "その他"

    addressee_number = models.BigIntegerField(null=True)
    household_number = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    explanation = models.CharField(max_length=300)
    change = models.CharField(max_length=5)
    issue = models.CharField(max_length=5)
    inquiry = models.CharField(max_length=5)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    release_reason = models.CharField(max_length=300, default="")

    class Meta(TenantModel.Meta):
        db_table = "suppression"
        indexes = (
            models.Index(
                fields=("municipality", "addressee_number"),
                condition=models.Q(released_at__isnull=True),
                name="suppression_person",
            ),
            models.Index(
                fields=("municipality", "household_number"),
                condition=models.Q(released_at__isnull=True),
                name="suppression_household",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(addressee_number__isnull=False) ^ models.Q(household_number__isnull=False),
                name="suppression_person_or_household",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Lift(TenantModel):
    """A stop lifted by the responsible officer: for one person, one processing, one act, for some minutes."""

    addressee_number = models.BigIntegerField()
    processing = models.CharField(max_length=8)
    act_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "disclosure_lift"
        indexes = (models.Index(fields=("municipality", "act_id"), name="disclosure_lift_act"),)

    def __str__(self) -> str:
        return str(self.id)
