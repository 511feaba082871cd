"""Letters made many at once (一括印刷): one mailing, its letters in the order of the post, its files to print."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Mailing(TenantModel):
    """Letters of one kind, made by a job. ``key`` says for what (a run's id); the same kind and key is made once.

    ``kind`` names a registered sort (:mod:`.mailings`); ``about`` is what that sort wants to know.
    """

    class State(models.TextChoices):
        MAKING = "making", "作成中"
        MADE = "made", "作成済み"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    about = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    letters = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=100)

    class Meta(TenantModel.Meta):
        db_table = "document_mailing"
        constraints = (models.UniqueConstraint(fields=("municipality", "kind", "key"), name="document_mailing_once"),)


class MailingFile(TenantModel):
    """One PDF of a mailing and what it was drawn from, both in the safe under this row's id. ``sha256``: the PDF's."""

    mailing_id = models.UUIDField()
    mailing = TenantForeignKey(Mailing, PROTECT, ref="mailing_id", related_name="+")
    position = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "document_mailing_file"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "mailing_id", "position"), name="document_mailing_file_once"
            ),
            TenantForeignKeyConstraint(name="document_mailing_file_of", ref="mailing_id", to="documents.Mailing"),
        )


class MailingLetter(TenantModel):
    """One letter, frozen with its place, number and file before it is drawn.

    ``subject`` is what its sort finds it by; ``addressee_number`` whom it goes to, where that is a person or a body
    with a number. ``why`` says why one is held back (支援措置, no address) and what to do.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "作成待ち"
        MADE = "made", "作成済み"
        HELD = "held", "送れない"

    mailing_id = models.UUIDField()
    mailing = TenantForeignKey(Mailing, PROTECT, ref="mailing_id", related_name="+")
    place = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    addressee_number = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    why = models.CharField(max_length=200, default="")

    class Meta(TenantModel.Meta):
        db_table = "document_mailing_letter"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "mailing_id", "place"), name="document_mailing_place"),
            TenantForeignKeyConstraint(name="document_mailing_letter_of", ref="mailing_id", to="documents.Mailing"),
        )
        indexes = (
            models.Index(fields=("municipality", "mailing_id", "position", "place"), name="document_mailing_order"),
            models.Index(fields=("municipality", "addressee_number"), name="document_mailing_person"),
        )
