"""Values a municipality has set. Rows are only added."""

from django.db import models

from yakuba.platform.tenancy.base import TenantTable


class ParameterValue(TenantTable):
    """From ``valid_from`` on the parameter has this value; JSON null means the default again.

    On a day the row with the latest ``valid_from`` up to that day counts, of several with the same day the last one.
    """

    pk = models.CompositePrimaryKey("municipality", "key", "sequence")
    key = models.CharField(max_length=80)
    sequence = models.IntegerField()
    valid_from = models.DateField()
    value = models.JSONField(null=True)
    reason = models.TextField()
    set_by = models.UUIDField(null=True)
    set_by_name = models.CharField(max_length=100)
    set_at = models.DateTimeField()

    class Meta(TenantTable.Meta):
        db_table = "parameter_value"
        indexes = (
            models.Index(fields=("municipality", "key", "-valid_from", "-sequence"), name="parameter_value_day"),
        )
