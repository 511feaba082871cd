"""Records of fixed fields: one table of fields serves both the reader and the writer.

Kinds of field: `digits` (text of digits, filled with 0 on the left), `number` (a whole number, likewise), `letters`
(digits and capital letters, filled with spaces on the right), `blank_digits` (digits or all spaces), `bank`, `party`,
`salary`, `edi` (text that is converted, filled with spaces on the right; names are cut at the end, EDI information is
refused), `text` (any single byte, not converted), `fixed` (always the value), `blank` and `zeros` (fillers).

>>> layout = layout_of("zengin.trailer")
>>> layout.encode({"count": 2, "amount": 155400})[:24]
'8000002000000155400     '
>>> layout.decode("8000002000000155400".ljust(120))
{'count': 2, 'amount': 155400}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from yakuba.standards import _data
from yakuba.standards.money import kana
from yakuba.standards.money.errors import FieldError
from yakuba.standards.money.profiles import STANDARD, Profile

_TEXT = ("bank", "party", "salary", "edi", "text")
_DIGITS = ("digits", "blank_digits")
_FILLERS = ("fixed", "blank", "zeros")
_PATTERNS: Mapping[str, str] = {"digits": "[0-9]", "number": "[0-9]", "letters": "[0-9A-Z ]"}
KINDS = (*_TEXT, *_FILLERS, *_PATTERNS, "blank_digits")
# What one byte may be: space to tilde, and half-width kana with their signs.
FORBIDDEN = re.compile(rb"[^\x20-\x7e\xa1-\xdf]")
_NOT_SINGLE = re.compile(r"[^\x20-\x7e｡-ﾟ]")


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `name` in code, `label` for people, `position` from 0 in bytes, `value` of a fixed one."""

    name: str
    label: str
    position: int
    length: int
    kind: str
    value: str = ""

    @property
    def end(self) -> int:
        """Position after the last byte."""
        return self.position + self.length

    def encoded(self, value: Any, profile: Profile) -> str:
        """The field as characters, exactly `length` of them. FieldError."""
        if self.kind in _DIGITS and value.isdigit() and value.isascii() and len(value) <= self.length:
            return str(value).rjust(self.length, "0")
        if self.kind in _TEXT:
            return self._text(value, profile)
        if self.kind == "number":
            return self._number(value)
        if self.kind == "blank_digits" and value == "":
            return " " * self.length
        if not isinstance(value, str) or re.fullmatch(self._expected_text, value) is None:
            what = "数字と英大文字" if self.kind == "letters" else "数字"
            raise FieldError(
                self.label, f"「{value}」は{what}ではありません", f"{self.length}桁までの{what}にしてください"
            )
        if len(value) > self.length:
            raise FieldError(self.label, f"「{value}」は{self.length}桁に収まりません", "桁数を確かめてください")
        return value.ljust(self.length) if self.kind == "letters" else value.rjust(self.length, "0")

    @property
    def _expected_text(self) -> str:
        return f"{_PATTERNS['letters']}*" if self.kind == "letters" else "[0-9]+"

    def _number(self, value: Any) -> str:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise FieldError(self.label, f"「{value}」は0以上の整数ではありません", "数を確かめてください")
        if value >= 10**self.length:
            remedy = "分けるなどして、桁に収まる額にしてください"
            raise FieldError(self.label, f"{value:,}は{self.length}桁に収まりません", remedy)
        return str(value).rjust(self.length, "0")

    def _text(self, value: Any, profile: Profile) -> str:
        if self.kind == "text":
            if _NOT_SINGLE.search(value) is not None:
                raise FieldError(self.label, f"「{value}」に1バイトでない文字があります", "半角の文字にしてください")
            converted = str(value)
        elif self.kind == "bank":
            converted = _bank_name(value, "bank", self.label, profile.added("bank"))
        else:
            converted = kana.bank_text(value, self.kind, self.label, profile)
        if len(converted) > self.length:
            if self.kind not in ("bank", "party", "salary"):
                raise FieldError(self.label, f"「{value}」は{self.length}文字に収まりません", "短くしてください")
            converted = kana.cut(converted, self.length)
        return converted.ljust(self.length)


# Names of banks come again and again.
_bank_name = lru_cache(maxsize=8192)(kana.convert)


