"""Whether the rows a change would make fit into the record's columns: told to the clerk, not to the approver."""

from collections.abc import Iterator, Sequence

from django.db import models

from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases.findings import Finding

_WIDTHS = {
    field.attname: (field.max_length, str(field.verbose_name))
    for field in ResidentRecord._meta.concrete_fields
    if isinstance(field, models.CharField) and field.max_length
}


def too_wide(rows: Sequence[Record]) -> Iterator[Finding]:
    """An error for each item that is longer than its column (基本データリスト). The entry is never cut."""
    for row in rows:
        for name, (width, label) in _WIDTHS.items():
            value = getattr(row, name, "")
            if isinstance(value, str) and len(value) > width:
                yield Finding(
                    level="error",
                    code="W-01",
                    item=name,
                    message=f"{label}：{len(value) - width}文字長い（{width}文字まで）",
                    remedy="略さずに収まる書き方に直すか、方書など別の項目に分ける",
                    source="background",
                )
