"""Form fields as the screens rules want them: the label says 必須 or 任意, messages name item, reason and remedy.

Every field takes `label`, `required` (True unless said), `support` (support text), `initial`, and its own options.
"""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from yakuba.platform.screens import widgets
from yakuba.platform.screens.date_fields import CivilDateField, DatePartsField, QuickDateField
from yakuba.platform.screens.field_base import KitField, fold_digits
from yakuba.platform.screens.kana import to_katakana

__all__ = [
    "CheckField",
    "ChecksField",
    "ChoiceField",
    "CivilDateField",
    "DatePartsField",
    "DigitsField",
    "FileField",
    "IdempotencyKeyField",
    "IntegerField",
    "KanaField",
    "KitField",
    "NameField",
    "PasswordField",
    "PostcodeField",
    "QuickDateField",
    "RadioField",
    "TextAreaField",
    "TextField",
]

Choices = Sequence[tuple[str, str]]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TextField(KitField):
    """One line of text. `width`: 2 4 8 12 16 24 full; `limit` in characters; `autocomplete` only for the person at the
    screen. Every character is accepted except control characters; spaces at the ends are dropped."""

    def __init__(self, *, width: str = "16", limit: int = 200, autocomplete: str = "off", **options: Any) -> None:
        attrs = {"class": f"input input--{width}", "autocomplete": autocomplete, **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **options)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        return str(value or "").strip().strip("\u3000")

    def validate(self, value: str) -> None:
        super().validate(value)
        if _CONTROL.search(value):
            raise self.say("control")
        if len(value) > self.limit:
            raise self.say("too_long", over=len(value) - self.limit, limit=self.limit)


class NameField(TextField):
    """氏 or 名: kept as typed with its variation selectors, drawn with the name font. Never refuses a character."""

    def __init__(self, **options: Any) -> None:
        attrs = {"spellcheck": "false", **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **options)
        self.widget.attrs["class"] += " name-glyphs"


class KanaField(TextField):
    """A reading: hiragana and half-width are taken and become full-width katakana."""

    def __init__(self, **options: Any) -> None:
        attrs = {"spellcheck": "false", **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **options)

    def to_python(self, value: Any) -> str:
        kana, bad = to_katakana(super().to_python(value))
        if bad:
            raise self.say("kana", bad=bad)
        return kana


class PasswordField(TextField):
    """A secret: kept exactly as typed (spaces too), never sent back to the page."""

    widget = widgets.PasswordInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"autocomplete": "current-password", "width": "24", **options})

    def to_python(self, value: Any) -> str:
        return str(value or "")


