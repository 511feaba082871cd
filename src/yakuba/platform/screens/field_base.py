"""What every field shares: its label with the mark, its voice, its first error."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yakuba.platform.screens import widgets
from yakuba.platform.screens.wording import Voice, words

_DASHES = re.compile(r"[\s\-‐‑‒–—―−ー〒,，]")


class KitField(forms.Field):
    """What all fields share. `voice` is set by the form."""

    widget: Any = widgets.TextInput
    empty_code = "required"
    voice: Voice = "staff"

    def __init__(self, *, label: str, required: bool = True, support: str = "", **options: Any) -> None:
        attrs = options.pop("attrs", {})
        super().__init__(label=label, required=required, help_text=support, **options)
        self.widget.attrs.update(attrs)

    def say(self, code: str, **values: object) -> ValidationError:
        """The error of `code` in the form's voice."""
        return ValidationError(words(code, self.voice, label=self.label, **values), code=code)

    def validate(self, value: Any) -> None:
        if self.required and value in self.empty_values:
            raise self.say(self.empty_code)


def fold_digits(text: str) -> str:
    """Full-width digits, spaces, hyphens, long marks and 〒 folded away."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", _DASHES.sub("", text)))
