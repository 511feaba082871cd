"""Charges (手数料の請求) and what was written about them: rows only added, a mistake answered by another row."""

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.cases.fee_balance import KINDS, WAYS
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class FeeCharge(TenantModel):
    """What is to be paid for one filing. The amount is fixed when it was filed: ``parameter`` as it stood on ``day``.

    ``ways``: what the municipality offered then (counter, or online as well).
    """

    number = models.CharField(max_length=16)
    filing_id = models.UUIDField()
    filing = TenantForeignKey("cases.Filing", PROTECT, ref="filing_id", related_name="+")
    title = models.CharField(max_length=100)
    amount = models.PositiveIntegerField()
    parameter = models.CharField(max_length=64, default="")
    day = models.DateField()
    ways = models.CharField(max_length=16)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "fee_charge"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "filing_id"), name="fee_charge_once"),
            models.UniqueConstraint(fields=("municipality", "number"), name="fee_charge_number"),
            TenantForeignKeyConstraint(name="fee_charge_filing", ref="filing_id", to="cases.Filing"),
        )


class FeeEntry(TenantModel):
    """One thing that happened to a charge. ``key`` makes it one, however often a form or a message is sent.

    ``charge`` is empty for money that came under a number nobody knows. ``about``: the entry it undoes or answers.
    ``day`` is the day of the books; ``paid_on`` what the payment service told. Who, when, where stand with it.
    """

    charge_id = models.UUIDField(null=True)
    charge = TenantForeignKey(FeeCharge, PROTECT, ref="charge_id", related_name="entries", null=True)
    kind = models.CharField(max_length=16, choices=[(kind.value, text) for kind, text in KINDS.items()])
    way = models.CharField(max_length=16, default="", choices=[(way.value, text) for way, text in WAYS.items()])
    amount = models.PositiveIntegerField(default=0)
    day = models.DateField()
    paid_on = models.DateField(null=True)
    about_id = models.UUIDField(null=True)
    about = TenantForeignKey("cases.FeeEntry", PROTECT, ref="about_id", related_name="+", null=True)
    reference = models.CharField(max_length=64, default="")
    receipt_number = models.CharField(max_length=16, default="")
    reason = models.CharField(max_length=400, default="")
    detail = models.JSONField(default=dict)
    key = models.CharField(max_length=120)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    place = models.CharField(max_length=64, default="")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "fee_entry"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "key"), name="fee_entry_once"),
            models.UniqueConstraint(
                fields=("municipality", "about_id", "kind"),
                condition=Q(about_id__isnull=False),
                name="fee_entry_answered_once",
            ),
            TenantForeignKeyConstraint(name="fee_entry_charge", ref="charge_id", to="cases.FeeCharge"),
            TenantForeignKeyConstraint(name="fee_entry_about", ref="about_id", to="cases.FeeEntry"),
        )
        indexes = (
            models.Index(fields=("municipality", "charge_id"), name="fee_entry_of"),
            models.Index(fields=("municipality", "day"), name="fee_entry_day"),
            models.Index(fields=("municipality", "kind", "at"), name="fee_entry_kind"),
        )
