"""``{% w "key" %}``: words of the tablet in the visitor's language, with ruby where they have it."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from yakuba.frontyard.counter import words
from yakuba.frontyard.portal.wording import drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def w(context: dict[str, Any], key: str) -> SafeString:
    return drawn(words.texts()[key].in_(context["language"]))


@register.simple_tag(takes_context=True)
def w_bare(context: dict[str, Any], key: str) -> str:
    """For attributes: no ruby there."""
    return words.text(key, context["language"])


@register.filter
def say_words(words: str) -> SafeString:
    """An answer's words: option labels in やさしい日本語 carry readings."""
    return drawn(words)
