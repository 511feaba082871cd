"""A visit at the counter: who came, what was asked and answered so far, the tablet's session, the signature, times."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Visit(TenantModel):
    """One visitor at one clerk's counter.

    ``profile``: what the register says of the visitor and the household, as read at the start; members are named by
    ``people``, random tokens of this visit → addressee numbers. ``drafts``: one object a procedure (visits.Draft).
    ``guide``: what the life-event guide was told, empty where the clerk ticked procedures himself.
    ``checked``: how many of them the visitor has looked over. ``marks``: items the visitor says are wrong, as
    ``{draft, question}``; question ``sign``: the clerk shall write the name. ``drawing``: a drawn
    signature on its way from the counter's own zone, sealed to the core. Profile, people and guide
    are emptied at the end.
    """

    class State(models.TextChoices):
        ASKING = "asking", "聞き取り中"
        HANDED = "handed", "受付の処理中"
        FILED = "filed", "受付済み"
        FINISHED = "finished", "終了"
        ABANDONED = "abandoned", "中止"

    class Identification(models.TextChoices):
        CARD = "card", "個人番号カード"
        LICENCE = "licence", "運転免許証"
        PASSPORT = "passport", "旅券"
        RESIDENCE_CARD = "residence_card", "在留カード"
        TWO = "two", "二点確認"
        # by the card reader; nobody chooses these by hand (card_models.CardReading)
        CARD_READ = "card_read", "カードの読取り（有効を確認済み）"
        CARD_UNCONFIRMED = "card_unconfirmed", "カードの読取り（有効かどうかは未確認）"

    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    identification = models.CharField(max_length=16, choices=Identification)
    language = models.CharField(max_length=8, default="ja")
    state = models.CharField(max_length=16, choices=State, default=State.ASKING)
    profile = models.JSONField(default=dict)
    people = models.JSONField(default=dict)
    drafts = models.JSONField(default=list)
    checked = models.PositiveSmallIntegerField(default=0)
    marks = models.JSONField(default=list)
    guide = models.JSONField(default=dict)
    signature = models.JSONField(default=dict)
    drawing = models.BinaryField(default=b"", db_default=b"")
    tablet_code = models.CharField(max_length=6, default="")
    tablet_token = models.CharField(max_length=64, default="")
    tablet_until = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    clerk_id = models.UUIDField()
    clerk_name = models.CharField(max_length=64)
    place = models.CharField(max_length=64, default="")
    started_at = models.DateTimeField()
    identified_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "counter_visit"
        constraints = (
            TenantForeignKeyConstraint(
                name="counter_visit_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "clerk_id", "started_at"), name="counter_visit_by_clerk"),
            models.Index(fields=("municipality", "tablet_code"), name="counter_visit_code"),
            models.Index(fields=("municipality", "tablet_token"), name="counter_visit_token"),
        )


from yakuba.frontyard.counter.booking_models import Booking  # noqa: E402
from yakuba.frontyard.counter.card_models import CardReading  # noqa: E402
from yakuba.frontyard.counter.file_models import SealedFile  # noqa: E402
from yakuba.frontyard.counter.ticket_models import Ticket  # noqa: E402 it refers to Visit

__all__ = ["Booking", "CardReading", "SealedFile", "Ticket", "Visit"]
