"""One item's value as text and back, by the item's kind: how corrections, differences and conflicts carry values."""

import datetime
from dataclasses import fields
from typing import Any, Final, TypeVar, cast

from .record import ITEMS, Record

Value = str | int | bool | datetime.date | datetime.time | None

Group = TypeVar("Group")

_DEFAULTS: Final = {field.name: field.default for field in fields(Record)}


class UnreadableValue(ValueError):
    """A text that cannot be read as the kind of its item, such as a day that is not in the calendar."""


def to_text(name: str, value: Value) -> str:
    """Canonical text of an item's value: ISO dates, "1"/"0" for flags, blank for none.

    >>> to_text("birth_date", datetime.date(1980, 3, 5))
    '1980-03-05'
    >>> to_text("is_latest", True)
    '1'
    """
    if value is None:
        return ""
    if ITEMS[name]["kind"] == "flag":
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def from_text(name: str, text: str) -> Value:
    """The value of the item `name` that `text` stands for.

    Raises UnreadableValue for a text that is no value of the kind, KeyError for a name that is no item.

    >>> from_text("birth_date", "1980-03-05")
    datetime.date(1980, 3, 5)
    >>> from_text("birth_date", "1991-02-29")
    Traceback (most recent call last):
    yakuba.areas.resident_registry.domain.record_values.UnreadableValue: 1991-02-29
    """
    kind = ITEMS[name]["kind"]
    if kind in ("text", "kana", "code", "month"):
        return text
    try:
        return _parse(kind, text)
    except ValueError as error:
        raise UnreadableValue(text) from error


def _parse(kind: str, text: str) -> Value:
    if kind == "date":
        return datetime.date.fromisoformat(text) if text else None
    if kind == "time":
        return datetime.time.fromisoformat(text) if text else None
    if kind == "flag":
        if text not in ("", "0", "1"):
            raise ValueError(text)
        return text == "1"
    return int(text)


def items_of(group: Any) -> dict[str, Any]:
    """Items of one group dataclass (names, address, ...) by field name; not copied deeply, values are immutable."""
    return {field.name: getattr(group, field.name) for field in fields(group)}


def group_of(kind: type[Group], record: Record) -> Group:
    """The part of a record that one group dataclass holds, such as `group_of(AddressItems, record)`."""
    names = [field.name for field in fields(cast(type[Any], kind))]
    return kind(**{name: getattr(record, name) for name in names})


def cleared(*kinds: type[Any]) -> dict[str, Any]:
    """Blank values of all items of the given groups."""
    return {field.name: _DEFAULTS[field.name] for kind in kinds for field in fields(kind)}
