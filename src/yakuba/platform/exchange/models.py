"""What was sent and what was taken. A message's payload stays in its municipality's rows on either side."""

from django.db import models

from yakuba.platform.tenancy.base import TenantModel, TenantTable


class ReceiverKind(models.TextChoices):
    AREA = "area", "業務"
    MUNICIPALITY = "municipality", "市区町村"
    PARTY = "party", "外部"


class OutState(models.TextChoices):
    QUEUED = "queued", "送信待ち"
    SENT = "sent", "送信済み（返事待ち）"
    SETTLED = "settled", "完了"
    DEAD = "dead", "停止"


class InState(models.TextChoices):
    RECEIVED = "received", "処理待ち"
    HANDLED = "handled", "処理済み"
    DEAD = "dead", "停止"


class OutboxMessage(TenantModel):
    """A message to one receiver. ``sequence`` orders the messages of one (receiver, subject); each waits for the last.

    ``receiver`` is an area's name, a municipality's address (local-government code) or a party's name. ``error`` and
    ``attempts`` tell of the last failure. ``settled_by_name`` is filled when a person settled it by hand.
    """

    receiver_kind = models.CharField(max_length=12, choices=ReceiverKind)
    receiver = models.CharField(max_length=40)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    sequence = models.BigIntegerField()
    payload = models.JSONField()
    origin = models.CharField(max_length=40, blank=True, default="")
    key = models.CharField(max_length=120, null=True)
    state = models.CharField(max_length=8, choices=OutState, default=OutState.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try = models.DateTimeField()
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=100, blank=True, default="")
    settled_reason = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        db_table = "outbox_message"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "receiver_kind", "receiver", "subject", "sequence"), name="outbox_sequence"
            ),
            models.UniqueConstraint(
                fields=("municipality", "key"), condition=models.Q(key__isnull=False), name="outbox_key"
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "next_try"), condition=models.Q(state="queued"), name="outbox_queued"),
            models.Index(
                fields=("municipality", "receiver_kind", "receiver", "subject", "sequence"),
                condition=~models.Q(state="settled"),
                name="outbox_unsettled",
            ),
        )


class InboxMessage(TenantTable):
    """A message taken: the key makes a second delivery of the same message have no second effect.

    ``sender`` is ``area:NAME``, a municipality's address, or ``party:NAME``; ``sender_municipality`` is set when the
    sender lives on this service and hears of the outcome through the exchange door.
    """

    pk = models.CompositePrimaryKey("municipality", "sender", "message_id")
    sender = models.CharField(max_length=60)
    message_id = models.CharField(max_length=80)
    sender_municipality = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    sequence = models.BigIntegerField(default=0)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=InState, default=InState.RECEIVED)
    attempts = models.IntegerField(default=0)
    next_try = models.DateTimeField()
    error = models.TextField(blank=True, default="")
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=100, blank=True, default="")
    settled_reason = models.TextField(blank=True, default="")

    class Meta(TenantTable.Meta):
        db_table = "inbox_message"
        indexes = (
            models.Index(
                fields=("municipality", "next_try"), condition=models.Q(state="received"), name="inbox_received"
            ),
            models.Index(
                fields=("municipality", "sender", "subject", "sequence"),
                condition=~models.Q(state="handled"),
                name="inbox_unhandled",
            ),
        )
