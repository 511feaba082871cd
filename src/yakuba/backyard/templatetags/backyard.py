"""``{% load backyard %}``: words of the backyard's pages."""

from django import template

from yakuba.backyard.filing_words import minutes_words, percent
from yakuba.platform.access.duties import DUTIES

register = template.Library()
register.filter("percent", percent)
register.filter("minutes_words", minutes_words)


@register.filter
def duty_label(code: str) -> str:
    """A duty's Japanese name; the code itself for one that no longer exists."""
    return DUTIES[code].label if code in DUTIES else code


@register.filter
def of_key(values: dict[str, str], key: str) -> str:
    """The value of a key, empty when there is none."""
    return values.get(key, "")


@register.filter
def source_words(source: str) -> str:
    """An item of the national specification as staff call it.

    >>> source_words("juki-1.0:1.3.9、地方自治法第152条")
    '標準仕様書1.3.9、地方自治法第152条'
    """
    return source.replace("juki-1.0:", "標準仕様書")
