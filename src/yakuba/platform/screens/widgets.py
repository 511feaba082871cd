"""Controls; none has placeholder, disabled, type=number or type=date.

They draw themselves instead of asking templates: a form of ten fields took 15 ms of the processor with them.
"""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from yakuba.platform.screens.dates import NEWEST_FIRST
from yakuba.platform.screens.icons import icon
from yakuba.platform.screens.markup import NOTHING, attributes, draw, draw_all

ERA_DATA = json.dumps(
    [[era.name, era.letter, era.first.isoformat(), era.offset] for era in NEWEST_FIRST], ensure_ascii=False
)
ERA_CHOICES = [("", "選択"), *((era.letter, era.name) for era in NEWEST_FIRST), ("W", "西暦")]


Attrs = dict[str, Any] | None


class ScreensRenderer(DjangoTemplates):
    """Draws what is left to templates with the installed apps' ones, whatever FORM_RENDERER says."""

    form_template_name = "screens/field/form.html"


class _Input(forms.widgets.Input):
    """One line."""

    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)
        value_part = NOTHING if shown is None else draw(' value="{}"', shown)
        all_attrs = attributes({**self.build_attrs(self.attrs, attrs), **self.further(attrs)})
        return draw('<input type="{}" name="{}"{}{}>', self.input_type, name, value_part, all_attrs)

    def further(self, attrs: Attrs) -> dict[str, Any]:
        """Attributes of the kind of control."""
        return {}


class TextInput(_Input, forms.TextInput):
    pass


class PasswordInput(_Input, forms.PasswordInput):
    def format_value(self, value: Any) -> None:
        """A secret is never sent back to the page."""
        return


class TextArea(forms.Textarea):
    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        all_attrs = attributes(self.build_attrs(self.attrs, attrs))
        return draw('<textarea name="{}"{}>\n{}</textarea>', name, all_attrs, self.format_value(value))


class Select(forms.Select):
    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        groups = self.optgroups(name, self.format_value(value), attrs)
        options = [
            (option["value"], _bare("selected", option), option["label"]) for _, one, _ in groups for option in one
        ]
        return draw(
            '<span class="select"><select name="{}"{}>{}</select>{}</span>',
            name,
            attributes(self.build_attrs(self.attrs, attrs)),
            draw_all('<option value="{}"{}>{}</option>', options),
            icon("chevron-down"),
        )


def _bare(name: str, option: Mapping[str, Any]) -> SafeString:
    return attributes({name: bool(option["selected"])})


class FileInput(forms.FileInput):
    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        return draw('<input type="file" name="{}"{}>', name, attributes(self.build_attrs(self.attrs, attrs)))


class Check(forms.CheckboxInput):
    """One box; its label stands beside it (see bound_fields)."""

    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        ticked = {"checked": bool(self.check_test(value))}
        all_attrs = attributes(self.build_attrs(self.attrs, attrs) | ticked)
        return draw('<input type="checkbox" name="{}"{}>', name, all_attrs)


class _Choices(forms.RadioSelect):
    inline = False

    def render(self, name: str, value: Any, attrs: Attrs = None, renderer: Any = None) -> SafeString:
        all_attrs = self.build_attrs(self.attrs, attrs)
        groups = self.optgroups(name, self.format_value(value), all_attrs)
        wrong = attributes({"aria-invalid": "true"} if "aria-invalid" in (attrs or {}) else {})
        options = [option for _, one, _ in groups for option in one]
        lines = [
            (one["attrs"]["id"], one["type"], one["name"], one["value"], _bare("checked", one), wrong, one["label"])
            for one in options
        ]
        choice = (
            '<label class="choice" for="{0}">'
            '<input type="{1}" name="{2}" value="{3}" id="{0}"{4}{5}><span>{6}</span></label>'
        )
        style = " choices--inline" if self.inline else ""
        return draw('<div class="choices{}">{}</div>', style, draw_all(choice, lines))

    def first_wrong_part(self, bound: BoundField) -> str:
        return f"{bound.auto_id}_0"


class Radios(_Choices):
    pass


class Checks(_Choices, forms.CheckboxSelectMultiple):
    pass


class QuickDate(TextInput):
    """One field that takes any usual writing of a date; what was understood is shown beneath."""

    def further(self, attrs: Attrs) -> dict[str, Any]:
        return {"data-eras": ERA_DATA, "data-echo": (attrs or {}).get("id", "")}


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

    def get_context(self, name: str, value: Any, attrs: Attrs) -> dict[str, Any]:
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
