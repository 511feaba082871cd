"""Bookings of a visit (来庁予約) for filings that the law lets nobody finish from home."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Booking(TenantModel):
    """One booking of one filing, or of one announced move; booked again, the row moves.

    ``revision`` tells the resident's side what is newer.
    """

    class State(models.TextChoices):
        BOOKED = "booked", "予約"
        CAME = "came", "来庁"
        CANCELLED = "cancelled", "取消し"

    filing_id = models.UUIDField(null=True)
    filing = TenantForeignKey("cases.Filing", PROTECT, ref="filing_id", related_name="+", null=True)
    arrival_id = models.UUIDField(null=True)
    arrival = TenantForeignKey(
        "resident_registry.ExpectedArrival", PROTECT, ref="arrival_id", related_name="+", null=True
    )
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.BOOKED)
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        db_table = "visit_booking"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "filing_id"), name="visit_booking_once"),
            models.UniqueConstraint(fields=("municipality", "arrival_id"), name="visit_booking_once_a_move"),
            models.CheckConstraint(
                condition=models.Q(filing_id__isnull=True) ^ models.Q(arrival_id__isnull=True),
                name="visit_booking_of_one",
            ),
            TenantForeignKeyConstraint(name="visit_booking_filing", ref="filing_id", to="cases.Filing"),
            TenantForeignKeyConstraint(
                name="visit_booking_arrival", ref="arrival_id", to="resident_registry.ExpectedArrival"
            ),
        )
        indexes = (models.Index(fields=("municipality", "starts_at", "state"), name="visit_booking_day"),)
