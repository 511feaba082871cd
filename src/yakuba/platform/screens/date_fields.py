"""Fields for days: one line for trained hands, three parts, and the register's unknown days."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from yakuba.platform.screens import dates, widgets
from yakuba.platform.screens.field_base import KitField, fold_digits
from yakuba.standards import dates as civil
from yakuba.standards import eras
from yakuba.standards.dates import CivilDate
from yakuba.standards.errors import StandardsError


class DateBase(KitField):
    """Shared by both date fields. Value: date or None. `latest` (date or callable) refuses later days."""

    def __init__(self, *, latest: datetime.date | Callable[[], datetime.date] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.latest = latest
        self.question = ""

    def read(self, reading: Callable[[], dates.Reading]) -> datetime.date:
        try:
            found = reading()
        except dates.NotADate as error:
            raise self.say(f"date_{error.kind}", text=str(error)) from error
        self.question = found.question
        return found.day

    def validate(self, value: Any) -> None:
        super().validate(value)
        latest = self.latest() if callable(self.latest) else self.latest
        if value and latest and value > latest:
            raise self.say("date_future")


class QuickDateField(DateBase):
    """One field for trained hands: S551226, 19801226, 昭和55.12.26, 令和8年11月23日."""

    widget = widgets.QuickDate

    def __init__(self, **options: Any) -> None:
        attrs = {"class": "input input--12", "autocomplete": "off", "spellcheck": "false", **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **options)

    def prepare_value(self, value: Any) -> Any:
        return dates.japanese(value) if isinstance(value, datetime.date) else value

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        text = str(value or "").strip()
        return self.read(lambda: dates.read(text)) if text else None


class CivilDateField(QuickDateField):
    """The quick field where the register also takes unknown days: 昭和20年月日不詳, 令和5年4月上旬 … (juki-1.0:1.1.8).

    Value: CivilDate or None. A day which the calendar does not have (戸籍 has such) is asked about, then taken.
    """

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, CivilDate) else super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, CivilDate):
            return value
        try:
            day = super().to_python(value)
        except ValidationError as error:
            return self._unknown(str(value), error)
        return civil.exact(day) if day else None

    def _unknown(self, typed: str, error: ValidationError) -> CivilDate:
        try:
            found = civil.parse(typed)
        except StandardsError:
            raise error from None
        if not found.is_unknown:
            self.question = f"{found}は暦にない日です。戸籍などの記載のとおりですか"
        return found

    def validate(self, value: Any) -> None:
        super().validate(value.internal if isinstance(value, CivilDate) else value)


class DatePartsField(DateBase):
    """年・月・日 in three fields with the era before them. `era`: letter chosen beforehand (R for events), W = 西暦."""

    widget = widgets.DateParts

    def __init__(self, *, era: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.widget.era = era

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime.date):
            return value
        era = eras.era_of(value) if eras.eras_of(value) else None
        year = value.year - (era.offset if era else 0)
        return (era.letter if era else "W", str(year), str(value.month), str(value.day))

    def to_python(self, value: Any) -> datetime.date | None:
        if value is None or isinstance(value, datetime.date):
            return value
        letter, *typed = value
        year, month, day = ("1" if part == "元" else fold_digits(part) for part in typed)
        if not (year or month or day):
            return None
        for code, part, word in (
            ("era", letter, "年号"),
            ("year", year, "年"),
            ("month", month, "月"),
            ("day", day, "日"),
        ):
            self.widget.attrs["data-wrong"] = code
            if not part:
                raise self.say("date_part", part=word)
            if code != "era" and (bad := re.search(r"[^0-9]", part)):
                raise self.say("digits", bad=bad.group())
        self.widget.attrs.pop("data-wrong")
        era = next((era for era in eras.ERAS if era.letter == letter), None)
        return self.read(lambda: dates.from_numbers(era, int(year), int(month), int(day)))
