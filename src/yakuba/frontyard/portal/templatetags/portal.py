"""``{% t "key" %}`` and ``{{ text|say:language }}``: words in the reader's language, with ruby where they have it."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.frontyard.portal import showing, wording
from yakuba.platform.attachments.examining import KINDS, MEDIA, MOST_BYTES
from yakuba.platform.attachments.receiving import MOST_BODY
from yakuba.platform.cases.procedures.definition import Procedure, Question, Text, without_readings
from yakuba.platform.screens.markup import draw, joined
from yakuba.platform.tenancy.context import JST

register = template.Library()
MARK = re.compile(r"<(\w+)>")
JAPANESE = re.compile(r"[\u3041-\u30fe\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@register.simple_tag(takes_context=True)
def t(context: dict[str, Any], key: str, **marks: Any) -> SafeString:
    if not marks:
        return _word(key, context["language"])
    language = context["language"]
    parts = MARK.split(wording.text(key).in_(language))  # words and names of marks take turns
    return joined(
        _marked(str(marks[part]), language) if at % 2 else wording.drawn(part) for at, part in enumerate(parts)
    )


def _marked(value: str, language: str) -> SafeString:
    return proper(value, language) if language == "en" else wording.drawn(value)


@lru_cache(maxsize=4096)
def _word(key: str, language: str) -> SafeString:
    return wording.drawn(wording.text(key).in_(language))


@register.simple_tag
def way(name: str, *arguments: Any) -> str:
    """``{% url %}`` whose answers are remembered: a page has a dozen, always the same."""
    return _way(name, arguments)


@lru_cache(maxsize=8192)
def _way(name: str, arguments: tuple[Any, ...]) -> str:
    return reverse(name, args=arguments)


@register.simple_tag(takes_context=True)
def bare(context: dict[str, Any], key: str) -> str:
    """For attributes: no ruby there."""
    return wording.plain(key, context["language"])


@register.filter
def proper(words: str, language: str) -> SafeString:
    """A name or an answer as it is written; among English words marked as Japanese, so that it is read out as such."""
    return draw('<span lang="ja">{}</span>' if language == "en" and JAPANESE.search(words) else "{}", words)


@register.simple_tag(takes_context=True)
def spoken(context: dict[str, Any], words: str) -> SafeString:
    """The attribute ``lang`` of an element whose words are Japanese among English ones."""
    return draw(' lang="ja"') if context["language"] == "en" and JAPANESE.search(words) else draw("")


@register.filter
def media(accepts: Iterable[str]) -> str:
    """What a browser offers to choose; on a telephone the camera is among it."""
    return ",".join(MEDIA[one] for one in accepts)


@register.filter
def kinds(accepts: Iterable[str]) -> str:
    return "・".join(KINDS[one] for one in accepts)


@register.simple_tag
def most_bytes(of: str) -> int:
    """Of each file, or of all that are sent together, without the form around them."""
    return MOST_BYTES if of == "each" else MOST_BODY - 64 * 1024


@register.filter
def say(words: Text, language: str) -> SafeString:
    """In the reader's language; Japanese, marked as such, where an own procedure has no English."""
    return _said(words, language)


@lru_cache(maxsize=8192)
def _said(words: Text, language: str) -> SafeString:
    drawn = wording.drawn(words.in_(language))
    return draw('<span lang="ja">{}</span>', drawn) if language == "en" and not words.en else drawn


@register.filter
def lacks(procedure: Procedure, language: str) -> bool:
    """Whether something of the procedure is there in Japanese only."""
    return procedure.lacks(language)


@register.filter
def ruby(words: str) -> SafeString:
    """Words of a letter, already in the reader's language."""
    return wording.drawn(words)


AS_TYPED = frozenset({"text", "address", "phone", "email", "account", "file"})


@register.filter
def answer(words: str, question: Question) -> SafeString | str:
    """One line of an answer: what somebody typed as it is, words of ours (options, days, units) with their readings."""
    return words if question.kind in AS_TYPED else wording.drawn(words)


@register.filter
def say_bare(words: Text, language: str) -> str:
    return without_readings(words.in_(language))


@register.filter
def moment(instant: datetime, language: str) -> SafeString:
    return wording.drawn(showing.moment(instant, language))


@register.filter
def plain_day(day: date, language: str) -> str:
    """For options and labels: no ruby there. With the day of the week."""
    return f"{without_readings(showing.short_day(day, language))}{showing.weekday(day, language)}"


@register.filter
def short_day(day: date | datetime | str, language: str) -> SafeString:
    """A day as a date, or as the core's letter wrote it."""
    if isinstance(day, datetime):
        day = day.astimezone(JST).date()
    elif isinstance(day, str):
        day = date.fromisoformat(day)
    return wording.drawn(showing.short_day(day, language))