class TextAreaField(TextField):
    """Several lines, with the count of characters left. Input is never cut."""

    widget = widgets.TextArea

    def __init__(self, *, limit: int = 500, rows: int = 3, **options: Any) -> None:
        attrs = {"rows": rows, "data-limit": limit, **options.pop("attrs", {})}
        super().__init__(limit=limit, attrs=attrs, **options)
        self.widget.attrs["class"] = "textarea"

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class DigitsField(TextField):
    """A number that is a name (宛名番号, 口座番号): leading zeros stay. `length` = exact number of digits; `check`
    tests the check digit and returns False when it does not fit."""

    def __init__(
        self, *, length: int | None = None, check: Callable[[str], bool] | None = None, **options: Any
    ) -> None:
        attrs = {"inputmode": "numeric", **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **{"width": "12", **options})
        self.widget.attrs["class"] += " mono"
        self.length, self.check = length, check

    def to_python(self, value: Any) -> str:
        return fold_digits(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if bad := re.search(r"[^0-9]", value):
            raise self.say("digits", bad=bad.group())
        if self.length and len(value) != self.length:
            raise self.say("length", count=len(value), wanted=self.length)
        if self.check and not self.check(value):
            raise self.say("check_digit")


class PostcodeField(DigitsField):
    """Seven digits, typed with or without 〒, hyphen, full-width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"width": "8", **options})

    def validate(self, value: str) -> None:
        TextField.validate(self, value)
        if value and not re.fullmatch(r"[0-9]{7}", value):
            raise self.say("postcode")


class IntegerField(TextField):
    """A whole number in `low`..`high` (yen, copies). Value: int, or None when empty. `unit` follows the field."""

    def __init__(self, *, low: int = 0, high: int = 9_999_999_999, unit: str = "", **options: Any) -> None:
        attrs = {"inputmode": "numeric", "data-unit": unit, **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **{"width": "8", **options})
        self.widget.attrs["class"] += " input--number"
        self.low, self.high = low, high

    def to_python(self, value: Any) -> Any:
        text = fold_digits(super().to_python(value))
        if bad := re.search(r"[^0-9]", text):
            raise self.say("digits", bad=bad.group())
        if len(text.lstrip("0")) > len(str(self.high)):  # thousands of digits are no number to Python
            raise self.say("range", low=self.low, high=self.high)
        return int(text) if text else None

    def validate(self, value: Any) -> None:
        KitField.validate(self, value)
        if value is not None and not self.low <= value <= self.high:
            raise self.say("range", low=self.low, high=self.high)


class ChoiceField(KitField):
    """A select for a long known list, its first option 「選択してください」. `choices` may be a callable."""

    widget: Any = widgets.Select
    empty_code = "unchosen"
    blank: Choices = (("", "選択してください"),)

    def __init__(self, *, choices: Choices | Callable[[], Choices], **options: Any) -> None:
        attrs = {"class": "select__control", **options.pop("attrs", {})}
        super().__init__(attrs=attrs, **options)
        self.choices = choices

    def __deepcopy__(self, memo: dict[int, Any]) -> "ChoiceField":
        result: ChoiceField = super().__deepcopy__(memo)
        result.choices = self._given
        return result

    @property
    def choices(self) -> list[tuple[str, str]]:
        given = self._given() if callable(self._given) else self._given
        return [*self.blank, *given]

    @choices.setter
    def choices(self, given: Choices | Callable[[], Choices]) -> None:
        self._given = given
        self.widget.choices = self.choices

    def to_python(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        known = {key for key, _ in self.choices}
        if any(one not in known for one in ([value] if isinstance(value, str) else value)):
            raise self.say("unknown_choice")


class RadioField(ChoiceField):
    """Up to about six choices, nothing chosen beforehand. `inline` only for short words in dense staff forms."""

    widget = widgets.Radios
    blank = ()

    def __init__(self, *, inline: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs = {}
        self.widget.inline = inline

    def validate(self, value: Any) -> None:
        if value or self.required:
            super().validate(value)


class ChecksField(ChoiceField):
    """Several of a list. Value: list of keys."""

    widget = widgets.Checks
    blank = ()

    def __init__(self, *, inline: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs = {}
        self.widget.inline = inline

    def to_python(self, value: Any) -> Any:
        return [str(one) for one in value or []]


class CheckField(KitField):
    """One box. Value: bool. When required, the box must be ticked."""

    widget = widgets.Check
    empty_code = "unchecked"

    def to_python(self, value: Any) -> bool:
        return bool(value) and value not in ("False", "false", "0")

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise self.say(self.empty_code)


class FileField(KitField):
    """A file of one of `kinds` (extension → first bytes) up to `limit` bytes. Value: UploadedFile or None."""

    widget = widgets.FileInput
    empty_code = "unchosen"
    kinds: dict[str, bytes] = {"PDF": b"%PDF-", "JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG"}

    def __init__(self, *, limit: int = 5 * 1024 * 1024, kinds: dict[str, bytes] | None = None, **options: Any) -> None:
        self.kinds = kinds or self.kinds
        self.limit = limit
        support = options.pop("support", "") or f"{'・'.join(self.kinds)}。{limit // 1024 // 1024}MBまで"
        super().__init__(support=support, attrs={"class": "file__input", **options.pop("attrs", {})}, **options)

    def clean(self, value: Any, initial: Any = None) -> Any:
        if value is None and initial:
            return initial
        return super().clean(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not isinstance(value, UploadedFile):
            return
        size = value.size or 0
        if size == 0:
            raise self.say("file_empty")
        if size > self.limit:
            megabytes = f"{size / 1024 / 1024:.1f}MB"
            raise self.say("file_size", size=megabytes, limit=f"{self.limit // 1024 // 1024}MB")
        start = value.read(16)
        value.seek(0)
        if not any(start.startswith(mark) for mark in self.kinds.values()):
            raise self.say("file_type", kinds="・".join(self.kinds))


class IdempotencyKeyField(forms.UUIDField):
    """Hidden: the same page sent twice carries the same key. A new page gets a new one."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4, required=True)
