"""Who is expected to move in: announced by the former municipality (転出証明書情報), not on the record yet."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class ExpectedArrival(TenantModel):
    """One announced move (転入予定): the family of one message. ``subject`` is the sender's own, one move to one row.

    ``planned``: the new address as announced (prefecture, municipality, town, lot, building, postcode). ``left``: the
    former address as columns of the message. ``is_special``: notified with the card, no paper certificate
    (住民基本台帳法第24条の2).
    """

    class State(models.TextChoices):
        EXPECTED = "expected", "転入予定"
        REGISTERED = "registered", "転入済み"
        CANCELLED = "cancelled", "取りやめ"

    from_lg_code = models.CharField(max_length=6)
    subject = models.CharField(max_length=80)
    planned_on = models.DateField(null=True)
    planned = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    is_special = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.EXPECTED)
    told_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "expected_arrival"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "from_lg_code", "subject"), name="expected_arrival_once"),
        )
        indexes = (models.Index(fields=("municipality", "state", "planned_on"), name="expected_arrival_open"),)


class ExpectedPerson(TenantModel):
    """One person of an announced move, under a 宛名番号 given in advance (a former resident's own number).

    ``told``: the columns of the message. ``is_open``: neither registered nor called off.
    """

    arrival_id = models.UUIDField()
    arrival = TenantForeignKey(ExpectedArrival, PROTECT, ref="arrival_id", related_name="persons")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    told = models.JSONField()
    kana_folded = models.CharField(max_length=200, default="")
    birth_date = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        db_table = "expected_person"
        constraints = (
            TenantForeignKeyConstraint(
                name="expected_person_arrival", ref="arrival_id", to="resident_registry.ExpectedArrival"
            ),
            TenantForeignKeyConstraint(
                name="expected_person_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
            models.UniqueConstraint(
                fields=("municipality", "addressee_number"),
                condition=models.Q(is_open=True),
                name="expected_person_open",
            ),
        )
        indexes = (models.Index(fields=("municipality", "birth_date"), name="expected_person_birth"),)
