"""Fields of the change forms beyond the screens' kit: dates that may be unknown, relationships in words."""

from typing import Any

from django.core.exceptions import ValidationError

from yakuba.areas.resident_registry.domain import relationships
from yakuba.areas.resident_registry.domain.event_inputs import NOT_IN_CALENDAR, UNKNOWN, RecordedDate
from yakuba.platform.screens import dates as shown
from yakuba.platform.screens.fields import TextField
from yakuba.standards import dates
from yakuba.standards.errors import StandardsError


class RecordedDateField(TextField):
    """A date; where ``may_be_unknown``, also the fourteen patterns of juki-1.0:1.1.8. The value is a RecordedDate."""

    may_be_unknown = False

    def __init__(self, *, may_be_unknown: bool = False, **options: Any) -> None:
        super().__init__(**{"width": "16", **options})
        self.may_be_unknown = may_be_unknown

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, RecordedDate):
            return value.text or (shown.japanese(value.date) if value.date else "")
        return value

    def clean(self, value: Any) -> RecordedDate | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            found = dates.parse(text)
        except StandardsError as error:
            raise self.say("date_form") from error
        if found.is_calendar_day:
            return RecordedDate(found.internal)
        if not self.may_be_unknown:
            raise self.say("date_form")
        return RecordedDate(found.internal, UNKNOWN if found.is_unknown else NOT_IN_CALENDAR, str(found))


class RelationshipField(TextField):
    """続柄 in words, up to four joined by の. The value is the chain of codes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"width": "12", "attrs": {"list": "relationships"}, **options})

    def prepare_value(self, value: Any) -> Any:
        return relationships.wording(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        text = str(super().clean(value) or "")
        if not text:
            return ()
        try:
            return relationships.parse(text)
        except ValueError as error:
            raise ValidationError(
                f"{self.label}：「{text}」は使えない続柄。妻、子、子の子 などの語を4つまで「の」でつなぐ"
            ) from error
