"""The form kit: `FormKit` for any form, `EntryForm` for one that registers something."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from yakuba.platform.screens.bound_fields import KitBoundField
from yakuba.platform.screens.date_fields import DateBase
from yakuba.platform.screens.fields import IdempotencyKeyField, KitField
from yakuba.platform.screens.parts import Level
from yakuba.platform.screens.widgets import ScreensRenderer
from yakuba.platform.screens.wording import Voice

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