@dataclass(frozen=True)
class Layout:
    """The fields of one record, in order, without gaps or overlaps. StandardsError when the table is not so."""

    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        """Refuse a table that does not cover the record."""
        position = 0
        for field in self.fields:
            if field.kind not in KINDS:
                raise FieldError(
                    field.label, f"項目の種類「{field.kind}」はありません", "・".join(KINDS) + "から選んでください"
                )
            if field.position != position or field.length < 1:
                reason = f"位置{field.position}・長さ{field.length}は、前の項目の終わり{position}に続きません"
                raise FieldError(field.label, reason, "レイアウトの位置と長さを直してください")
            position = field.end

    @property
    def length(self) -> int:
        """Bytes of the record."""
        return self.fields[-1].end

    @cached_property
    def valued(self) -> tuple[Field, ...]:
        """The fields that carry a value."""
        return tuple(field for field in self.fields if field.kind not in _FILLERS)

    def field_at(self, position: int) -> Field:
        """The field that holds a byte."""
        return next(field for field in self.fields if position < field.end)

    @cached_property
    def _slots(self) -> tuple[Field | str, ...]:
        """Fields with a value, and between them what is always the same."""
        return tuple(_filler(field) if field.kind in _FILLERS else field for field in self.fields)

    def encode(self, values: Mapping[str, Any], profile: Profile = STANDARD) -> str:
        """The record of the values, by name of field. FieldError for the first that does not fit."""
        return "".join(
            [slot if isinstance(slot, str) else slot.encoded(values[slot.name], profile) for slot in self._slots]
        )

    def encode_object(self, values: object, profile: Profile = STANDARD) -> str:
        """The record of an object whose attributes are the fields."""
        return "".join(
            [
                slot if isinstance(slot, str) else slot.encoded(getattr(values, slot.name), profile)
                for slot in self._slots
            ]
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The whole record, one group for each field with a value."""
        return re.compile("".join(_expression(field) for field in self.fields), re.DOTALL)

    def decode(self, record: str) -> dict[str, Any]:
        """The values of a record: numbers as int, texts without the spaces behind. FieldError names the field."""
        found = self._pattern.fullmatch(record)
        if found is None:
            raise self._refusal(record)
        return {
            name: int(said) if number else said.rstrip(" ") if right else said
            for (name, number, right), said in zip(self._steps, found.groups(), strict=True)
        }

    @cached_property
    def _steps(self) -> tuple[tuple[str, bool, bool], ...]:
        """What becomes of each value: name, whether a number, whether spaces behind are dropped."""
        return tuple((field.name, field.kind == "number", field.kind in _RIGHT) for field in self.valued)

    def _refusal(self, record: str) -> FieldError:
        for field in self.fields:
            said = record[field.position : field.end]
            if re.fullmatch(_expression(field), said, re.DOTALL) is None:
                reason = f"「{said}」は{_expected(field)}ではありません"
                return FieldError(field.label, reason, "ファイルを作った先に、正しいファイルを求めてください")
        return FieldError("", f"長さが{self.length}バイトではありません", "ファイルを受け取り直してください")


_RIGHT = (*_TEXT, "letters", "blank_digits")


def _filler(field: Field) -> str:
    return field.value if field.kind == "fixed" else (" " if field.kind == "blank" else "0") * field.length


def _expression(field: Field) -> str:
    if field.kind == "fixed":
        return re.escape(field.value)
    if field.kind in ("blank", "zeros"):
        return f".{{{field.length}}}"
    if field.kind == "blank_digits":
        return f"([0-9]{{{field.length}}}| {{{field.length}}})"
    return f"({_PATTERNS.get(field.kind, '.')}{{{field.length}}})"


def _expected(field: Field) -> str:
    if field.kind == "fixed":
        return f"「{field.value}」"
    return {"letters": "数字か英大文字", "blank_digits": "数字か空白"}.get(field.kind, "数字") + f"{field.length}桁"


def layout_from(name: str, rows: Iterable[tuple[str, ...]]) -> Layout:
    """A layout of rows (name, label, position, length, kind, value)."""
    return Layout(name, tuple(Field(row[0], row[1], int(row[2]), int(row[3]), row[4], row[5]) for row in rows))


@cache
def layout_of(name: str) -> Layout:
    """A layout of the shipped table `data/money-layouts.csv`."""
    return layout_from(name, (row[1:] for row in _data.table("money-layouts.csv") if row[0] == name))
