"""The form kit: `FormKit` for any form, `EntryForm` for one that registers something."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from yakuba.platform.screens import dates, field_markup
from yakuba.platform.screens.date_fields import DateBase
from yakuba.platform.screens.fields import IdempotencyKeyField, KitField
from yakuba.platform.screens.parts import Level
from yakuba.platform.screens.widgets import ScreensRenderer
from yakuba.platform.screens.wording import Voice
from yakuba.standards.dates import CivilDate

# One for all forms: a renderer of its own would read and compile its templates anew for each form.
RENDERER = ScreensRenderer()


@dataclass(frozen=True)
class Alert:
    """A question of the form itself, told in the shape of a Finding."""

    item: str
    message: str
    remedy: str
    level: Level = "alert"
    source: str = ""


class KitBoundField(BoundField):
    """Adds to a field what its markup needs: the marks, the echo, and describedby with the error first."""

    def as_field_group(self) -> SafeString:
        return field_markup.group(self)

    @property
    def aria_describedby(self) -> str | None:
        ids = [f"{self.auto_id}_error"] * bool(self.errors)
        ids += [f"{self.auto_id}_helptext"] * bool(self.help_text)
        ids += [f"{self.auto_id}-count"] * ("data-limit" in self.field.widget.attrs)
        ids += [f"{self.auto_id}-echo"] * isinstance(self.field, DateBase)
        return " ".join(ids) or None

    @property
    def echo(self) -> str:
        """What was understood of a date: 昭和55年（1980年）12月26日."""
        day = getattr(self.form, "cleaned_data", {}).get(self.name) if self.form.is_bound else self.initial
        if isinstance(day, CivilDate):
            return dates.twin(day.internal) if day.is_calendar_day else str(day)
        return dates.twin(day) if isinstance(self.field, DateBase) and isinstance(day, datetime.date) else ""

    @property
    def is_date(self) -> bool:
        return isinstance(self.field, DateBase)

    @property
    def asked(self) -> str:
        """The day a question was asked about, sent back so that it is asked once."""
        if not getattr(self.field, "question", ""):
            return ""
        day = getattr(self.form, "cleaned_data", {}).get(self.name)
        return str(day) if day else ""

    @property
    def is_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def unit(self) -> str:
        return str(self.field.widget.attrs.get("data-unit", ""))

    @property
    def limit(self) -> int:
        return int(self.field.widget.attrs.get("data-limit", 0))


class FormKit(forms.Form):
    """Checked on the server, on submit. `{{ form }}` draws all fields, `{% field form.x %}` one.

    `lead` begins the summary of errors: what cannot be done.
    `findings` are questions of the form (alerts): the page answers 422 until they are acknowledged by sending again.
    """

    voice: Voice = "staff"
    lead: str = "登録できない項目があります"
    default_renderer = RENDERER
    use_required_attribute = False
    bound_field_class = KitBoundField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.findings: list[Alert] = []
        for field in self.fields.values():
            if isinstance(field, KitField):
                field.voice = self.voice

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        for name, field in self.fields.items():
            day = self.cleaned_data.get(name)
            if not isinstance(field, DateBase) or not field.question or day is None:
                continue
            if self.data.get(f"{self.add_prefix(name)}-asked") != str(day):
                remedy = "よければ、このままもう一度押してください"
                self.findings.append(Alert(name, f"{field.label}：{field.question}", remedy))

    @property
    def can_go_on(self) -> bool:
        """Sent, nothing wrong, no question open."""
        return self.is_valid() and not self.findings


class EntryForm(FormKit):
    """A form that registers something: it carries an idempotency key."""

    idempotency_key = IdempotencyKeyField()

    @property
    def key(self) -> UUID:
        """The key of the page that was sent; only after a successful check."""
        found: UUID = self.cleaned_data["idempotency_key"]
        return found
