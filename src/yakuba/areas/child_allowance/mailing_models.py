"""Letters made many at once (一括発送): one mailing, its letters in order, its files to print."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Mailing(TenantModel):
    """Letters of one kind, made by a job. ``key`` says for what: a run's id, a year, the reminder's number, a month.

    ``run_id`` is set for notices of payments, ``year`` for the yearly report.
    """

    class Kind(models.TextChoices):
        PAID = "paid", "支払通知書"
        ASKED = "asked", "現況届のお知らせ"
        REMINDED = "reminded", "現況届の督促"
        OLDER = "older", "確認書のお願い"

    class State(models.TextChoices):
        MAKING = "making", "作成中"
        MADE = "made", "作成済み"

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    run_id = models.UUIDField(null=True)
    year = models.PositiveIntegerField(null=True)
    letters = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=100)

    class Meta(TenantModel.Meta):
        db_table = "allowance_mailing"
        constraints = (models.UniqueConstraint(fields=("municipality", "kind", "key"), name="allowance_mailing_once"),)


class MailingFile(TenantModel):
    """One PDF of a mailing and its data, both in the safe under this row's id. ``sha256`` is the PDF's."""

    mailing_id = models.UUIDField()
    mailing = TenantForeignKey(Mailing, PROTECT, ref="mailing_id", related_name="+")
    position = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "allowance_mailing_file"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "mailing_id", "position"), name="allowance_file_once"),
            TenantForeignKeyConstraint(name="allowance_file_mailing", ref="mailing_id", to="child_allowance.Mailing"),
        )


class MailingLetter(TenantModel):
    """One letter, frozen with its number before it is drawn. ``why`` says why one is held back (支援措置 …)."""

    class State(models.TextChoices):
        WAITING = "waiting", "作成待ち"
        MADE = "made", "作成済み"
        HELD = "held", "送れない"

    mailing_id = models.UUIDField()
    mailing = TenantForeignKey(Mailing, PROTECT, ref="mailing_id", related_name="+")
    place = models.PositiveIntegerField()
    number = models.CharField(max_length=24)
    right_id = models.UUIDField()
    right_number = models.CharField(max_length=40)
    claimant_number = models.BigIntegerField()
    payment_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, default="")
    file_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "allowance_mailing_letter"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "mailing_id", "place"), name="allowance_letter_once"),
            TenantForeignKeyConstraint(name="allowance_letter_mailing", ref="mailing_id", to="child_allowance.Mailing"),
        )
        indexes = (models.Index(fields=("municipality", "right_id"), name="allowance_letter_rights"),)
