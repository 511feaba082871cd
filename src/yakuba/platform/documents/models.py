"""Intents and stored documents: an act that cannot be undone leaves its trace before and after it happens."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable


class StoredDocument(TenantTable):
    """Bytes of a document of an earlier release, in the clear, under their SHA-256 (hexadecimal).

    Nothing is added any more: papers lie in the safe (:mod:`.papers`), and ``yakuba keys seal-documents`` moves these.
    """

    pk = models.CompositePrimaryKey("municipality", "sha256")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    pages = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta(TenantTable.Meta):
        db_table = "stored_document"


class Intent(TenantModel):
    """One document to be issued: prepared → issued | failed | unknown (docs/architecture.md).

    The frozen input of ``form`` and the bytes are in the safe; ``subjects`` are the addressee numbers it is about,
    ``numbers`` the kinds of secret numbers it shows. ``signer`` and ``authority`` tell whose electronic signature the
    bytes bear; both are empty on a paper that was not signed. ``data`` and ``sha256`` are filled in rows of earlier
    releases only. Issue history of juki-1.0:1.3.8.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "作成中"
        ISSUED = "issued", "交付"
        FAILED = "failed", "作成できなかった"
        UNKNOWN = "unknown", "要確認"
        DISPOSED = "disposed", "廃棄"

    form = models.CharField(max_length=64)
    title = models.CharField(max_length=64)
    number = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.PREPARED)
    sha256 = models.CharField(max_length=64, default="")
    pages = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=400, default="")
    signer = models.CharField(max_length=120, default="")
    authority = models.CharField(max_length=240, default="")
    request = models.JSONField(default=dict)
    numbers = models.CharField(max_length=40, default="")
    submission = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=64)
    place = models.CharField(max_length=64, default="")
    terminal = models.CharField(max_length=32, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "document_intent"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="document_intent_number"),
            models.UniqueConstraint(fields=("municipality", "submission"), name="document_intent_submission"),
        )
        indexes = (models.Index(fields=("municipality", "state", "made_at"), name="document_intent_open"),)


class IntentSubject(TenantModel):
    """A person a document is about: the issue history of the person."""

    intent_id = models.UUIDField()
    intent = TenantForeignKey(Intent, PROTECT, ref="intent_id", related_name="subjects")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )

    class Meta(TenantModel.Meta):
        db_table = "document_subject"
        constraints = (
            TenantForeignKeyConstraint(name="document_subject_intent", ref="intent_id", to="documents.Intent"),
            TenantForeignKeyConstraint(
                name="document_subject_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
        )
        indexes = (models.Index(fields=("municipality", "addressee_number"), name="document_subject_person"),)


class PrintEvent(TenantModel):
    """What happened to a document afterwards: printed well, printed again, disposed of with a reason (1.3.8)."""

    intent_id = models.UUIDField()
    intent = TenantForeignKey(Intent, PROTECT, ref="intent_id", related_name="prints")
    what = models.CharField(max_length=16)
    reason = models.CharField(max_length=200, default="")
    actor_name = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "print_event"
        constraints = (TenantForeignKeyConstraint(name="print_event_intent", ref="intent_id", to="documents.Intent"),)
        indexes = (models.Index(fields=("municipality", "intent_id", "at"), name="print_event_intent_time"),)


from yakuba.platform.documents.mailing_models import Mailing as Mailing  # noqa: E402  tables of their own file
from yakuba.platform.documents.mailing_models import MailingFile as MailingFile  # noqa: E402
from yakuba.platform.documents.mailing_models import MailingLetter as MailingLetter  # noqa: E402
