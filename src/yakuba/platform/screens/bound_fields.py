"""A field as a form shows it: label with its mark, support text, control, echo, error."""

import datetime

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from yakuba.platform.screens import dates
from yakuba.platform.screens.date_fields import DateBase
from yakuba.platform.screens.icons import icon
from yakuba.platform.screens.markup import NOTHING, draw
from yakuba.standards.dates import CivilDate

REQUIRED = draw('<span class="mark mark--required">※必須</span>')
OPTIONAL = draw('<span class="mark">※任意</span>')


class KitBoundField(BoundField):
    """Adds to a field what its markup needs: the marks, the echo, and describedby with the error first."""

    def as_field_group(self) -> SafeString:
        return group(self)

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


def group(field: KitBoundField) -> SafeString:
    """The whole field. A fieldset for a control of several parts; a single box has its label beside it."""
    mark = REQUIRED if field.field.required else OPTIONAL
    if field.use_fieldset:
        return _fieldset(field, mark)
    if field.is_check:
        box = draw(
            '<label class="choice" for="{}">{}<span>{}{}</span></label>', field.id_for_label, field, field.label, mark
        )
        return draw('<div class="field">{}{}{}</div>', box, _support(field), _error(field))
    label = draw('<label class="field__label" for="{}">{}{}</label>', field.id_for_label, field.label, mark)
    return draw('<div class="field">{}{}{}{}</div>', label, _support(field), _control(field), _error(field))


def _fieldset(field: KitBoundField, mark: SafeString) -> SafeString:
    described = field.aria_describedby
    return draw(
        '<fieldset class="field"{}><legend class="field__label">{}{}</legend>{}{}{}</fieldset>',
        draw(' aria-describedby="{}"', described) if described else NOTHING,
        field.label,
        mark,
        _support(field),
        _control(field),
        _error(field),
    )


def _control(field: KitBoundField) -> SafeString:
    """The control with its unit; under it what was understood of a date, or how many characters fit."""
    control = (
        draw('<span class="affix">{}<span>{}</span></span>', field, field.unit) if field.unit else draw("{}", field)
    )
    if field.is_date:
        control = draw(
            '{}<output class="field__echo" id="{}-echo" for="{}">{}</output>{}',
            control,
            field.auto_id,
            field.id_for_label,
            field.echo,
            _asked(field),
        )
    if field.limit:
        counted = '{}<div class="field__support" id="{}-count">{}文字まで</div>'
        control = draw(counted, control, field.auto_id, field.limit)
    return control


def _asked(field: KitBoundField) -> SafeString:
    asked = field.asked
    return draw('<input type="hidden" name="{}-asked" value="{}">', field.html_name, asked) if asked else NOTHING


def _support(field: KitBoundField) -> SafeString:
    if not field.help_text:
        return NOTHING
    return draw('<div class="field__support" id="{}_helptext">{}</div>', field.auto_id, field.help_text)


def _error(field: KitBoundField) -> SafeString:
    errors = field.errors
    if not errors:
        return NOTHING
    shown = '<p class="field__error" id="{}_error">{}<span>{}</span></p>'
    return draw(shown, field.auto_id, icon("octagon", "エラー"), errors[0])
