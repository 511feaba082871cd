"""Entries of the ledgers a municipality keeps itself."""

from django.db import models
from django.db.models import PROTECT

from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel


class LedgerEntry(TenantModel):
    """One entry. ``ledger`` is the code of the procedure, whose versions all end in the same ledger.

    ``values`` by question of that version; persons in them are addressee numbers as text, all named in ``people``.
    ``words`` is what a search looks in: number, name and values in words, folded, as they were at the entry.
    ``letter`` is the intent of the letter to the holder.
    """

    class State(models.TextChoices):
        OPEN = "open", "有効"
        CLOSED = "closed", "廃止"

    ledger = models.CharField(max_length=64)
    ledger_name = models.CharField(max_length=100)
    number = models.CharField(max_length=40)
    holder_number = models.BigIntegerField()
    holder = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="holder_number", key="addressee_number", related_name="+"
    )
    procedure = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    values = models.JSONField()
    people = models.JSONField(default=list)
    words = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    entered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=400, default="")
    filing_key = models.UUIDField()
    case_id = models.UUIDField()
    case = TenantForeignKey("cases.Case", PROTECT, ref="case_id", related_name="+")
    letter = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "ledger_entry"
        constraints = (
            models.UniqueConstraint(fields=("municipality", "number"), name="ledger_entry_number"),
            models.UniqueConstraint(fields=("municipality", "filing_key"), name="ledger_entry_once"),
            TenantForeignKeyConstraint(
                name="ledger_entry_holder", ref="holder_number", to="addressee.Addressee", key="addressee_number"
            ),
            TenantForeignKeyConstraint(name="ledger_entry_case", ref="case_id", to="cases.Case"),
        )
        indexes = (models.Index(fields=("municipality", "ledger", "state", "entered_at"), name="ledger_entry_list"),)
