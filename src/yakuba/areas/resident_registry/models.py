"""Tables of the resident registry. Versions and events are only added (juki-1.0:4.2.3.3)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import PROTECT, Q

from yakuba.areas.resident_registry.domain.record import ITEMS
from yakuba.areas.resident_registry.domain.record_fields import ItemMetadata
from yakuba.platform.tenancy.base import TenantForeignKey, TenantForeignKeyConstraint, TenantModel, TenantTable

KEYS = ("addressee_number", "history_number", "is_latest")


class ChangeEvent(TenantModel):
    """One change (異動): its kind, dates, typed input, and the change it cancels. Source: juki-1.0:1.2.1, 4.6.0.1."""

    kind = models.CharField(max_length=40)
    reason = models.CharField(max_length=4)
    change_date = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    processed_at = models.DateTimeField()
    input = models.JSONField()
    case_id = models.UUIDField(null=True)
    case = TenantForeignKey("cases.Case", PROTECT, ref="case_id")
    cancels_id = models.UUIDField(null=True)
    cancels = TenantForeignKey("resident_registry.ChangeEvent", PROTECT, ref="cancels_id", related_name="cancelled_by")

    class Meta(TenantModel.Meta):
        db_table = "change_event"
        constraints = (
            TenantForeignKeyConstraint(name="change_event_case", ref="case_id", to="cases.Case"),
            TenantForeignKeyConstraint(
                name="change_event_cancels", ref="cancels_id", to="resident_registry.ChangeEvent"
            ),
        )
        indexes = (models.Index(fields=("municipality", "processed_at"), name="change_event_time"),)


class ResidentRecord(TenantTable):
    """One version of a person's resident record (住民票): every item, one row per change; the latest is current.

    The items are added below from ``domain.record.ITEMS``, so that an item is described once. ``number_width`` keeps
    how long a migrated number was written (leading zeros), because numbers are never renumbered (juki-1.0:1.1.13).
    """

    pk = models.CompositePrimaryKey("municipality", "addressee_number", "history_number")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    number_width = models.PositiveSmallIntegerField(default=0)
    history_number = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    known_from = models.DateTimeField()
    event_id = models.UUIDField(null=True)
    event = TenantForeignKey(ChangeEvent, PROTECT, ref="event_id", related_name="versions")

    class Meta(TenantTable.Meta):
        db_table = "resident_record"
        constraints = (
            TenantForeignKeyConstraint(
                name="resident_record_addressee",
                ref="addressee_number",
                to="addressee.Addressee",
                key="addressee_number",
            ),
            TenantForeignKeyConstraint(
                name="resident_record_event", ref="event_id", to="resident_registry.ChangeEvent"
            ),
            models.UniqueConstraint(
                fields=("municipality", "addressee_number"), condition=Q(is_latest=True), name="resident_record_latest"
            ),
        )
        indexes = (
            models.Index(
                fields=("municipality", "household_number"),
                condition=Q(is_latest=True),
                name="resident_record_household",
            ),
            models.Index(
                fields=("municipality", "event_id"),
                condition=Q(event_id__isnull=False),
                name="resident_record_of_event",
            ),
            models.Index(
                fields=("municipality", "move_out_planned_on"),
                condition=Q(is_latest=True, is_removed=False, move_out_planned_on__isnull=False),
                name="resident_record_planned",
            ),
            models.Index(
                fields=("municipality", "move_out_planned_on"),
                condition=Q(is_latest=True, resident_state="2", move_in_notice_on__isnull=True),
                name="resident_record_no_notice",
            ),
        )


def _column(item: ItemMetadata) -> "models.Field[Any, Any]":
    kinds: dict[str, models.Field[Any, Any]] = {
        "number": models.IntegerField(default=0),
        "flag": models.BooleanField(default=False),
        "date": models.DateField(null=True),
        "time": models.TimeField(null=True),
    }
    if item["kind"] in kinds:
        return kinds[item["kind"]]
    return models.CharField(max_length=item["length"], default="", verbose_name=item["item"])


for _name, _item in ITEMS.items():
    if _name not in KEYS:
        ResidentRecord.add_to_class(_name, _column(_item))


class Memo(TenantModel):
    """Free memo about a person; never printed on certificates; edits keep history (juki-1.0:1.1.15)."""

    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    text = models.TextField()
    written_by = models.UUIDField(null=True)
    written_by_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    replaces_id = models.UUIDField(null=True)
    is_deletion = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        db_table = "resident_memo"
        constraints = (
            TenantForeignKeyConstraint(
                name="resident_memo_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (models.Index(fields=("municipality", "addressee_number"), name="resident_memo_person"),)


class SearchEntry(TenantTable):
    """What a person is found by: folded texts, one line a form, now and past (juki-1.0:2.1.2, 2.1.3).

    Written by ``search_index`` whenever a version is added. ``grams`` are pairs of characters with the municipality
    packed in front, so that the GIN index made by migration 0002 is municipality-first. It is read through the
    definer function ``find_people``: under row-level security neither LIKE nor @> may use an index.
    """

    pk = models.CompositePrimaryKey("municipality", "addressee_number")
    addressee_number = models.BigIntegerField()
    addressee = TenantForeignKey(
        "addressee.Addressee", PROTECT, ref="addressee_number", key="addressee_number", related_name="+"
    )
    names = models.TextField()
    names_past = models.TextField(default="")
    kana = models.TextField()
    kana_past = models.TextField(default="")
    addresses = models.TextField()
    addresses_past = models.TextField(default="")
    kana_sort = models.CharField(max_length=100, default="")
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=1, default="")
    is_removed = models.BooleanField(default=False)
    grams = ArrayField(models.BigIntegerField())
    folding = models.PositiveSmallIntegerField()

    class Meta(TenantTable.Meta):
        db_table = "search_entry"
        constraints = (
            TenantForeignKeyConstraint(
                name="search_entry_addressee", ref="addressee_number", to="addressee.Addressee", key="addressee_number"
            ),
        )
        indexes = (
            models.Index(fields=("municipality", "birth_date"), name="search_entry_birth"),
            models.Index(fields=("municipality", "kana_sort"), name="search_entry_kana"),
        )


class SavedSearch(TenantModel):
    """The conditions of a search, kept for its user to repeat or start from (juki-1.0:2.1.1)."""

    account_id = models.UUIDField()
    conditions = models.JSONField()
    asked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "saved_search"
        indexes = (models.Index(fields=("municipality", "account_id", "asked_at"), name="saved_search_mine"),)


from yakuba.areas.resident_registry.arrival_models import ExpectedArrival, ExpectedPerson  # noqa: E402
from yakuba.areas.resident_registry.load_models import (  # noqa: E402  tables of loading, in a file of their own
    ExportPermit,
    LoadDifference,
    LoadLine,
    RecordExtra,
    ResidentLoad,
)

__all__ = [
    "ChangeEvent",
    "ExpectedArrival",
    "ExpectedPerson",
    "ExportPermit",
    "LoadDifference",
    "LoadLine",
    "Memo",
    "RecordExtra",
    "ResidentLoad",
    "ResidentRecord",
    "SavedSearch",
    "SearchEntry",
]
