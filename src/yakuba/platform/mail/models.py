"""Mails to send and what became of them."""

from django.db import models

from yakuba.platform.tenancy.base import TenantModel


class MailState(models.TextChoices):
    QUEUED = "queued", "送信待ち"
    SENDING = "sending", "送信中"
    SENT = "sent", "送信済み"
    UNKNOWN = "unknown", "結果不明"
    DEAD = "dead", "停止"


class MailMessage(TenantModel):
    """One mail to one address. ``unknown`` is settled by a person, never by silently sending again."""

    template = models.CharField(max_length=80)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=400)
    body = models.TextField()
    key = models.CharField(max_length=120, null=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    attempts = models.IntegerField(default=0)
    next_try = models.DateTimeField()
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "mail_message"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "key"), condition=models.Q(key__isnull=False), name="mail_key"
            ),
        )
        indexes = (
            models.Index(
                fields=("municipality", "next_try"),
                condition=models.Q(state__in=("queued", "sending")),
                name="mail_open",
            ),
            models.Index(fields=("municipality", "state", "created_at"), name="mail_state"),
        )
