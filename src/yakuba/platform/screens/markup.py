"""Markup written in Python where templates would be too slow: fields and rows that a page repeats many times.

A pattern is a constant of the code; every value put into it is escaped unless it is markup made here or by Django.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

NOTHING = mark_safe("")


def text_of(value: object) -> str:
    """A value as it may stand in markup: its text escaped, markup as it is, lazy texts resolved; '' for None.

    >>> text_of("<b>"), text_of(None), text_of(3)
    ('&lt;b&gt;', '', '3')
    """
    if isinstance(value, SafeString):
        return value
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return "" if value is None else escape(str(value))


def draw(pattern: str, *values: object) -> SafeString:
    """``pattern`` with each ``{}`` filled.

    >>> draw('<td class="{}">{}</td>', "name", "O'Brien")
    '<td class="name">O&#x27;Brien</td>'
    """
    return mark_safe(pattern.format(*map(text_of, values)))  # noqa: S308 - every value is escaped


def draw_all(pattern: str, lines: Iterable[Sequence[object]]) -> SafeString:
    """``pattern`` filled once for each line, one after the other."""
    return mark_safe("".join([pattern.format(*map(text_of, values)) for values in lines]))  # noqa: S308 - as above


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of markup one after the other."""
    return mark_safe("".join(map(text_of, parts)))  # noqa: S308 - as above


def attributes(given: Mapping[str, object]) -> SafeString:
    """Attributes of an element, each after a space; True is a bare attribute, False is left out.

    >>> attributes({"id": "a", "checked": True, "hidden": False})
    ' id="a" checked'
    """
    kept = [(name, value) for name, value in given.items() if value is not False]
    return joined([draw(" {}", name) if value is True else draw(' {}="{}"', name, value) for name, value in kept])
