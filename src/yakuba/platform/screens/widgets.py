"""Controls. Each draws from templates/screens/field/; none has placeholder, disabled, type=number or type=date."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from yakuba.platform.screens.dates import NEWEST_FIRST

ERA_DATA = json.dumps(
    [[era.name, era.letter, era.first.isoformat(), era.offset] for era in NEWEST_FIRST], ensure_ascii=False
)
ERA_CHOICES = [("", "選択"), *((era.letter, era.name) for era in NEWEST_FIRST), ("W", "西暦")]


class ScreensRenderer(DjangoTemplates):
    """Draws forms with the installed apps' templates, whatever FORM_RENDERER says."""

    field_template_name = "screens/field/field.html"
    form_template_name = "screens/field/form.html"


class TextInput(forms.TextInput):
    template_name = "screens/field/input.html"


class PasswordInput(forms.PasswordInput):
    template_name = "screens/field/input.html"


class TextArea(forms.Textarea):
    template_name = "screens/field/textarea.html"


class Select(forms.Select):
    template_name = "screens/field/select.html"


class FileInput(forms.FileInput):
    template_name = "screens/field/file.html"


class Check(forms.CheckboxInput):
    """One box; its label stands beside it (see field.html)."""

    template_name = "screens/field/check.html"


class _Choices(forms.RadioSelect):
    template_name = "screens/field/choices.html"
    inline = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"inline": self.inline, "is_wrong": "aria-invalid" in (attrs or {})}
        return context

    def first_wrong_part(self, bound: BoundField) -> str:
        return f"{bound.auto_id}_0"


class Radios(_Choices):
    pass


class Checks(_Choices, forms.CheckboxSelectMultiple):
    template_name = "screens/field/choices.html"


class QuickDate(TextInput):
    """One field that takes any usual writing of a date; what was understood is shown beneath."""

    template_name = "screens/field/quick_date.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "eras": ERA_DATA}


class DateParts(forms.Widget):
    """年・月・日 with the era before the year. Value: (era letter, year, month, day), as typed."""

    template_name = "screens/field/date_parts.html"
    use_fieldset = True
    parts = ("era", "year", "month", "day")
    era = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}_{part}", "")).strip() for part in self.parts)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str | None) -> str:
        return f"{id_}_year" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = dict(zip(self.parts, value or (self.era, "", "", ""), strict=True))
        wrong = self.attrs.get("data-wrong", "")
        return {
            **context,
            "values": values,
            "eras": ERA_CHOICES,
            "era_data": ERA_DATA,
            "wrong": wrong,
            "is_wrong": "aria-invalid" in (attrs or {}),
        }

    def first_wrong_part(self, bound: BoundField) -> str:
        return f"{bound.auto_id}_{self.attrs.get('data-wrong') or 'year'}"
