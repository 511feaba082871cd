"""A field as a form shows it: label with its mark, support text, control, echo, error."""

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from yakuba.platform.screens.icons import icon
from yakuba.platform.screens.markup import NOTHING, draw

if TYPE_CHECKING:
    from yakuba.platform.screens.forms import KitBoundField

REQUIRED = draw('<span class="mark mark--required">※必須</span>')
OPTIONAL = draw('<span class="mark">※任意</span>')


def group(field: "KitBoundField") -> SafeString:
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


def _fieldset(field: "KitBoundField", mark: SafeString) -> SafeString:
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


def _control(field: "KitBoundField") -> SafeString:
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


def _asked(field: "KitBoundField") -> SafeString:
    asked = field.asked
    return draw('<input type="hidden" name="{}-asked" value="{}">', field.html_name, asked) if asked else NOTHING


def _support(field: "KitBoundField") -> SafeString:
    if not field.help_text:
        return NOTHING
    return draw('<div class="field__support" id="{}_helptext">{}</div>', field.auto_id, field.help_text)


def _error(field: "KitBoundField") -> SafeString:
    errors = field.errors
    if not errors:
        return NOTHING
    shown = '<p class="field__error" id="{}_error">{}<span>{}</span></p>'
    return draw(shown, field.auto_id, icon("octagon", "エラー"), errors[0])
