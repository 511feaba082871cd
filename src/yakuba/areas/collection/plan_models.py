"""Instalment plans (分割納付の約束): what was agreed. How far a plan is kept is counted from the ledger."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class InstalmentPlan(TenantModel):
    """A plan of one person. ``principal`` is what was open, ``late`` the late charges counted until ``agreed_on``."""

    class State(models.TextChoices):
        ACTIVE = "active", "約束中"
        ENDED = "ended", "取りやめ"

    number = models.CharField(max_length=16)
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    agreed_on = models.DateField()
    principal = models.BigIntegerField()
    late = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, default="")
    ended_for = models.CharField(max_length=400, default="")

    class Meta(TenantModel.Meta):
        db_table = "instalment_plan"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="instalment_plan_number"),
            TenantForeignKeyConstraint(
                name="instalment_plan_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "state", "number"), name="instalment_plan_list"),
            models.Index(fields=("municipality", "addressee_number"), name="instalment_plan_of"),
        )

    @property
    def total(self) -> int:
        """What the parts add up to."""
        return self.principal + self.late


class PlannedClaim(TenantModel):
    """A claim of a plan, with what was open of it and its late charge when the plan was agreed."""

    plan_id = models.UUIDField()
    plan = TenantForeignKey(InstalmentPlan, PROTECT, ref="plan_id", related_name="claims")
    claim_id = models.UUIDField()
    claim = TenantForeignKey("ledger.Claim", PROTECT, ref="claim_id", related_name="+")
    open = models.BigIntegerField()
    late = models.BigIntegerField()
    is_held = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        db_table = "planned_claim"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "plan_id", "claim_id"), name="planned_claim_once"),
            models.UniqueConstraint(
                fields=("municipality", "claim_id"), condition=models.Q(is_held=True), name="planned_claim_one_plan"
            ),
            TenantForeignKeyConstraint(name="planned_claim_plan", ref="plan_id", to="collection.InstalmentPlan"),
            TenantForeignKeyConstraint(name="planned_claim_claim", ref="claim_id", to="ledger.Claim"),
        )


class PlannedPart(TenantModel):
    """One agreed payment."""

    plan_id = models.UUIDField()
    plan = TenantForeignKey(InstalmentPlan, PROTECT, ref="plan_id", related_name="parts")
    place = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        db_table = "planned_part"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "plan_id", "place"), name="planned_part_place"),
            TenantForeignKeyConstraint(name="planned_part_plan", ref="plan_id", to="collection.InstalmentPlan"),
        )
