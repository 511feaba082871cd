"""The portal's own tables. What says something of a person lies in cipher (``vault``), by the key of its row."""

from typing import Any

from django.db import models
from django.db.models import CASCADE, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class PortalAccount(TenantModel):
    """A resident's account. ``email_hash`` finds it; the address itself lies in cipher.

    ``link`` is what the core said of it: nothing yet, waiting, linked, refused.
    """

    email_hash = models.BinaryField(max_length=32, null=True)
    email = models.BinaryField(null=True)
    card_hash = models.BinaryField(max_length=32, null=True)
    level = models.CharField(max_length=24, default="email")
    link = models.CharField(max_length=16, default="")
    words = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    letters = models.PositiveIntegerField(default=0)
    profile_read: "dict[str, Any] | None" = None  # for one request: a page asks for it several times

    class Meta(TenantModel.Meta):
        db_table = "portal_account"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "email_hash"),
                condition=Q(email_hash__isnull=False),
                name="portal_account_email",
            ),
            models.UniqueConstraint(
                fields=("municipality", "card_hash"), condition=Q(card_hash__isnull=False), name="portal_account_card"
            ),
        )


class _OfAccount(TenantModel):
    account_id = models.UUIDField()
    account = TenantForeignKey(PortalAccount, CASCADE, ref="account_id", related_name="+")

    class Meta(TenantModel.Meta):
        abstract = True


class PortalSession(_OfAccount):
    """A signed-in browser. ``certificate`` is what the card showed, as the letters carry it."""

    token_hash = models.BinaryField(max_length=32)
    level = models.CharField(max_length=24)
    certificate = models.JSONField(null=True)
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()

    @property
    def level_kind(self) -> str:
        """What was shown at sign-in: ``user`` (a card), ``app``, or nothing."""
        return str((self.certificate or {}).get("kind", ""))

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_session"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "token_hash"), name="portal_session_token"),
            TenantForeignKeyConstraint(name="portal_session_account", ref="account_id", to="portal.PortalAccount"),
        )


class EmailCode(TenantModel):
    """A code sent by e-mail: ten minutes, five tries."""

    email_hash = models.BinaryField(max_length=32)
    source_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "portal_email_code"
        indexes = (models.Index(fields=("municipality", "email_hash", "made_at"), name="portal_email_code_of"),)


class CardChallenge(TenantModel):
    """A challenge a card is to sign, bound to the browser that asked for it; good once."""

    nonce = models.CharField(max_length=64)
    browser_hash = models.BinaryField(max_length=32)
    text = models.TextField()
    account_id = models.UUIDField(null=True)
    answer = models.BinaryField(null=True)
    used = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "portal_card_challenge"
        constraints = (models.UniqueConstraint(fields=("municipality", "nonce"), name="portal_card_challenge_once"),)


class Draft(_OfAccount):
    """A filing not sent yet. ``content`` in cipher: answers and sources. Its id is the filing's key."""

    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_draft"
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "account_id", "procedure"), name="portal_draft_one_a_procedure"
            ),
            TenantForeignKeyConstraint(name="portal_draft_account", ref="account_id", to="portal.PortalAccount"),
        )


class Upload(_OfAccount):
    """A file of a filing not sent yet, bytes in cipher; its id is what the answer calls it. Sent, it is deleted."""

    filing_key = models.UUIDField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_upload"
        constraints = (
            TenantForeignKeyConstraint(name="portal_upload_account", ref="account_id", to="portal.PortalAccount"),
        )
        indexes = (
            models.Index(fields=("municipality", "filing_key"), name="portal_upload_of"),
            models.Index(fields=("municipality", "account_id"), name="portal_upload_account_of"),
        )


class Sent(_OfAccount):
    """A filing that was sent, under the draft's id, and what is known of it since. ``content`` as in Draft."""

    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    state = models.CharField(max_length=16, default="sent")
    receipt_number = models.CharField(max_length=16, default="")
    words = models.JSONField(default=dict)
    ask = models.JSONField(default=list)
    reason = models.CharField(max_length=400, default="")
    promised_on = models.DateField(null=True)
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_sent"
        constraints = (
            TenantForeignKeyConstraint(name="portal_sent_account", ref="account_id", to="portal.PortalAccount"),
        )
        indexes = (models.Index(fields=("municipality", "account_id", "sent_at"), name="portal_sent_of"),)


class Paper(_OfAccount):
    """A document that was delivered, title and bytes in cipher."""

    sent_id = models.UUIDField()
    content = models.BinaryField()
    got_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_paper"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "sent_id"), name="portal_paper_once"),
            TenantForeignKeyConstraint(name="portal_paper_account", ref="account_id", to="portal.PortalAccount"),
        )


class Notice(_OfAccount):
    """Something new for the person, by kind alone (``notice.<kind>`` of the words); nothing of what it is about."""

    kind = models.CharField(max_length=24)
    got_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_notice"
        constraints = (
            TenantForeignKeyConstraint(name="portal_notice_account", ref="account_id", to="portal.PortalAccount"),
        )
        indexes = (models.Index(fields=("municipality", "account_id", "got_at"), name="portal_notice_of"),)


class Told(_OfAccount):
    """What the core told of the person, in cipher: ``profile``, ``mandates``, ``access`` and ``money``, while
    somebody is signed in."""

    kind = models.CharField(max_length=16)
    content = models.BinaryField()
    got_at = models.DateTimeField()

    class Meta(_OfAccount.Meta):
        abstract = False
        db_table = "portal_told"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "account_id", "kind"), name="portal_told_once"),
            TenantForeignKeyConstraint(name="portal_told_account", ref="account_id", to="portal.PortalAccount"),
        )


class Offer(TenantModel):
    """A procedure that is open here, and its fee in yen, as the core said last."""

    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    fee_yen = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        db_table = "portal_offer"
        constraints = (models.UniqueConstraint(fields=("municipality", "procedure"), name="portal_offer_once"),)


class OwnDefinition(TenantModel):
    """A version of a procedure the municipality made itself, as the core told it. Kept: what was sent shows by it."""

    code = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    definition = models.JSONField()

    class Meta(TenantModel.Meta):
        db_table = "portal_definition"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "code", "version"), name="portal_definition_once"),
        )


class LetterOut(TenantModel):
    """A letter for the core, sealed; written into the spool by the post thread. Its id is the message id."""

    account_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "portal_letter_out"
        indexes = (
            models.Index(
                fields=("municipality", "made_at"), condition=Q(sent_at__isnull=True), name="portal_letter_due"
            ),
        )


class MailOut(TenantModel):
    """An e-mail to a resident, recipient and words in cipher; sent by the post thread, tried again until it is old."""

    content = models.BinaryField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "portal_mail_out"
        indexes = (
            models.Index(
                fields=("municipality", "next_try"), condition=Q(sent_at__isnull=True), name="portal_mail_due"
            ),
        )


class LetterIn(TenantModel):
    """A letter that was taken: a second delivery has no effect."""

    message_id = models.CharField(max_length=80)
    taken_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "portal_letter_in"
        constraints = (models.UniqueConstraint(fields=("municipality", "message_id"), name="portal_letter_in_once"),)
