"""Tables of the register. ``register_entry`` takes inserts only; the seals are written by the sealer's door alone."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yakuba.platform.tenancy.base import TenantModel, TenantTable

if TYPE_CHECKING:
    _Field = models.Field[str, str]
else:  # Django's Field is not subscriptable at run time
    _Field = models.Field


class TransactionIdField(_Field):
    """PostgreSQL's 64-bit transaction id. Read as text; the database fills it in."""

    description = "xid8"

    def db_type(self, connection: Any) -> str:
        return "xid8"


def _unchecked_municipality() -> "models.ForeignKey[Any, Any]":
    """No foreign key in the database: its check cost half an insert, and the wall lets only the open one in anyway."""
    return models.ForeignKey(
        "tenancy.Municipality", models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )


class RegisterEntry(TenantModel):
    """One act on personal data: who, when, where, on whom, why, with what result. Never changed, never deleted."""

    municipality = _unchecked_municipality()
    occurred_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    duty = models.TextField()
    place = models.TextField()
    terminal = models.TextField()
    act = models.TextField()
    subjects = ArrayField(models.BigIntegerField())
    items = ArrayField(models.TextField())
    purpose = models.TextField()
    case_id = models.UUIDField(null=True)
    outcome = models.TextField()
    detail = models.JSONField()
    txid = TransactionIdField(
        db_default=models.Func(function="pg_current_xact_id", output_field=TransactionIdField()), editable=False
    )

    class Meta(TenantModel.Meta):
        db_table = "register_entry"
        indexes = (
            models.Index(fields=("municipality", "occurred_at"), name="register_entry_time"),
            models.Index(fields=("municipality", "actor_id", "occurred_at"), name="register_entry_actor"),
            models.Index(fields=("municipality", "txid"), name="register_entry_txid"),
        )

    def __str__(self) -> str:
        return f"{self.occurred_at} {self.act}"


class RegisterSeal(TenantTable):
    """One link of a municipality's chain: what was added, and a head that depends on everything before it."""

    pk = models.CompositePrimaryKey("municipality", "sequence")
    sequence = models.BigIntegerField()
    rows = models.BigIntegerField()
    rows_digest = models.BinaryField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    previous_head = models.BinaryField()
    head = models.BinaryField()
    sealed_at = models.DateTimeField()
    horizon = TransactionIdField()
    cluster = models.BigIntegerField()

    class Meta(TenantTable.Meta):
        db_table = "register_seal"

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.sequence}"


class RegisterSealed(TenantTable):
    """Which seal an entry belongs to. Kept apart so that sealing never rewrites an entry."""

    pk = models.CompositePrimaryKey("municipality", "entry_id")
    municipality = _unchecked_municipality()
    entry_id = models.UUIDField()
    sequence = models.BigIntegerField()

    class Meta(TenantTable.Meta):
        db_table = "register_sealed"
        indexes = (models.Index(fields=("municipality", "sequence"), name="register_sealed_sequence"),)

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.sequence}/{self.entry_id}"
