"""The directory of municipalities (no tenant rows: it says which tenants exist) and the counters of each."""

from django.db import models

from yakuba.platform.tenancy.base import TenantTable


class Municipality(models.Model):
    """A municipality on this service. The id is a small integer given once; codes and names are dated attributes."""

    id = models.SmallAutoField(primary_key=True)
    founded_at = models.DateTimeField()
    is_training = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "municipality"

    def __str__(self) -> str:
        return str(self.id)


class MunicipalityName(models.Model):
    """Local-government code (全国地方公共団体コード) and names of a municipality from a day on.

    ``address`` is the path segment in its web address: the code, or ``training-`` + code for a training town hall.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="names")
    lg_code = models.CharField(max_length=6)
    address = models.CharField(max_length=32)
    prefecture = models.CharField(max_length=4)
    name = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "municipality_name"
        constraints = (
            models.UniqueConstraint(
                fields=("address",), condition=models.Q(valid_to__isnull=True), name="municipality_name_address"
            ),
            models.UniqueConstraint(fields=("municipality", "valid_from"), name="municipality_name_from"),
        )

    def __str__(self) -> str:
        return f"{self.prefecture}{self.name}"


class NumberSeries(TenantTable):
    """The last number given out of a series (宛名番号, 世帯番号, 発行番号 …) of one municipality."""

    pk = models.CompositePrimaryKey("municipality", "series")
    series = models.CharField(max_length=40)
    last = models.BigIntegerField(default=0)

    class Meta(TenantTable.Meta):
        db_table = "number_series"
