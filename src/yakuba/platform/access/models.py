"""Accounts and what they may do. Every row belongs to one municipality; a person serving two has two accounts."""

from datetime import timedelta

from django.db import models
from django.db.models import PROTECT, Q

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class Account(TenantModel):
    """A staff member's account."""

    login_name = models.CharField(max_length=64)
    display_name = models.CharField(max_length=64)
    section = models.CharField(max_length=64, default="")
    password = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False, db_default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "account"
        constraints = (models.UniqueConstraint(fields=("municipality", "login_name"), name="account_login_name"),)


class DutyAssignment(TenantModel):
    """A duty given to an account from a day until a day (inclusive; open when empty), unless it was taken away."""

    account_id = models.UUIDField()
    account = TenantForeignKey(Account, PROTECT, ref="account_id", related_name="assignments")
    duty = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    assigned_by = models.UUIDField(null=True)
    assigned_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "duty_assignment"
        constraints = (
            TenantForeignKeyConstraint(name="duty_assignment_account", ref="account_id", to="access.Account"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="duty_assignment_period",
            ),
        )
        indexes = (models.Index(fields=("municipality", "account_id", "duty"), name="duty_assignment_find"),)


class SecondFactor(TenantModel):
    """A second factor. WebAuthn and client certificate are equals; TOTP is for the demo (docs/security.md).

    ``credential`` is the credential id or certificate fingerprint, empty for TOTP; ``material`` is the public key, or
    the TOTP seed sealed by the installation's key; ``counter`` is the last sign count or TOTP time step used.
    """

    class Kind(models.TextChoices):
        TOTP = "totp", "ワンタイムパスワード"
        WEBAUTHN = "webauthn", "セキュリティキー・生体認証"
        CERTIFICATE = "certificate", "クライアント証明書・ICカード"

    account_id = models.UUIDField()
    account = TenantForeignKey(Account, PROTECT, ref="account_id", related_name="factors")
    kind = models.CharField(max_length=16, choices=Kind)
    label = models.CharField(max_length=64)
    credential = models.CharField(max_length=512, default="")
    material = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "second_factor"
        constraints = (
            TenantForeignKeyConstraint(name="second_factor_account", ref="account_id", to="access.Account"),
            models.UniqueConstraint(
                fields=("municipality", "credential"),
                condition=~Q(credential="") & Q(removed_at__isnull=True),
                name="second_factor_credential",
            ),
        )
        indexes = (models.Index(fields=("municipality", "account_id"), name="second_factor_find"),)


class Office(TenantModel):
    """A place where the service is used: main office, branch (juki-1.0:1.3.1)."""

    code = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    ward_code = models.CharField(max_length=6, default="")
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "office"
        constraints = (models.UniqueConstraint(fields=("municipality", "code"), name="office_code"),)


class Terminal(TenantModel):
    """A registered terminal. The browser proves it with a token of which only the hash is kept (juki-1.0:1.3.1)."""

    office_id = models.UUIDField()
    office = TenantForeignKey(Office, PROTECT, ref="office_id", related_name="terminals")
    name = models.CharField(max_length=32)
    printer = models.CharField(max_length=32, default="")
    token_hash = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "terminal"
        constraints = (
            TenantForeignKeyConstraint(name="terminal_office", ref="office_id", to="access.Office"),
            models.UniqueConstraint(fields=("municipality", "name"), name="terminal_name"),
            models.UniqueConstraint(fields=("municipality", "token_hash"), name="terminal_token"),
        )


class StaffSession(TenantModel):
    """A signed-in browser. The cookie holds a random token; only its hash is here."""

    class Stage(models.TextChoices):
        PASSWORD = "password", "第一要素まで"
        FULL = "full", "認証済み"

    token_hash = models.CharField(max_length=64)
    account_id = models.UUIDField()
    account = TenantForeignKey(Account, PROTECT, ref="account_id", related_name="sessions")
    stage = models.CharField(max_length=16, choices=Stage)
    place = models.CharField(max_length=64, default="")
    terminal = models.CharField(max_length=32, default="")
    source = models.CharField(max_length=64, default="", db_default="")
    purpose = models.CharField(max_length=64, default="")
    challenge = models.BinaryField(default=b"")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    step_up_until = models.DateTimeField(null=True)

    idle: timedelta | None = None
    """How long this session may lie untouched, once that was looked up. No column."""

    class Meta(TenantModel.Meta):
        db_table = "staff_session"
        constraints = (
            TenantForeignKeyConstraint(name="staff_session_account", ref="account_id", to="access.Account"),
            models.UniqueConstraint(fields=("municipality", "token_hash"), name="staff_session_token"),
        )


class Attempt(TenantModel):
    """A failed sign-in, counted per source so that guessing over many accounts is slowed too."""

    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "sign_in_attempt"
        indexes = (models.Index(fields=("municipality", "source", "at"), name="sign_in_attempt_recent"),)
